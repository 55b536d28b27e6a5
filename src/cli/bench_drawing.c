/* How soon a stroke on the photo shows in the maps of conv1_1 and in the answers: from the mouse's event to the return
 * of SDL_RenderPresent of the first frame that has them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "cli/host.h"

enum { DOTS = 60, MOVES = 240 };
static const double MOVE_EVERY = 8, PATIENCE = 5000; /* milliseconds; a mouse tells its place 125 times a second */

/* One event and when its outcome was shown first. */
typedef struct Moment {
    double began, maps, answers; /* 0: not yet */
    uint64_t version;            /* of the photo, once the event is heard */
} Moment;

static void see(const Host *host, Moment moments[], int n) {
    double now = clock_ms();
    for (int i = 0; i < n; i++) {
        if (!moments[i].maps && host->maps_of >= moments[i].version) moments[i].maps = now - moments[i].began;
        if (!moments[i].answers && host->answers_of >= moments[i].version) moments[i].answers = now - moments[i].began;
    }
}

static bool all_seen(const Moment moments[], int n) {
    for (int i = 0; i < n; i++)
        if (!moments[i].maps || !moments[i].answers) return false;
    return true;
}

static Error turn(Host *host, Window *window, Moment moments[], int n) {
    bool open = true;
    TRY(window_turn(window, false, &open));
    see(host, moments, n);
    nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
    return open ? NO_ERROR : error("window.present", "%s", "closed");
}

static Error settle(Host *host, Window *window, Moment moments[], int n) {
    double began = clock_ms();
    while (!all_seen(moments, n)) {
        if (clock_ms() - began > PATIENCE) return error("window.present", "%s", "no answer");
        TRY(turn(host, window, moments, n));
    }
    return NO_ERROR;
}

/* Sends an event and has it heard; the outcome is the photo's next version. */
static Error send(Host *host, Window *window, MouseKind kind, float x, float y, Moment moments[], int *n) {
    uint64_t before = host->app.image_version;
    Moment moment = {.began = clock_ms()};
    bool open = true;
    if (!window_send_mouse(window, kind, x, y)) return error("window.present", "%s", "mouse");
    TRY(window_turn(window, false, &open)); /* may draw, but not yet what it brings */
    moment.version = host->app.image_version;
    if (moment.version != before) moments[(*n)++] = moment;
    see(host, moments, *n);
    return NO_ERROR;
}

static const Hit *photo(const Host *host) {
    for (int i = 0; i < host->frame.n_hits; i++)
        if (host->frame.hits[i].kind == HIT_STROKE) return &host->frame.hits[i];
    return NULL;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print(const char *name, double ms[], int n, json_t *json) {
    qsort(ms, (size_t)n, sizeof *ms, by_size);
    double median = ms[n / 2], p95 = ms[(n * 95 - 1) / 100], worst = ms[n - 1];
    if (json)
        json_array_append_new(
            json, json_pack("{s:s,s:f,s:f,s:f}", "name", name, "median_ms", median, "p95_ms", p95, "worst_ms", worst));
    else printf("%-32s %9.2f %9.2f %9.2f\n", name, median, p95, worst), fflush(stdout);
}

static void print_both(const char *how, const Moment moments[], int n, json_t *json) {
    double ms[MOVES + 2];
    char name[64];
    for (int what = 0; what < 2 && n > 0; what++) {
        for (int i = 0; i < n; i++) ms[i] = what ? moments[i].answers : moments[i].maps;
        snprintf(name, sizeof name, "%s, %s", how, what ? "answers" : "conv1_1");
        print(name, ms, n, json);
    }
}

/* Dots, each shown in full before the next one. */
static Error draw_dots(Host *host, Window *window, Rect r, json_t *json) {
    Moment moments[DOTS];
    int n = 0;
    for (int i = 0; i < DOTS; i++) {
        float x = r.x + r.w * (float)(0.1 + 0.8 * (i % 10) / 10.0), y = r.y + r.h * (float)(0.1 + 0.8 * (i / 10) / 6.0);
        int unused = 0;
        TRY(send(host, window, MOUSE_DOWN, x, y, moments, &n));
        TRY(send(host, window, MOUSE_UP, x, y, moments + n, &unused));
        TRY(settle(host, window, moments, n));
    }
    print_both("a dot", moments, n, json);
    return NO_ERROR;
}

/* A circle without a pause. */
static Error draw_circles(Host *host, Window *window, Rect r, json_t *json) {
    static Moment moments[MOVES + 2];
    int n = 0;
    double next = clock_ms();
    for (int i = 0; i < MOVES; i++, next += MOVE_EVERY) {
        float turned = (float)i / 40, radius = r.w * 0.35f;
        float x = r.x + r.w / 2 + radius * cosf(turned), y = r.y + r.h / 2 + radius * sinf(turned);
        while (clock_ms() < next) TRY(turn(host, window, moments, n));
        TRY(send(host, window, i ? MOUSE_MOVE : MOUSE_DOWN, x, y, moments, &n));
    }
    int unused = 0;
    TRY(send(host, window, MOUSE_UP, r.x, r.y, moments + n, &unused));
    TRY(settle(host, window, moments, n));
    print_both("while drawing", moments, n, json);
    return NO_ERROR;
}

Error bench_drawing(Host *host, Window *window, json_t *json) {
    bool open = true;
    TRY(app_do(&host->app, "lesson close; view network; zoom 0; run; select conv1_1; tool brush 9 red; clear", NULL));
    TRY(app_wait(&host->app));
    TRY(window_turn(window, false, &open));
    TRY(window_send_key(window, "o") ? NO_ERROR : error("window.present", "%s", "key")); /* so that there is a frame */
    TRY(window_send_key(window, "o") ? NO_ERROR : error("window.present", "%s", "key"));
    TRY(window_turn(window, false, &open));
    const Hit *hit = photo(host);
    if (!hit) return error("window.present", "%s", "no photo");
    Rect r = hit->rect;
    json_t *rows = json ? json_array() : NULL;
    if (!json) printf("\n%-32s %9s %9s %9s\n", "a stroke shows in", "median ms", "p95 ms", "worst ms");
    Error e = draw_dots(host, window, r, rows);
    if (!failed(&e)) e = app_do(&host->app, "clear", NULL);
    if (!failed(&e)) e = app_wait(&host->app);
    if (!failed(&e)) e = draw_circles(host, window, r, rows);
    if (json) json_object_set_new(json, "drawing", rows);
    return e;
}
