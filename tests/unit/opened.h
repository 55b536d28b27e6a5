/* The program, open with a bundled network, and commands that have to succeed. After cmocka. */
#ifndef OPENED_H
#define OPENED_H

#include "app/session/command.h"

static App app;

#include "says.h"

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

#endif
