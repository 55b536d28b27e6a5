/* The changes of the photo, and the commands that make them. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/drawing.h"

/* Colours that eyes of all kinds tell apart (Okabe and Ito's), and the grey that the network takes for nothing. */
#define EACH_COLOR(FIRST, NEXT) \
    FIRST(EDIT_MEAN, grey) NEXT(0x000000, black) NEXT(0xFFFFFF, white) NEXT(0xD62728, red) NEXT(0xF0E442, yellow) \
    NEXT(0x2CA02C, green) NEXT(0x0072B2, blue)
#define COLOR_WORDS WORDS(EACH_COLOR)
static const uint32_t COLORS[] = {WORD_VALUES(EACH_COLOR)};
enum { COLOR_COUNT = sizeof COLORS / sizeof *COLORS, FAR = 2 * SHIFT_MOST };

bool live_changed(const App *app) { return app->live->now.edits.n > 0; }

/* ---- making them ---- */

static size_t image_bytes(const Image *image) { return (size_t)image->size * (size_t)image->size * 3; }

static void forget_originals(Live *l) {
    image_free(&l->original);
    image_free(&l->base);
    l->base_n = 0;
}

/* The photo as it came, without any memory needed. */
static void show_original(App *app) {
    Live *l = app->live;
    l->now.edits.n = l->now.edits.points = 0;
    if (!l->original.rgb) return;
    image_free(&app->photo->image);
    app->photo->image = l->original;
    l->original = (Image){0};
    forget_originals(l);
    app->image_version++;
}

/* The photo as it came, and a copy to be changed, of its size. */
static Error keep_original(App *app) {
    Live *l = app->live;
    if (l->base.rgb) return NO_ERROR;
    l->base_n = 0;
    if (!l->original.rgb) TRY(source_copy(&app->photo->image, &l->original));
    Error e = source_copy(&l->original, &l->base);
    if (failed(&e) && !live_changed(app)) forget_originals(l);
    return e;
}

/* Puts a list of changes in the place of the present one, of which the first `same` are the same; those before the
 * last are kept made, since the last one grows while one draws. After an error all is as it was. */
static Error change(App *app, const Edits *edits, int same) {
    Live *l = app->live;
    Image made;
    if (!edits->n) {
        show_original(app);
        return NO_ERROR;
    }
    TRY(keep_original(app));
    if (same < l->base_n || edits->n - 1 < l->base_n) {
        memcpy(l->base.rgb, l->original.rgb, image_bytes(&l->base));
        l->base_n = 0;
    }
    TRY(edits_make(edits, l->base_n, edits->n - 1, &l->base));
    l->base_n = edits->n - 1;
    TRY(source_copy(&l->base, &made));
    Error e = edits_make(edits, edits->n - 1, edits->n, &made);
    if (failed(&e)) {
        image_free(&made);
        return e;
    }
    image_free(&app->photo->image);
    app->photo->image = made;
    if (edits != &l->now.edits) l->now.edits = *edits;
    app->image_version++;
    return NO_ERROR;
}

/* One more change. Error: edits.full, memory. */
static Error add(App *app, Edit edit) {
    Edits edits = app->live->now.edits;
    if (edits.n == EDITS_MOST) return error("edits.full", "%d", edits.n);
    edits.at[edits.n++] = edit;
    return change(app, &edits, edits.n - 1);
}

static void drop_last(Edits *edits) {
    Edit *last = &edits->at[--edits->n];
    if (last->kind == EDIT_STROKE) edits->points = last->first;
}

/* The last change, where it is of this kind; else NULL. */
static Edit *last_of(Edits *edits, EditKind kind) {
    Edit *last = edits->n ? &edits->at[edits->n - 1] : NULL;
    return last && last->kind == kind ? last : NULL;
}

/* ---- places ---- */

static const Painting NOTHING_DRAWN = {.ink = {[TOOL_BRUSH] = {12, 0xD62728}, [TOOL_SQUARE] = {56, EDIT_MEAN}}};

void live_begin(App *app) {
    show_original(app);
    app->live->now = NOTHING_DRAWN;
}

Error live_restore(App *app, const Painting *painting) {
    Painting *now = &app->live->now;
    Error e = edits_same(&now->edits, &painting->edits) ? NO_ERROR : change(app, &painting->edits, 0);
    now->tool = painting->tool;
    memcpy(now->ink, painting->ink, sizeof now->ink);
    now->against = painting->against;
    return e;
}

static Error crop(const App *app, const Photo *photo, Framing framing, Image *plain, Image *changed) {
    TRY(source_photo(photo, framing, plain));
    Error e = source_copy(plain, changed);
    if (!failed(&e)) e = edits_make(&app->live->now.edits, 0, app->live->now.edits.n, changed);
    if (!failed(&e)) return NO_ERROR;
    image_free(plain);
    image_free(changed);
    return e;
}

Error live_crop(const App *app, Framing framing, Image *plain, Image *changed) {
    return crop(app, app->photo, framing, plain, changed);
}

Error live_make(const App *app, const unsigned char *bytes, size_t size, Photo *out, Image *plain) {
    Photo photo = *app->photo;
    photo.bytes = malloc(size ? size : 1);
    photo.size = size;
    if (!photo.bytes) return error("memory", "%s", photo.name);
    memcpy(photo.bytes, bytes, size);
    Error e = crop(app, &photo, source_framing(app->weights), plain, &photo.image);
    if (failed(&e)) free(photo.bytes);
    else *out = photo;
    return e;
}

void live_exchange(App *app, const Photo *photo, Image *plain) {
    Live *l = app->live;
    forget_originals(l);
    if (live_changed(app)) l->original = *plain;
    else image_free(plain);
    free(app->photo->bytes);
    image_free(&app->photo->image);
    *app->photo = *photo;
    app->image_version++;
    app->photo_version++;
}

void live_forget(App *app) { forget_originals(app->live); }

/* ---- strokes and squares ---- */

static Error parse_point(char *const argv[], int16_t point[2]) {
    for (int i = 0; i < 2; i++) {
        int value;
        TRY(command_int(argv[i], -FAR, FAR, &value));
        point[i] = (int16_t)value;
    }
    return NO_ERROR;
}

static Error begin_stroke(Edits *edits, Ink ink) {
    if (edits->n == EDITS_MOST || edits->points >= EDIT_POINTS - 1) return error("edits.full", "%d", edits->n);
    edits->at[edits->n++] = (Edit){.kind = EDIT_STROKE, .color = ink.color, .size = ink.size, .first = edits->points};
    return NO_ERROR;
}

static Error add_point(Edits *edits, const int16_t point[2]) {
    Edit *stroke = &edits->at[edits->n - 1];
    if (stroke->points == STROKE_POINTS) { /* it goes on as another one */
        const int16_t *end = edits->point[edits->points - 1];
        int16_t from[2] = {end[0], end[1]};
        TRY(begin_stroke(edits, (Ink){stroke->size, stroke->color}));
        TRY(add_point(edits, from));
        stroke = &edits->at[edits->n - 1];
    }
    if (edits->points == EDIT_POINTS) return error("edits.full", "%d", edits->n);
    memcpy(edits->point[edits->points++], point, sizeof edits->point[0]);
    stroke->points++;
    return NO_ERROR;
}

/* Takes out the last point but one where the way is as good as straight there: a hand's stroke has hundreds. */
static void straighten(Edits *edits) {
    enum { LONG = 24 }; /* pixels: what is left out adds up to less than a pixel */
    Edit *stroke = &edits->at[edits->n - 1];
    if (stroke->points < 3) return;
    int16_t(*at)[2] = edits->point + edits->points - 3;
    int dx = at[2][0] - at[0][0], dy = at[2][1] - at[0][1], px = at[1][0] - at[0][0], py = at[1][1] - at[0][1];
    int length = dx * dx + dy * dy, along = px * dx + py * dy, aside = px * dy - py * dx;
    bool between = along >= 0 && along <= length;
    if (!between || length > LONG * LONG || 8 * (int64_t)aside * aside > length) return;
    memcpy(at[1], at[2], sizeof at[1]);
    edits->points--;
    stroke->points--;
}

/* draw X Y [X Y ...]: a stroke through these points; draw on X Y [X Y ...]: the last one goes on. */
Error live_draw(App *app, int argc, char *const argv[]) {
    bool on = strcmp(argv[1], "on") == 0;
    int first = on ? 2 : 1, numbers = argc - first;
    if (numbers < 2 || numbers % 2) return error("command.args", "%s\t%s", "draw", "[on] X Y [X Y ...]");
    Edits edits = app->live->now.edits;
    int same = edits.n - 1;
    on = on && last_of(&edits, EDIT_STROKE);
    if (!on) TRY(begin_stroke(&edits, app->live->now.ink[TOOL_BRUSH]));
    for (int i = first; i < argc; i += 2) {
        int16_t point[2];
        TRY(parse_point(argv + i, point));
        TRY(add_point(&edits, point));
        if (on) straighten(&edits);
    }
    return change(app, &edits, on ? same : same + 1);
}

/* occlude X Y [SIDE]: one more square; occlude on X Y: the last one moves. */
Error live_occlude(App *app, int argc, char *const argv[]) {
    bool on = strcmp(argv[1], "on") == 0;
    int first = on ? 2 : 1;
    Ink ink = app->live->now.ink[TOOL_SQUARE];
    int16_t point[2];
    if (argc - first < 2 || argc - first > 3) return error("command.args", "%s\t%s", "occlude", "[on] X Y [SIDE]");
    TRY(parse_point(argv + first, point));
    if (argc - first == 3) TRY(command_int(argv[first + 2], 1, SQUARE_MOST, &ink.size));
    Edits edits = app->live->now.edits;
    Edit *last = on ? last_of(&edits, EDIT_SQUARE) : NULL;
    if (!last)
        return add(app,
                   (Edit){.kind = EDIT_SQUARE, .color = ink.color, .size = ink.size, .x = point[0], .y = point[1]});
    last->x = point[0];
    last->y = point[1];
    return change(app, &edits, edits.n - 1);
}

/* ---- transforms ---- */

/* Shifts in a row add up and are made in one go, so that what came back is there again; likewise turns. */
Error live_shift(App *app, int argc, char *const argv[]) {
    (void)argc;
    int x, y;
    Edits edits = app->live->now.edits;
    Edit *last = last_of(&edits, EDIT_SHIFT);
    int from_x = last ? last->x : 0, from_y = last ? last->y : 0;
    TRY(command_int(argv[1], -SHIFT_MOST - from_x, SHIFT_MOST - from_x, &x));
    TRY(command_int(argv[2], -SHIFT_MOST - from_y, SHIFT_MOST - from_y, &y));
    if (!last) return x || y ? add(app, (Edit){.kind = EDIT_SHIFT, .x = x, .y = y}) : NO_ERROR;
    last->x += x;
    last->y += y;
    if (!last->x && !last->y) drop_last(&edits);
    return change(app, &edits, app->live->now.edits.n - 1);
}

Error live_rotate(App *app, int argc, char *const argv[]) {
    (void)argc;
    int degrees;
    TRY(command_int(argv[1], -360, 360, &degrees));
    Edits edits = app->live->now.edits;
    Edit *last = last_of(&edits, EDIT_ROTATE);
    degrees = (degrees + (last ? last->size : 0)) % 360;
    if (degrees > 180) degrees -= 360;
    if (degrees <= -180) degrees += 360;
    if (!last) return degrees ? add(app, (Edit){.kind = EDIT_ROTATE, .size = degrees}) : NO_ERROR;
    last->size = degrees;
    if (!degrees) drop_last(&edits);
    return change(app, &edits, app->live->now.edits.n - 1);
}

Error live_mirror(App *app, int argc, char *const argv[]) {
    (void)argc, (void)argv;
    Edits edits = app->live->now.edits;
    if (!last_of(&edits, EDIT_MIRROR)) return add(app, (Edit){.kind = EDIT_MIRROR});
    drop_last(&edits);
    return change(app, &edits, edits.n);
}

Error live_blur(App *app, int argc, char *const argv[]) {
    int deviation = 2;
    if (argc > 1) TRY(command_int(argv[1], 1, BLUR_MOST, &deviation));
    return add(app, (Edit){.kind = EDIT_BLUR, .size = deviation});
}

Error live_grey(App *app, int argc, char *const argv[]) {
    (void)argc, (void)argv;
    Edits edits = app->live->now.edits;
    return last_of(&edits, EDIT_GREY) ? NO_ERROR : add(app, (Edit){.kind = EDIT_GREY});
}

Error live_undo(App *app, int argc, char *const argv[]) {
    (void)argc, (void)argv;
    Edits edits = app->live->now.edits;
    if (!edits.n) return NO_ERROR;
    drop_last(&edits);
    return change(app, &edits, edits.n);
}

Error live_clear(App *app, int argc, char *const argv[]) {
    (void)argc, (void)argv;
    show_original(app);
    return NO_ERROR;
}

/* ---- the tool ---- */

static Error parse_color(const char *word, uint32_t *color) {
    int which;
    char *end = NULL;
    if (*word == '#' && strlen(word) == 7 && isxdigit((unsigned char)word[1]))
        *color = (uint32_t)strtoul(word + 1, &end, 16);
    if (end && !*end) return NO_ERROR;
    TRY(command_word(word, COLOR_WORDS, &which));
    *color = COLORS[which];
    return NO_ERROR;
}

void live_color_name(uint32_t color, char out[16]) {
    int i = 0, n;
    while (i < COLOR_COUNT && COLORS[i] != color) i++;
    const char *name = i < COLOR_COUNT ? word_at(COLOR_WORDS, i, &n) : NULL;
    if (name) snprintf(out, 16, "%.*s", n, name);
    else snprintf(out, 16, "#%06x", (unsigned)color);
}

static uint32_t color_after(uint32_t color) {
    int i = 0;
    while (i < COLOR_COUNT && COLORS[i] != color) i++;
    return COLORS[(i + 1) % COLOR_COUNT];
}

static int most(Tool tool) { return tool == TOOL_SQUARE ? SQUARE_MOST : BRUSH_MOST; }

/* A quarter more or less, at least one pixel. */
static int sized(int size, bool more, Tool tool) {
    int step = size / 4 > 1 ? size / 4 : 1, to = more ? size + step : size - step;
    return to < 1 ? 1 : to > most(tool) ? most(tool) : to;
}

/* tool [point|brush|square [SIZE [COLOUR]]]: takes one in hand, without a word the next one;
 * tool more|less|colour [COLOUR]: changes the one in hand. */
Error live_tool(App *app, int argc, char *const argv[]) {
    Painting *now = &app->live->now;
    Tool held = now->tool ? now->tool : TOOL_BRUSH;
    Ink *ink = &now->ink[held];
    const char *word = argc > 1 ? argv[1] : "";
    if (argc == 1) {
        now->tool = (Tool)((now->tool + 1) % TOOL_COUNT);
        return NO_ERROR;
    }
    if (strcmp(word, "more") == 0 || strcmp(word, "less") == 0) {
        ink->size = sized(ink->size, *word == 'm', held);
        return NO_ERROR;
    }
    if (strcmp(word, "colour") == 0) {
        if (argc > 2) return parse_color(argv[2], &ink->color);
        ink->color = color_after(ink->color);
        return NO_ERROR;
    }
    int tool;
    TRY(command_word(word, TOOL_WORDS, &tool));
    Ink set = now->ink[tool];
    if (tool && argc > 2) TRY(command_int(argv[2], 1, most((Tool)tool), &set.size));
    if (tool && argc > 3) TRY(parse_color(argv[3], &set.color));
    now->tool = (Tool)tool;
    now->ink[tool] = set;
    return NO_ERROR;
}

Error live_set_difference(App *app, int argc, char *const argv[]) {
    bool reference = *app->slicing->reference;
    int against = ((int)app->live->now.against + 1) % (reference ? AGAINST_COUNT : AGAINST_REFERENCE);
    if (argc > 1) TRY(command_word(argv[1], AGAINST_WORDS, &against));
    if (against == AGAINST_REFERENCE && !reference) return error("difference.no_reference", "%s", "");
    app->live->now.against = (Against)against;
    return NO_ERROR;
}

/* ---- the way back ---- */

static void say_edit(Script *s, const Edits *edits, int i) {
    const Edit *e = &edits->at[i];
    char color[16];
    live_color_name(e->color, color);
    switch (e->kind) {
    case EDIT_STROKE:
        script_say(s, "tool brush %d %s; draw", e->size, color);
        for (int k = e->first; k < e->first + e->points; k++)
            script_say(s, " %d %d", edits->point[k][0], edits->point[k][1]);
        break;
    case EDIT_SQUARE: script_say(s, "tool square %d %s; occlude %d %d", e->size, color, e->x, e->y); break;
    case EDIT_SHIFT: script_say(s, "shift %d %d", e->x, e->y); break;
    case EDIT_ROTATE: script_say(s, "rotate %d", e->size); break;
    case EDIT_MIRROR: script_say(s, "mirror"); break;
    case EDIT_BLUR: script_say(s, "blur %d", e->size); break;
    case EDIT_GREY: script_say(s, "grey"); break;
    }
}

int live_say_edit(const Edits *edits, int i, char *out, size_t size) {
    Script s = {out, size, 0};
    say_edit(&s, edits, i);
    return (int)s.n;
}

static void script(const App *app, WayPlace at, Script *s) {
    static const char *const TOOLS[] = {WORD_NAMES(EACH_TOOL)};
    const Painting *now = &app->live->now;
    if (at != WAY_PHOTO) return;
    script_say(s, "clear; ");
    for (int i = 0; i < now->edits.n; i++) {
        say_edit(s, &now->edits, i);
        script_say(s, "; ");
    }
    for (Tool tool = TOOL_BRUSH; tool < TOOL_COUNT; tool++) {
        char color[16];
        live_color_name(now->ink[tool].color, color);
        script_say(s, "tool %s %d %s; ", TOOLS[tool], now->ink[tool].size, color);
    }
    script_say_word(s, "tool", TOOL_WORDS, now->tool);
    if (now->against == AGAINST_REFERENCE) {
        char reference[QUOTED_SIZE];
        script_quote(app->slicing->reference, reference);
        script_say(s, "reference %s; ", reference);
    }
    script_say_word(s, "difference", AGAINST_WORDS, now->against);
}

const AppPart DRAWING_PART = {.script = script};
