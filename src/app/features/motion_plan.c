#include "app/features/motion_plan.h"

#include <math.h>
#include <stdlib.h>

#include "app/app.h"
#include "nn/layer.h"

enum { FEW = 3,
       ROWS = 6,
       WINDOW_SINGLY = 9 }; /* channels; rows of numbers; terms of one channel */
enum { SLOW = 2,
       FASTER = 10,
       FILL_MS = 3000,
       END_MS = 1500 }; /* places with each of their steps, and those behind */

/* ---- the plan ---- */

/* How long a step takes at the first place, in milliseconds: what a class needs to look, or to read a number. */
static int stays(MotionPhase phase) {
    static const int MS[MOTION_PHASES] = {[MOTION_LOOK] = 1600, [MOTION_TERM] = 800, [MOTION_CHANNEL] = 1200,
                                          [MOTION_REST] = 1800, [MOTION_MEAN] = 1500, [MOTION_BIAS] = 1500,
                                          [MOTION_NORM] = 1500, [MOTION_ACTIVATE] = 1500, [MOTION_DIVISOR] = 1800,
                                          [MOTION_RATIO] = 1500, [MOTION_LAND] = 1500};
    return MS[phase];
}

static void add_step(MotionPlan *p, MotionPhase phase, int place, int to, int ms) {
    int from = p->n && p->step[p->n - 1].place == place ? p->step[p->n - 1].to : 0;
    if (p->n == MOTION_STEPS) return;
    p->ms += ms;
    p->step[p->n++] = (MotionStep){phase, place, from, to > from ? to : from, p->ms};
}

/* Each step of a place; `share` of the time that the first one has. */
static void add_place(MotionPlan *p, int place, double share) {
    int window = p->kernel * p->kernel, told = 0;
    bool terms = place == 0 && window <= WINDOW_SINGLY;
    add_step(p, MOTION_LOOK, place, 0, (int)(share * stays(MOTION_LOOK)));
    for (int c = 0; c < p->singly; c++) {
        bool each = terms && (c == 0 || window == 1);
        for (int i = 1; i <= window && each; i++)
            add_step(p, MOTION_TERM, place, told + i, (int)(share * stays(MOTION_TERM)));
        told += window;
        if (!each) add_step(p, MOTION_CHANNEL, place, told, (int)(share * stays(MOTION_CHANNEL)));
    }
    if (told < p->terms) add_step(p, MOTION_REST, place, p->terms, (int)(share * stays(MOTION_REST)));
    for (int i = 0; i < p->n_after; i++) add_step(p, p->after[i], place, p->terms, (int)(share * stays(p->after[i])));
    add_step(p, MOTION_LAND, place, p->terms, (int)(share * stays(MOTION_LAND)));
}

static void add_steps(MotionPlan *p) {
    int slow = p->kind == KIND_SOFTMAX ? 1 : SLOW; /* its sum is the same at all places */
    for (int i = 0; i < slow && i < p->places; i++) add_place(p, i, i ? 0.4 : 1);
    for (int i = slow; i < slow + FASTER && i < p->places; i++)
        add_step(p, MOTION_WHOLE, i, p->terms, 500 - 400 * (i - slow) / FASTER);
    int all = slow + FASTER;
    if (p->places > all) add_step(p, MOTION_FILL, all, p->terms, FILL_MS);
    add_step(p, MOTION_END, 0, p->terms, END_MS);
}

static void follow(MotionPlan *p, MotionPhase phase) { p->after[p->n_after++] = phase; }

/* What becomes of the sum. */
static void add_after(MotionPlan *p, const Net *net) {
    const Layer *l = &net->layer[p->row];
    if (p->kind == KIND_AVERAGE) follow(p, MOTION_MEAN);
    if (p->kind == KIND_LRN) follow(p, MOTION_DIVISOR);
    if (p->kind == KIND_LRN || p->kind == KIND_SOFTMAX) follow(p, MOTION_RATIO);
    if (l->params) follow(p, MOTION_BIAS);
    for (int row = p->row + 1; row <= p->shown && p->n_after < MOTION_AFTER; row++)
        follow(p, net->layer[row].kind == KIND_BN ? MOTION_NORM : MOTION_ACTIVATE);
}

/* Channels that a local response normalization adds the squares of. */
static Extent neighbours(const Layer *l, int map) {
    int first = map - l->kernel / 2, end = map + (l->kernel - 1) / 2 + 1;
    return (Extent){first < 0 ? 0 : first, end > l->in.c ? l->in.c : end};
}

bool motion_plan(const App *app, MotionPlan *out) {
    const Net *net = &app->weights->net;
    int shown = app_shown_row(app);
    if (shown < 0) return false;
    int row = net_lead(net, shown);
    const Layer *l = &net->layer[row];
    MotionPlan p = {.kind = l->kind, .row = row, .shown = shown, .map = app_map(app), .out = l->out};
    app_unit(app, &p.x, &p.y);
    Trace t = {.map = p.map, .x = p.x, .y = p.y};
    layer_run(l->kind)->place(l, &t);
    p.channels = t.channels;
    p.kernel = t.kernel;
    if (l->kind == KIND_LRN) { /* as many at every place, those that are not there are 0 */
        p.channels = l->kernel;
        p.kernel = 1;
    } else if (l->kind == KIND_SOFTMAX) {
        p.channels = l->in.c;
        p.kernel = 1;
    }
    p.terms = p.channels * p.kernel * p.kernel;
    if (!p.terms) return false;
    int most = p.kernel == 1 ? ROWS : FEW;
    p.singly = p.channels < most ? p.channels : most;
    p.places = l->out.h > 1 || l->out.w > 1 ? l->out.h * l->out.w : l->out.c;
    add_after(&p, net);
    add_steps(&p);
    *out = p;
    return true;
}

/* ---- moments ---- */

MotionMoment motion_moment(const MotionPlan *plan, int ms) {
    enum { ARRIVES = 90 }; /* per cent of a step: what flies has come */
    int i = 0;
    while (i + 1 < plan->n && plan->step[i].end < ms) i++;
    MotionMoment m = {.index = i, .step = plan->step[i]};
    int begin = i ? plan->step[i - 1].end : 0, there = ms < begin ? begin : ms > m.step.end ? m.step.end
                                                                                            : ms;
    bool come = (there - begin) * 100 >= (m.step.end - begin) * ARRIVES;
    m.part = (double)(there - begin) / (m.step.end - begin);
    m.terms = come || m.step.phase >= MOTION_WHOLE ? m.step.to : m.step.from;
    m.landed = m.step.place;
    bool lands = m.step.phase == MOTION_LAND || m.step.phase == MOTION_WHOLE;
    if (lands && come) m.landed++;
    if (m.step.phase == MOTION_FILL) m.landed += (int)(m.part * (plan->places - m.step.place));
    if (m.step.phase == MOTION_END) m.landed = plan->places;
    return m;
}

int motion_beside(const MotionPlan *plan, int ms, int way) {
    int i = 0;
    if (way > 0) {
        while (i + 1 < plan->n && plan->step[i].end <= ms) i++;
        return plan->step[i].end;
    }
    while (i < plan->n && plan->step[i].end < ms) i++;
    return i ? plan->step[i - 1].end : 0;
}

void motion_place(const MotionPlan *plan, int place, int *map, int *x, int *y) {
    bool vector = plan->out.h == 1 && plan->out.w == 1;
    int first = vector ? plan->map : plan->y * plan->out.w + plan->x, at = (first + place) % plan->places;
    *map = vector ? at : plan->map;
    *x = vector ? 0 : at % plan->out.w;
    *y = vector ? 0 : at / plan->out.w;
}

/* ---- the numbers ---- */

bool motion_ready(const App *app, const MotionPlan *plan) {
    return run_done(app->run, plan->shown) && run_done(app->run, plan->row - 1) && run_stats(app->run, plan->shown) &&
           run_stats(app->run, plan->row - 1);
}

/* Squares of the channels around, or exponentials of all numbers. */
static Error trace_ratio(const App *app, const Layer *l, Arena *arena, Trace *t) {
    bool lrn = t->kind == KIND_LRN;
    int64_t plane = (int64_t)l->in.h * l->in.w, at = (int64_t)t->y * l->in.w + t->x;
    const float *in = run_values(app->run, t->row - 1) + at;
    Extent near = lrn ? neighbours(l, t->map) : (Extent){0, l->in.c};
    t->kernel = 1;
    t->first_channel = lrn ? t->map - l->kernel / 2 : 0;
    t->channels = t->terms = lrn ? l->kernel : l->in.c;
    float *inputs = ARENA_NEW(arena, (size_t)t->terms, float);
    double *products = ARENA_NEW(arena, (size_t)t->terms, double);
    if (!inputs || !products) return error("memory", "%s", l->name);
    for (int i = 0; i < t->terms; i++) {
        int c = t->first_channel + i;
        inputs[i] = c >= near.first && c < near.end ? in[c * plane] : 0.0f;
        products[i] = lrn ? (double)inputs[i] * (double)inputs[i] : exp((double)inputs[i]);
        t->sum += products[i];
    }
    double own = (double)in[t->map * plane];
    t->inputs = inputs;
    t->products = t->by_channel = products;
    t->pre = lrn ? pow(l->k + l->alpha * t->sum, l->beta) : t->sum;
    t->post = (lrn ? own : exp(own)) / t->pre;
    t->stored = run_values(app->run, t->row)[t->map * plane + at];
    t->difference = (double)t->stored - t->post;
    return NO_ERROR;
}

Error motion_trace(const App *app, const MotionPlan *plan, int place, Arena *arena, Trace *out) {
    int map, x, y;
    motion_place(plan, place, &map, &x, &y);
    if (plan->kind != KIND_LRN && plan->kind != KIND_SOFTMAX)
        return trace_unit(app->run, plan->shown, map, x, y, arena, out);
    *out = (Trace){.kind = plan->kind, .row = plan->row, .after = plan->shown, .map = map, .x = x, .y = y};
    return trace_ratio(app, &app->weights->net.layer[plan->row], arena, out);
}

/* Puts the channel with the largest amount of those from `at` on there; the others keep their order. */
static void put_largest(const Trace *t, int order[], int at) {
    int best = at;
    for (int i = at + 1; i < t->channels; i++)
        if (fabs(t->by_channel[order[i]]) > fabs(t->by_channel[order[best]])) best = i;
    int channel = order[best];
    for (int i = best; i > at; i--) order[i] = order[i - 1];
    order[at] = channel;
}

const int *motion_order(const MotionPlan *plan, const Trace *t, Arena *arena) {
    int *order = ARENA_NEW(arena, (size_t)t->channels, int), at = 0;
    for (int i = 0; order && i < t->channels; i++) order[i] = i;
    if (!order || t->channels <= FEW || t->kind == KIND_LRN) return order;
    if (t->kind == KIND_SOFTMAX) {
        for (int i = t->map; i > 0; i--) order[i] = order[i - 1];
        order[at++] = t->map;
    }
    for (; at < plan->singly; at++) put_largest(t, order, at);
    return order;
}

int motion_term(const Trace *t, const int *order, int i) {
    int window = t->kernel * t->kernel;
    return order[i / window] * window + i % window;
}

double motion_sum(const Trace *t, const int *order, int terms) {
    bool largest = !t->weights && !t->divisor && t->kind != KIND_LRN && t->kind != KIND_SOFTMAX;
    double sum = largest ? -INFINITY : 0;
    if (terms >= t->terms) return t->divisor ? t->by_channel[0] : t->sum;
    for (int i = 0; i < terms; i++) {
        int at = motion_term(t, order, i);
        if (!largest) sum += t->products[at];
        else if (trace_inside(t, at)) sum = fmax(sum, t->products[at]);
    }
    return sum;
}
