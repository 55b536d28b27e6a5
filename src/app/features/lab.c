/* The commands of the Field and Parameters screens. */
#include "app/features/lab.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "app/features/folding.h"
#include "app/features/lowering.h"
#include "app/features/trial.h"
#include "app/overlay.h"
#include "base/table.h"
#include "model/kind.h"
#include "nn/fields.h"

/* ---- the stack ---- */

/* "3", "11s4", "3s1p1": kernel, stride, padding. */
static bool parse_numbers(const char *word, Sliding *out) {
    int kernel, stride = 1, pad = 0, end = 0;
    const char *at = word;
    bool fine = sscanf(at, "%d%n", &kernel, &end) == 1;
    at += end;
    if (fine && (*at == 's' || *at == 'S')) fine = sscanf(at + 1, "%d%n", &stride, &end) == 1, at += 1 + end;
    if (fine && (*at == 'p' || *at == 'P')) fine = sscanf(at + 1, "%d%n", &pad, &end) == 1, at += 1 + end;
    if (!fine || *at || kernel < 1 || kernel > STACK_KERNEL || stride < 1 || stride > STACK_STRIDE ||
        pad < 0 || pad > STACK_KERNEL / 2)
        return false;
    *out = (Sliding){.kernel = kernel, .stride = stride, .pad = pad};
    return true;
}

/* The same, or the name of a layer of the network that is loaded; "selected" is the selected one. */
static Error parse_stack_layer(const App *app, const char *word, Sliding *out) {
    if (parse_numbers(word, out)) return NO_ERROR;
    int row = app->selection.row;
    Error none = strcmp(word, "selected") == 0 ? NO_ERROR : net_find_layer(&app->own, word, &row);
    if (failed(&none)) return strcmp(none.id, "command.layer") == 0 ? error("command.stack", "%s", word) : none;
    if (row >= 0 && layer_window(&app->own.layer[row], out)) return NO_ERROR;
    return error("command.stack", "%s", word);
}

static void set_stack(App *app, const Sliding layers[], int n, int pick) {
    if (n > 0) memmove(app->lab.stack, layers, (size_t)n * sizeof *layers);
    app->lab.stack_n = app->lab.stack_at = n;
    app->lab.stack_pick = pick < 0 || n == 0 ? 0 : pick < n ? pick : n - 1;
}

const StackPreset *lab_presets(int *n) {
    static const StackPreset PRESETS[] = {{"2 × 3×3", "3 3"}, {"3 × 3×3", "3 3 3"}, {"5 × 3×3", "3 3 3 3 3"},
                                          {"1×1", "1"},       {"11×11/4", "11s4"}};
    *n = (int)(sizeof PRESETS / sizeof *PRESETS);
    return PRESETS;
}

static int words_of(const StackPreset *preset, Sliding layers[]) {
    char word[16];
    int n = 0, used;
    for (const char *at = preset->stack; n < STACK_MOST && sscanf(at, "%15s%n", word, &used) == 1; at += used)
        parse_numbers(word, &layers[n++]);
    return n;
}

int lab_preset(const App *app) {
    Sliding layers[STACK_MOST];
    int count, n = app->lab.stack_n;
    const StackPreset *presets = lab_presets(&count);
    for (int i = 0; i < count && n; i++)
        if (words_of(&presets[i], layers) == n && memcmp(layers, app->lab.stack, (size_t)n * sizeof *layers) == 0)
            return i;
    return -1;
}

/* The preset behind the present one; behind the last one the network. */
static void next_preset(App *app) {
    Sliding layers[STACK_MOST];
    int count, next = lab_preset(app) + 1;
    const StackPreset *presets = lab_presets(&count);
    set_stack(app, layers, next < count ? words_of(&presets[next], layers) : 0,
              STACK_MOST); /* the last layer is chosen */
}

Error lab_stack(App *app, int argc, char *const argv[]) {
    Sliding layers[STACK_MOST];
    if (strcmp(argv[1], "next") == 0) {
        next_preset(app);
        return NO_ERROR;
    }
    if (strcmp(argv[1], "none") == 0) {
        set_stack(app, NULL, 0, 0);
        return NO_ERROR;
    }
    if (argc - 1 > STACK_MOST) return error("command.stack_full", "%d", STACK_MOST);
    for (int i = 1; i < argc; i++) TRY(parse_stack_layer(app, argv[i], &layers[i - 1]));
    set_stack(app, layers, argc - 1, argc - 2);
    return NO_ERROR;
}

static int same_size(int kernel) { return (kernel - 1) / 2; } /* the padding that keeps the size, at stride 1 */

/* A number from `least` to `most`: the one that is said, one more or less than it is, or the one after it. */
static Error turn(const char *word, int least, int most, int *value) {
    if (!word) *value = *value < most ? *value + 1 : least;
    else if (strcmp(word, "more") == 0) *value += *value < most;
    else if (strcmp(word, "less") == 0) *value -= *value > least;
    else return command_int(word, least, most, value);
    return NO_ERROR;
}

#define LAYER_WORDS "kernel|stride|padding|remove|left|right"

static Error change_layer(App *app, int at, const char *word, const char *value) {
    Lab *lab = &app->lab;
    Sliding layers[STACK_MOST];
    int n = lab->stack_n, what;
    memcpy(layers, lab->stack, sizeof lab->stack);
    TRY(command_word(word, LAYER_WORDS, &what));
    Sliding *l = &layers[at];
    bool padded = l->pad > 0 && l->pad == same_size(l->kernel);
    if (what == 0) TRY(turn(value, 1, STACK_KERNEL, &l->kernel));
    if (what == 0 && padded) l->pad = same_size(l->kernel);
    if (what == 1) TRY(turn(value, 1, STACK_STRIDE, &l->stride));
    if (what == 2) TRY(turn(value, 0, STACK_KERNEL / 2, &l->pad));
    if (what == 3) {
        memmove(l, l + 1, (size_t)(n - at - 1) * sizeof *l);
        set_stack(app, layers, n - 1, at);
        return NO_ERROR;
    }
    int other = what == 4 ? at - 1 : what == 5 ? at + 1 : at; /* the place that it changes with */
    if (other >= 0 && other < n) {
        Sliding moved = *l;
        *l = layers[other];
        layers[other] = moved;
        at = other;
    }
    set_stack(app, layers, n, at);
    return NO_ERROR;
}

/* Adds a layer, chooses one (by its number, or the next), or changes the chosen one. */
Error lab_layer(App *app, int argc, char *const argv[]) {
    Lab *lab = &app->lab;
    int n = lab->stack_n, at = lab->stack_pick, word = 1;
    if (strcmp(argv[1], "add") == 0) {
        Sliding layers[STACK_MOST + 1];
        if (n == STACK_MOST) return error("command.stack_full", "%d", STACK_MOST);
        memcpy(layers, lab->stack, sizeof lab->stack);
        layers[n] = n ? layers[n - 1] : (Sliding){.kernel = 3, .stride = 1};
        if (argc > 2) TRY(parse_stack_layer(app, argv[2], &layers[n]));
        set_stack(app, layers, n + 1, n);
        return NO_ERROR;
    }
    if (!n) return error("command.no_stack", "%s", argv[1]);
    if (strcmp(argv[1], "next") == 0 || strcmp(argv[1], "previous") == 0) {
        lab->stack_pick = (at + (*argv[1] == 'n' ? 1 : n - 1)) % n;
        return NO_ERROR;
    }
    if (*argv[1] >= '0' && *argv[1] <= '9') {
        TRY(command_int(argv[1], 1, n, &at));
        lab->stack_pick = --at;
        word = 2;
    }
    if (word >= argc) return NO_ERROR;
    return change_layer(app, at, argv[word], word + 1 < argc ? argv[word + 1] : NULL);
}

/* Padding of all layers of the stack at once: so that the size stays, or none. */
Error lab_padding(App *app, int argc, char *const argv[]) {
    Lab *lab = &app->lab;
    int on = lab->stack_n ? lab->stack[0].pad == 0 : 0;
    if (argc > 1) TRY(command_word(argv[1], SWITCH_WORDS, &on));
    for (int i = 0; i < lab->stack_n; i++) lab->stack[i].pad = on ? same_size(lab->stack[i].kernel) : 0;
    return NO_ERROR;
}

/* Follows the field back through the stack, layer by layer; without a stack it is a step of the run. */
Error lab_follow(App *app, int argc, char *const argv[]) {
    (void)argc;
    Lab *lab = &app->lab;
    bool next = strcmp(argv[1], "next") == 0;
    if (!next && strcmp(argv[1], "previous") != 0) {
        if (!lab->stack_n) return error("command.no_stack", "%s", argv[1]);
        return command_int(argv[1], 0, lab->stack_n, &lab->stack_at);
    }
    if (!lab->stack_n) {
        app_go(app, app->step + (next ? 1 : -1));
        return NO_ERROR;
    }
    lab->stack_at += next ? 1 : -1;
    if (lab->stack_at > lab->stack_n) lab->stack_at = 0; /* and again from the top */
    if (lab->stack_at < 0) lab->stack_at = 0;
    return NO_ERROR;
}

/* ---- the parameters ---- */

static int doubled(int c, bool more) {
    c = more ? c * 2 : c / 2;
    return c < 1 ? 1 : c > CHANNELS_MOST ? CHANNELS_MOST : c;
}

Error lab_channels(App *app, int argc, char *const argv[]) {
    Lab *lab = &app->lab;
    int in = lab->c_in, out = lab->c_out;
    const char *word = argv[1], *value = argc > 2 ? argv[2] : "";
    bool turned = strcmp(word, "more") == 0 || strcmp(word, "less") == 0;
    if (turned && lab->topic == TOPIC_LOWER && app->view == VIEW_PARAMETERS) return lowering_command(app, argc, argv);
    if (strcmp(word, "apart") == 0 || strcmp(word, "together") == 0) {
        lab->apart = *word == 'a';
        if (!lab->apart) out = in;
    } else if (strcmp(word, "in") == 0) {
        TRY(command_int(value, 1, CHANNELS_MOST, &in));
        lab->apart = true;
    } else if (strcmp(word, "out") == 0) {
        TRY(command_int(value, 1, CHANNELS_MOST, &out));
        lab->apart = true;
    } else if (turned) {
        in = doubled(in, *word == 'm');
        out = doubled(out, *word == 'm');
    } else {
        TRY(command_int(word, 1, CHANNELS_MOST, &in));
        out = in;
        if (argc > 2) TRY(command_int(value, 1, CHANNELS_MOST, &out));
        lab->apart = argc > 2 && in != out;
    }
    lab->c_in = in;
    lab->c_out = out;
    return NO_ERROR;
}

/* The sizes of VGG's maps in turn, or any. */
Error lab_side(App *app, int argc, char *const argv[]) {
    (void)argc;
    if (strcmp(argv[1], "next") != 0) return command_int(argv[1], 1, 224, &app->lab.side);
    app->lab.side = app->lab.side <= 14 ? 224 : app->lab.side / 2;
    return NO_ERROR;
}

Error lab_measure(App *app, int argc, char *const argv[]) {
    (void)argc, (void)argv;
    return app->lab.topic == TOPIC_NORM ? app_fold(app) : app_try(app);
}

int lab_pinned_map(const App *app) {
    return app->lab.pin_map >= 0 ? app->lab.pin_map : app_strongest(app, app->lab.pin_row);
}

int lab_pinned_layer(const App *app) {
    int row = app->lab.pin_row;
    return row > 0 && net_after_relu(&app->own, row - 1) == row ? row - 1 : row;
}

/* Keeps a map, the selected one unless another is named, beside those that are selected later; once more lets go of it.
 */
Error lab_pin(App *app, int argc, char *const argv[]) {
    Lab *lab = &app->lab;
    int row = app_shown_row(app), map = app->selection.map[app->selection.row + 1]; /* -1: whichever is the strongest */
    if (argc > 1 && strcmp(argv[1], "off") == 0) {
        lab->pinned = false;
        return NO_ERROR;
    }
    if (argc > 1) {
        TRY(net_find_layer(&app->own, argv[1], &row));
        map = -1;
        if (argc > 2) TRY(command_int(argv[2], 0, net_shape(&app->weights->net, row).c - 1, &map));
        lab->pinned = false;
    }
    lab->pinned = !(lab->pinned && lab->pin_row == row && lab_pinned_map(app) == app_map(app));
    lab->pin_row = row;
    lab->pin_map = map;
    app->told = lab->pinned ? "footer.pinned" : "footer.let_go";
    return NO_ERROR;
}

/* ---- what is looked at ---- */

static_assert((int)STACK_MOST <= (int)NET_LAYERS, "a chain has room for a stack");

int app_chain(const App *app, Sliding out[NET_LAYERS], const char *names[NET_LAYERS]) {
    int n = 0;
    for (; n < app->lab.stack_n; n++) {
        out[n] = app->lab.stack[n];
        if (names) names[n] = "";
    }
    if (n) return n;
    for (int row = 0; row <= app->selection.row; row++) {
        const Layer *l = &app->own.layer[row];
        if (!layer_window(l, &out[n])) continue;
        if (names) names[n] = l->name;
        n++;
    }
    return n;
}

/* Measures the field of what the Field screen looks at, once for each. */
static void measure_field(App *app) {
    Sliding chain[NET_LAYERS];
    int n = app_chain(app, chain, NULL);
    uint64_t key = 14695981039346656037u;
    for (int i = 0; i < n; i++) key = (key ^ (uint64_t)(chain[i].kernel * 64 + chain[i].stride)) * 1099511628211u;
    if (key == app->lab.measured_of) return;
    int measured = measured_field(chain, n);
    if (measured < 0) {
        app->trouble = error("memory", "%s", "field");
        return;
    }
    app->lab.measured = measured;
    app->lab.measured_of = key;
}

static void want(App *app, JobWants *wants) {
    (void)wants;
    if (app->view == VIEW_FIELD) measure_field(app);
}

/* ---- the way back ---- */

static void say_pin(Script *s, const App *app) {
    const Lab *lab = &app->lab;
    if (!lab->pinned) script_say(s, "pin off; ");
    else if (lab->pin_map < 0) script_say(s, "pin %s; ", app_row_name(app, lab->pin_row));
    else script_say(s, "pin %s %d; ", app_row_name(app, lab->pin_row), lab->pin_map);
}

static void script(const App *app, WayPlace at, Script *s) {
    if (at != WAY_LOOK) return;
    const Lab *lab = &app->lab;
    char stack[STACK_MOST * 12 + 40] = "stack none";
    int n = lab->stack_n ? snprintf(stack, sizeof stack, "stack") : 0;
    for (int i = 0; i < lab->stack_n; i++)
        n += snprintf(stack + n, sizeof stack - (size_t)n, " %ds%dp%d", lab->stack[i].kernel, lab->stack[i].stride,
                      lab->stack[i].pad);
    if (lab->stack_n)
        snprintf(stack + n, sizeof stack - (size_t)n, "; layer %d; follow %d", lab->stack_pick + 1, lab->stack_at);
    script_say(s, "%s; ", stack);
    script_say_word(s, "photos", PATCHES_WORDS, lab->patches);
    script_say_word(s, "excite", EXCITE_WORDS, lab->excite);
    script_say_word(s, "followed", SWITCH_WORDS, lab->followed);
    script_say_word(s, "guess", GUESS_WORDS, lab->guess);
    script_say_word(s, "shade", SWITCH_WORDS, lab->shade);
    script_say(s, "channels %d %d; channels %s; ", lab->c_in, lab->c_out, lab->apart ? "apart" : "together");
    script_say_word(s, "biases", SWITCH_WORDS, lab->biases);
    script_say(s, "side %d; ", lab->side);
    script_say_word(s, "chart", CHART_WORDS, lab->chart);
    script_say_word(s, "axis", AXIS_WORDS, lab->chart_scale);
    script_say_word(s, "topic", TOPIC_WORDS, lab->topic);
    say_pin(s, app);
}

const AppOverlay sum_overlay = {.command = "derive"};

const AppPart LAB_PART = {.want = want, .script = script};
