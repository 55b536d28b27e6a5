/* The browser's camera, in place of io/camera.c: a picture is drawn and copied when the program takes it, so that none
 * ever waits. */
#include "io/camera.h"

#include <emscripten.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web/browser.h"

struct Camera {
    void (*notify)(void *ctx);
    void *ctx;
    char name[128];
    Error error;
    bool over;
};

static Camera *seen; /* the one that there is */

bool camera_here(void) { return true; }

static void tell(void) {
    if (seen && seen->notify) seen->notify(seen->ctx);
}

EMSCRIPTEN_KEEPALIVE void page_camera_open(const char *name) {
    if (seen) snprintf(seen->name, sizeof seen->name, "%s", name);
}

EMSCRIPTEN_KEEPALIVE void page_camera_came(void) { tell(); }

/* By the name that the browser has for what went wrong. */
EMSCRIPTEN_KEEPALIVE void page_camera_failed(const char *why, const char *name) {
    if (!seen) return;
    seen->over = true;
    if (strcmp(why, "insecure") == 0) seen->error = error("page.camera_insecure", "%s", "");
    else if (strcmp(why, "ended") == 0) seen->error = error("camera.lost", "%s", name);
    else if (strcmp(why, "NotAllowedError") == 0) seen->error = error("page.camera_refused", "%s", "");
    else if (strcmp(why, "NotFoundError") == 0) seen->error = error("page.camera_none", "%s", "");
    else if (strcmp(why, "NotReadableError") == 0) seen->error = error("camera.busy", "%s", name);
    else seen->error = error("camera.failed", "%s\t%s", why, name);
    tell();
}

Error camera_open(const char *which, bool after, void (*notify)(void *ctx), void *ctx, Camera **out) {
    Camera *c = *out = calloc(1, sizeof *c);
    if (!c) return error("memory", "%s", "camera");
    c->notify = notify;
    c->ctx = ctx;
    seen = c;
    browser_camera(*which ? atoi(which) : -1, after);
    return NO_ERROR;
}

Error camera_take(Camera *c, CameraPicture *out) {
    int w, h;
    *out = (CameraPicture){0};
    if (failed(&c->error)) return c->error;
    if (!browser_camera_look(&w, &h)) return NO_ERROR;
    size_t n = (size_t)w * (size_t)h;
    unsigned char *rgba = malloc(4 * n), *rgb = rgba ? camera_picture_make(w, h, out) : NULL;
    if (rgb) browser_camera_pixels(rgba);
    for (size_t i = 0; rgb && i < n; i++) memcpy(rgb + 3 * i, rgba + 4 * i, 3);
    free(rgba);
    return rgb ? NO_ERROR : error("memory", "%s", "camera");
}

void camera_wait(Camera *c, double ms) { (void)c, (void)ms; }

const char *camera_name(const Camera *c) { return c->name; }

const char *camera_path(const Camera *c) { return (void)c, ""; } /* the browser knows which it was */

void camera_stop(Camera *c) {
    if (!c->over) browser_camera_stop();
    c->over = true;
}

bool camera_over(Camera *c) { return c->over; }

void camera_close(Camera *c) {
    if (!c) return;
    camera_stop(c);
    if (seen == c) seen = NULL;
    free(c);
}
