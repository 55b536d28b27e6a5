#include "cli/film.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "app/session/command.h"
#include "app/session/lesson.h"
#include "base/stop.h"
#include "base/workers.h"
#include "io/gif.h"
#include "shell/fonts.h"
#include "view/screens.h"

/* How long a picture stays, in hundredths of a second: what a class needs to look, or to read. */
enum { STEP_STAYS = 100, CARD_STAYS = 600, MOMENT_STAYS = 10, LAST_STAYS = 300 };

enum { CACHE_BYTES = 32 << 20 };

Error film_plan(const App *app, FilmOf of, int w, int h, const char *path, FilmPlan *out) {
    *out = (FilmPlan){.of = of, .w = w, .h = h, .space = app->space};
    snprintf(out->path, sizeof out->path, "%s", path);
    snprintf(out->net, sizeof out->net, "%s", net_info(app->own.id)->name);
    save_film_script(app, of == FILM_LESSON, out->script, sizeof out->script);
    if (!app->photo->bytes || of == FILM_LESSON) return NO_ERROR; /* a lesson has photos of its own */
    out->bytes = malloc(app->photo->size ? app->photo->size : 1);
    if (!out->bytes) return error("memory", "%s", path);
    memcpy(out->bytes, app->photo->bytes, app->photo->size);
    out->size = app->photo->size;
    snprintf(out->name, sizeof out->name, "%s", app->photo->name);
    return NO_ERROR;
}

void film_forget(FilmPlan *plan) {
    free(plan->bytes);
    plan->bytes = NULL;
}

/* ---- the way that is filmed ---- */

/* Steps of the screen's own way that are still to come; -1: it goes that of the run. */
static int steps_left(const App *app) {
    const Way *way = &screen_of(app->view)->way;
    return way->left ? way->left(app) : -1;
}

/* The command that leads to a moment. */
typedef struct Moments {
    char command[64];
    const Space *space; /* of a film in space: as it begins, */
    int at;             /* and the picture that it is at */
} Moments;

static const char *first_command(const App *app, FilmOf of) {
    const char *first = screen_of(app->view)->way.first;
    if (of == FILM_MOTION) return "motion at 0";
    if (of == FILM_SPACE) return "space on";
    if (of == FILM_LESSON) return "lesson previous"; /* the first card is open */
    return first && steps_left(app) >= 0 ? first : "reset";
}

static const char *next_moment(const App *app, Moments *m) {
    MotionPlan plan;
    if (!motion_shown(app, &plan) || app->motion.ms >= plan.ms) return NULL;
    snprintf(m->command, sizeof m->command, "motion at %g", (app->motion.ms + 10 * MOMENT_STAYS) / 1000.0);
    return m->command;
}

static const char *next_turn(Moments *m) {
    Space s;
    if (++m->at > SPACE_SWING) return NULL;
    space_swing(m->space, m->at, &s);
    snprintf(m->command, sizeof m->command, "space at %g %g", s.turn, s.tilt);
    return m->command;
}

/* What leads to the next picture; NULL at the end. */
static const char *next_command(const App *app, FilmOf of, Moments *moments) {
    int left = steps_left(app);
    if (of == FILM_MOTION) return next_moment(app, moments);
    if (of == FILM_SPACE) return next_turn(moments);
    if (of == FILM_LESSON) {
        if (lesson_asks(app)) return "answer";
        return app->teaching->card + 1 < app->teaching->lesson.cards ? "lesson next" : NULL;
    }
    if (left >= 0) return left ? screen_of(app->view)->way.next : NULL;
    return app->step < app_last_step(app) ? "step" : NULL;
}

static int count_pictures(const App *app, FilmOf of) {
    int left = steps_left(app);
    MotionPlan plan;
    if (of == FILM_MOTION) return motion_shown(app, &plan) ? (plan.ms - 1) / (10 * MOMENT_STAYS) + 2 : 1;
    if (of == FILM_SPACE) return SPACE_SWING + 1;
    if (of == FILM_LESSON) {
        const Lesson *l = &app->teaching->lesson;
        int n = l->cards;
        for (int i = 0; i < l->cards; i++) n += l->card[i].asks_at >= 0;
        return n;
    }
    return (left >= 0 ? left : app_last_step(app)) + 1;
}

static int stay(const App *app, FilmOf of) {
    static const int STAYS[] = {[FILM_STEPS] = STEP_STAYS, [FILM_LESSON] = CARD_STAYS, [FILM_MOTION] = MOMENT_STAYS,
                                [FILM_SPACE] = MOMENT_STAYS};
    int own = screen_of(app->view)->way.stays;
    return of == FILM_STEPS && own ? own : STAYS[of];
}

/* ---- the pictures ---- */

typedef struct Studio {
    Fonts *fonts;
    PictureCache *cache;
    Frame *frame;
    uint32_t *pixels;
    Arena arena; /* of one frame */
} Studio;

static void close_studio(Studio *s) {
    fonts_close(s->fonts);
    picture_cache_close(s->cache);
    free(s->frame);
    free(s->pixels);
    arena_free(&s->arena);
}

static bool open_studio(Studio *s, int w, int h) {
    *s = (Studio){.fonts = fonts_open(), .cache = picture_cache_open(CACHE_BYTES), .frame = malloc(sizeof *s->frame),
                  .pixels = malloc((size_t)w * (size_t)h * sizeof *s->pixels)};
    return s->fonts && s->cache && s->frame && s->pixels;
}

static Error paint(Studio *s, const App *app, int w, int h) {
    const Canvas canvas = {s->pixels, w, h, w};
    Metrics metrics = fonts_metrics(s->fonts);
    Glyphs glyphs = fonts_glyphs(s->fonts);
    arena_reset(&s->arena);
    view_frame(app, &metrics, w, h, 1e9, &s->arena, s->frame);
    if (s->arena.failed) return error("memory", "%dx%d", w, h);
    canvas_paint(&canvas, &s->frame->list, &glyphs, s->cache);
    return NO_ERROR;
}

/* Everything from the first picture to the last, or to where it is cancelled. */
static Error shoot(App *app, Studio *s, const FilmPlan *plan, Film *film, Gif *gif, void (*notify)(void *ctx),
                   void *ctx) {
    Moments moments = {.space = &plan->space};
    TRY(app_do(app, first_command(app, plan->of), NULL));
    atomic_store(&film->of, count_pictures(app, plan->of));
    for (bool more = true; more && !atomic_load(&film->cancel);) {
        TRY(app_wait(app));
        if (failed(&app->trouble)) return app->trouble;
        TRY(paint(s, app, plan->w, plan->h));
        const char *next = next_command(app, plan->of, &moments);
        int stays = next || plan->of == FILM_LESSON ? stay(app, plan->of) : LAST_STAYS;
        TRY(gif_add(gif, s->pixels, plan->w, stays));
        atomic_fetch_add(&film->at, 1);
        if (notify) notify(ctx);
        more = next != NULL;
        if (next) TRY(app_do(app, next, NULL));
    }
    return NO_ERROR;
}

static Error film_with(App *app, const FilmPlan *plan, Film *film, void (*notify)(void *ctx), void *ctx) {
    Studio studio;
    Gif *gif;
    if (plan->bytes) TRY(app_set_photo_bytes(app, plan->bytes, plan->size, plan->name));
    TRY(app_do(app, plan->script, NULL));
    TRY(gif_open(plan->path, plan->w, plan->h, &gif));
    Error e = open_studio(&studio, plan->w, plan->h) ? NO_ERROR : error("memory", "%s", plan->path);
    if (!failed(&e)) e = shoot(app, &studio, plan, film, gif, notify, ctx);
    close_studio(&studio);
    if (!failed(&e) && !atomic_load(&film->cancel)) return gif_close(gif);
    gif_discard(gif);
    return e;
}

static void nobody(void *ctx) { (void)ctx; }

Error film_make(const FilmPlan *plan, Film *film, void (*notify)(void *ctx), void *ctx) {
    App *app = malloc(sizeof *app);
    if (!app) return error("memory", "%s", plan->path);
    /* with somebody to notify, what computes leaves the processors to others */
    const AppOptions options = {.net = plan->net, .notify = notify ? nobody : NULL};
    Error e = app_open(&options, app);
    if (!failed(&e)) {
        e = film_with(app, plan, film, notify, ctx);
        app_close(app);
    }
    free(app);
    return e;
}

/* ---- on a thread of its own ---- */

struct Filming {
    pthread_t thread;
    FilmPlan plan;
    Film *film;
    void (*notify)(void *ctx);
    void *ctx;
    Error error;
    atomic_bool over;
};

static void *work(void *arg) {
    Filming *f = arg;
    thread_step_back();
    f->error = film_make(&f->plan, f->film, f->notify, f->ctx);
    atomic_store(&f->over, true);
    f->notify(f->ctx);
    return NULL;
}

Error filming_begin(const FilmPlan *plan, Film *film, void (*notify)(void *ctx), void *ctx, Filming **out) {
    Filming *f = *out = malloc(sizeof *f);
    if (!f) return error("memory", "%s", plan->path);
    f->plan = *plan;
    f->film = film;
    f->notify = notify;
    f->ctx = ctx;
    f->error = NO_ERROR;
    atomic_init(&f->over, false);
    if (pthread_create(&f->thread, NULL, work, f) == 0) return NO_ERROR;
    free(f);
    *out = NULL;
#ifdef ONE_THREAD
    return error("page.gif", "%s", "");
#else
    return error("thread", "%s", "");
#endif
}

bool filming_settle(Filming *f, bool wait, Error *e) {
    if (!wait && !atomic_load(&f->over)) return false;
    pthread_join(f->thread, NULL);
    f->film->on = false;
    *e = f->error;
    film_forget(&f->plan);
    free(f);
    return true;
}
