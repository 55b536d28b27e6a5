#include "app/features/why.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "app/script.h"
#include "app/work.h"
#include "base/stop.h"
#include "io/edit.h"
#include "io/own.h"
#include "model/kind.h"

/* ---- occlusion ---- */

static void close_occlusion(JobTask *task) {
    Occlusion *o = (Occlusion *)task;
    run_close(o->run);
    free(o->input);
    free(o->covered);
    free(o->score);
    free(o->p);
    free(o);
}

/* The answers of a run, in the place that a pass has; place 0: of the whole photo. */
static void keep_answers(Occlusion *o, const Run *run, int place) {
    size_t n = (size_t)o->classes, at = (size_t)place * n;
    const Net *net = run_net(run);
    memcpy(o->score + at, run_values(run, net_score_row(net)), n * sizeof *o->score);
    memcpy(o->p + at, run_values(run, net->layers - 1), n * sizeof *o->p);
}

static void cover(Occlusion *o, int pass) {
    Shape s = o->weights->net.input;
    memcpy(o->covered, o->input, (size_t)shape_count(s) * sizeof *o->covered);
    occlusion_cover(o->covered, s, occlusion_square(pass, s.w, s.h), o->grey);
    run_change(o->run, o->covered, (uint64_t)pass + 1);
    o->begun = true;
}

static Error occlude(JobTask *task) {
    Occlusion *o = (Occlusion *)task;
    if (!o->run) TRY(run_open(o->engine, o->weights, o->input, &o->run));
    run_watch(o->run, &task->cancel);
    for (int pass; (pass = atomic_load(&o->passes)) < OCCLUSION_PASSES;) {
        bool whole;
        if (!o->begun) cover(o, pass);
        TRY(run_to(o->run, net_score_row(&o->weights->net), &whole)); /* before a ReLU nobody makes it but who asks */
        if (whole) TRY(run_to(o->run, o->weights->net.layers - 1, &whole));
        if (!whole) return NO_ERROR;
        keep_answers(o, o->run, pass + 1);
        o->begun = false;
        atomic_store(&o->passes, pass + 1);
        atomic_store(&task->thousandths, 1000 * (pass + 1) / OCCLUSION_PASSES);
        if (stop_asked(&task->cancel)) return NO_ERROR;
    }
    run_close(o->run);
    o->run = NULL;
    atomic_store(&task->done, true);
    return NO_ERROR;
}

Error occlusion_open(Engine *engine, Weights *weights, const Run *run, const float *grey, Occlusion **out) {
    Occlusion *o = *out = calloc(1, sizeof *o);
    if (!o) return error("memory", "%s", "occlusion");
    Shape s = weights->net.input;
    size_t n = (size_t)shape_count(s);
    *o = (Occlusion){.task = {.work = occlude, .close = close_occlusion}, .engine = engine, .weights = weights,
                     .of = run, .classes = net_classes(&weights->net)};
    o->input = malloc(n * sizeof *o->input);
    o->covered = malloc(n * sizeof *o->covered);
    o->score = calloc((1 + OCCLUSION_PASSES) * (size_t)o->classes, sizeof *o->score);
    o->p = calloc((1 + OCCLUSION_PASSES) * (size_t)o->classes, sizeof *o->p);
    if (!o->input || !o->covered || !o->score || !o->p) {
        close_occlusion(&o->task);
        *out = NULL;
        return error("memory", "%s", "occlusion");
    }
    memcpy(o->input, run_values(run, -1), n * sizeof *o->input);
    memcpy(o->grey, grey, (size_t)s.c * sizeof *grey);
    keep_answers(o, run, 0);
    return NO_ERROR;
}

float occlusion_drop(const Occlusion *o, int pass, int class_index, int other) {
    size_t at = (size_t)(pass + 1) * (size_t)o->classes;
    if (other < 0) return o->p[class_index] - o->p[at + (size_t)class_index];
    float lead = o->score[class_index] - o->score[other];
    return lead - (o->score[at + (size_t)class_index] - o->score[at + (size_t)other]);
}

/* ---- what a gradient leads to ---- */

static void close_reasons(JobTask *task) {
    Reasons *r = (Reasons *)task;
    for (int i = 0; i < REASONS; i++) free(r->map[i]);
    free(r->gradient);
    free(r->sum);
    free(r);
}

static Error find(Reasons *r, int reason, bool *finished) {
    int score = net_score_row(run_net(r->run)), to = reason == REASON_CAM ? r->question.row : -1;
    Shape s = reason == REASON_CAM ? r->cam : r->input;
    Watch watch = {r->cancel, NULL};
    TRY(backward_sum(r->run, r->engine, score, r->sum, to, reason == REASON_GUIDED ? GUIDE_POSITIVE : GUIDE_NONE, watch,
                     r->gradient, finished));
    if (!*finished) return NO_ERROR;
    const float *values = run_values(r->run, to);
    if (reason == REASON_CAM) explain_cam(values, r->gradient, s, r->map[reason]);
    else explain_pixels(r->gradient, reason == REASON_TIMES ? values : NULL, s, r->map[reason]);
    r->extremes[reason] = explain_extremes(r->map[reason], s.h * s.w);
    return NO_ERROR;
}

static Error reason(JobTask *task) {
    Reasons *r = (Reasons *)task;
    for (int i; (i = atomic_load(&r->there)) < REASONS; atomic_store(&r->there, i + 1)) {
        bool finished = i == REASON_CAM && r->question.row < 0;
        if (!finished) TRY(find(r, i, &finished));
        if (!finished) return NO_ERROR;
        atomic_store(&task->thousandths, 1000 * (i + 1) / REASONS);
    }
    atomic_store(&task->done, true);
    return NO_ERROR;
}

Error reasons_open(const Run *run, Engine *engine, Asking question, Reasons **out) {
    const Net *net = run_net(run);
    Reasons *r = *out = calloc(1, sizeof *r);
    if (!r) return error("memory", "%s", "gradient");
    *r = (Reasons){.task = {.work = reason, .close = close_reasons}, .run = run, .engine = engine,
                   .question = question, .cam = net_shape(net, question.row), .input = net->input};
    r->cancel = &r->task.cancel;
    int64_t cam = shape_count(r->cam), input = shape_count(r->input);
    bool there = true;
    for (int i = 0; i < REASONS; i++) {
        Shape s = i == REASON_CAM ? r->cam : r->input;
        r->map[i] = calloc((size_t)s.h * (size_t)s.w, sizeof **r->map);
        there &= r->map[i] != NULL;
    }
    r->gradient = malloc((size_t)(cam > input ? cam : input) * sizeof *r->gradient);
    r->sum = calloc((size_t)net_classes(net), sizeof *r->sum);
    if (!there || !r->gradient || !r->sum) {
        close_reasons(&r->task);
        *out = NULL;
        return error("memory", "%s", "gradient");
    }
    r->sum[question.class_index] = 1;
    if (question.other >= 0) r->sum[question.other] = -1;
    return NO_ERROR;
}

/* ---- what is asked ---- */

static int last_row(const App *app) { return app->own.layers - 1; }

bool why_answers(const App *app) {
    return net_classes(&app->own) > 0 && run_done(app->run, last_row(app)) &&
           run_done(app->run, net_score_row(&app->own));
}

/* The class at a place of the answers, `but` left out (-1: none); of equal ones the first. */
static int class_at(const App *app, int place, int but) {
    const float *p = run_values(app->run, last_row(app));
    int n = net_classes(&app->own), before = -1;
    for (int at = 0; at <= place; at++) {
        int best = -1;
        for (int i = 0; i < n; i++) {
            bool behind = before < 0 || p[i] < p[before] || (p[i] == p[before] && i > before);
            if (i != but && behind && (best < 0 || p[i] > p[best])) best = i;
        }
        if (best < 0) break;
        before = best;
    }
    return before;
}

static int place_of(const App *app, int class_index) {
    const float *p = run_values(app->run, last_row(app));
    int place = 0;
    for (int i = 0; i < net_classes(&app->own); i++)
        place += p[i] > p[class_index] || (p[i] == p[class_index] && i < class_index);
    return place;
}

int why_class(const App *app) {
    const Why *w = &app->why;
    return w->chosen && w->class_index < net_classes(&app->own) ? w->class_index : class_at(app, w->place, -1);
}

int why_other(const App *app) { return app->why.against ? class_at(app, 0, why_class(app)) : -1; }

/* A convolution or pool whose maps have places. */
static bool has_places(const Net *net, int row) {
    if (row < 0) return false;
    const Layer *l = &net->layer[row];
    return (l->kind == KIND_CONV || l->kind == KIND_POOL || l->kind == KIND_AVERAGE) && l->out.h * l->out.w > 1;
}

int why_layer(const App *app) {
    const Net *net = &app->own;
    int row = -1, selected = net_lead(net, app->selection.row);
    if (*app->why.layer) {
        Error e = net_find_layer(net, app->why.layer, &row);
        if (!failed(&e) && has_places(net, row)) return row;
    }
    if (has_places(net, selected)) return selected;
    for (row = net->layers - 1; row >= 0 && !has_places(net, row);) row--;
    return row;
}

int why_sum_row(const App *app, int level) {
    const Net *net = &app->own;
    int row = net_score_row(net) + 1;
    for (int i = 0; i <= level && row > 0; i++) {
        row = net_lead(net, row - 1);
        if (net->layer[row].kind != KIND_FC) return -1;
    }
    return row;
}

int why_levels(const App *app) {
    int n = 0;
    while (n < WHY_LEVELS && why_sum_row(app, n) >= 0) n++;
    return n;
}

static bool question(const App *app, Asking *q) {
    if (!why_answers(app)) return false;
    *q = (Asking){why_class(app), why_other(app), net_after_relu(&app->own, why_layer(app))};
    return true;
}

/* ---- the command ---- */

typedef int Differ(const char *a, const char *b);

/* The classes of a name, in English or in the language of the interface: their number, and the first two. */
static int find_named(const App *app, const char *name, Differ *differ, int first[2]) {
    NetId id = app->own.id;
    int found = 0;
    for (int i = 0; i < net_classes(&app->own); i++) {
        const char *label = net_is_own(id) ? own_label(id, i) : labels_get(app->labels, i);
        const char *other = net_is_own(id) ? label : labels_translated(app->labels, i);
        if (differ(label, name) != 0 && differ(other, name) != 0) continue;
        if (found < 2) first[found] = i;
        found++;
    }
    return found;
}

/* A number or a name. Capitals count only where two classes differ by them: a Cardigan is a dog, a cardigan is not. */
static Error find_class(const App *app, const char *word, int *out) {
    int n = net_classes(&app->own), first[2] = {0};
    if (*word && strspn(word, "0123456789") == strlen(word)) return command_int(word, 0, n - 1, out);
    int found = find_named(app, word, strcmp, first);
    if (!found) found = find_named(app, word, strcasecmp, first);
    if (!found) return error("why.class", "%s\t%d", word, n - 1);
    if (found > 1) return error("why.several", "%s\t%d\t%d", word, first[0], first[1]);
    *out = first[0];
    return NO_ERROR;
}

/* The words of a name that was not quoted, as one. */
Error class_find(const App *app, int n, char *const words[], int *out) {
    char name[256] = "";
    size_t length = 0;
    if (!net_classes(&app->own)) return error("why.none", "%s", net_info(app->own.id)->title);
    for (int i = 0; i < n && length < sizeof name; i++)
        length += (size_t)snprintf(name + length, sizeof name - length, "%s%s", i ? " " : "", words[i]);
    return find_class(app, name, out);
}

static Error choose(App *app, int argc, char *const argv[]) {
    int class_index;
    TRY(class_find(app, argc - 1, argv + 1, &class_index));
    app->why.chosen = true;
    app->why.class_index = class_index;
    return NO_ERROR;
}

static Error choose_place(App *app, const char *word) {
    int place;
    TRY(command_int(word, 1, net_classes(&app->own), &place));
    app->why.chosen = false;
    app->why.place = place - 1;
    return NO_ERROR;
}

/* Where the answers are not there yet, a class that was chosen stays. */
static void go_on(App *app, int by) {
    Why *w = &app->why;
    if (w->chosen && !why_answers(app)) return;
    int place = (w->chosen ? place_of(app, why_class(app)) : w->place) + by;
    if (place < 0 || place >= net_classes(&app->own)) return;
    w->chosen = false;
    w->place = place;
}

static Error set_layer(App *app, const char *name) {
    int row;
    TRY(net_find_layer(&app->own, name, &row));
    if (!has_places(&app->own, net_lead(&app->own, row))) return error("why.layer", "%s", name);
    snprintf(app->why.layer, sizeof app->why.layer, "%s", app->own.layer[net_lead(&app->own, row)].name);
    return NO_ERROR;
}

static Error set_against(App *app, const char *word) {
    int on = !app->why.against;
    if (word) TRY(command_word(word, SWITCH_WORDS, &on));
    app->why.against = on;
    return NO_ERROR;
}

static Error set_topic(App *app, const char *word) {
    int topic = (app->why.topic + 1) % WHY_TOPICS;
    if (word) TRY(command_word(word, WHY_TOPIC_WORDS, &topic));
    app->why.topic = (WhyTopic)topic;
    return NO_ERROR;
}

/* Another term of a sum begins the sums behind it anew. */
static void choose_term(Why *w, int level, int place) {
    w->level = level;
    w->term[level] = place;
    for (int i = level + 1; i < WHY_LEVELS; i++) w->term[i] = 0;
}

static Error set_term(App *app, const char *at, const char *word) {
    int level, place;
    TRY(command_int(at, 1, WHY_LEVELS, &level));
    app->why.level = level - 1;
    if (!word) return NO_ERROR;
    TRY(command_int(word, 1, WHY_PLACES, &place));
    choose_term(&app->why, level - 1, place - 1);
    return NO_ERROR;
}

/* The next term of the sum, or one layer more. */
static void go(App *app, int by) {
    Why *w = &app->why;
    if (w->topic == WHY_TERMS && w->term[w->level] + by >= 0 && w->term[w->level] + by < WHY_PLACES)
        choose_term(w, w->level, w->term[w->level] + by);
    if (w->topic == WHY_RANDOM && w->drawn + by >= 0 && w->drawn + by < app->own.weight_layers) w->drawn += by;
}

static int next_level(const App *app) { return app->why.level + 1 < why_levels(app) ? app->why.level + 1 : 0; }

/* Words that are about one topic, with a number. */
static Error set_number(App *app, const char *word, const char *number) {
    int n;
    bool seed = strcmp(word, "seed") == 0;
    TRY(command_int(number, 1, seed ? 1 << 30 : NET_LAYERS, &n));
    if (seed) app->why.seed = (uint32_t)n;
    else app->why.drawn = n - 1;
    return NO_ERROR;
}

/* What is said of the terms and of random weights; *said is false where it is something else. */
static Error say_more(App *app, int argc, char *const argv[], bool *said) {
    const char *word = argv[1], *with = argc > 2 ? argv[2] : NULL;
    *said = true;
    if (argc <= 3 && strcmp(word, "topic") == 0) return set_topic(app, with);
    if ((argc == 3 || argc == 4) && strcmp(word, "term") == 0) return set_term(app, with, argc > 3 ? argv[3] : NULL);
    if (argc == 3 && (strcmp(word, "drawn") == 0 || strcmp(word, "seed") == 0)) return set_number(app, word, with);
    *said = argc == 2;
    if (argc == 2 && strcmp(word, "more") == 0) go(app, 1);
    else if (argc == 2 && strcmp(word, "less") == 0) go(app, -1);
    else if (argc == 2 && strcmp(word, "deeper") == 0) app->why.level = next_level(app);
    else *said = false;
    return NO_ERROR;
}

static Error change(App *app, int argc, char *const argv[]) {
    const char *word = argv[1], *with = argc == 3 ? argv[2] : NULL;
    if (!net_classes(&app->own)) return error("why.none", "%s", net_info(app->own.id)->title);
    bool said;
    Error e = say_more(app, argc, argv, &said);
    if (said) return e;
    if (argc <= 3 && strcmp(word, "against") == 0) return set_against(app, with);
    if (with && strcmp(word, "layer") == 0) return set_layer(app, with);
    if (with && strcmp(word, "answer") == 0) return choose_place(app, with);
    if (argc > 2) return choose(app, argc, argv);
    if (strcmp(word, "layer") == 0) *app->why.layer = '\0';
    else if (strcmp(word, "next") == 0) go_on(app, 1);
    else if (strcmp(word, "previous") == 0) go_on(app, -1);
    else return choose(app, argc, argv);
    return NO_ERROR;
}

Error why_command(App *app, int argc, char *const argv[]) {
    if (argc == 2 && strcmp(argv[1], "off") == 0) {
        app->why = (Why){0};
        return NO_ERROR;
    }
    TRY(change(app, argc, argv));
    app_turn_to(app, VIEW_WHY);
    return NO_ERROR;
}

/* ---- the part ---- */

bool why_same(Asking a, Asking b) {
    return a.class_index == b.class_index && a.other == b.other && a.row == b.row;
}

const Occlusion *why_occlusion(const App *app) {
    const Occlusion *o = app->work.occlusion;
    return o && o->of == app->run ? o : NULL;
}

const Reasons *why_reasons(const App *app) {
    const Reasons *r = app->work.reasons;
    Asking q;
    return r && r->run == app->run && question(app, &q) && why_same(q, r->question) ? r : NULL;
}

bool why_stopped(const App *app) {
    const Occlusion *o = why_occlusion(app);
    return o && o->given_up;
}

static void retire_reasons(App *app) {
    if (app->work.reasons) app_retire(app, &app->work.reasons->task);
    app->work.reasons = NULL;
}

static void retire(App *app) {
    retire_reasons(app);
    if (app->work.occlusion) app_retire(app, &app->work.occlusion->task);
    app->work.occlusion = NULL;
}

/* The colour that the command occlude covers with, as the network gets it. */
static Error open_occlusion(App *app) {
    static const unsigned char GREY[] = {EDIT_MEAN >> 16, EDIT_MEAN >> 8 & 0xFF, EDIT_MEAN & 0xFF};
    float grey[OCCLUSION_CHANNELS] = {0};
    prepare_pixels(&app->weights->preparation, app->own.input.c, GREY, 1, grey);
    return occlusion_open(app->engine, app->weights, app->run, grey, &app->work.occlusion);
}

static void want(App *app, JobWants *wants) {
    Asking q;
    Error e = NO_ERROR;
    if (app->view != VIEW_WHY || !net_classes(&app->own)) return;
    job_want(wants, app->run, net_score_row(&app->own));
    job_want(wants, app->run, last_row(app));
    if (!question(app, &q) || app->why.topic == WHY_TERMS) return;
    if (!why_reasons(app)) {
        retire_reasons(app);
        e = reasons_open(app->run, app->engine, q, &app->work.reasons);
        if (app->work.reasons) app->work.reasons->number = ++app->work.whys;
    }
    if (!failed(&e) && app->why.topic == WHY_MAPS && !why_occlusion(app)) {
        e = open_occlusion(app);
        if (app->work.occlusion) app->work.occlusion->number = ++app->work.whys;
    }
    if (failed(&e)) app->trouble = e;
}

/* The gradients come first: they take a moment, and the occlusion goes on where it was. */
static JobTask *task(const App *app) {
    const Reasons *r = why_reasons(app);
    const Occlusion *o = why_occlusion(app);
    if (app->view != VIEW_WHY || app->why.topic == WHY_TERMS) return NULL;
    if (r && !atomic_load(&r->task.done)) return &app->work.reasons->task;
    bool waits = app->why.topic == WHY_MAPS && o && !o->given_up && !atomic_load(&o->task.done);
    return waits ? &app->work.occlusion->task : NULL;
}

/* What there is of the occlusion stays. */
static void give_up(App *app) {
    if (app->view != VIEW_WHY || !net_classes(&app->own)) return;
    const Reasons *r = why_reasons(app);
    if (app->why.topic == WHY_TERMS ? !why_answers(app) : !r || !atomic_load(&r->task.done)) app->view = VIEW_NETWORK;
    else if (task(app)) app->work.occlusion->given_up = true;
}

static Error said(App *app, int argc, char *const argv[]) {
    (void)argc;
    bool again = strcmp(argv[0], "why") == 0 || strcmp(argv[0], "view") == 0;
    if (again && app->work.occlusion) app->work.occlusion->given_up = false;
    return NO_ERROR;
}

static void script(const App *app, WayPlace at, Script *s) {
    static const char *const TOPICS[] = {WORD_NAMES(EACH_WHY_TOPIC)};
    const Why *w = &app->why;
    if (at != WAY_SCREEN || app->view != VIEW_WHY) return;
    script_say(s, "; why off");
    if (!net_classes(&app->own)) return;
    if (w->chosen) script_say(s, "; why %d", w->class_index);
    else if (w->place) script_say(s, "; why answer %d", w->place + 1);
    if (w->against) script_say(s, "; why against on");
    if (*w->layer) script_say(s, "; why layer %s", w->layer);
    if (w->drawn) script_say(s, "; why drawn %d", w->drawn + 1);
    if (w->seed) script_say(s, "; why seed %u", (unsigned)w->seed);
    for (int i = 0; i < WHY_LEVELS; i++)
        if (w->term[i]) script_say(s, "; why term %d %d", i + 1, w->term[i] + 1);
    if (w->level || w->term[0]) script_say(s, "; why term %d", w->level + 1);
    if (w->topic) script_say(s, "; why topic %s", TOPICS[w->topic]);
}

const AppPart WHY_PART = {.reads = READS_RUN, .want = want, .task = task, .retire = retire, .give_up = give_up,
                          .script = script, .said = said};
