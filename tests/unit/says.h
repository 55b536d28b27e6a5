/* Commands to a program, `app`, which stands before this. After cmocka. */
#ifndef SAYS_H
#define SAYS_H

#include "app/session/command.h"

static inline void says(const char *script) {
    Error e = app_do(&app, script, NULL);
    if (failed(&e)) fail_msg("%s: %s (%s)", script, e.id, e.arg[0]);
}

/* Until all that is asked for is computed. */
static inline void waits(void) {
    Error e = app_wait(&app);
    if (failed(&e)) fail_msg("%s (%s)", e.id, e.arg[0]);
}

static inline void says_and_waits(const char *script) {
    says(script);
    waits();
}

static inline void is_refused(const char *script, const char *id) {
    Error e = app_do(&app, script, NULL);
    if (!failed(&e)) fail_msg("%s is taken", script);
    assert_string_equal(e.id, id);
}

#endif
