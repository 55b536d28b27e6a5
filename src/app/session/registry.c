/* The registry: all commands. */
#include "app/session/command.h"

#include <assert.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/net_text.h"

/* ---- arguments ---- */

#define MOVE_WORDS "left|right|up|down"
#define COPY_WORDS "state|pytorch|layers"

static Error parse_layer(const App *app, const char *word, int *row) { return net_find_layer(&app->own, word, row); }

/* ---- the commands ---- */

static Error do_net(App *app, int argc, char *const argv[]) {
    (void)argc;
    NetId id;
    if (strcmp(argv[1], "other") == 0 && app->view == VIEW_COMPARE) return app_set_net(app, compare_other(app));
    if (strcmp(argv[1], "other") == 0) /* between the two that classes compare most */
        return app_set_net(app, app->own.id == NET_VGG16 ? NET_VGG19 : NET_VGG16);
    TRY(net_named(argv[1], &id));
    return app_set_net(app, id);
}

static Error do_image(App *app, int argc, char *const argv[]) {
    (void)argc;
    return app_set_photo(app, argv[1]);
}

static Error do_step(App *app, int argc, char *const argv[]) {
    int n = 1;
    if (argc > 1) TRY(command_int(argv[1], 0, 1000000, &n));
    app_go(app, app->step + n);
    return NO_ERROR;
}

static Error do_back(App *app, int argc, char *const argv[]) {
    int n = 1;
    if (argc > 1) TRY(command_int(argv[1], 0, 1000000, &n));
    app_go(app, app->step - n);
    return NO_ERROR;
}

/* "until LAYER", or "until step N": the step of that number, as steps are taken. */
static Error do_until(App *app, int argc, char *const argv[]) {
    int row, step;
    if (argc > 2) {
        if (strcmp(argv[1], "step") != 0) return error("command.args", "%s\t%s", "until", "LAYER");
        TRY(command_int(argv[2], 0, app_last_step(app), &step));
        app_go(app, step);
        return NO_ERROR;
    }
    TRY(parse_layer(app, argv[1], &row));
    app_go(app, net_row_step(&app->own, app->steps, row));
    return NO_ERROR;
}

/* Runs to the selected layer, or one step where that has run already. */
static Error do_here(App *app, int argc, char *const argv[]) {
    (void)argc, (void)argv;
    int to = net_row_step(&app->own, app->steps, app->selection.row);
    app_go(app, to > app->step ? to : app->step + 1);
    return NO_ERROR;
}

static Error do_run(App *app, int argc, char *const argv[]) {
    (void)argc, (void)argv;
    app_go(app, app_last_step(app));
    return NO_ERROR;
}

static Error do_reset(App *app, int argc, char *const argv[]) {
    (void)argc, (void)argv;
    app_go(app, 0);
    return NO_ERROR;
}

static Error do_stop(App *app, int argc, char *const argv[]) {
    (void)argc, (void)argv;
    app_stop(app);
    return NO_ERROR;
}

static Error do_steps(App *app, int argc, char *const argv[]) {
    (void)argc;
    int mode;
    TRY(command_word(argv[1], STEP_WORDS "|toggle", &mode));
    int row = app_step_row(app);
    if (mode == STEP_MODES) mode = ((int)app->steps + 1) % STEP_MODES;
    app->steps = (StepMode)mode;
    app->step = net_row_step(&app->own, app->steps, row);
    return NO_ERROR;
}

static Error do_select(App *app, int argc, char *const argv[]) {
    int row;
    if (strcmp(argv[1], "next") == 0 || strcmp(argv[1], "previous") == 0) {
        int step = net_row_step(&app->own, app->steps, app->selection.row);
        step += *argv[1] == 'n' ? 1 : step > 0 ? -1 : 0;
        if (step > app_last_step(app)) step = app_last_step(app);
        row = net_step_layer(&app->own, app->steps, step);
    } else if (argc > 2) { /* "select step N": whatever layer that step is called after */
        int step;
        if (strcmp(argv[1], "step") != 0) return error("command.args", "%s\t%s", "select", "LAYER");
        TRY(command_int(argv[2], 0, net_steps(&app->own, STEP_LAYERS), &step));
        row = net_step_layer(&app->own, STEP_LAYERS, step);
    } else {
        TRY(parse_layer(app, argv[1], &row));
    }
    app_select(app, row);
    return NO_ERROR;
}

static Error choose_map(App *app, int map) {
    app->selection.map[app->selection.row + 1] = map;
    app_follow_selection(app);
    return NO_ERROR;
}

/* By its number, or by its place in the order that is shown, from 0. */
static Error do_map(App *app, int argc, char *const argv[]) {
    int row = app_shown_row(app), n = net_shape(&app->weights->net, row).c, map, rank = 0;
    bool ranked = strcmp(argv[1], "rank") == 0;
    if (argc != 2 + ranked) return error("command.args", "%s\t%s", "map", command_find("map")->args);
    if (ranked) TRY(command_int(argv[2], 0, n - 1, &rank));
    if (!ranked && strcmp(argv[1], "next") != 0 && strcmp(argv[1], "previous") != 0) {
        TRY(command_int(argv[1], 0, n - 1, &map));
        return choose_map(app, map);
    }
    MapRank *ranks = calloc((size_t)n, sizeof *ranks);
    if (!ranks) return error("memory", "%s", "map");
    app_rank_maps(app, row, app->order, ranks, n);
    int at = rank;
    if (!ranked) {
        for (at = 0; ranks[at].map != app_map(app);) at++;
        at += *argv[1] == 'n' ? 1 : -1;
    }
    if (at >= 0 && at < n) choose_map(app, ranks[at].map);
    free(ranks);
    return NO_ERROR;
}

static void choose_unit(App *app, int x, int y) {
    int row = app_shown_row(app);
    app->selection.px = (int)(net_centre(&app->own, row, x) + 0.5);
    app->selection.py = (int)(net_centre(&app->own, row, y) + 0.5);
}

static Error do_pixel(App *app, int argc, char *const argv[]) {
    (void)argc;
    Shape s = net_shape(&app->own, app_shown_row(app));
    int x, y;
    TRY(command_int(argv[1], 0, s.w - 1, &x));
    TRY(command_int(argv[2], 0, s.h - 1, &y));
    choose_unit(app, x, y);
    return NO_ERROR;
}

static Error do_move(App *app, int argc, char *const argv[]) {
    (void)argc;
    Shape s = net_shape(&app->own, app_shown_row(app));
    int x, y, way;
    TRY(command_word(argv[1], MOVE_WORDS, &way));
    int dx = way == 1 ? 1 : way == 0 ? -1 : 0, dy = way == 3 ? 1 : way == 2 ? -1 : 0;
    if (slices_move(app, dx, dy)) return NO_ERROR;
    app_unit(app, &x, &y);
    x += dx;
    y += dy;
    if (x >= 0 && x < s.w && y >= 0 && y < s.h) choose_unit(app, x, y);
    return NO_ERROR;
}

static Error do_point(App *app, int argc, char *const argv[]) {
    (void)argc;
    int x, y;
    TRY(command_int(argv[1], 0, app->own.input.w - 1, &x));
    TRY(command_int(argv[2], 0, app->own.input.h - 1, &y));
    app->selection.px = x;
    app->selection.py = y;
    return NO_ERROR;
}

static Error do_view(App *app, int argc, char *const argv[]) {
    (void)argc;
    int view;
    TRY(command_word(argv[1], VIEW_WORDS, &view));
    app->view = (View)view;
    app->zoomed = 0;
    app_follow_selection(app);
    return NO_ERROR;
}

/* What the words of a command choose: a field of the state, an enum or a bool. */
static_assert(sizeof(Palette) == sizeof(int), "an enum is read as an int");
#define FIELD(field) offsetof(App, field), sizeof((App *)NULL)->field
static const struct {
    const char *command;
    size_t offset, size;
} FIELDS[] = {
    {"hints",    FIELD(hints)},
    {"order",    FIELD(order)},
    {"scale",    FIELD(scale)},
    {"palette",  FIELD(palette)},
    {"theme",    FIELD(theme)},
    {"relu",     FIELD(before)},
    {"digits",   FIELD(digits)},
    {"wall",     FIELD(wall)},
    {"shade",    FIELD(lab.shade)},
    {"photos",   FIELD(lab.patches)},
    {"followed", FIELD(lab.followed)},
    {"guess",    FIELD(lab.guess)},
    {"excite",   FIELD(lab.excite)},
    {"biases",   FIELD(lab.biases)},
    {"chart",    FIELD(lab.chart)},
    {"axis",     FIELD(lab.chart_scale)},
    {"topic",    FIELD(lab.topic)},
    {"family",   FIELD(family.topic)},
};

/* One of the words that the registry lists with the command; without one, the next. */
static Error do_field(App *app, int argc, char *const argv[]) {
    const char *list = command_find(argv[0])->words;
    int row = 0, n = 1, choice = 0;
    while (strcmp(FIELDS[row].command, argv[0]) != 0) row++;
    char *field = (char *)app + FIELDS[row].offset;
    bool *truth = FIELDS[row].size == sizeof *truth ? (bool *)field : NULL;
    for (const char *at = list; (at = strchr(at, '|')); at++) n++;
    if (truth) choice = *truth;
    else memcpy(&choice, field, sizeof choice);
    choice = (choice + 1) % n;
    if (argc > 1) TRY(command_word(argv[1], list, &choice));
    if (truth) *truth = choice;
    else memcpy(field, &choice, sizeof choice);
    return NO_ERROR;
}

/* Maps in another order stand on other pages. */
static Error do_order(App *app, int argc, char *const argv[]) {
    TRY(do_field(app, argc, argv));
    app_follow_selection(app);
    return NO_ERROR;
}

static Error do_renderer(App *app, int argc, char *const argv[]) {
    (void)argc;
    int present;
    TRY(command_word(argv[1], PRESENT_WORDS, &present));
    app->present = (Present)present;
    return app_effect(app, EFFECT_RENDERER, "");
}

static Error do_textsize(App *app, int argc, char *const argv[]) {
    if (argc < 2) app->textsize = 3 - app->textsize;
    else TRY(command_int(argv[1], 1, 2, &app->textsize));
    return NO_ERROR;
}

static Error do_lang(App *app, int argc, char *const argv[]) {
    return app_set_language(app, argc > 1 ? argv[1] : languages_after(&app->languages, strings_language(app->strings)));
}

/* How many pages there are the views know; they count round and round. "by N": from the one with what is selected. */
static Error do_page(App *app, int argc, char *const argv[]) {
    enum { MOST = 10000 };
    const AppOverlay *over = overlay_of(app->overlay);
    bool by = strcmp(argv[1], "by") == 0;
    Paging to = over->pages ? (Paging){app->overlay_at, true} : app->page;
    if (argc != 2 + by) return error("command.args", "%s\t%s", "page", command_find("page")->args);
    if (over->turn) return over->turn(app, argv[1]);
    if (by) {
        to.numbered = false;
        TRY(command_int(argv[2], -MOST, MOST, &to.at));
    } else if (strcmp(argv[1], "next") == 0) to.at += to.at < MOST;
    else if (strcmp(argv[1], "previous") == 0) to.at -= to.at > -MOST;
    else {
        to.numbered = true;
        TRY(command_int(argv[1], -MOST, MOST, &to.at));
        to.at--;
    }
    if (over->pages) app->overlay_at = to.at;
    else app->page = to;
    return NO_ERROR;
}

static Error do_zoom(App *app, int argc, char *const argv[]) {
    if (argc > 1) return command_int(argv[1], 0, 9, &app->zoomed);
    app->zoomed = app->zoomed ? 0 : app->hovered;
    return NO_ERROR;
}

static Error do_mark(App *app, int argc, char *const argv[]) {
    (void)argc, (void)argv;
    app_script(app, app->mark->script, sizeof app->mark->script);
    app->mark->set = true;
    return NO_ERROR;
}

static Error do_return(App *app, int argc, char *const argv[]) {
    (void)argc, (void)argv;
    Error e = NO_ERROR;
    if (lesson_return(app, &e)) return e;
    if (!app->mark->set) return error("command.no_mark", "%s", "");
    char script[sizeof app->mark->script], folder[PATH_SIZE], lesson[PATH_SIZE];
    char *const close[] = {(char[]){"lesson"}, (char[]){"close"}};
    memcpy(script, app->mark->script, sizeof script);
    if (!script_argument(script, "lesson", lesson, sizeof lesson)) TRY(lesson_lesson(app, 2, close));
    if (!script_argument(script, "images", folder, sizeof folder)) app_set_folder(app, NULL);
    app->teaching->returning = true;
    e = app_do(app, script, NULL);
    app->teaching->returning = false;
    return e;
}

/* The folder in the place of what the gallery has; nothing changes where it cannot be opened. */
static Error do_images(App *app, int argc, char *const argv[]) {
    (void)argc;
    Folder *folder = NULL;
    if (strcmp(argv[1], "bundled") != 0) TRY(folder_open(argv[1], &folder));
    app_set_folder(app, folder);
    return NO_ERROR;
}

static Error do_photo(App *app, int argc, char *const argv[]) {
    (void)argc;
    int way;
    TRY(command_word(argv[1], TURN_WORDS, &way));
    const char *photo = app_photo_beside(app, way ? 1 : -1);
    return photo ? app_set_photo(app, photo) : NO_ERROR;
}

static Error do_state(App *app, int argc, char *const argv[]) {
    (void)argc, (void)argv;
    char script[SCRIPT_SIZE];
    app_whole_script(app, script, sizeof script);
    return app_effect(app, EFFECT_PRINT, script);
}

/* One line a command: its keys, a tab, the command. */
static Error do_keys(App *app, int argc, char *const argv[]) {
    (void)argc, (void)argv;
    char text[KEY_LINES * 128] = "";
    KeyLine line[KEY_LINES];
    size_t n = 0;
    int lines = app_key_lines(app, line);
    for (int i = 0; i < lines && n < sizeof text; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s\t%s", i ? "\n" : "", line[i].keys, line[i].command);
    return app_effect(app, EFFECT_PRINT, text);
}

static Error do_shot(App *app, int argc, char *const argv[]) {
    return app_effect(app, EFFECT_SHOT, argc > 1 ? argv[1] : "");
}

static Error do_fullscreen(App *app, int argc, char *const argv[]) {
    (void)argc, (void)argv;
    return app_effect(app, EFFECT_FULLSCREEN, "");
}

static Error do_paste(App *app, int argc, char *const argv[]) {
    (void)argc, (void)argv;
    return app_effect(app, EFFECT_PASTE, "");
}

static Error do_copy(App *app, int argc, char *const argv[]) {
    char script[SCRIPT_SIZE];
    int what = 0;
    if (argc > 1) TRY(command_word(argv[1], COPY_WORDS, &what));
    if (what) return slices_copy(app, argv[1]);
    app_whole_script(app, script, sizeof script);
    TRY(app_effect(app, EFFECT_COPY, script));
    app->told = "footer.copied";
    return NO_ERROR;
}

static Error do_quit(App *app, int argc, char *const argv[]) {
    (void)argc, (void)argv;
    return app_effect(app, EFFECT_QUIT, "");
}

static Reach weights_reach(int argc, char *const argv[]) {
    const char *what = argc > 1 ? argv[1] : "";
    if (strcmp(what, "get") == 0) return REACH_FETCHES;
    return strcmp(what, "list") == 0 || strcmp(what, "stop") == 0 ? REACH_USER : REACH_STAGE;
}

/* clang-format off */
static const Command COMMANDS[] = {
    /* the run */
    {"step",       "[N]",   0, 1, COMPLETE_NOTHING, NULL, do_step, REACH_STAGE, NULL},
    {"back",       "[N]",   0, 1, COMPLETE_NOTHING, NULL, do_back, REACH_STAGE, NULL},
    {"until",      "LAYER|step N", 1, 2, COMPLETE_LAYER,   NULL, do_until, REACH_STAGE, NULL},
    {"here",       "",      0, 0, COMPLETE_NOTHING, NULL, do_here, REACH_STAGE, NULL},
    {"run",        "",      0, 0, COMPLETE_NOTHING, NULL, do_run, REACH_STAGE, NULL},
    {"reset",      "",      0, 0, COMPLETE_NOTHING, NULL, do_reset, REACH_STAGE, NULL},
    {"stop",       "",      0, 0, COMPLETE_NOTHING, NULL, do_stop, REACH_USER, NULL},
    {"together",   TURN_WORDS, 1, 1, COMPLETE_WORDS, TURN_WORDS, compare_together, REACH_STAGE, NULL},
    {"race",       "[" SWITCH_WORDS "]",    0, 1, COMPLETE_WORDS, SWITCH_WORDS, race_race, REACH_STAGE, NULL},
    {"steps",      STEP_WORDS "|toggle", 1, 1, COMPLETE_WORDS, STEP_WORDS "|toggle", do_steps, REACH_STAGE, NULL},
    /* what runs */
    {"net",        "NAME|FILE|other",  1, 1, COMPLETE_NET,     NULL, do_net, REACH_STAGE, NULL},
    {"weights",    "[FILE[#NAME]|bundled|u8|f16|random[:SEED]|list|get [NAME]|stop]", 0, 2, COMPLETE_WORDS, "bundled|u8|f16|random:1|list|get|stop", stock_weights, REACH_FETCHES, weights_reach},
    {"input",      "SIDE", 1, 1, COMPLETE_NOTHING, NULL, side_command, REACH_STAGE, NULL},
    {"labels",     "FILE", 1, 1, COMPLETE_NOTHING, NULL, labels_command, REACH_STAGE, NULL},
    {"preprocess", "[" PREPARE_WORDS "|next|own|" PREPARE_RANGES "|mean R G B deviation R G B] [size N [crop N] [squash]]", 1, 13, COMPLETE_WORDS, PREPARE_WORDS "|next|own|" PREPARE_RANGES "|mean|size", preprocess_command, REACH_STAGE, NULL},
    {"compare",    "NET NET [WEIGHTS [lower]]", 2, 4, COMPLETE_NET, NULL, compare_nets, REACH_STAGE, NULL},
    {"image",      "FILE",  1, 1, COMPLETE_PHOTO,   NULL, do_image, REACH_STAGE, NULL},
    {"photo",      TURN_WORDS, 1, 1, COMPLETE_WORDS, TURN_WORDS, do_photo, REACH_STAGE, NULL},
    {"images",     "FOLDER|bundled", 1, 1, COMPLETE_WORDS, "bundled", do_images, REACH_USER, NULL},
    {"gallery",    "",      0, 0, COMPLETE_NOTHING, NULL, overlays_toggle, REACH_USER, NULL},
    {"paste",      "",      0, 0, COMPLETE_NOTHING, NULL, do_paste, REACH_USER, NULL},
    {"camera",     "[" CAMERA_WORDS "|DEVICE|FILM]", 0, 1, COMPLETE_WORDS, CAMERA_WORDS, watch_camera, REACH_USER, NULL},
    /* the photo, changed */
    {"tool",       "[" TOOL_WORDS " [SIZE [COLOUR]]|more|less|colour [COLOUR]]", 0, 3, COMPLETE_WORDS, TOOL_WORDS "|more|less|colour", live_tool, REACH_STAGE, NULL},
    {"draw",       "[on] X Y [X Y ...]", 2, 2 * STROKE_POINTS + 1, COMPLETE_NOTHING, NULL, live_draw, REACH_STAGE, NULL},
    {"occlude",    "[on] X Y [SIDE]", 2, 4, COMPLETE_NOTHING, NULL, live_occlude, REACH_STAGE, NULL},
    {"shift",      "DX DY", 2, 2, COMPLETE_NOTHING, NULL, live_shift, REACH_STAGE, NULL},
    {"rotate",     "DEGREES", 1, 1, COMPLETE_NOTHING, NULL, live_rotate, REACH_STAGE, NULL},
    {"mirror",     "",      0, 0, COMPLETE_NOTHING, NULL, live_mirror, REACH_STAGE, NULL},
    {"blur",       "[R]",   0, 1, COMPLETE_NOTHING, NULL, live_blur, REACH_STAGE, NULL},
    {"grey",       "",      0, 0, COMPLETE_NOTHING, NULL, live_grey, REACH_STAGE, NULL},
    {"undo",       "",      0, 0, COMPLETE_NOTHING, NULL, live_undo, REACH_STAGE, NULL},
    {"clear",      "",      0, 0, COMPLETE_NOTHING, NULL, live_clear, REACH_STAGE, NULL},
    {"difference", "[" AGAINST_WORDS "]",   0, 1, COMPLETE_WORDS, AGAINST_WORDS, live_set_difference, REACH_STAGE, NULL},
    /* what is looked at */
    {"view",       VIEW_WORDS, 1, 1, COMPLETE_WORDS, VIEW_WORDS, do_view, REACH_STAGE, NULL},
    {"select",     "LAYER|next|previous|step N", 1, 2, COMPLETE_LAYER, NULL, do_select, REACH_STAGE, NULL},
    {"map",        "N|next|previous|rank N", 1, 2, COMPLETE_WORDS, "next|previous|rank", do_map, REACH_STAGE, NULL},
    {"pixel",      "X Y",   2, 2, COMPLETE_NOTHING, NULL, do_pixel, REACH_STAGE, NULL},
    {"move",       MOVE_WORDS, 1, 1, COMPLETE_WORDS, MOVE_WORDS, do_move, REACH_STAGE, NULL},
    {"point",      "X Y",   2, 2, COMPLETE_NOTHING, NULL, do_point, REACH_STAGE, NULL},
    {"motion",     "[play|pause|stop|at SECONDS|step|back|off|on]", 0, 2, COMPLETE_WORDS, MOTION_WORDS, motion_motion, REACH_USER, motion_reach},
    {"space",      "[off|on|real|log|proportions|turn RIGHT UP|at TURN TILT|closer|farther|near FACTOR|front]", 0, 3, COMPLETE_WORDS, SPACE_WORDS, space_space, REACH_STAGE, NULL},
    {"mark",       "",      0, 0, COMPLETE_NOTHING, NULL, do_mark, REACH_USER, NULL},
    {"return",     "",      0, 0, COMPLETE_NOTHING, NULL, do_return, REACH_USER, NULL},
    /* how it is shown */
    {"relu",       "[" RELU_WORDS "]",      0, 1, COMPLETE_WORDS, RELU_WORDS, do_field, REACH_STAGE, NULL},
    {"order",      "[" ORDER_WORDS "]",     0, 1, COMPLETE_WORDS, ORDER_WORDS, do_order, REACH_STAGE, NULL},
    {"wall",       "[" SWITCH_WORDS "]",    0, 1, COMPLETE_WORDS, SWITCH_WORDS, do_field, REACH_STAGE, NULL},
    {"scale",      "[" SCALE_WORDS "]",     0, 1, COMPLETE_WORDS, SCALE_WORDS, do_field, REACH_STAGE, NULL},
    {"palette",    "[" PALETTE_WORDS "]",   0, 1, COMPLETE_WORDS, PALETTE_WORDS, do_field, REACH_USER, NULL},
    {"digits",     "[" DIGITS_WORDS "]",    0, 1, COMPLETE_WORDS, DIGITS_WORDS, do_field, REACH_STAGE, NULL},
    {"page",       "N|next|previous|by N", 1, 2, COMPLETE_WORDS, "next|previous|by", do_page, REACH_STAGE, NULL},
    {"zoom",       "[PANEL]",              0, 1, COMPLETE_NOTHING, NULL, do_zoom, REACH_STAGE, NULL},
    {"channels",   "C [C_OUT]|in N|out N|more|less|apart|together", 1, 2, COMPLETE_WORDS, "64|128|256|512|in|out|more|less|apart|together", lab_channels, REACH_STAGE, NULL},
    {"stack",      "K|LAYER ... (KsSpP)|next|none", 1, SCRIPT_WORDS - 1, COMPLETE_WORDS, "3 3|3 3 3|3 3 3 3 3|1|11s4|next|none", lab_stack, REACH_STAGE, NULL},
    {"layer",      "add [K|LAYER]|next|previous|[N] kernel|stride|padding [VALUE|more|less]|remove|left|right", 1, 3, COMPLETE_WORDS, "add|next|previous|kernel|stride|padding|remove|left|right", lab_layer, REACH_STAGE, NULL},
    {"photos",     "[" PATCHES_WORDS "]",   0, 1, COMPLETE_WORDS, PATCHES_WORDS, do_field, REACH_STAGE, NULL},
    {"pin",        "[LAYER [MAP]|off]",    0, 2, COMPLETE_LAYER, NULL, lab_pin, REACH_STAGE, NULL},
    {"followed",   "[" SWITCH_WORDS "]",    0, 1, COMPLETE_WORDS, SWITCH_WORDS, do_field, REACH_STAGE, NULL},
    {"guess",      "[" GUESS_WORDS "]",     0, 1, COMPLETE_WORDS, GUESS_WORDS, do_field, REACH_STAGE, NULL},
    {"excite",     "[" EXCITE_WORDS "]",    0, 1, COMPLETE_WORDS, EXCITE_WORDS, do_field, REACH_STAGE, NULL},
    {"shade",      "[" SWITCH_WORDS "]",    0, 1, COMPLETE_WORDS, SWITCH_WORDS, do_field, REACH_STAGE, NULL},
    {"boundary",   "[" BOUNDARY_WORDS "]",  0, 1, COMPLETE_WORDS, BOUNDARY_WORDS, compare_boundary, REACH_STAGE, NULL},
    {"figures",    "[" FIGURES_WORDS "]",   0, 1, COMPLETE_WORDS, FIGURES_WORDS, compare_figures, REACH_STAGE, NULL},
    {"padding",    "[" SWITCH_WORDS "]",    0, 1, COMPLETE_WORDS, SWITCH_WORDS, lab_padding, REACH_STAGE, NULL},
    {"follow",     "N|" TURN_WORDS,        1, 1, COMPLETE_WORDS, TURN_WORDS, lab_follow, REACH_STAGE, NULL},
    {"measure",    "",      0, 0, COMPLETE_NOTHING, NULL, lab_measure, REACH_STAGE, NULL},
    {"biases",     "[" SWITCH_WORDS "]",    0, 1, COMPLETE_WORDS, SWITCH_WORDS, do_field, REACH_STAGE, NULL},
    {"side",       "N|next",               1, 1, COMPLETE_WORDS, "next|224|112|56|28|14", lab_side, REACH_STAGE, NULL},
    {"lower",      "N|more|less",          1, 1, COMPLETE_WORDS, "more|less|16|64", lowering_command, REACH_STAGE, NULL},
    {"chart",      "[" CHART_WORDS "]",     0, 1, COMPLETE_WORDS, CHART_WORDS, do_field, REACH_STAGE, NULL},
    {"axis",       "[" AXIS_WORDS "]",      0, 1, COMPLETE_WORDS, AXIS_WORDS, do_field, REACH_STAGE, NULL},
    {"slice",      "EXPR|NAME|next|none",  1, 16, COMPLETE_WORDS, "lte|relu1|johnson|srgan|esrgan|next|none|vgg19.features[2:7]", slices_slice, REACH_STAGE, NULL},
    {"modules",    "FROM TO",              2, 2, COMPLETE_NOTHING, NULL, slices_modules, REACH_STAGE, NULL},
    {"reference",  "FILE|next|previous|none", 1, 1, COMPLETE_PHOTO, NULL, slices_reference, REACH_STAGE, NULL},
    {"column",     "NET [LAYER]|previous|next|up|down|load", 1, 2, COMPLETE_NET, NULL, family_choose, REACH_STAGE, NULL},
    {"family",     "[" FAMILY_WORDS "]",    0, 1, COMPLETE_WORDS, FAMILY_WORDS, do_field, REACH_STAGE, NULL},
    {"why",        "CLASS|answer N|next|previous|against [" SWITCH_WORDS "]|layer [LAYER]|topic [" WHY_TOPIC_WORDS "]|term LEVEL [N]|drawn N|seed N|more|less|deeper|off", 1, 12, COMPLETE_WORDS, WHY_WORDS, why_command, REACH_STAGE, NULL},
    {"asks",       ASKS_ARGS, 1, ASKS_MOST_WORDS, COMPLETE_WORDS, ASKS_WORDS, asks_command, REACH_STAGE, NULL},
    {"style",      STYLE_ARGS, 1, 1, COMPLETE_PHOTO, NULL, style_command, REACH_STAGE, NULL},
    {"weigh",      WEIGH_ARGS, 1, 2, COMPLETE_WORDS, WEIGH_WORDS, style_weigh, REACH_STAGE, NULL},
    {"optimizer",  "[" OPTIMIZER_WORDS "]", 0, 1, COMPLETE_WORDS, OPTIMIZER_WORDS, style_optimizer, REACH_STAGE, NULL},
    {"pools",      "[" POOLS_WORDS "]", 0, 1, COMPLETE_WORDS, POOLS_WORDS, style_pools, REACH_STAGE, NULL},
    {"sheet",      SHEET_ARGS, 0, 2, COMPLETE_WORDS, SHEET_WORDS, sheet_command, REACH_STAGE, NULL},
    {"topic",      "[" TOPIC_WORDS "]",     0, 1, COMPLETE_WORDS, TOPIC_WORDS, do_field, REACH_STAGE, NULL},
    {"textsize",   "[1|2]",                0, 1, COMPLETE_WORDS, "1|2", do_textsize, REACH_USER, NULL},
    {"theme",      "[" THEME_WORDS "]",     0, 1, COMPLETE_WORDS, THEME_WORDS, do_field, REACH_USER, NULL},
    {"hints",      "[" SWITCH_WORDS "]",    0, 1, COMPLETE_WORDS, SWITCH_WORDS, do_field, REACH_USER, NULL},
    {"lang",       "[LANGUAGE]",           0, 1, COMPLETE_LANGUAGE, NULL, do_lang, REACH_USER, NULL},
    /* lessons */
    {"lesson",     "NAME [CARD]|list|next|previous|close|detour", 0, 2, COMPLETE_LESSON, "list|next|previous|close|detour", lesson_lesson, REACH_USER, NULL},
    {"course",     "[" PLAN_WORDS "]",     0, 1, COMPLETE_WORDS, PLAN_WORDS, course_course, REACH_USER, NULL},
    {"answer",     "[N]",   0, 1, COMPLETE_NOTHING, NULL, lesson_answer, REACH_USER, NULL},
    {"enter",      "DIGIT|back", 1, 1, COMPLETE_NOTHING, NULL, lesson_enter, REACH_USER, NULL},
    {"hands",      "[CHOICE COUNT|next|previous|back]", 0, 2, COMPLETE_WORDS, "next|previous|back", lesson_hands, REACH_USER, NULL},
    {"seen",       "N ...|none|off", 1, LESSON_SIGNS, COMPLETE_WORDS, "none|off", lesson_seen, REACH_USER, NULL},
    {"ask",        "[WORDS ...]", 0, ASK_WORDS, COMPLETE_NOTHING, NULL, ask_ask, REACH_USER, NULL},
    /* the program */
    {"help",       "",      0, 0, COMPLETE_NOTHING, NULL, overlays_toggle, REACH_USER, NULL},
    {"derive",     "",      0, 0, COMPLETE_NOTHING, NULL, overlays_toggle, REACH_USER, NULL},
    {"command",    "[TEXT]", 0, 1, COMPLETE_NOTHING, NULL, line_command, REACH_USER, NULL},
    {"complete",   "",      0, 0, COMPLETE_NOTHING, NULL, line_complete, REACH_USER, NULL},
    {"erase",      "",      0, 0, COMPLETE_NOTHING, NULL, line_erase, REACH_USER, NULL},
    {"recall",     "",      0, 0, COMPLETE_NOTHING, NULL, line_recall, REACH_USER, NULL},
    {"choose",     "N|this|previous|next|up|down", 1, 1, COMPLETE_WORDS, "this|previous|next|up|down", overlays_choose, REACH_USER, NULL},
    {"close",      "",      0, 0, COMPLETE_NOTHING, NULL, overlays_close, REACH_USER, NULL},
    {"state",      "",      0, 0, COMPLETE_NOTHING, NULL, do_state, REACH_WRITES, NULL},
    {"keys",       "",      0, 0, COMPLETE_NOTHING, NULL, do_keys, REACH_WRITES, NULL},
    {"copy",       "[" COPY_WORDS "]", 0, 1, COMPLETE_WORDS, COPY_WORDS, do_copy, REACH_WRITES, NULL},
    {"shot",       "[FILE]", 0, 1, COMPLETE_NOTHING, NULL, do_shot, REACH_WRITES, NULL},
    {"save",       "[FILE|" FORMAT_WORDS " [steps|lesson|sheet]|stop]", 0, 2, COMPLETE_WORDS, FORMAT_WORDS "|stop", save_save, REACH_WRITES, NULL},
    {"film",       "[FILE]", 0, 1, COMPLETE_NOTHING, NULL, save_film, REACH_WRITES, NULL},
    {"black",      "[" SWITCH_WORDS "]",    0, 1, COMPLETE_WORDS, SWITCH_WORDS, present_black, REACH_WINDOW, NULL},
    {"freeze",     "[" SWITCH_WORDS "]",    0, 1, COMPLETE_WORDS, SWITCH_WORDS, present_freeze, REACH_WINDOW, NULL},
    {"spotlight",  "[" SWITCH_WORDS "|X Y]", 0, 2, COMPLETE_WORDS, SWITCH_WORDS, present_spotlight, REACH_WINDOW, NULL},
    {"hover",      "X Y|" HOVER_WORDS, 1, 2, COMPLETE_WORDS, HOVER_WORDS, present_hover, REACH_WINDOW, NULL},
    {"renderer",   PRESENT_WORDS, 1, 1, COMPLETE_WORDS, PRESENT_WORDS, do_renderer, REACH_WINDOW, NULL},
    {"fullscreen", "",      0, 0, COMPLETE_NOTHING, NULL, do_fullscreen, REACH_WINDOW, NULL},
    {"quit",       "",      0, 0, COMPLETE_NOTHING, NULL, do_quit, REACH_WINDOW, NULL},
};
/* clang-format on */

const Command *commands(int *n) {
    *n = (int)(sizeof COMMANDS / sizeof *COMMANDS);
    return COMMANDS;
}
