#include "app/watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/drawing.h"
#include "app/live.h"
#include "app/work.h"
#include "app/world.h"
#include "base/clock.h"

/* What takes longer than this, an occlusion say, is waited for only once the picture is held: in milliseconds. */
static const double PATIENCE = 250;
enum { BROKEN_MOST = 30 };

#define CAMERA_PHOTO "camera" /* what the photo is called */

/* ---- opening and letting go ---- */

/* Without waiting; it tells when it is over. */
static void let_go(Watching *w) {
    if (!w->camera) return;
    camera_stop(w->camera);
    if (!camera_over(w->camera)) return;
    camera_close(w->camera);
    w->camera = NULL;
}

static void fail(App *app, Error e) {
    app->watch->on = false;
    app->trouble = e;
}

static void open_or_close(App *app) {
    Watching *w = app->watch;
    if (!w->on || w->leaving) let_go(w);
    if (!w->camera) w->leaving = false;
    if (!w->on || w->camera) return;
    Error e = camera_open(w->which, w->after, w->notify, w->ctx, &w->camera);
    if (failed(&e)) fail(app, e);
}

void watch_close(App *app) {
    camera_close(app->watch->camera);
    app->watch->camera = NULL;
}

/* ---- its pictures ---- */

static void count(Watching *w) {
    double now = clock_ms();
    w->taken = now;
    w->broken = 0;
    if (w->pictures++ == 0 || now - w->counted < 1000) {
        if (w->pictures == 1) w->counted = now, w->counted_at = 1;
        return;
    }
    w->per_second = 1000 * (double)(w->pictures - w->counted_at) / (now - w->counted);
    w->counted = now;
    w->counted_at = w->pictures;
}

/* The first one is another photo, those behind it are changes of it. Errors: those of the decoders, memory. */
static Error show(App *app, const CameraPicture *picture) {
    Watching *w = app->watch;
    if (w->pictures == 0) TRY(app_set_photo_bytes(app, picture->bytes, picture->size, CAMERA_PHOTO));
    else TRY(live_show(app, picture->bytes, picture->size));
    if (!*w->name) {
        snprintf(w->name, sizeof w->name, "%.*s", (int)sizeof w->name - 1, camera_name(w->camera));
        snprintf(w->which, sizeof w->which, "%s", camera_path(w->camera));
        w->after = false;
    }
    if (w->pictures == 0) w->photo = app->photo_version;
    count(w);
    if (!w->notify) w->on = false;
    return NO_ERROR;
}

static bool is_ready(const App *app) {
    const Watching *w = app->watch;
    bool there = live_settled(app) && (!job_busy(app->job) || clock_ms() - w->taken > PATIENCE);
    return w->pictures == 0 || there;
}

/* A picture that cannot be decoded is left out, unless none can. */
static void take(App *app) {
    Watching *w = app->watch;
    CameraPicture picture;
    Error e = camera_take(w->camera, &picture);
    if (picture.bytes) {
        e = show(app, &picture);
        free(picture.bytes);
        bool decoded = strncmp(failed(&e) ? e.id : "", "image.", 6) != 0;
        if (!decoded && ++w->broken < BROKEN_MOST) return;
    }
    if (failed(&e)) fail(app, e);
}

static void want(App *app, JobWants *wants) {
    Watching *w = app->watch;
    (void)wants;
    if (w->on && app->photo_version != w->photo) w->on = false; /* another photo was chosen */
    open_or_close(app);
    if (!w->on || w->leaving) return;
    live_bring(app);
    if (is_ready(app)) take(app);
    open_or_close(app);
}

/* A lesson shows photos of its own. */
static Error said(App *app, int argc, char *const argv[]) {
    (void)argc, (void)argv;
    if (app->teaching->open) app->watch->on = false;
    return NO_ERROR;
}

/* Without a window: for the one picture. */
static Error wait(App *app) {
    enum { SLICE = 100, MOST = 100 };
    Watching *w = app->watch;
    if (!w->on) return NO_ERROR;
    for (int i = 0; i < MOST && w->on && w->pictures == 0; i++) {
        if (w->camera) camera_wait(w->camera, SLICE);
        app_want(app);
    }
    return w->pictures ? NO_ERROR : app->trouble;
}

const AppPart WATCH_PART = {.want = want, .wait = wait, .said = said};

/* ---- the command ---- */

Error watch_camera(App *app, int argc, char *const argv[]) {
    Watching *w = app->watch;
    const char *what = argc > 1 ? argv[1] : w->on ? "off" : "on";
    bool on = strcmp(what, "on") == 0, next = strcmp(what, "next") == 0;
    if (strcmp(what, "off") == 0) {
        w->on = false;
        return NO_ERROR;
    }
    if (app->teaching->open) return error("camera.lesson", "%s", "");
    if (on && w->on) return NO_ERROR;
    if (strlen(what) >= sizeof w->which) return error("file.path_long", "%s", what);
    if (!on && !next) memcpy(w->which, what, strlen(what) + 1);
    w->after = next;
    w->leaving = w->camera != NULL;
    *w->name = '\0';
    w->pictures = 0;
    w->broken = 0;
    w->per_second = 0;
    w->photo = app->photo_version;
    w->on = true;
    return NO_ERROR;
}
