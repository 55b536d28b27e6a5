/* Frame times of every screen in a real window, every frame changed, while a layer is computed; or how soon what a hand
 * does is shown. */
#include <jansson.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/session/command.h"
#include "base/workers.h"
#include "cli/host.h"
#include "nn/trial.h"

enum { FRAMES = 480 }; /* so that a frame or two during which the machine did something else do not make the p99 */

typedef struct Scene {
    const char *name, *script; /* what sets it up */
    const char *keys[2];       /* said in turn, so that every frame is another; NULL: the mouse moves over all areas */
} Scene;

/* Besides every screen as it is. Where a layer has 512 maps it is one of those that are selected. */
static const Scene MORE[] = {
    {"network, 512 maps", "view network; select conv5_1; zoom 3; map 0", {"down", "down"}},
    {"network, running", "zoom 0; view network; reset; run; select conv4_1", {"c", "c"}},
    {"screens in turn", "view network; select conv5_1; map 0", {"2", "1"}},
    {"pointing, a map", "lesson close; view layer; run; select conv3_3; map 10", {NULL}},
    {"pointing, 512 maps", "view network; select conv5_1; zoom 3; map 0", {NULL}},
    {"layer, a wall", "zoom 0; view layer; select conv5_1; wall on; map 0", {"down", "down"}},
    {"pointing, a wall", "view layer; select conv5_1; wall on; map 0", {NULL}},
    {"neuron, playing", "wall off; view neuron; select conv5_1; map 0; motion at 0", {"right", "k"}},
    {"space, turning", "motion stop; run; select conv3_3; space on; space front", {"ctrl+left", "ctrl+right"}},
    {"space, near", "select conv2_2; space near 5", {"ctrl+left", "ctrl+right"}},
    {"lesson", "space off; view field; lesson receptive-field 1", {"pagedown", "pageup"}},
};
enum { SCENES = VIEW_COUNT + sizeof MORE / sizeof *MORE };

static Scene scene(int i) {
    if (i >= VIEW_COUNT) return MORE[i - VIEW_COUNT];
    const Screen *s = screen_of((View)i);
    return (Scene){view_name((View)i), s->bench.script, {s->bench.keys[0], s->bench.keys[1]}};
}

/* A layer that is computed over and over on one more thread while the frames are timed. */
typedef struct Load {
    pthread_t thread;
    Engine *engine;
    atomic_bool cancel;
} Load;

static void *compute(void *arg) {
    Load *load = arg;
    double ms;
    thread_step_back(); /* as the program's own do while a window is open */
    while (!atomic_load(&load->cancel)) {
        Error e = trial_time(load->engine, 3, 1, 256, 56, &load->cancel, &ms);
        if (failed(&e)) break;
    }
    return NULL;
}

static Error load_begin(Load *load, const App *app) {
    TRY(engine_open(engine_isa(app->engine), 1, (size_t)16 << 20, &load->engine));
    if (pthread_create(&load->thread, NULL, compute, load) == 0) return NO_ERROR;
    engine_close(load->engine);
    return error("thread", "%s", "");
}

static void load_end(Load *load) {
    atomic_store(&load->cancel, true);
    pthread_join(load->thread, NULL);
    engine_close(load->engine);
}

/* Of the frames that changed something: milliseconds, and the share of the window that was painted (median). */
typedef struct Times {
    int n;
    double median, p99, worst, share;
} Times;

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The mouse to another place each time, as often as a mouse tells its place: from area to area, and within a map from
 * unit to unit. */
static bool move_mouse(const Host *host, Window *window, int i) {
    const Frame *f = &host->frame;
    const Hit *hit = &f->hits[i % f->n_hits];
    float part = (float)((i * 37) % 97 + 1) / 98;
    nanosleep(&(struct timespec){.tv_nsec = 8000000}, NULL);
    return window_send_mouse(window, MOUSE_MOVE, hit->rect.x + hit->rect.w * part, hit->rect.y + hit->rect.h * part);
}

static Error time_scene(Host *host, Window *window, Scene scene, Times *out) {
    static FrameTime times[WINDOW_TIMES];
    double totals[FRAMES], shares[FRAMES];
    FrameTime last = {0};
    bool open = true;
    int n = 0;
    TRY(app_do(&host->app, scene.script, NULL));
    if (!strstr(scene.script, "run;")) TRY(app_wait(&host->app));
    TRY(window_turn(window, false, &open));
    for (int i = 0; i < FRAMES && open; i++) {
        if (!scene.keys[0] ? !move_mouse(host, window, i) : !window_send_key(window, scene.keys[i % 2])) continue;
        TRY(window_turn(window, false, &open));
        int have = window_times(window, times, WINDOW_TIMES);
        if (!have || times[have - 1].share == 0 || memcmp(&times[have - 1], &last, sizeof last) == 0) continue;
        last = times[have - 1];
        shares[n] = times[have - 1].share;
        totals[n++] = times[have - 1].total;
    }
    TRY(app_wait(&host->app));
    if (!n) return error("window.present", "%s", "no frame");
    qsort(totals, (size_t)n, sizeof *totals, by_size);
    qsort(shares, (size_t)n, sizeof *shares, by_size);
    *out = (Times){n, totals[n / 2], totals[(n * 99 - 1) / 100], totals[n - 1], shares[n / 2]};
    return NO_ERROR;
}

static json_t *print(const Times times[], const Window *window, const char *size, bool json) {
    json_t *screens = json_array();
    if (!json)
        printf("%s, %s\n\n%-18s %9s %9s %9s %9s %9s\n", size, window_renderer(window), "screen", "frames", "painted",
               "median ms", "p99 ms", "worst ms");
    for (int i = 0; i < SCENES; i++) {
        const Times *t = &times[i];
        json_array_append_new(screens, json_pack("{s:s,s:i,s:f,s:f,s:f,s:f}", "name", scene(i).name, "frames", t->n,
                                                 "painted", t->share, "median_ms", t->median, "p99_ms", t->p99,
                                                 "worst_ms", t->worst));
        if (!json)
            printf("%-18s %9d %7.0f %% %9.2f %9.2f %9.2f\n", scene(i).name, t->n, 100 * t->share, t->median, t->p99,
                   t->worst);
    }
    return json_pack("{s:s,s:s,s:o}", "size", size, "renderer", window_renderer(window), "screens", screens);
}

static Error time_screens(Host *host, Window *window, const char *size, bool json, json_t **out) {
    Times times[SCENES];
    Load load = {0};
    Error e = load_begin(&load, &host->app);
    bool loaded = !failed(&e);
    for (int i = 0; i < SCENES && !failed(&e); i++) e = time_scene(host, window, scene(i), &times[i]);
    if (loaded) load_end(&load);
    if (!failed(&e)) *out = print(times, window, size, json);
    return e;
}

static Error time_hand(Host *host, Window *window, json_t *out) {
    TRY(bench_drawing(host, window, out));
    return bench_hand(host, window, out);
}

int cli_bench_window(AppOptions *options, const char *size, bool hand, bool json) {
    static Host host;
    WindowOptions window_options = {.title = "vggscope"};
    int status = cli_size(size, &window_options.w, &window_options.h);
    if (status) return status;
    Fonts *fonts = fonts_open();
    Window *window = NULL;
    Error e = fonts ? host_open(&host, &window_options, options, fonts, &window) : error("memory", "%s", "window");
    status = failed(&e) ? cli_error(NULL, &e) : host_start(&host, "");
    if (!status) {
        json_t *o = NULL;
        if (hand) e = time_hand(&host, window, json ? (o = json_object()) : NULL);
        else e = time_screens(&host, window, size, json, &o);
        if (!hand && !failed(&e)) e = bench_drawing(&host, window, json ? o : NULL);
        if (failed(&e)) status = cli_error(NULL, &e);
        else if (json) json_dumpf(o, stdout, JSON_INDENT(1)), putchar('\n');
        json_decref(o);
        host_close(&host);
    }
    window_close(window);
    fonts_close(fonts);
    return status;
}
