/* Parts that several screens have: the photo, a map, the two columns of figures, the answers. */
#include <math.h>
#include <string.h>

#include "base/table.h"
#include "view/screens.h"

/* ---- the photo ---- */

/* The square window of input pixels that holds the photo and the whole field. */
static Box photo_window(int size, Box field) {
    int last = size - 1;
    Box w = {field.x0 < 0 ? field.x0 : 0, field.y0 < 0 ? field.y0 : 0,
             field.x1 > last ? field.x1 : last, field.y1 > last ? field.y1 : last};
    int side_x = w.x1 - w.x0, side_y = w.y1 - w.y0;
    if (side_x > side_y) w.y1 += side_x - side_y;
    else w.x1 += side_y - side_x;
    return w;
}

/* A box of input pixels on the screen; the window of pixels lies over the square. */
static Rect box_rect(Rect square, Box window, Box box) {
    float s = square.w / (float)(window.x1 - window.x0 + 1);
    float x0 = floorf(square.x + (float)(box.x0 - window.x0) * s + 0.5f);
    float y0 = floorf(square.y + (float)(box.y0 - window.y0) * s + 0.5f);
    float x1 = floorf(square.x + (float)(box.x1 + 1 - window.x0) * s + 0.5f);
    float y1 = floorf(square.y + (float)(box.y1 + 1 - window.y0) * s + 0.5f);
    return (Rect){x0, y0, x1 - x0, y1 - y0};
}

/* Hatches what a photo leaves open of a field: the strips above, below and to both sides of it. */
static void hatch_beyond(Ui *ui, Rect field, Rect photo) {
    float right = field.x + field.w, bottom = field.y + field.h;
    float x0 = fminf(fmaxf(photo.x, field.x), right), x1 = fmaxf(fminf(photo.x + photo.w, right), x0);
    float y0 = fminf(fmaxf(photo.y, field.y), bottom), y1 = fmaxf(fminf(photo.y + photo.h, bottom), y0);
    const Rect open[] = {{field.x, field.y, field.w, y0 - field.y}, {field.x, y1, field.w, bottom - y1},
                         {field.x, y0, x0 - field.x, y1 - y0}, {x1, y0, right - x1, y1 - y0}};
    for (int i = 0; i < 4; i++)
        if (open[i].w > 0 && open[i].h > 0) ui_hatch(ui, open[i], ui->theme->hatch);
}

Rect photo_draw(Ui *ui, Rect room, const UnitFacts *f) {
    static const char *const PRESS[] = {"point", "draw", "occlude"};
    TABLE_HAS(PRESS, TOOL_COUNT);
    const Image *image = &ui->app->photo->image;
    Tool tool = live_tool_held(ui->app); /* one draws on the whole square */
    Rect square = fit_square(room);
    Box whole = {0, 0, image->size - 1, image->size - 1}, window = photo_window(image->size, tool ? whole : f->box);
    Rect photo = box_rect(square, window, whole), field = box_rect(square, window, f->box);
    if (!tool) hatch_beyond(ui, field, photo);
    ui_picture(ui, photo, (Picture){.kind = PICTURE_RGB, .data = image->rgb, .w = image->size,
                                    .h = image->size, .rows = image->size, .smooth = true,
                                    .version = ui->app->image_version});
    ui_hit_cells(ui, tool ? HIT_STROKE : HIT_CELL, photo, image->size, image->size, PRESS[tool])->told =
        (Told){.tell = tell_pixel, .cells = true, .nothing = tool != TOOL_POINT}; /* nothing lies over what is drawn */
    ui->frame->photo = photo;
    ui->frame->photo_room = square;
    ui->frame->photo_side = image->size;
    bool beyond = f->box.x0 < 0 || f->box.y0 < 0 || f->box.x1 > whole.x1 || f->box.y1 > whole.y1;
    if (tool && beyond) return photo;
    float width = fmaxf(2, floorf(ui->scale * 2.5f));
    Rect around = inset(field, -1);
    if (around.w < 4 * width) around = inset(field, -width - 1); /* a pixel has to stay visible inside */
    ui_frame(ui, inset(around, -1), 0xFF000000, width + 2, 0); /* seen on bright photos too */
    ui->frame->field = ui->frame->list.n;
    ui->frame->field_box = f->box;
    ui_frame(ui, around, ui->theme->mark, width, 0);
    return photo;
}

/* A frame of dashes, on black so that it is seen on bright photos too. */
static void dashed_frame(Ui *ui, Rect r, Color color, float width) {
    Point at[] = {{r.x, r.y}, {r.x + r.w, r.y}, {r.x + r.w, r.y + r.h}, {r.x, r.y + r.h}, {r.x, r.y}};
    for (int i = 0; i < 4; i++) ui_line_to(ui, at[i], at[i + 1], 0xFF000000, width + 2, 0);
    for (int i = 0; i < 4; i++) ui_line_to(ui, at[i], at[i + 1], color, width, 3 * width);
}

void photo_fields_draw(Ui *ui, Rect room, const Image *image, uint64_t version, const Box box[2],
                       const Color color[2]) {
    Box both = {box[0].x0 < box[1].x0 ? box[0].x0 : box[1].x0, box[0].y0 < box[1].y0 ? box[0].y0 : box[1].y0,
                box[0].x1 > box[1].x1 ? box[0].x1 : box[1].x1, box[0].y1 > box[1].y1 ? box[0].y1 : box[1].y1};
    Box window = photo_window(image->size, both);
    float width = fmaxf(2, floorf(ui->scale * 2.5f));
    bool beyond = both.x0 < 0 || both.y0 < 0 || both.x1 >= image->size || both.y1 >= image->size;
    Rect square = fit_square(inset(room, beyond ? width + 2 : 0)); /* the frames lie around what they frame */
    Rect photo = box_rect(square, window, (Box){0, 0, image->size - 1, image->size - 1});
    hatch_beyond(ui, box_rect(square, window, both), photo);
    ui_picture(ui, photo, (Picture){.kind = PICTURE_RGB, .data = image->rgb, .w = image->size, .h = image->size,
                                    .rows = image->size, .smooth = true,
                                    .version = image == &ui->app->photo->image ? ui->app->image_version : version});
    Hit *hit = ui_hit_cells(ui, HIT_CELL, photo, image->size, image->size, "point");
    if (image == &ui->app->photo->image) hit->told = (Told){.tell = tell_pixel, .cells = true};
    for (int side = 0; side < 2; side++) {
        Rect around =
            inset(box_rect(square, window, box[side]), side ? -2 - width : -1); /* equal ones lie side by side */
        if (side) dashed_frame(ui, around, color[1], width);
        else ui_frame(ui, inset(around, -1), 0xFF000000, width + 2, 0), ui_frame(ui, around, color[0], width, 0);
    }
}

void crop_draw(Ui *ui, Rect square, const Image *image, Box box, uint64_t key) {
    int last = image->size - 1;
    Box in = {box.x0 < 0 ? 0 : box.x0, box.y0 < 0 ? 0 : box.y0, box.x1 > last ? last : box.x1,
              box.y1 > last ? last : box.y1};
    int w = in.x1 - in.x0 + 1, h = in.y1 - in.y0 + 1;
    bool some = w > 0 && h > 0;
    Rect photo = some ? box_rect(square, box, in) : (Rect){square.x, square.y, 0, 0};
    if (w < box.x1 - box.x0 + 1 || h < box.y1 - box.y0 + 1) {
        ui_fill(ui, square, ui->theme->raised, 0);
        hatch_beyond(ui, square, photo);
    }
    unsigned char *rgb = some ? arena_alloc(ui->arena, (size_t)w * (size_t)h, 3) : NULL;
    if (!rgb) return;
    for (int y = 0; y < h; y++)
        memcpy(rgb + (size_t)y * (size_t)w * 3,
               image->rgb + ((size_t)(in.y0 + y) * (size_t)image->size + (size_t)in.x0) * 3, (size_t)w * 3);
    if (image == &ui->app->photo->image) key = ui->app->image_version * 16; /* others are numbered below it */
    key = key * 0x9E3779B97F4A7C15u ^ ((uint64_t)(uint32_t)box.x0 << 40) ^ ((uint64_t)(uint32_t)box.y0 << 20) ^
          (uint32_t)box.x1;
    ui_picture(ui, photo,
               (Picture){.kind = PICTURE_RGB, .data = rgb, .w = w, .h = h, .rows = h,
                         .smooth = box.x1 - box.x0 >= 24, /* few pixels are to be seen as such */
                         .version = key + 1});
}

/* ---- a map ---- */

void map_range(const App *app, int row, int map, float *lo, float *hi) { run_range(app, app->run, row, map, lo, hi); }

void run_range(const App *app, const Run *run, int row, int map, float *lo, float *hi) {
    const MapStats *stats = run_stats(run, row);
    *lo = 0;
    *hi = 1;
    if (!stats) return;
    int all = net_shape(run_net(run), row).c;
    const MapStats *s = &stats[app->scale == SCALE_MAP && map >= 0 ? map : all];
    *lo = fminf(s->min, 0);
    *hi = row < 0 ? s->max : fminf(s->bright, s->max);
    if (!(*hi > *lo)) *hi = s->max > *lo ? s->max : *lo + 1;
}

/* A tile is told as a map, a large one unit by unit. */
static Told told_map(const Ui *ui, Rect square, int row, int map) {
    return (Told){.tell = tell_map, .n = {row, map}, .cells = square.w >= ui_px(ui, 130)};
}

static void hit_map(Ui *ui, Rect square, int row, int map) {
    Shape s = net_shape(&ui->app->weights->net, row);
    ui_hit_cells(ui, HIT_CELL, square, s.w, s.h, ui_format(ui, "map %d; pixel", map))->told =
        told_map(ui, square, row, map);
}

static void draw_values(Ui *ui, Rect square, int row, int map) {
    const App *app = ui->app;
    Shape s = net_shape(&app->weights->net, row);
    const float *values = run_values(app->run, row);
    if (!values) return;
    Picture p = {.kind = PICTURE_MAP, .palette = app->palette, .w = s.w, .h = s.h,
                 .data = values + (int64_t)map * s.h * s.w,
                 .rows = s.h > 1 ? run_ready(app->run, row) : 1};
    if (row < 0) p.tint = input_tint(app, map);
    map_range(app, row, map, &p.lo, &p.hi);
    ui_picture(ui, square, p);
}

void map_draw(Ui *ui, Rect square, int row, int map, bool pickable) {
    if (!run_values(ui->app->run, row)) return;
    draw_values(ui, square, row, map);
    if (pickable) hit_map(ui, square, row, map);
    else ui_tell(ui, square, (Told){.tell = tell_map, .n = {row, map}});
}

void tile_draw(Ui *ui, Rect square, int row, int map) {
    const App *app = ui->app;
    const Difference *d = difference_of(app, row);
    if (!shows_difference(app, row)) {
        draw_values(ui, square, row, map);
        return;
    }
    if (!d) return;
    Shape s = net_shape(&app->weights->net, row);
    int64_t from = (int64_t)map * s.h * s.w;
    ui_picture(ui, square, (Picture){.kind = PICTURE_SIGNED, .data = run_values(app->run, row) + from,
                                     .less = run_values(d->against, row) + from, .w = s.w, .h = s.h, .rows = s.h,
                                     .hi = difference_range(app, d, map), .version = d->version});
}

void shown_map_draw(Ui *ui, Rect square, int row, int map) {
    bool there = shows_difference(ui->app, row) ? difference_of(ui->app, row) != NULL
                                                : run_values(ui->app->run, row) != NULL;
    tile_draw(ui, square, row, map);
    if (there) hit_map(ui, square, row, map);
}

/* ---- a vector ---- */

void vector_draw(Ui *ui, Rect room, const UnitFacts *f) {
    const App *app = ui->app;
    int columns = (int)ceil(sqrt((double)f->maps)), ready = run_ready(app->run, f->shown);
    while (f->maps % columns && columns < f->maps) columns++;
    if (columns > 4 * f->maps / columns) columns = (int)ceil(sqrt((double)f->maps));
    int rows = f->maps / columns;
    Rect note = cut_bottom(&room, ui_line(ui, ROLE_SMALL) + ui_px(ui, 6));
    float cell = fminf(room.w / (float)columns, room.h / (float)rows);
    Rect r = {room.x, room.y, floorf(cell * (float)columns), floorf(cell * (float)rows)};
    r.x += floorf((room.w - r.w) / 2);
    Picture p = {.kind = PICTURE_MAP, .palette = app->palette, .w = columns, .h = rows,
                 .rows = ready / columns, .data = run_values(app->run, f->shown)};
    map_range(app, f->shown, -1, &p.lo, &p.hi);
    const Difference *d = shows_difference(app, f->shown) ? difference_of(app, f->shown) : NULL;
    if (d) {
        p.kind = PICTURE_SIGNED;
        p.less = run_values(d->against, f->shown);
        p.hi = d->bright;
        p.version = d->version;
    }
    ui_picture(ui, r, p);
    ui_hit_cells(ui, HIT_NUMBER, r, columns, rows, "map")->told =
        (Told){.tell = tell_number, .n = {f->shown, -1}, .cells = true};
    Rect at = {r.x + floorf(cell * (float)(f->map % columns)), r.y + floorf(cell * (float)(f->map / columns)),
               ceilf(cell), ceilf(cell)};
    ui_frame(ui, inset(at, -ui_px(ui, 3)), ui->theme->accent, fmaxf(2, floorf(2 * ui->scale)), 0);
    ui_text(ui, note, (Style){ROLE_SMALL, FONT_TEXT, ui->theme->dim}, ALIGN_LEFT,
            SAY(ui, "maps.vector", format_count(ui, f->maps), ui_format(ui, "%d", columns)));
}

/* ---- the legend ---- */

/* The numbers -255, ... 255, to be drawn through a palette. */
static const float *ramp(void) {
    static float values[511];
    for (int i = 0; i < 511; i++) values[i] = (float)(i - 255);
    return values;
}

/* The ends of the scale; "≥" where brighter values are there. */
static void legend_ends(const Ui *ui, int row, int map, const char **from, const char **to) {
    float lo, hi;
    const App *app = ui->app;
    const MapStats *stats = run_stats(app->run, row);
    bool own = app->scale == SCALE_MAP && map >= 0; /* each map has a scale of its own */
    const Difference *d = difference_of(app, row);
    if (shows_difference(app, row)) {
        hi = d ? difference_range(app, d, map) : 0;
        bool beyond = d && !own && d->bright < d->largest;
        *from = ui_format(ui, "%s%s", beyond ? "≤ " : "", format_value(ui, -(double)hi));
        *to = ui_format(ui, "%s%s%s", beyond ? "≥ " : "", hi > 0 ? "+" : "", format_value(ui, (double)hi));
        return;
    }
    map_range(app, row, map, &lo, &hi);
    float max = stats ? stats[own ? map : net_shape(&app->weights->net, row).c].max : hi;
    *from = format_value(ui, lo);
    *to = ui_format(ui, "%s%s", max > hi ? "≥ " : "", format_value(ui, hi));
}

static float legend_bar(const Ui *ui) { return ui_px(ui, 80); }

float legend_width(const Ui *ui, int row, int map) {
    Style figures = {ROLE_SMALL, FONT_MONO, 0};
    const char *from, *to;
    legend_ends(ui, row, map, &from, &to);
    return ui_width(ui, figures, from) + ui_width(ui, figures, to) + legend_bar(ui) + 2 * ui_px(ui, 8);
}

/* "map 10:", "all maps:": what the scale belongs to. */
static const char *legend_owner(const Ui *ui, int map) {
    return ui->app->scale == SCALE_MAP && map >= 0 ? SAY(ui, "legend.map", format_count(ui, map))
                                                   : SAY(ui, map >= 0 ? "legend.maps" : "legend.numbers");
}

float legend_owner_width(const Ui *ui, int map) {
    return ui_width(ui, (Style){ROLE_SMALL, FONT_TEXT, 0}, legend_owner(ui, map)) + ui_px(ui, 8);
}

void legend_draw(Ui *ui, Rect room, int row, int map) {
    Style words = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    bool owned = room.w >= legend_width(ui, row, map) + legend_owner_width(ui, map);
    Style figures = {ROLE_SMALL, FONT_MONO, ui->theme->text};
    const char *from, *to;
    legend_ends(ui, row, map, &from, &to);
    float gap = ui_px(ui, 8), h = ui_px(ui, 12);
    ui_text(ui, cut_right(&room, ui_width(ui, figures, to)), figures, ALIGN_RIGHT, to);
    cut_right(&room, gap);
    Rect bar = cut_right(&room, legend_bar(ui));
    cut_right(&room, gap);
    ui_text(ui, cut_right(&room, ui_width(ui, figures, from)), figures, ALIGN_RIGHT, from);
    cut_right(&room, gap);
    if (owned && ui_width(ui, words, legend_owner(ui, map)) <= room.w + 1)
        ui_text(ui, (Rect){room.x - 1, room.y, room.w + 1, room.h}, words, ALIGN_RIGHT, legend_owner(ui, map));
    bar = (Rect){bar.x, floorf(bar.y + (bar.h - h) / 2), bar.w, h};
    bool differs = shows_difference(ui->app, row);
    ui_picture(ui, bar,
               (Picture){.kind = differs ? PICTURE_SIGNED : PICTURE_MAP,
                         .palette = ui->app->palette,
                         .tint = row < 0 && map >= 0 ? input_tint(ui->app, map) : 0,
                         .data = ramp() + (differs ? 0 : 255),
                         .w = differs ? 511 : 256,
                         .h = 1,
                         .rows = 1,
                         .lo = 0,
                         .hi = 255,
                         .smooth = true});
    ui_frame(ui, bar, ui->theme->edge, fmaxf(1, floorf(ui->scale)), 0);
}

/* ---- figures ---- */

static float column(const Ui *ui) {
    Style style = {ROLE_BODY, FONT_MONO, 0};
    return ui_width(ui, style, "512×28×28 ");
}

void figure_header(Ui *ui, Rect *room) {
    const App *app = ui->app;
    if (app_slim(app)) {
        Rect line = cut_top(room, ui_line(ui, ROLE_BODY));
        Style own = {ROLE_BODY, FONT_BOLD, ui->theme->text};
        Style run = {ROLE_BODY, FONT_BOLD, ui->theme->slim};
        const char *label = SAY(ui, "figures.this_run", weights_label(app, ui->arena));
        float w = fmaxf(ui_width(ui, run, label), column(ui));
        ui_tell(ui, ui_text(ui, cut_right(&line, w), run, ALIGN_RIGHT, label),
                (Told){.tell = tell_explained, .of = &EXPLAINED[EXPLAINED_SLIM]});
        cut_right(&line, ui_px(ui, 12));
        ui_text(ui, line, own, ALIGN_RIGHT, net_info(app->own.id)->title);
    }
    Rect rule = cut_top(room, ui_px(ui, 5));
    ui_fill(ui, (Rect){rule.x, rule.y + 1, rule.w, fmaxf(1, floorf(ui->scale))}, ui->theme->edge, 0);
}

void figure_row(Ui *ui, Rect *room, const char *label, const char *own, const char *run) {
    float h = ui_line(ui, ROLE_BODY) + ui_px(ui, 1), gap = ui_px(ui, 8);
    Style words = {ROLE_BODY, FONT_TEXT, ui->theme->dim};
    Style figure = {ROLE_BODY, FONT_MONO, ui->theme->text};
    Style slim = {ROLE_BODY, FONT_MONO, ui->theme->slim}, header = {ROLE_BODY, FONT_BOLD, 0};
    Rect line = {room->x, room->y, room->w, h}, second = {0};
    if (app_slim(ui->app)) {
        const char *title = SAY(ui, "figures.this_run", weights_label(ui->app, ui->arena));
        second = cut_right(&line, fmaxf(ui_width(ui, header, title), column(ui)));
        cut_right(&line, ui_px(ui, 12));
    }
    float w = ui_width(ui, figure, own);
    bool above = ui_width(ui, words, label) + gap + w > line.w; /* the label has no room beside its figures */
    if (room->h < (above ? 2 * h : h) || w > line.w) { /* dropped, not cut */
        ui_less(ui, NULL);
        return;
    }
    if (above) {
        ui_text(ui, cut_top(room, h), words, ALIGN_LEFT, label);
        line.y = second.y = room->y;
    }
    cut_top(room, h);
    if (second.w > 0) ui_text(ui, second, slim, ALIGN_RIGHT, run ? run : SAY(ui, "figures.same"));
    ui_text(ui, cut_right(&line, w), figure, ALIGN_RIGHT, own);
    cut_right(&line, gap);
    if (!above) ui_text(ui, line, words, ALIGN_LEFT, label);
}

void line_draw(Ui *ui, Rect *room, const char *label, const char *figure, Color color) {
    float h = ui_line(ui, ROLE_BODY) + ui_px(ui, 1);
    Style words = {ROLE_BODY, FONT_TEXT, ui->theme->dim}, number = {ROLE_BODY, FONT_MONO, color};
    float w = ui_width(ui, number, figure);
    if (room->h < h || ui_width(ui, words, label) + ui_px(ui, 8) + w > room->w) {
        ui_less(ui, NULL);
        return;
    }
    Rect line = cut_top(room, h);
    ui_text(ui, cut_right(&line, w), number, ALIGN_RIGHT, figure);
    ui_text(ui, line, words, ALIGN_LEFT, label);
}

/* ---- answers ---- */

void answers_draw(Ui *ui, Rect room) {
    const App *app = ui->app;
    int last = app->own.layers - 1;
    const char *overflown = say_overflown(ui);
    if (*overflown) {
        ui_paragraph(ui, room, (Style){ROLE_BODY, FONT_TEXT, ui->theme->slim}, overflown);
        return;
    }
    if (run_done(app->run, last) && !answer_pairs_draw(ui, room)) answers_of_draw(ui, room, run_values(app->run, last));
}

const char *say_untrained(const Ui *ui, const Weights *weights) {
    return weights && weights->origin == ORIGIN_RANDOM ? SAY(ui, "answers.untrained") : "";
}

const char *say_doubt(const Ui *ui, float best) {
    const char *untrained = say_untrained(ui, ui->app->weights);
    if (*untrained || best >= UNSURE || !app_slim(ui->app)) return untrained;
    return SAY(ui, "answers.unsure", ui_format(ui, "%.0f", 100 * (double)UNSURE));
}

const char *say_overflown(const Ui *ui) {
    const App *app = ui->app;
    int last = app->own.layers - 1;
    const float *v = run_done(app->run, last) ? run_values(app->run, last) : NULL;
    int64_t n = v ? shape_count(net_shape(&app->weights->net, last)) : 0;
    bool fine = true; /* what is not finite stays so up to the end */
    for (int64_t i = 0; i < n; i++) fine &= isfinite(v[i]) != 0;
    return fine ? "" : SAY(ui, "answers.overflown", app_row_name(app, row_overflown(app->run, last)));
}

const char *say_answering(const Ui *ui) {
    const Net *net = &ui->app->own;
    if (!net_has_shares(net)) return SAY(ui, "answers.values");
    if (net->layer[net->layers - 1].kind == KIND_SOFTMAX) return "";
    return SAY(ui, net_classes(net) > 1 ? "answers.each" : "answers.one");
}

/* The one that is selected, of the answers of the run; -1: none is. */
static int selected_answer(const App *app, const float *p_of) {
    int last = app->own.layers - 1;
    return app->selection.row == last && p_of == run_values(app->run, last) ? app->selection.map[last + 1] : -1;
}

void answers_of_draw(Ui *ui, Rect room, const float *p_of) {
    const App *app = ui->app;
    Answer best[10];
    int n = top_answers(app, &app->own, p_of, best, 10), selected = selected_answer(app, p_of);
    Style label = {ROLE_TITLE, FONT_TEXT, ui->theme->text};
    Style figure = {ROLE_TITLE, FONT_MONO, ui->theme->text};
    float line = ui_line(ui, ROLE_TITLE), bar = ui_px(ui, 9), gap = ui_px(ui, 7);
    bool shares = net_has_shares(&app->own);
    const char *doubt = n > 0 ? say_doubt(ui, best[0].p) : "", *note = *doubt || !n ? doubt : say_answering(ui);
    if (*note) {
        Color color = *doubt ? ui->theme->slim : ui->theme->dim;
        ui_paragraph(ui, cut_bottom(&room, 3 * ui_line(ui, ROLE_SMALL)), (Style){ROLE_SMALL, FONT_TEXT, color}, note);
        cut_bottom(&room, gap);
    }
    float each = line + bar + gap;
    bool paged = ui->panel && !app->teaching->open;
    int fit = paged ? n : (int)fminf((float)n, room.h / each), at = 0;
    while (at < fit && best[at].class_index != selected) at++;
    if (fit < n) ui_less(ui, NULL);
    if (selected >= 0 && at == fit && fit > 0) /* it is in sight, behind the best */
        best[--at] = (Answer){selected, class_label(app, &app->own, selected), p_of[selected]};
    Lines shown = {0, fit};
    if (paged) shown = lines_paged(ui, &room, n, each, at < n ? at : 0);
    for (int i = shown.first; i < shown.end; i++) {
        Rect text = cut_top(&room, line), strip = cut_top(&room, bar);
        ui_tell(ui, (Rect){text.x, text.y, text.w, line + bar},
                (Told){.tell = tell_answer, .of = p_of, .n = {best[i].class_index}});
        const char *p = format_answer(ui, &app->own, (double)best[i].p, 0);
        figure.color = label.color = i == 0 ? ui->theme->accent : ui->theme->text;
        label.font = best[i].class_index == selected ? FONT_BOLD : FONT_TEXT;
        ui_text(ui, cut_right(&text, ui_width(ui, figure, p)), figure, ALIGN_RIGHT, p);
        cut_right(&text, gap);
        class_draw(ui, text, label, &app->own, best[i].class_index);
        if (shares) ui_fill(ui, strip, ui->theme->raised, bar / 2);
        float w = floorf(strip.w * best[i].p);
        if (shares && w >= bar / 2)
            ui_fill(ui, (Rect){strip.x, strip.y, fmaxf(w, bar), bar}, i ? ui->theme->softmax : ui->theme->accent,
                    bar / 2);
        cut_top(&room, gap);
    }
}

const char *say_dead(const Ui *ui, const Survey *s, int maps) {
    return SAY(ui, "layer.dead_all", format_count(ui, s->dead), format_count(ui, maps), format_count(ui, s->read));
}
