/* The program's beginning and end. */
#ifndef APP_SESSION_SESSION_H
#define APP_SESSION_SESSION_H

#include "app/app.h"

typedef struct Kept Kept; /* app/session/kept.h */

typedef struct AppOptions {
    const char *net, *weights, *image; /* as in the commands of these names; NULL: as usual */
    const char *const *more;           /* paths of n_more photos that stand in the gallery behind the first */
    int n_more;
    const char *folder;                /* whose photos the gallery shows; NULL: the bundled ones */
    int threads;                       /* 0: one a processor */
    const Kept *kept;                  /* how it was left, for a window; NULL: as it comes */
    void (*notify)(void *ctx);         /* see job_open */
    Error (*outside)(void *ctx, App *app, const Effect *effect); /* NULL: effects are dropped */
    void *ctx;                         /* of both */
} AppOptions;

/* Opens the program with a network, its weights and a photo, at step 0.
 * Errors: what is wrong with what was asked for; then there is nothing to close. */
Error app_open(const AppOptions *options, App *app);
void app_close(App *app);

#endif
