/* The program, open with a bundled network, and commands that have to succeed. After cmocka. */
#ifndef OPENED_H
#define OPENED_H

#include <stdlib.h>

#include "app/session/command.h"

static App app;

#include "says.h"

/* What commands ask of the world outside goes to `outside`. */
static inline int open_with(Error (*outside)(void *ctx, App *app, const Effect *effect)) {
    AppOptions options = {.weights = "bundled", .outside = outside};
    setenv("XDG_CACHE_HOME", "/nowhere", 0); /* the user's is none of theirs */
    Error e = app_open(&options, &app);
    return failed(&e) ? -1 : 0;
}

static inline int open_app(void **state) {
    (void)state;
    return open_with(NULL);
}

static inline int close_app(void **state) {
    (void)state;
    app_close(&app);
    return 0;
}

#endif
