#include "view/screens/asks_facts.h"

#include "app/features/style.h"
#include "base/file.h"
#include "io/png.h"
#include "view/names.h"
#include "view/screens/asks_style_facts.h"

AsksFacts asks_facts(const App *app, Arena *arena) {
    AsksFacts f = {.row = ascent_row(app), .until = paint_until(app)};
    f.there = paint_look(app, arena, &f.painted);
    f.steps = f.painted.steps;
    f.some = f.row >= 0;
    if (!f.some) return f;
    Shape s = net_shape(&app->own, f.row);
    f.vector = s.h == 1;
    f.classes = row_of_classes(&app->own, f.row);
    f.map = app_map(app);
    app_unit(app, &f.x, &f.y);
    return f;
}

int asks_columns(int pictures) { return pictures > 4 ? 3 : pictures > 1 ? 2 : 1; }

const char *say_asked(const Ui *ui, const AsksFacts *f) {
    const App *app = ui->app;
    const Asks *a = &app->asks;
    if (style_topic(app)) return say_styled(ui);
    if (!f->some) return SAY(ui, "asks.input");
    const char *layer = app_row_name(app, app->selection.row), *map = ui_format(ui, "%d", f->map);
    if (a->topic == ASKS_DREAM) return SAY(ui, "asks.of_dream", app_row_name(app, f->row));
    bool falls = a->negative;
    if (a->of == ASKS_DIRECTION)
        return SAY(ui, falls ? "asks.of_direction_not" : "asks.of_direction", layer);
    if (f->classes)
        return SAY(ui, falls ? "asks.of_class_not" : "asks.of_class", class_name(ui, &app->own, f->map));
    if (f->vector) return SAY(ui, falls ? "asks.of_number_not" : "asks.of_number", map, layer);
    if (a->of == ASKS_MAP) return SAY(ui, falls ? "asks.of_map_not" : "asks.of_map", map, layer);
    return SAY(ui, falls ? "asks.of_unit_not" : "asks.of_unit", map, layer, ui_format(ui, "%d", f->x),
               ui_format(ui, "%d", f->y));
}

/* ---- `read` ---- */

const char *asks_words(const Ui *ui) {
    AsksFacts f = asks_facts(ui->app, ui->arena);
    if (style_topic(ui->app)) return style_words(ui, &f.painted);
    const char *text = add_line(ui, "", say_asked(ui, &f));
    if (!f.there || !f.steps) return text;
    const float *curve = f.painted.curve;
    int losses = f.painted.losses, last = (f.steps - 1) * losses, n = f.painted.pictures;
    const char *steps = ui_format(ui, "%d", f.steps);
    const char *from = format_value(ui, (double)curve[0]), *to = format_value(ui, (double)curve[last]);
    if (n == 1) return add_line(ui, text, SAY(ui, "asks.words", steps, from, to));
    text = add_line(ui, text, SAY(ui, "asks.words_several", ui_format(ui, "%d", n), steps, from, to));
    return add_line(ui, text, SAY(ui, "asks.words_alike", ui_format(ui, "%.2f", (double)curve[losses - 1]),
                                  ui_format(ui, "%.2f", (double)curve[last + losses - 1])));
}

static void put_curve(json_t *o, const AsksFacts *f) {
    json_t *curve = json_array();
    for (int i = 0; f->there && i < f->steps * f->painted.losses; i++)
        json_array_append_new(curve, json_real((double)f->painted.curve[i]));
    put(o, "steps", json_integer(f->steps));
    put(o, "until", json_integer(f->until));
    put(o, "curve", curve);
}

/* Of several pictures what each has come to, and how alike they are: of the last step. */
static json_t *several_json(const Painted *p) {
    json_t *values = json_array();
    const float *last = p->curve + (int64_t)(p->steps - 1) * p->losses;
    for (int i = 0; i < p->pictures; i++) json_array_append_new(values, json_real((double)last[1 + i]));
    return json_pack("{s:i,s:o,s:f}", "pictures", p->pictures, "values", values, "likeness",
                     (double)last[1 + p->pictures]);
}

void asks_json(json_t *o, const App *app, Arena *arena) {
    static const char *const TOPICS[] = {WORD_NAMES(EACH_ASKS_TOPIC)}, *const OFS[] = {WORD_NAMES(EACH_ASKS_OF)};
    static const char *const HELPS[] = {WORD_NAMES(EACH_ASKS_HELP)};
    AsksFacts f = asks_facts(app, arena);
    const Asks *a = &app->asks;
    put(o, "topic", json_string(TOPICS[a->topic]));
    put_curve(o, &f);
    if (style_topic(app)) style_json(o, app, &f.painted, arena);
    if (style_topic(app) || !f.some) return;
    if (f.steps && f.painted.pictures > 1) put(o, "several", several_json(&f.painted));
    json_t *helps = json_object();
    for (int i = 0; i < ASKS_HELPS; i++) put(helps, HELPS[i], json_boolean(asks_has(app, (AsksHelp)i)));
    put(o, "asked", json_pack("{s:s,s:s,s:i,s:i,s:i,s:b,s:s,s:i,s:o}", "of", OFS[a->of], "layer",
                              app_row_name(app, f.row), "map", f.map, "x", f.x, "y", f.y, "negative", a->negative,
                              "from", a->from_photo ? "photo" : "noise", "seed", a->seed, "helps", helps));
}

/* Several as they stand on the screen; black where there is none. */
static Error save_png(const char *dir, const Painted *p, Arena *arena) {
    char path[PATH_SIZE];
    int columns = asks_columns(p->pictures), lines = (p->pictures + columns - 1) / columns;
    int w = columns * p->shape.w, h = lines * p->shape.h, side = p->shape.h * p->shape.w;
    uint32_t *pixels = ARENA_NEW(arena, (size_t)w * (size_t)h, uint32_t);
    if (!pixels) return error("memory", "%s", "picture");
    if (!path_join(path, sizeof path, dir, "picture.png")) return error("file.path_long", "%s", dir);
    for (int i = 0; i < w * h; i++) {
        int x = i % w, y = i / w, which = y / p->shape.h * columns + x / p->shape.w;
        const unsigned char *rgb = p->rgb + 3 * ((int64_t)which * side + y % p->shape.h * p->shape.w + x % p->shape.w);
        pixels[i] = 0xFF000000u;
        if (which < p->pictures) pixels[i] |= (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
    }
    return png_write(path, pixels, w, h, w);
}

Error asks_save(const App *app, Arena *arena, const char *dir) {
    AsksFacts f = asks_facts(app, arena);
    if (!f.there) return NO_ERROR;
    const Painted *p = &f.painted;
    const int64_t all[] = {p->pictures, p->shape.c, p->shape.h, p->shape.w}, *shape = p->pictures > 1 ? all : all + 1;
    int dims = p->pictures > 1 ? 4 : 3;
    TRY(save_array(dir, "picture.npy", p->picture, shape, dims));
    TRY(save_array(dir, "gradient.npy", p->gradient, shape, dims));
    TRY(save_array(dir, "curve.npy", p->curve, (const int64_t[]){p->steps, p->losses}, 2));
    return save_png(dir, p, arena);
}
