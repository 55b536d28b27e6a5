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
    int losses = f.painted.losses;
    return add_line(ui, text, SAY(ui, "asks.words", ui_format(ui, "%d", f.steps), format_value(ui, (double)curve[0]),
                                  format_value(ui, (double)curve[(f.steps - 1) * losses])));
}

static void put_curve(json_t *o, const AsksFacts *f) {
    json_t *curve = json_array();
    for (int i = 0; f->there && i < f->steps * f->painted.losses; i++)
        json_array_append_new(curve, json_real((double)f->painted.curve[i]));
    put(o, "steps", json_integer(f->steps));
    put(o, "until", json_integer(f->until));
    put(o, "curve", curve);
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
    json_t *helps = json_object();
    for (int i = 0; i < ASKS_HELPS; i++) put(helps, HELPS[i], json_boolean(asks_has(app, (AsksHelp)i)));
    put(o, "asked", json_pack("{s:s,s:s,s:i,s:i,s:i,s:b,s:s,s:i,s:o}", "of", OFS[a->of], "layer",
                              app_row_name(app, f.row), "map", f.map, "x", f.x, "y", f.y, "negative", a->negative,
                              "from", a->from_photo ? "photo" : "noise", "seed", a->seed, "helps", helps));
}

static Error save_png(const char *dir, const Painted *p, Arena *arena) {
    char path[PATH_SIZE];
    size_t n = (size_t)p->shape.h * (size_t)p->shape.w;
    uint32_t *pixels = ARENA_NEW(arena, n, uint32_t);
    if (!pixels) return error("memory", "%s", "picture");
    if (!path_join(path, sizeof path, dir, "picture.png")) return error("file.path_long", "%s", dir);
    for (size_t i = 0; i < n; i++)
        pixels[i] = 0xFF000000u | (uint32_t)p->rgb[3 * i] << 16 | (uint32_t)p->rgb[3 * i + 1] << 8 | p->rgb[3 * i + 2];
    return png_write(path, pixels, p->shape.w, p->shape.h, p->shape.w);
}

Error asks_save(const App *app, Arena *arena, const char *dir) {
    AsksFacts f = asks_facts(app, arena);
    if (!f.there) return NO_ERROR;
    const Painted *p = &f.painted;
    const int64_t shape[] = {p->shape.c, p->shape.h, p->shape.w};
    TRY(save_array(dir, "picture.npy", p->picture, shape, 3));
    TRY(save_array(dir, "gradient.npy", p->gradient, shape, 3));
    TRY(save_array(dir, "curve.npy", p->curve, (const int64_t[]){p->steps, p->losses}, 2));
    return save_png(dir, p, arena);
}
