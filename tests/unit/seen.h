/* The program, open with its fonts, for what looks at frames. After cmocka. */
#ifndef SEEN_H
#define SEEN_H

#include "opened.h"
#include "shell/fonts.h"
#include "view/screens.h"

static Fonts *fonts;
static Metrics metrics;
static Arena arena; /* of the frame */
static Frame frame;

static inline int open_seen(void **state) {
    fonts = fonts_open();
    if (fonts) metrics = fonts_metrics(fonts);
    return fonts ? open_app(state) : -1;
}

static inline int close_seen(void **state) {
    arena_free(&arena);
    fonts_close(fonts);
    return close_app(state);
}

#endif
