#include "app/features/asks.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/features/paint.h"
#include "app/features/why.h"
#include "app/script.h"
#include "base/table.h"

enum { ALL_HELPS = (1 << ASKS_HELPS) - 1, FILM_PICTURES = 48, SEVERAL = 4 };

bool asks_has(const App *app, AsksHelp help) { return !(app->asks.without >> help & 1); }

int asks_pictures(const App *app) {
    return app->asks.topic == ASKS_ASCENT && app->asks.several ? app->asks.several : 1;
}

/* ---- the command ---- */

/* What is on or off, and goes over to the other without a word. */
static Error turn(const char *word, bool now, bool *out) {
    int on = !now;
    if (word) TRY(command_word(word, SWITCH_WORDS, &on));
    *out = on;
    return NO_ERROR;
}

static Error set_help(Asks *a, int help, const char *word) {
    bool on;
    TRY(turn(word, !(a->without >> help & 1), &on));
    a->without = on ? a->without & ~(1 << help) : a->without | 1 << help;
    return NO_ERROR;
}

static Error set_plain(Asks *a, const char *word) {
    bool plain;
    TRY(turn(word, a->without == ALL_HELPS, &plain));
    a->without = plain ? ALL_HELPS : 0;
    return NO_ERROR;
}

/* A style transfer begins at the photo unless it is told to begin at noise, all others the other way round. */
static Error set_from(App *app, const char *word) {
    bool style = app->asks.topic == ASKS_STYLE;
    int photo = style ? app->style.noise : !app->asks.from_photo;
    if (word) TRY(command_word(word, "noise|photo", &photo));
    if (style) app->style.noise = !photo;
    else app->asks.from_photo = photo;
    return NO_ERROR;
}

static Error set_seed(Asks *a, const char *word) {
    if (word) return command_int(word, 0, 1000000, &a->seed);
    a->seed = a->seed < 1000000 ? a->seed + 1 : 0;
    return NO_ERROR;
}

/* So many pictures at once; without a number some, or one again. */
static Error set_several(Asks *a, const char *word) {
    int n = a->several ? 1 : SEVERAL;
    if (word) TRY(command_int(word, 1, ASKS_SEVERAL, &n));
    a->several = n > 1 ? n : 0;
    return NO_ERROR;
}

/* MAP or MAP:WEIGHT. */
static Error read_term(const App *app, const char *word, struct AsksTerm *out) {
    char number[16], *end;
    size_t n = strcspn(word, ":");
    int maps = net_shape(&app->weights->net, app->selection.row).c;
    double weight = 1;
    if (n >= sizeof number) return error("asks.term", "%s\t%d", word, maps - 1);
    snprintf(number, sizeof number, "%.*s", (int)n, word);
    TRY(command_int(number, 0, maps - 1, &out->map));
    if (word[n]) weight = strtod(word + n + 1, &end);
    if (word[n] && (end == word + n + 1 || *end || !(fabs(weight) <= 1000)))
        return error("asks.term", "%s\t%d", word, maps - 1);
    out->weight = (float)weight;
    return NO_ERROR;
}

/* Maps by weight; none: what the photo has at the selected unit. */
static Error set_direction(App *app, int n, char *const words[]) {
    struct AsksTerm term[ASKS_TERMS];
    if (n > ASKS_TERMS) return error("command.args", "%s\t%s", "asks", ASKS_ARGS);
    for (int i = 0; i < n; i++) TRY(read_term(app, words[i], &term[i]));
    if (n) memcpy(app->asks.term, term, (size_t)n * sizeof *term);
    app->asks.terms = n;
    app->asks.of = ASKS_DIRECTION;
    return NO_ERROR;
}

/* The class's score is the number of that class before the softmax. */
static Error set_class(App *app, int n, char *const words[]) {
    int class_index, last = app->own.layers - 1;
    TRY(class_find(app, n, words, &class_index));
    app->asks.of = ASKS_MAP;
    app_select(app, last);
    app->selection.map[last + 1] = class_index;
    return NO_ERROR;
}

int asks_stride(const App *app) {
    int steps = app->asks.steps ? app->asks.steps : ASKS_STEPS;
    return (steps + FILM_PICTURES - 1) / FILM_PICTURES;
}

int asks_left(const App *app) {
    int steps = app->asks.steps ? app->asks.steps : ASKS_STEPS, at = paint_until(app);
    return (steps - at + asks_stride(app) - 1) / asks_stride(app);
}

static Error set_at(App *app, const char *word) {
    int at = paint_until(app) + asks_stride(app);
    if (strcmp(word, "next") != 0) TRY(command_int(word, 0, ASKS_STEPS_MOST, &at));
    app->asks.halted = true;
    app->asks.at = at;
    return NO_ERROR;
}

/* On or pause; where all steps are made, as many again. */
static void go(App *app) {
    Asks *a = &app->asks;
    int steps = a->steps ? a->steps : ASKS_STEPS, there = paint_steps(app);
    bool going = !a->halted && there < steps;
    if (going) a->halted = true, a->at = there;
    else a->halted = false;
    if (there >= steps) a->steps = steps + ASKS_STEPS < ASKS_STEPS_MOST ? steps + ASKS_STEPS : ASKS_STEPS_MOST;
}

static Error one_word(App *app, const char *word) {
    Asks *a = &app->asks;
    int which;
    Error e = command_word(word, ASKS_TOPIC_WORDS, &which);
    if (!failed(&e)) return a->topic = (AsksTopic)which, NO_ERROR;
    TRY(command_word(word, "map|unit|go", &which));
    if (which == 0) a->of = ASKS_MAP;
    else if (which == 1) a->of = ASKS_UNIT;
    else go(app);
    return NO_ERROR;
}

static Error change(App *app, int argc, char *const argv[]) {
    Asks *a = &app->asks;
    const char *word = argv[1], *with = argc > 2 ? argv[2] : NULL;
    int help;
    if (strcmp(word, "direction") == 0) return set_direction(app, argc - 2, argv + 2);
    if (strcmp(word, "class") == 0 && with) return set_class(app, argc - 2, argv + 2);
    if (argc > 3) return error("command.args", "%s\t%s", "asks", ASKS_ARGS);
    Error e = command_word(word, ASKS_HELP_WORDS, &help);
    if (!failed(&e)) return set_help(a, help, with);
    if (strcmp(word, "negative") == 0) return turn(with, a->negative, &a->negative);
    if (strcmp(word, "plain") == 0) return set_plain(a, with);
    if (strcmp(word, "from") == 0) return set_from(app, with);
    if (strcmp(word, "seed") == 0) return set_seed(a, with);
    if (strcmp(word, "several") == 0) return set_several(a, with);
    if (strcmp(word, "steps") == 0 && with) return command_int(with, 1, ASKS_STEPS_MOST, &a->steps);
    if (strcmp(word, "at") == 0 && with) return set_at(app, with);
    if (with) return error("command.args", "%s\t%s", "asks", ASKS_ARGS);
    return one_word(app, word);
}

Error asks_command(App *app, int argc, char *const argv[]) {
    if (argc == 2 && strcmp(argv[1], "off") == 0) {
        app->asks = (Asks){0};
        return NO_ERROR;
    }
    TRY(change(app, argc, argv));
    app_turn_to(app, VIEW_ASKS);
    return NO_ERROR;
}

/* ---- the part ---- */

/* The input asks for nothing: a layer in the middle is looked at instead. */
static Error said(App *app, int argc, char *const argv[]) {
    (void)argc, (void)argv;
    const Net *net = &app->own;
    if (app->view != VIEW_ASKS || app->selection.row >= 0) return NO_ERROR;
    int convs = 0, row = 0;
    for (row = 0; row < net->layers - 1; row++)
        if (net->layer[row].weight_layer && ++convs > net->weight_layers / 2) break;
    app_select(app, row);
    return NO_ERROR;
}

static void say_direction(Script *s, const Asks *a) {
    script_say(s, "; asks direction");
    for (int i = 0; i < a->terms; i++) script_say(s, " %d:%g", a->term[i].map, (double)a->term[i].weight);
}

static void script(const App *app, WayPlace at, Script *s) {
    static const char *const TOPICS[] = {WORD_NAMES(EACH_ASKS_TOPIC)}, *const OFS[] = {WORD_NAMES(EACH_ASKS_OF)};
    static const char *const HELPS[] = {WORD_NAMES(EACH_ASKS_HELP)};
    const Asks *a = &app->asks;
    if (at != WAY_SCREEN || app->view != VIEW_ASKS) return;
    script_say(s, "; asks off");
    if (a->topic) script_say(s, "; asks %s", TOPICS[a->topic]);
    if (a->of == ASKS_DIRECTION) say_direction(s, a);
    else if (a->of) script_say(s, "; asks %s", OFS[a->of]);
    if (a->negative) script_say(s, "; asks negative on");
    if (a->from_photo) script_say(s, "; asks from photo");
    for (int i = 0; i < ASKS_HELPS; i++)
        if (!asks_has(app, (AsksHelp)i)) script_say(s, "; asks %s off", HELPS[i]);
    if (a->seed) script_say(s, "; asks seed %d", a->seed);
    if (a->several) script_say(s, "; asks several %d", a->several);
    if (a->steps) script_say(s, "; asks steps %d", a->steps);
    if (a->halted) script_say(s, "; asks at %d", a->at);
}

const AppPart ASKS_PART = {.script = script, .said = said};
