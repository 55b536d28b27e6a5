/* What can lie over a screen, one at a time: all that the rest of the program knows of one is its line here. */
#ifndef APP_OVERLAYS_H
#define APP_OVERLAYS_H

/* Its value and its word. With a line here it has OVERLAY_NAME, its state of the keys KEYS_NAME, and its places in two
 * tables: that of app/session/overlays.c, which asks for its WORD_overlay (app/overlay.h), and that of
 * view/overlays/overlay.c, which asks for its WORD_draw (view/screens.h). */
#define EACH_OVERLAY(X) \
    X(HELP, help) \
    X(GALLERY, gallery) \
    X(COMMAND, command) \
    X(SUM, sum) \
    X(LESSONS, lessons) \
    X(WEIGHTS, weights) \
    X(SAVE, save) \
    X(ASK, ask)

#define OVERLAY_VALUE(NAME, word) OVERLAY_##NAME,
typedef enum Overlay { OVERLAY_NONE, EACH_OVERLAY(OVERLAY_VALUE) OVERLAY_COUNT } Overlay;

#endif
