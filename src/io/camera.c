/* The thread that keeps a camera's newest picture. */
#include "io/camera.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/file.h"
#include "io/camera_device.h"
#include "io/camera_film.h"

struct Camera {
    char which[PATH_SIZE], name[PATH_SIZE];
    bool after;
    void (*notify)(void *ctx);
    void *ctx;
    pthread_t thread;
    atomic_bool stop;
    pthread_mutex_t lock;
    pthread_cond_t news;
    /* under the lock */
    CameraPicture newest;
    Error error;
    bool over;
};

bool camera_here(void) { return camera_device_here(); }

static void tell(Camera *c) {
    if (c->notify) c->notify(c->ctx);
}

/* The picture before it, if nobody has taken it, is gone. */
static void put(Camera *c, CameraPicture picture) {
    pthread_mutex_lock(&c->lock);
    free(c->newest.bytes);
    c->newest = picture;
    pthread_cond_broadcast(&c->news);
    pthread_mutex_unlock(&c->lock);
    tell(c);
}

static Error watch_device(Camera *c) {
    CameraDevice *device;
    CameraPicture picture = {0};
    TRY(camera_device_open(c->which, c->after, &device));
    snprintf(c->name, sizeof c->name, "%s", camera_device_name(device));
    snprintf(c->which, sizeof c->which, "%s", camera_device_path(device));
    Error e = NO_ERROR;
    while (!failed(&e) && !atomic_load(&c->stop)) {
        e = camera_device_next(device, &c->stop, &picture);
        if (picture.bytes) put(c, picture);
    }
    camera_device_close(device);
    return e;
}

static void sleep_until(double when, const atomic_bool *stop) {
    const double most = 50;
    for (double left; (left = when - clock_ms()) > 0 && !atomic_load(stop);) {
        struct timespec time = {.tv_nsec = (long)(fmin(left, most) * 1e6)};
        nanosleep(&time, NULL);
    }
}

/* Each picture at its time; one that is late is not waited for. */
static Error watch_film(Camera *c) {
    CameraFilm *film;
    CameraPicture picture = {0};
    TRY(camera_film_open(c->which, &film));
    snprintf(c->name, sizeof c->name, "%s", path_base(c->which));
    Error e = NO_ERROR;
    for (double next = clock_ms(); !failed(&e) && !atomic_load(&c->stop);) {
        e = camera_film_next(film, &picture);
        if (picture.bytes) put(c, picture);
        next = fmax(next + camera_film_every(film), clock_ms());
        sleep_until(next, &c->stop);
    }
    camera_film_close(film);
    return e;
}

static void *work(void *arg) {
    Camera *c = arg;
    Error e = c->after || camera_is_device(c->which) ? watch_device(c) : watch_film(c);
    pthread_mutex_lock(&c->lock);
    c->error = e;
    c->over = true;
    pthread_cond_broadcast(&c->news);
    pthread_mutex_unlock(&c->lock);
    tell(c);
    return NULL;
}

Error camera_open(const char *which, bool after, void (*notify)(void *ctx), void *ctx, Camera **out) {
    Camera *c = *out = calloc(1, sizeof *c);
    if (!c) return error("memory", "%s", "camera");
    snprintf(c->which, sizeof c->which, "%s", which);
    c->after = after;
    c->notify = notify;
    c->ctx = ctx;
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->news, NULL);
    if (pthread_create(&c->thread, NULL, work, c) == 0) return NO_ERROR;
    pthread_cond_destroy(&c->news);
    pthread_mutex_destroy(&c->lock);
    free(c);
    *out = NULL;
    return error("thread", "%s", "");
}

Error camera_take(Camera *c, CameraPicture *out) {
    pthread_mutex_lock(&c->lock);
    *out = c->newest;
    c->newest = (CameraPicture){0};
    Error e = out->bytes ? NO_ERROR : c->error; /* the last picture before the end is one */
    pthread_mutex_unlock(&c->lock);
    return e;
}

void camera_wait(Camera *c, double ms) {
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    int64_t ns = end.tv_nsec + (int64_t)(ms * 1e6);
    end.tv_sec += ns / 1000000000;
    end.tv_nsec = ns % 1000000000;
    pthread_mutex_lock(&c->lock);
    while (!c->newest.bytes && !c->over && pthread_cond_timedwait(&c->news, &c->lock, &end) == 0) {}
    pthread_mutex_unlock(&c->lock);
}

const char *camera_name(const Camera *c) { return c->name; }
const char *camera_path(const Camera *c) { return c->which; }

void camera_stop(Camera *c) { atomic_store(&c->stop, true); }

bool camera_over(Camera *c) {
    pthread_mutex_lock(&c->lock);
    bool over = c->over;
    pthread_mutex_unlock(&c->lock);
    return over;
}

void camera_close(Camera *c) {
    if (!c) return;
    camera_stop(c);
    pthread_join(c->thread, NULL);
    free(c->newest.bytes);
    pthread_cond_destroy(&c->news);
    pthread_mutex_destroy(&c->lock);
    free(c);
}
