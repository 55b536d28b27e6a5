#include "app/features/survey.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "app/features/why.h"
#include "app/photos.h"
#include "app/work.h"
#include "base/stop.h"

static bool cancelled(const Survey *s) { return stop_asked(&s->task.cancel); }

static Error begin_photo(Survey *s, const Image *image) {
    const Net *net = &s->weights->net;
    float *input = malloc((size_t)shape_count(net->input) * sizeof *input);
    if (!input) return error("memory", "%s", "survey");
    prepare_pixels(&s->weights->preparation, s->weights->net.input.c, image->rgb,
                   (size_t)image->size * (size_t)image->size, input);
    Error e = run_open(s->engine, s->weights, input, &s->run);
    free(input);
    if (!failed(&e)) run_watch(s->run, &s->task.cancel);
    return e;
}

/* One patch a photo: otherwise one photo's neighbours would fill the list. */
static void keep_best(Survey *s, const float *values, int photo) {
    Shape shape = net_shape(&s->weights->net, s->row);
    const float *v = values + (int64_t)s->map * shape.h * shape.w;
    int best = 0;
    for (int i = 1; i < shape.h * shape.w; i++)
        if (v[i] > v[best]) best = i;
    Finding f = {photo, best % shape.w, best / shape.w, v[best]};
    int at = s->found < SURVEY_BEST ? s->found++ : SURVEY_BEST;
    if (at == SURVEY_BEST && !(f.value > s->best[--at].value)) return;
    for (; at > 0 && f.value > s->best[at - 1].value; at--) s->best[at] = s->best[at - 1];
    s->best[at] = f;
}

/* A row of numbers: all of them are kept, and any one's best photos can be told (survey_best). */
static void keep_numbers(Survey *s, const float *values, int photo) {
    int n = net_shape(&s->weights->net, s->row).c;
    memcpy(s->numbers + (size_t)photo * (size_t)n, values, (size_t)n * sizeof *values);
    s->photo_read[photo] = true;
}

int survey_best(const Survey *s, int number, Finding out[], int most) {
    int n = net_shape(&s->weights->net, s->row).c, found = 0;
    for (int photo = 0; photo < s->photos; photo++) {
        float value = s->numbers[(size_t)photo * (size_t)n + (size_t)number];
        if (!s->photo_read[photo] || !(value > 0)) continue;
        int at = found < most ? found++ : most;
        if (at == most && !(value > out[--at].value)) continue;
        for (; at > 0 && value > out[at - 1].value; at--) out[at] = out[at - 1];
        out[at] = (Finding){photo, 0, 0, value};
    }
    return found;
}

/* Which maps answer at all: one that is 0 everywhere on every photo is dead. */
static void mark_answers(Survey *s, const float *values) {
    Shape shape = net_shape(&s->weights->net, s->row);
    int64_t plane = (int64_t)shape.h * shape.w;
    for (int map = 0; map < shape.c && map < SURVEY_MAPS; map++)
        for (int64_t i = 0; i < plane && !s->answers[map]; i++) s->answers[map] = values[map * plane + i] != 0;
}

static int count_dead(const Survey *s) {
    int maps = net_shape(&s->weights->net, s->row).c, dead = 0;
    for (int map = 0; map < maps && map < SURVEY_MAPS; map++) dead += !s->answers[map];
    return dead;
}

static void close_task(JobTask *task) { survey_close((Survey *)task); }

/* The next photo, on from where it was cancelled; the others count all the same where it cannot be read. */
static Error look_at_next(Survey *s) {
    int photo = s->next;
    bool finished;
    if (!s->image[photo].rgb) {
        Error unread = image_load(s->path[photo], source_framing(s->weights), &s->image[photo]);
        if (failed(&unread) && strcmp(unread.id, "memory") == 0) return unread;
        if (failed(&unread)) return s->next++, NO_ERROR;
    }
    if (!s->run) TRY(begin_photo(s, &s->image[photo]));
    TRY(run_to(s->run, s->row, &finished));
    if (!finished) return NO_ERROR;
    keep_best(s, run_values(s->run, s->row), photo);
    mark_answers(s, run_values(s->run, s->row));
    if (s->numbers) keep_numbers(s, run_values(s->run, s->row), photo);
    run_close(s->run);
    s->run = NULL;
    s->read++;
    s->next++;
    return NO_ERROR;
}

static Error work(JobTask *task) {
    Survey *s = (Survey *)task;
    while (s->next < s->photos && !cancelled(s)) {
        atomic_store(&task->thousandths, 1000 * s->next / s->photos);
        TRY(look_at_next(s));
    }
    if (s->next < s->photos) return NO_ERROR;
    s->dead = count_dead(s);
    atomic_store(&task->done, true);
    return NO_ERROR;
}

Error survey_open(Engine *engine, Weights *weights, int row, int map, Survey **out) {
    Survey *s = *out = calloc(1, sizeof *s);
    if (!s) return error("memory", "%s", "survey");
    s->task.work = work;
    s->task.close = close_task;
    s->engine = engine;
    s->weights = weights;
    s->row = row;
    s->map = map;
    Shape shape = net_shape(&weights->net, row);
    if (shape.h > 1) return NO_ERROR;
    s->numbers = calloc((size_t)shape.c * SURVEY_PHOTOS, sizeof *s->numbers);
    if (s->numbers) return NO_ERROR;
    survey_close(s);
    *out = NULL;
    return error("memory", "%s", "survey");
}

void survey_close(Survey *survey) {
    if (!survey) return;
    for (int i = 0; i < survey->photos; i++) image_free(&survey->image[i]);
    free(survey->numbers);
    run_close(survey->run);
    free(survey);
}

/* ---- the part ---- */

static_assert((int)SURVEY_PHOTOS >= GALLERY_MOST + RECENT, "a survey has room for every photo");

/* Why asks for numbers: those that a score is the sum of, each times its weight. */
static int numbers_row(const App *app) {
    int row = app->view == VIEW_WHY && app->why.topic == WHY_TERMS ? why_sum_row(app, 0) - 1 : -1;
    return row >= 0 && net_shape(&app->own, row).h == 1 ? row : -1;
}

static bool is_wanted(const App *app) {
    const Asks *asks = &app->asks;
    if (app->view == VIEW_ASKS)
        return app->selection.row >= 0 && asks->topic == ASKS_ASCENT && asks->of != ASKS_DIRECTION;
    if (numbers_row(app) >= 0) return true;
    return app->view == VIEW_LAYER && app->lab.patches == PATCHES_ALL && net_shape(&app->own, app->selection.row).h > 1;
}

static int wanted_row(const App *app) { return numbers_row(app) >= 0 ? numbers_row(app) : app_shown_row(app); }

static int wanted_map(const App *app) { return numbers_row(app) >= 0 ? 0 : app_map(app); }

static bool is_selected_map(const App *app, const Survey *s) {
    return s && s->weights == app->weights && s->row == wanted_row(app) && s->map == wanted_map(app) &&
           s->recent == app->recent->version;
}

const char *app_survey_photo(const App *app, int photo) {
    return photo < app->gallery->n ? app->gallery->name[photo] : app->work.survey->path[photo];
}

const Survey *app_survey(const App *app) {
    bool there = is_selected_map(app, app->work.survey) && atomic_load(&app->work.survey->task.done);
    return there ? app->work.survey : NULL;
}

static void retire(App *app) {
    if (app->work.survey) app_retire(app, &app->work.survey->task);
    app->work.survey = NULL;
}

static void want(App *app, JobWants *wants) {
    (void)wants;
    if (!is_wanted(app) || is_selected_map(app, app->work.survey)) return;
    if (numbers_row(app) < 0 && !run_stats(app->run, app_shown_row(app))) return;
    retire(app);
    Error e = survey_open(app->engine, app->weights, wanted_row(app), wanted_map(app), &app->work.survey);
    for (int i = 0; i < app->gallery->n && !failed(&e); i++) {
        Photo photo;
        e = app_find_photo(app, app->gallery->name[i], &photo);
        if (!failed(&e)) memcpy(app->work.survey->path[app->work.survey->photos++], photo.path, sizeof photo.path);
    }
    for (int i = 0; i < app->recent->n && !failed(&e); i++)
        memcpy(app->work.survey->path[app->work.survey->photos++], app->recent->path[i], sizeof app->recent->path[i]);
    if (!failed(&e)) app->work.survey->recent = app->recent->version;
    if (failed(&e)) app->trouble = e;
}

bool survey_waits(const App *app) {
    Survey *s = app->work.survey;
    return is_wanted(app) && is_selected_map(app, s) && !atomic_load(&s->task.done);
}

static JobTask *task(const App *app) {
    return survey_waits(app) ? &app->work.survey->task : NULL;
}

static void give_up(App *app) {
    if (!task(app)) return;
    if (numbers_row(app) >= 0) app->why.topic = WHY_MAPS;
    else if (app->view == VIEW_LAYER) app->lab.patches = PATCHES_HERE;
}

const AppPart SURVEY_PART = {.reads = READS_WEIGHTS, .want = want, .task = task, .retire = retire, .give_up = give_up};
