#include "app/features/styling.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/features/style.h"
#include "base/chance.h"
#include "base/memory.h"
#include "nn/losses.h"
#include "nn/spectrum.h"

/* ---- what is asked ---- */

static bool ready(const App *app) {
    if (app->asks.topic == ASKS_INVERSION) return style_inverted_row(app) >= 0;
    return style_content_row(&app->own) >= 0 && (app->asks.topic != ASKS_STYLE || style_beside(app));
}

static void want(const App *app, JobWants *wants) { (void)app, (void)wants; }

static bool same_weights(const StyleWish *a, const StyleWish *b, AsksTopic topic) {
    bool same = a->variation == b->variation;
    if (topic == ASKS_INVERSION) return same;
    for (int i = 0; i < STYLE_LAYERS; i++) same &= a->weight[i] == b->weight[i];
    return same && (topic == ASKS_TEXTURE || (a->content == b->content && a->noise == b->noise));
}

static bool same(const App *app, const Paint *paint) {
    const Styling *s = (const Styling *)paint;
    const StyleWish *a = &s->style, *b = &app->style;
    bool other = s->topic != ASKS_STYLE || s->other == style_beside(app)->version;
    return same_weights(a, b, s->topic) && a->averages == b->averages && a->optimizer == b->optimizer && other &&
           s->of == app->version && s->seed == app->asks.seed &&
           (s->topic != ASKS_INVERSION || s->row == style_inverted_row(app));
}

/* ---- its memory ---- */

/* What `begin` opens. */
static void close_begun(Styling *s) {
    run_close(s->run);
    adam_close(&s->adam);
    lbfgs_close(&s->lbfgs);
    s->run = NULL;
}

static void close(Paint *paint) {
    Styling *s = (Styling *)paint;
    close_begun(s);
    style_free(&s->terms);
    free(s->photo);
    free(s->model);
    free(s->input);
    free(s->last);
    free(s->shown);
    paint_end(paint);
    free(s);
}

static float *copy(const float *values, size_t n) {
    float *out = malloc(n * sizeof *out);
    return out ? memcpy(out, values, n * sizeof *out) : NULL;
}

static Error make_room(const App *app, Styling *s) {
    size_t n = (size_t)shape_count(s->paint.shape);
    const Beside *model = s->topic == ASKS_STYLE ? style_beside(app) : NULL;
    s->photo = copy(run_values(app->run, -1), n);
    if (model) s->model = copy(run_values(model->run, -1), n);
    s->input = malloc(n * sizeof *s->input);
    s->last = malloc(n * sizeof *s->last);
    s->shown = calloc(STYLE_LAYERS, sizeof *s->shown);
    bool there = s->photo && (s->model || !model) && s->input && s->last && s->shown;
    return there ? NO_ERROR : error("memory", "%s", "style");
}

static void add_term(StyleTerms *terms, StyleKind kind, int row, float weight) {
    int at = terms->n++;
    for (; at > 0 && terms->at[at - 1].row > row; at--) terms->at[at] = terms->at[at - 1];
    terms->at[at] = (StyleTerm){.kind = kind, .row = row, .weight = weight};
}

static void find_terms(const App *app, Styling *s) {
    int rows[STYLE_LAYERS], n = style_rows(&app->own, rows);
    for (int i = 0; i < n && s->topic != ASKS_INVERSION; i++)
        add_term(&s->terms, STYLE_TEXTURE, rows[i], s->style.weight[i]);
    if (s->topic == ASKS_STYLE) add_term(&s->terms, STYLE_CONTENT, style_content_row(&app->own), s->style.content);
    if (s->topic == ASKS_INVERSION) add_term(&s->terms, STYLE_CONTENT, s->row, 1);
}

static void keep_inside(float *picture, int64_t n) {
    for (int64_t i = 0; i < n; i++) picture[i] = picture[i] < 0 ? 0 : picture[i] > 1 ? 1 : picture[i];
}

/* Numbers by chance, of the seed's first sequence. */
static void draw_numbers(const Styling *s, float around, float much, float *out) {
    uint32_t key = chance_key((uint32_t)s->seed, 0);
    for (int64_t i = 0; i < shape_count(s->paint.shape); i++) out[i] = around + much * chance_between(key, (uint32_t)i);
}

/* Noise as photos have it, long waves stronger, in their colours. From white noise, which has next to none of the long
 * ones, a texture needs three times as many steps. */
static Error paint_noise(Styling *s) {
    static const float WAVES = 1.7320508f; /* even chances with a deviation of 1 */
    Workers *workers = workers_open(1);
    Spectrum spectrum;
    Error e = workers ? spectrum_open(s->paint.shape, true, true, &spectrum) : error("memory", "%s", "noise");
    if (!failed(&e)) {
        draw_numbers(s, 0, WAVES, s->input);
        spectrum_paint(&spectrum, workers, s->input, s->paint.picture);
        spectrum_close(&spectrum);
    }
    workers_close(workers);
    return e;
}

/* The picture that it begins with: the photo, noise, or of an inversion grey with noise on it. */
static Error begin_picture(const App *app, Styling *s) {
    static const float NOISE = 0.2f;
    Paint *p = &s->paint;
    if (s->topic == ASKS_INVERSION) draw_numbers(s, 0.5f, NOISE, p->picture);
    else if (s->topic == ASKS_TEXTURE || s->style.noise) TRY(paint_noise(s));
    else paint_photo(app, p->picture);
    keep_inside(p->picture, shape_count(p->shape));
    return NO_ERROR;
}

static Error open(const App *app, Paint **out) {
    Styling *s = calloc(1, sizeof *s);
    *out = (Paint *)s;
    if (!s) return error("memory", "%s", "style");
    Error e = paint_begin(&s->paint, app->engine, app->weights, app->weights->net.input, painter_of(app->asks.topic), 1,
                          style_losses(app).n);
    if (failed(&e)) {
        free(s);
        *out = NULL;
        return e;
    }
    s->topic = app->asks.topic;
    s->style = app->style;
    s->row = style_inverted_row(app);
    s->seed = app->asks.seed;
    s->of = app->version;
    s->losses = style_losses(app);
    if (s->topic == ASKS_STYLE) s->other = style_beside(app)->version;
    find_terms(app, s);
    e = make_room(app, s);
    if (!failed(&e)) e = begin_picture(app, s);
    if (!failed(&e)) return NO_ERROR;
    close(*out);
    *out = NULL;
    return e;
}

/* ---- what the photos have ---- */

static Error open_begun(Styling *s) {
    static const float RATE = 0.02f; /* of 1, from black to white */
    Paint *p = &s->paint;
    size_t n = (size_t)shape_count(p->shape);
    if (s->style.optimizer == OPTIMIZER_ADAM) TRY(adam_open(n, RATE, &s->adam));
    else TRY(lbfgs_open(n, &s->lbfgs));
    TRY(run_open(p->engine, p->weights, s->photo, &s->run));
    if (s->style.averages) TRY(run_average(s->run));
    run_watch(s->run, &p->task.cancel);
    return NO_ERROR;
}

/* After an error it can begin again. */
static Error begin(Paint *p) {
    Styling *s = (Styling *)p;
    Error e = open_begun(s);
    if (failed(&e)) return close_begun(s), e;
    size_t plane = (size_t)p->shape.h * (size_t)p->shape.w;
    prepare_find_picture(&p->preparation, p->shape.c, s->photo, plane, p->gradient);
    s->restless = variation_loss(p->gradient, p->shape, 0, s->last);
    if (s->restless == 0) s->restless = 1;
    return NO_ERROR;
}

/* The photo says what is wanted of all terms; where there is another one, that says the textures. */
static Error take_aim(Styling *s, bool *finished) {
    TRY(style_run(&s->terms, s->run, finished));
    if (!*finished) return NO_ERROR;
    for (int i = 0; i < s->terms.n; i++)
        if (s->aimed == 0 || s->terms.at[i].kind == STYLE_TEXTURE)
            TRY(style_aim(&s->terms.at[i], s->run, s->paint.engine));
    s->aimed++;
    if (s->model && s->aimed == 1) run_renew(s->run, s->model, 0);
    return NO_ERROR;
}

/* ---- a step ---- */

static void show_gram(const StyleTerm *term, int maps, GramShown *out) {
    int side = out->side = maps < GRAM_SIDE ? maps : GRAM_SIDE;
    out->maps = maps;
    for (int i = 0; i < side; i++)
        for (int k = 0; k < side; k++) {
            int64_t at = (int64_t)i * maps + k;
            double own = (double)term->target[(int64_t)i * maps + i] * (double)term->target[(int64_t)k * maps + k];
            double root = own > 0 ? sqrt(own) : INFINITY;
            out->wanted[i * side + k] = (float)((double)term->target[at] / root);
            out->now[i * side + k] = (float)((double)term->gram[at] / root);
        }
}

/* What the step has found, for those who look on. */
static void note(Styling *s, double variation) {
    Paint *p = &s->paint;
    const StyleLosses *l = &s->losses;
    double total = (double)s->style.variation * variation;
    int texture = 0;
    pthread_mutex_lock(&p->lock);
    for (int i = 0; i < s->terms.n; i++) {
        const StyleTerm *term = &s->terms.at[i];
        total += (double)term->weight * term->loss;
        if (term->kind == STYLE_CONTENT) p->loss[l->content] = (float)term->loss;
        else {
            show_gram(term, net_shape(run_net(s->run), term->row).c, &s->shown[texture]);
            p->loss[texture++] = (float)term->loss;
        }
    }
    p->loss[l->variation] = (float)variation;
    p->loss[l->total] = (float)total;
    pthread_mutex_unlock(&p->lock);
}

/* A step without a line search can lead astray: then it is taken back, and the next one is short. */
static bool astray(Styling *s) {
    static const double FAR = 10;
    double total = (double)s->paint.loss[s->losses.total];
    bool far = s->lbfgs.steps > 0 && !(total <= FAR * s->total);
    if (!far) s->total = total;
    return far;
}

static void move(Styling *s) {
    Paint *p = &s->paint;
    int64_t n = shape_count(p->shape);
    if (s->style.optimizer == OPTIMIZER_ADAM) {
        adam_step(&s->adam, p->picture, p->gradient);
    } else if (astray(s)) {
        lbfgs_forget(&s->lbfgs);
        memcpy(p->picture, s->last, (size_t)n * sizeof *s->last);
    } else {
        memcpy(s->last, p->picture, (size_t)n * sizeof *s->last);
        lbfgs_step(&s->lbfgs, p->picture, p->gradient);
    }
    keep_inside(p->picture, n);
}

static Error descend(Styling *s, bool *finished) {
    Paint *p = &s->paint;
    size_t plane = (size_t)p->shape.h * (size_t)p->shape.w;
    Watch watch = {&p->task.cancel, NULL};
    TRY(style_look(&s->terms, s->run, p->engine, watch, s->input, finished));
    if (!*finished) return NO_ERROR;
    prepare_picture_back(&p->preparation, p->shape.c, s->input, plane, p->gradient);
    float weight = (float)((double)s->style.variation / s->restless);
    note(s, variation_loss(p->picture, p->shape, weight, p->gradient) / s->restless);
    move(s);
    s->begun = false;
    return NO_ERROR;
}

static Error step(Paint *p, bool *finished) {
    Styling *s = (Styling *)p;
    *finished = false;
    for (int photos = s->model ? 2 : 1; s->aimed < photos;) {
        TRY(take_aim(s, finished));
        if (!*finished) return NO_ERROR;
    }
    if (!s->begun) {
        prepare_picture(&p->preparation, p->shape.c, p->picture, (size_t)p->shape.h * (size_t)p->shape.w, s->input);
        run_renew(s->run, s->input, (uint64_t)p->step + 1);
        s->begun = true;
    }
    TRY(style_run(&s->terms, s->run, finished));
    return *finished ? descend(s, finished) : NO_ERROR;
}

const GramShown *styling_grams(const App *app, const Paint *paint, Arena *arena) {
    const Styling *s = (const Styling *)paint;
    if (!style_topic(app) || app->asks.topic == ASKS_INVERSION || paint->steps == 0) return NULL;
    GramShown *out = ARENA_NEW(arena, STYLE_LAYERS, GramShown);
    if (!out) return NULL;
    pthread_mutex_lock((pthread_mutex_t *)&paint->lock);
    memcpy(out, s->shown, STYLE_LAYERS * sizeof *out);
    pthread_mutex_unlock((pthread_mutex_t *)&paint->lock);
    return out;
}

#define STYLING {.want = want, .ready = ready, .open = open, .same = same, .close = close, .begin = begin, .step = step}
const Painter TEXTURE_PAINTER = STYLING, STYLE_PAINTER = STYLING, INVERSION_PAINTER = STYLING;
