/* The program, open with a bundled network, and commands that have to succeed. After cmocka. */
#ifndef OPENED_H
#define OPENED_H

#include "app/session/command.h"

static App app;

static int open_app(void **state) {
    (void)state;
    AppOptions options = {.weights = "bundled"};
    Error e = app_open(&options, &app);
    return failed(&e) ? -1 : 0;
}

static int close_app(void **state) {
    (void)state;
    app_close(&app);
    return 0;
}

static inline void says(const char *script) {
    Error e = app_do(&app, script, NULL);
    if (failed(&e)) fail_msg("%s: %s (%s)", script, e.id, e.arg[0]);
}

#endif
