/* What a teacher needs in front of a class: a black screen, a frozen one, a spotlight, something that is pointed at. */
#ifndef APP_SESSION_PRESENT_H
#define APP_SESSION_PRESENT_H

#include "app/app.h"
#include "app/words.h"

Error present_black(App *app, int argc, char *const argv[]);
Error present_freeze(App *app, int argc, char *const argv[]);
Error present_spotlight(App *app, int argc, char *const argv[]);

/* "X Y": points there, in per cent of the window's width and height; "next", "previous": at the next of the areas that
 * answer; "press": does what a click there would; "off": at nothing. Error: hover.place. */
#define EACH_HOVER(FIRST, NEXT) \
    FIRST(HOVER_NEXT, next) NEXT(HOVER_PREVIOUS, previous) NEXT(HOVER_PRESS, press) NEXT(HOVER_OFF, off)  \
    NEXT(HOVER_LEFT, left) NEXT(HOVER_RIGHT, right) NEXT(HOVER_UP, up) NEXT(HOVER_DOWN, down)
enum HoverWord { WORD_VALUES(EACH_HOVER) HOVER_COUNT };
#define HOVER_WORDS WORDS(EACH_HOVER)
Error present_hover(App *app, int argc, char *const argv[]);

/* A key is let go: ends what lasts only while it is held. True if that changes the picture. */
bool present_released(App *app, const char *key);

#endif
