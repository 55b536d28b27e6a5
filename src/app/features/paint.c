#include "app/features/paint.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/features/survey.h"
#include "app/work.h"

/* ---- the task ---- */

/* Numbers of all its pictures. */
static size_t numbers(const Paint *p) { return (size_t)p->pictures * (size_t)shape_count(p->shape); }

static void publish(Paint *p) {
    pthread_mutex_lock(&p->lock);
    memcpy(p->shown, p->picture, numbers(p) * sizeof *p->shown);
    memcpy(p->slope, p->gradient, numbers(p) * sizeof *p->slope);
    if (p->step > p->steps)
        memcpy(p->curve + (size_t)p->steps * (size_t)p->losses, p->loss, (size_t)p->losses * sizeof *p->curve);
    p->begun = true;
    p->steps = p->step;
    if (p->steps >= p->until) atomic_store(&p->task.done, true);
    atomic_store(&p->task.thousandths, p->until ? (int)(1000 * (int64_t)p->steps / p->until) : 1000);
    pthread_mutex_unlock(&p->lock);
}

/* What it begins with, or one step, so that each is shown. */
static Error work(JobTask *task) {
    Paint *p = (Paint *)task;
    bool finished = true;
    if (p->begun) TRY(p->painter->step(p, &finished));
    else TRY(p->painter->begin(p));
    if (!finished) return NO_ERROR;
    p->step += p->begun;
    publish(p);
    return NO_ERROR;
}

static void close_task(JobTask *task) {
    Paint *p = (Paint *)task;
    p->painter->close(p);
}

Error paint_begin(Paint *p, Engine *engine, Weights *weights, Shape s, const Painter *painter, int pictures,
                  int losses) {
    size_t n = (size_t)pictures * (size_t)shape_count(s) * sizeof(float);
    *p = (Paint){.task = {.work = work, .close = close_task}, .painter = painter, .engine = engine,
                 .weights = weights, .preparation = weights->preparation, .pictures = pictures,
                 .shape = s, .losses = losses,
                 .picture = malloc(n), .gradient = calloc(1, n), .shown = calloc(1, n), .slope = calloc(1, n),
                 .curve = calloc((size_t)ASKS_STEPS_MOST * (size_t)losses, sizeof *p->curve)};
    pthread_mutex_init(&p->lock, NULL);
    for (size_t i = 0; p->picture && i < numbers(p); i++) p->picture[i] = 0.5f;
    if (p->picture && p->gradient && p->shown && p->slope && p->curve) return NO_ERROR;
    paint_end(p);
    return error("memory", "%s", "picture");
}

void paint_end(Paint *p) {
    pthread_mutex_destroy(&p->lock);
    free(p->picture);
    free(p->gradient);
    free(p->shown);
    free(p->slope);
    free(p->curve);
}

void paint_photo(const App *app, float *picture) {
    Shape s = app->weights->net.input;
    prepare_find_picture(&app->weights->preparation, s.c, run_values(app->run, -1), (size_t)s.h * (size_t)s.w, picture);
}

/* ---- what is wanted ---- */

int paint_until(const App *app) {
    int steps = app->asks.steps ? app->asks.steps : ASKS_STEPS;
    return app->asks.halted && app->asks.at < steps ? app->asks.at : steps;
}

/* That of what is asked for, or NULL. */
static Paint *asked(const App *app) {
    Paint *p = app->work.paint;
    const Painter *painter = painter_of(app->asks.topic);
    bool it = p && p->painter == painter && p->weights == app->weights && painter->ready(app) && painter->same(app, p);
    return it ? p : NULL;
}

static int steps_of(Paint *p) {
    pthread_mutex_lock(&p->lock);
    int steps = p->steps;
    pthread_mutex_unlock(&p->lock);
    return steps;
}

int paint_steps(const App *app) {
    Paint *p = asked(app);
    return p ? steps_of(p) : 0;
}

/* How far it is to go; false where it has gone further. */
static bool aim(Paint *p, int until) {
    pthread_mutex_lock(&p->lock);
    bool fits = p->steps <= until;
    if (fits) p->until = until;
    atomic_store(&p->task.done, p->begun && p->steps >= p->until);
    pthread_mutex_unlock(&p->lock);
    return fits;
}

enum { VERSION_STEPS = 13, VERSION_PICTURES = 3 }; /* bits of a version that tell those apart */
static_assert(ASKS_STEPS_MOST + 1 < 1 << VERSION_STEPS && ASKS_SEVERAL <= 1 << VERSION_PICTURES, "there is room");

void paint_rgb(const float *picture, Shape s, unsigned char *rgb) {
    int64_t n = (int64_t)s.h * s.w;
    for (int64_t i = 0; i < n; i++)
        for (int c = 0; c < 3; c++) {
            float v = picture[(s.c == 3 ? c : 0) * n + i];
            *rgb++ = (unsigned char)(v <= 0 ? 0 : v >= 1 ? 255 : v * 255 + 0.5f);
        }
}

bool paint_look(const App *app, Arena *arena, Painted *out) {
    Paint *p = asked(app);
    *out = (Painted){0};
    if (!p) return false;
    size_t n = numbers(p), pixels = (size_t)p->shape.h * (size_t)p->shape.w;
    float *picture = ARENA_NEW(arena, n, float), *gradient = ARENA_NEW(arena, n, float);
    float *curve = ARENA_NEW(arena, (size_t)ASKS_STEPS_MOST * (size_t)p->losses, float);
    unsigned char *rgb = ARENA_NEW(arena, 3 * pixels * (size_t)p->pictures, unsigned char);
    if (!picture || !gradient || !curve || !rgb) return false;
    pthread_mutex_lock(&p->lock);
    *out = (Painted){p, p->steps, p->until, p->losses, curve, p->pictures, p->shape, picture, gradient, rgb,
                     (p->number << VERSION_STEPS | (uint64_t)(p->begun ? p->steps + 1 : 0)) << VERSION_PICTURES};
    memcpy(picture, p->shown, n * sizeof *picture);
    memcpy(gradient, p->slope, n * sizeof *gradient);
    memcpy(curve, p->curve, (size_t)p->steps * (size_t)p->losses * sizeof *curve);
    pthread_mutex_unlock(&p->lock);
    for (int i = 0; i < p->pictures; i++)
        paint_rgb(picture + i * shape_count(p->shape), p->shape, rgb + 3 * pixels * (size_t)i);
    return true;
}

/* ---- the part ---- */

static void retire(App *app) {
    if (app->work.paint) app_retire(app, &app->work.paint->task);
    app->work.paint = NULL;
}

static void want(App *app, JobWants *wants) {
    const Painter *painter = painter_of(app->asks.topic);
    if (app->view != VIEW_ASKS) return;
    painter->want(app, wants);
    if (!painter->ready(app)) return;
    Paint *p = asked(app);
    if (p && aim(p, paint_until(app))) return;
    retire(app);
    Error e = painter->open(app, &app->work.paint);
    if (failed(&e)) {
        app->trouble = e;
        return;
    }
    p = app->work.paint;
    p->number = ++app->work.paints;
    memcpy(p->shown, p->picture, numbers(p) * sizeof *p->shown);
    aim(p, paint_until(app));
}

static JobTask *unfinished(const App *app) {
    Paint *p = app->view == VIEW_ASKS ? asked(app) : NULL;
    return p && !atomic_load(&p->task.done) ? &p->task : NULL;
}

/* Once there is something to see, what photos have of it comes first. */
static JobTask *task(const App *app) {
    enum { FIRST_STEPS = 16 };
    JobTask *p = unfinished(app);
    return p && survey_waits(app) && paint_steps(app) >= FIRST_STEPS ? NULL : p;
}

/* What is there stays. */
static void give_up(App *app) {
    if (!unfinished(app)) return;
    app->asks.halted = true;
    app->asks.at = paint_steps(app);
}

const AppPart PAINT_PART = {.reads = READS_WEIGHTS, .want = want, .task = task, .retire = retire, .give_up = give_up};
