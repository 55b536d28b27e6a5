/* Screen 1: the strip of all layers, the photo, the maps, the inspector. */
#include <math.h>

#include "model/path.h"
#include "view/layer.h"
#include "view/screens/network_space.h"

enum { PANEL_STRIP = 1, PANEL_PHOTO, PANEL_MAPS, PANEL_INSPECTOR };

/* ---- the photo and the growth of the field ---- */

/* Bars of the field of the steps up to the selected one, as many as there is room for. */
static void draw_growth(Ui *ui, Rect room, int row) {
    const App *app = ui->app;
    Style figure = {ROLE_SMALL, FONT_TEXT, ui->theme->text};
    Style widest = {ROLE_SMALL, FONT_BOLD, 0};
    float slot = fmaxf(ui_width(ui, figure, "000"), ui_width(ui, widest, "prob")) + ui_px(ui, 5);
    int step = net_row_step(&app->own, STEP_LAYERS, row), most = (int)(room.w / slot);
    int n = step < most ? step : most;
    if (n < 1 || room.h < 3 * ui_line(ui, ROLE_SMALL)) return;
    slot = fminf(floorf(room.w / (float)n), slot * 1.6f);
    Rect names = cut_bottom(&room, ui_line(ui, ROLE_SMALL));
    Rect tops = cut_top(&room, ui_line(ui, ROLE_SMALL));
    for (int i = 0; i < n; i++) {
        int at = net_step_layer(&app->own, STEP_LAYERS, step - n + 1 + i);
        const Layer *l = &app->own.layer[at];
        bool here = i == n - 1;
        float x = room.x + slot * (float)i;
        float h = fmaxf(ui_px(ui, 3), floorf(room.h * (float)l->field / (float)app->own.layer[row].field));
        Style style = {ROLE_SMALL, here ? FONT_BOLD : FONT_TEXT,
                       here ? ui->theme->accent : ui->theme->dim};
        Rect bar = {x + ui_px(ui, 3), room.y + room.h - h, slot - ui_px(ui, 6), h};
        ui_fill(ui, bar, here ? ui->theme->accent : kind_color(ui, l->kind), 0);
        ui_hit(ui, (Rect){x, tops.y, slot, names.y + names.h - tops.y}, ui_format(ui, "select %s", l->name))->told =
            (Told){.tell = tell_layer, .n = {at}};
        figure.color = here ? ui->theme->accent : ui->theme->text;
        figure.font = style.font;
        ui_text(ui, (Rect){x, bar.y - tops.h, slot, tops.h}, figure, ALIGN_CENTRE,
                ui_format(ui, "%d", l->field));
        ui_text(ui, (Rect){x, names.y, slot, names.h}, style, ALIGN_CENTRE, layer_look(l->kind)->brief(ui, l));
    }
}

static void draw_photo_panel(Ui *ui, Rect room, const UnitFacts *f) {
    const App *app = ui->app;
    const char *title = live_tool_held(app) ? SAY(ui, "draw.title")
                        : f->row < 0        ? SAY(ui, "photo.input")
                                            : SAY(ui, "photo.sees", f->layer);
    if (!live_tool_held(app) && f->row >= 0 &&
        ui_width(ui, (Style){ROLE_BODY, FONT_TEXT, 0}, title) > room.w - ui_px(ui, 26))
        title = SAY(ui, "photo.sees_short", f->layer);
    Rect r = ui_panel(ui, PANEL_PHOTO, room, title);
    if (live_tool_held(app)) {
        float tools = tools_height(ui, 4), side = fminf(r.w, fmaxf(r.h - tools - ui_px(ui, 8), r.h * 0.6f));
        photo_draw(ui, cut_top(&r, side), f);
        cut_top(&r, ui_px(ui, 8));
        tools_draw(ui, r);
        return;
    }
    Rect offer = cut_bottom(&r, tools_height(ui, 1));
    cut_bottom(&r, ui_px(ui, 8));
    tools_offer(ui, offer);
    float square = fminf(r.w, r.h);
    bool growth = f->row >= 0 && r.h - square > ui_px(ui, 62);
    if (!growth && f->row >= 0 && r.h > r.w * 0.8f) { /* a smaller photo leaves room for the bars */
        square = fmaxf(r.h - ui_px(ui, 84), r.w * 0.72f);
        growth = r.h - square > ui_px(ui, 62);
    }
    if (!growth && f->row >= 0 && r.w - square > ui_px(ui, 200)) { /* or beside it */
        photo_draw(ui, cut_left(&r, square), f);
        cut_left(&r, ui_px(ui, 16));
        draw_growth(ui, cut_top(&r, ui_px(ui, 240)), f->row);
        return;
    }
    Rect photo = cut_top(&r, square);
    photo_draw(ui, photo, f);
    cut_top(&r, ui_px(ui, 8));
    if (!growth && f->row >= 0) ui_less(ui, NULL);
    if (growth) draw_growth(ui, (Rect){r.x, r.y, r.w, fminf(r.h, ui_px(ui, 120))}, f->row);
}

/* ---- the maps ---- */

/* The largest tiles that show all maps at once, as long as they can be seen; else pages. */
static Tiles lay_tiles(const Ui *ui, Rect room, int n) {
    if (ui->app->wall) return tiles_wall(ui, room, n);
    Tiles t = {.n = n, .gap = ui_px(ui, 4)};
    bool large = ui->app->textsize > 1;
    bool alone = ui->panel == PANEL_MAPS && (!ui->upright || ui->app->teaching->open); /* it shows all there are */
    float least = ui_px(ui, alone ? 26 : large ? 66 : 46), most = floorf(fminf(room.w / 2, room.h / 2));
    for (t.tile = most; t.tile >= least; t.tile -= 1) {
        t.columns = (int)((room.w + t.gap) / (t.tile + t.gap));
        t.rows = (int)((room.h + t.gap) / (t.tile + t.gap));
        if (t.columns * t.rows >= n) break;
    }
    if (t.tile < least) { /* pages: of the sizes near the least, the one that fills the room best */
        float best = 0, from = ui_px(ui, large ? 72 : 50);
        for (int columns = (int)(room.w / from); columns >= 1; columns--) {
            float tile = floorf((room.w + t.gap) / (float)columns - t.gap);
            int rows = (int)((room.h + t.gap) / (tile + t.gap));
            float filled = (float)(columns * rows) * tile * tile;
            if (rows < 1 || tile > 1.3f * from) break;
            if (filled > best) best = filled, t.columns = columns, t.rows = rows, t.tile = tile;
        }
    }
    tiles_share(&t);
    return t;
}

/* What the maps are of: "conv3_3 · ", "64 maps", " of 56×56". */
static void say_maps(const Ui *ui, const UnitFacts *f, const char *parts[3]) {
    const App *app = ui->app;
    const char *activation = f->own ? activation_name(ui, &app->own, f->row) : "", *name = f->layer;
    if (f->own && f->shown == f->row && *activation) name = SAY(ui, "maps.before_relu", f->layer, activation);
    const char *of = shows_difference(app, f->shown) ? SAY(ui, "maps.difference")
                     : f->out.h > 1                  ? SAY(ui, "maps.of", ui_format(ui, "%d×%d", f->out.h, f->out.w))
                                                     : "";
    parts[0] = ui_format(ui, "%s · ", name);
    parts[1] = SAY(ui, f->out.h > 1 ? "maps.count" : "maps.numbers", format_count(ui, f->maps));
    parts[2] = ui_format(ui, "%s%s", *of ? " " : "", of);
}

static Style title_style(const Ui *ui, int part) {
    return part == 1 ? (Style){ROLE_BODY, FONT_BOLD, ui->theme->text} : (Style){ROLE_BODY, FONT_TEXT, ui->theme->dim};
}

static float title_width(const Ui *ui, const char *parts[3], int n) {
    float w = 0;
    for (int i = 0; i < n; i++) w += ui_width(ui, title_style(ui, i), parts[i]);
    return w;
}

/* The map whose scale the legend has; -1: numbers have one together. */
static int legend_map(const UnitFacts *f) { return f->out.h > 1 ? f->map : -1; }

/* The switch of the scale, for maps, and the legend: how wide they are with a gap before each. */
static float scale_width(const Ui *ui, const UnitFacts *f) {
    float gap = ui_px(ui, 10), w = f->computed ? legend_width(ui, f->shown, legend_map(f)) + gap : 0;
    return f->computed && f->out.h > 1 ? w + ui_marked_width(ui, SAY(ui, "maps.one_scale")) + gap : w;
}

/* From the right, with what the legend is of where there is room for that, too. */
static void draw_scale(Ui *ui, Rect line, const UnitFacts *f) {
    float legend = legend_width(ui, f->shown, legend_map(f)), owner = legend_owner_width(ui, legend_map(f));
    if (line.w < legend) return;
    legend_draw(ui, cut_right(&line, legend + (scale_width(ui, f) + owner <= line.w ? owner : 0)), f->shown,
                legend_map(f));
    cut_right(&line, ui_px(ui, 10));
    if (f->out.h > 1 && line.w >= ui_marked_width(ui, SAY(ui, "maps.one_scale")))
        ui_toggle_right(ui, &line, SAY(ui, "maps.one_scale"), ui->app->scale == SCALE_LAYER, "scale")->told =
            (Told){.tell = tell_explained, .of = &EXPLAINED[EXPLAINED_SCALE]};
}

/* Whether the scale needs a line of its own, because name and number leave it no room. */
static bool scale_apart(const Ui *ui, float w, const UnitFacts *f) {
    const char *parts[3];
    say_maps(ui, f, parts);
    return f->computed && title_width(ui, parts, 2) + scale_width(ui, f) > w;
}

static void draw_maps_title(Ui *ui, Rect line, Rect below, const UnitFacts *f) {
    const char *parts[3];
    say_maps(ui, f, parts);
    float owner = f->computed ? legend_owner_width(ui, legend_map(f)) : 0;
    float beside = below.w > 0 ? 0 : scale_width(ui, f) + owner;
    bool sized = title_width(ui, parts, 3) + beside <= line.w;
    const Span spans[] = {{title_style(ui, 0), parts[0]}, {title_style(ui, 1), parts[1]},
                          {title_style(ui, 2), sized ? parts[2] : ""}};
    cut_left(&line, ui_spans(ui, line, spans, 3));
    if (f->computed) draw_scale(ui, below.w > 0 ? below : line, f);
}

/* The way to a layer that has not run. */
static void draw_run_here(Ui *ui, Rect room) {
    char key[24];
    cut_top(&room, ui_px(ui, 8));
    Rect line = cut_top(&room, ui_line(ui, ROLE_BODY) + ui_px(ui, 6));
    bool keyed = app_key_of(ui->app, "here", key) != NULL;
    const char *label = SAY(ui, "maps.run_here");
    if (keyed) label = SAY(ui, "join.named", label, ui_format(ui, "%s", key));
    ui_button(ui, &line, label, ui->theme->text, "here");
}

/* Whether the answers stand in the place of the last layer's maps. */
static bool shows_all_answers(const App *app, const UnitFacts *f) {
    return row_of_answers(&app->own, f->shown) && run_done(app->run, f->shown) && app_shown(app);
}

static void draw_maps_panel(Ui *ui, Rect room, const UnitFacts *f) {
    const App *app = ui->app;
    Rect r = ui_panel(ui, PANEL_MAPS, room, NULL);
    Rect whole = r, line = cut_top(&r, ui_line(ui, ROLE_BODY) + ui_px(ui, 6));
    cut_top(&r, ui_px(ui, 8));
    if (shows_all_answers(app, f)) {
        Style dim = {ROLE_BODY, FONT_TEXT, ui->theme->dim};
        const char *title = SAY(ui, app_slim(app) ? "answers.slim" : "answers.title", weights_label(app, ui->arena));
        if (ui->upright) cut_top(&whole, ui_paragraph(ui, whole, dim, title) + ui_px(ui, 8)), r = whole;
        else ui_text(ui, line, dim, ALIGN_LEFT, title);
        answers_draw(ui, r);
        return;
    }
    Rect below = {0};
    if (scale_apart(ui, line.w, f)) {
        below = cut_top(&r, line.h);
        cut_top(&r, ui_px(ui, 8));
    }
    if (shows_difference(app, f->shown)) {
        difference_draw(ui, cut_bottom(&r, 2 * ui_line(ui, ROLE_SMALL)), f);
        cut_bottom(&r, ui_px(ui, 6));
    }
    Tiles tiles = lay_tiles(ui, r, f->maps);
    draw_maps_title(ui, line, below, f);
    bool apart = (tiles.pages > 1 || app->wall) && f->computed && f->out.h > 1;
    Rect buttons = apart ? cut_bottom(&r, ui_line(ui, ROLE_BODY) + ui_px(ui, 4)) : (Rect){0};
    if (apart) {
        cut_bottom(&r, ui_px(ui, 6));
        tiles = lay_tiles(ui, r, f->maps);
    }
    if (!tiles_turn(ui, &tiles, f->shown, f->map)) return;
    if (apart) tiles_buttons(ui, buttons, &tiles);
    if (!app_shown(app) || run_ready(app->run, f->shown) == 0) {
        Style style = {ROLE_TITLE, FONT_TEXT, ui->theme->dim};
        bool busy = job_busy(app->job) && app_shown(app);
        Rect middle = {r.x, r.y + r.h * 0.4f, r.w, 3 * ui_line(ui, ROLE_TITLE)};
        cut_top(&middle, ui_paragraph(ui, middle, style, SAY(ui, busy ? "maps.computing" : "maps.not_yet", f->layer)));
        if (!busy) draw_run_here(ui, middle);
    } else if (f->out.h > 1) {
        if (app->wall) wall_draw(ui, r, f);
        else tiles_draw(ui, r, f, &tiles);
    } else {
        vector_draw(ui, r, f);
    }
}

/* ---- the inspector ---- */

/* "3·3·64·64 + 64 =" in the colours of its factors. */
static void draw_formula(Ui *ui, Rect line, const Layer *l) {
    Style k = {ROLE_BODY, FONT_MONO, ui->theme->conv}, in = {ROLE_BODY, FONT_MONO, ui->theme->accent};
    Style out = {ROLE_BODY, FONT_MONO, ui->theme->fc}, rest = {ROLE_BODY, FONT_MONO, ui->theme->text};
    const char *n = ui_format(ui, "%d", l->out.c);
    Span spans[8];
    int count = 0;
    const char *window, *inputs;
    layer_look(l->kind)->factors(ui, l, &window, &inputs);
    if (*window) {
        spans[count++] = (Span){k, window};
        spans[count++] = (Span){rest, "·"};
    }
    if (*inputs) {
        spans[count++] = (Span){in, inputs};
        spans[count++] = (Span){rest, "·"};
    }
    spans[count++] = (Span){out, n};
    spans[count++] = (Span){rest, l->unbiased ? " =" : ui_format(ui, " + %s =", n)};
    ui_spans(ui, line, spans, count);
}

static void draw_parameters(Ui *ui, Rect *r, const UnitFacts *f) {
    const Layer *l = f->run ? f->run : f->own;
    if (!l->params) return;
    draw_formula(ui, cut_top(r, ui_line(ui, ROLE_BODY)), l);
    Rect line = cut_top(r, ui_line(ui, ROLE_KEY));
    Style key = {ROLE_KEY, FONT_MONO_BOLD, f->run ? ui->theme->slim : ui->theme->text};
    Rect figure = ui_text(ui, line, key, ALIGN_LEFT, format_count(ui, l->params));
    ui_hit(ui, figure, "chart parameters; derive");
    cut_left(&line, figure.w + ui_px(ui, 14));
    Style words = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    const char *text = f->run ? SAY(ui, "inspector.parameters_run", weights_label(ui->app, ui->arena))
                              : SAY(ui, "inspector.parameters");
    if (ui_width(ui, words, text) > line.w) { /* under the figure where it does not fit beside it */
        line = cut_top(r, ui_line(ui, ROLE_SMALL));
    }
    ui_text(ui, line, words, ALIGN_LEFT, text);
    cut_top(r, ui_px(ui, 4));
}

/* A row of the table whose figure opens the sum that the network's total of it came from. */
static void draw_summed(Ui *ui, Rect *r, const char *label, const char *own, const char *run, const char *derive) {
    Rect row = *r;
    figure_row(ui, r, label, own, run);
    row.h = r->y - row.y;
    if (row.h > 0) ui_hit(ui, row, derive);
}

/* Its field at the left, its jump at the right, each told. */
static void draw_field_row(Ui *ui, Rect *r, const Layer *own) {
    Rect row = *r;
    figure_row(ui, r, SAY(ui, "figure.field"), ui_format(ui, "%d, %d", own->field, own->jump), NULL);
    row.h = r->y - row.y;
    if (row.h <= 0) return;
    ui_tell(ui, cut_left(&row, floorf(row.w / 2)), (Told){.tell = tell_explained, .of = &EXPLAINED[EXPLAINED_FIELD]});
    ui_tell(ui, row, (Told){.tell = tell_explained, .of = &EXPLAINED[EXPLAINED_JUMP]});
}

/* The most telling rows first: those that do not fit are left out. */
static void draw_figures(Ui *ui, Rect *r, const UnitFacts *f) {
    const Layer *own = f->own, *run = f->run;
    figure_header(ui, r);
    if (own->params && run)
        draw_summed(ui, r, SAY(ui, "figure.parameters"), format_count(ui, own->params),
                    format_count(ui, run->params), "chart parameters; derive");
    if (own->macs)
        draw_summed(ui, r, SAY(ui, "figure.macs"), format_amount(ui, (double)own->macs),
                    run ? format_amount(ui, (double)run->macs) : NULL, "chart macs; derive");
    figure_row(ui, r, SAY(ui, "figure.output"), format_shape(ui, own->out),
               run ? format_shape(ui, run->out) : NULL);
    draw_field_row(ui, r, own);
    draw_summed(ui, r, SAY(ui, "figure.memory"), format_bytes(ui, 4.0 * (double)shape_count(own->out)),
                run ? format_bytes(ui, 4.0 * (double)shape_count(run->out)) : NULL, "chart memory; derive");
    layer_look(own->kind)->window(ui, r, own);
}

static float value_height(const Ui *ui) {
    return ui_px(ui, 13) + 2 * ui_line(ui, ROLE_BODY) + ui_line(ui, ROLE_KEY);
}

static const char *how_framed(const Ui *ui) {
    const Framing *f = &ui->app->photo->image.framing;
    const char *key = f->squash ? "pixel.squashed" : f->size == f->crop ? "pixel.middle" : "pixel.framed";
    return SAY(ui, key, ui_format(ui, "%d", f->size), ui_format(ui, "%d", f->crop));
}

static const char *how_prepared(const Ui *ui) {
    const Preparation *p = &ui->app->weights->preparation;
    const char *order = SAY(ui, p->bgr ? "pixel.bgr" : "pixel.rgb"), *unit = ui_format(ui, "%g", (double)p->unit);
    if (ui->app->own.input.c == 1)
        return SAY(ui, "pixel.how_grey", unit, ui_format(ui, "%g", (double)prepare_mean(p, 1, 0)),
                   ui_format(ui, "%g", (double)prepare_deviation(p, 1, 0)));
    const char *mean = ui_format(ui, "%g, %g, %g", (double)p->mean[0], (double)p->mean[1], (double)p->mean[2]);
    const char *deviation =
        ui_format(ui, "%g, %g, %g", (double)p->deviation[0], (double)p->deviation[1], (double)p->deviation[2]);
    return SAY(ui, "pixel.how", unit, mean, deviation, order);
}

/* The raw bytes of the selected pixel beside what the network gets. */
static void draw_pixel(Ui *ui, Rect *r, const UnitFacts *f) {
    const App *app = ui->app;
    const Image *image = &app->photo->image;
    const float *input = run_values(app->run, -1);
    Style head = {ROLE_BODY, FONT_BOLD, ui->theme->dim};
    Style figure = {ROLE_TITLE, FONT_MONO, ui->theme->text};
    float line = ui_line(ui, ROLE_TITLE);
    Rect title = cut_top(r, ui_line(ui, ROLE_BODY));
    float third = floorf(r->w / 3);
    if (!ui->upright) cut_left(&title, floorf(third / 2)); /* there the name takes all that is left of its numbers */
    Rect raw = cut_left(&title, third + (ui->upright ? floorf(third / 2) : 0));
    ui_text(ui, raw, head, ALIGN_RIGHT, SAY(ui, "pixel.raw"));
    ui_text(ui, title, head, ALIGN_RIGHT, SAY(ui, "pixel.input"));
    int channels = app->own.input.c;
    for (int c = 0; c < channels; c++) {
        Rect row = cut_top(r, line);
        int raw = prepare_byte(&app->weights->preparation, channels, image->rgb + (f->y * image->size + f->x) * 3, c);
        float value = input[((int64_t)c * image->size + f->y) * image->size + f->x];
        ui_text(ui, cut_left(&row, floorf(third / 2)), figure, ALIGN_LEFT, input_channel(app, c));
        ui_text(ui, cut_left(&row, third), figure, ALIGN_RIGHT, ui_format(ui, "%d", raw));
        ui_text(ui, row, figure, ALIGN_RIGHT, format_value(ui, value));
    }
    cut_top(r, ui_px(ui, 8));
    Style words = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    const char *how = SAY(ui, "join.sentences", how_framed(ui), how_prepared(ui));
    cut_top(r, ui_paragraph(ui, *r, words, how) + ui_px(ui, 14));
    if (r->h < ui_line(ui, ROLE_KEY) + 3 * ui_line(ui, ROLE_BODY)) return;
    Style key = {ROLE_KEY, FONT_MONO_BOLD, ui->theme->text};
    ui_text(ui, cut_top(r, ui_line(ui, ROLE_KEY)), key, ALIGN_LEFT,
            format_count(ui, shape_count(app->own.input)));
    ui_paragraph(ui, *r, (Style){ROLE_BODY, FONT_TEXT, ui->theme->dim},
                 SAY(ui, channels == 1 ? "pixel.numbers_grey" : "pixel.numbers", ui_format(ui, "%d", image->size)));
}

static void draw_value(Ui *ui, Rect *r, const UnitFacts *f) {
    Rect rule = cut_top(r, ui_px(ui, 9));
    ui_fill(ui, (Rect){rule.x, rule.y + ui_px(ui, 4), rule.w, fmaxf(1, floorf(ui->scale))},
            ui->theme->edge, 0);
    if (r->h < ui_line(ui, ROLE_BODY) + ui_line(ui, ROLE_KEY)) return;
    Style dim = {ROLE_BODY, FONT_TEXT, ui->theme->dim};
    ui_text(ui, cut_top(r, ui_line(ui, ROLE_BODY)), dim, ALIGN_LEFT, say_unit(ui, f, r->w));
    if (!f->computed) {
        ui_text(ui, cut_top(r, ui_line(ui, ROLE_BODY)), dim, ALIGN_LEFT, SAY(ui, "value.not_yet"));
        return;
    }
    Rect line = cut_top(r, ui_line(ui, ROLE_KEY));
    ui_text(ui, line, (Style){ROLE_KEY, FONT_MONO_BOLD, ui->theme->text}, ALIGN_LEFT,
            format_output(ui, f->own, (double)f->value));
    if (r->h < ui_line(ui, ROLE_BODY)) return;
    const Layer *l = f->run ? f->run : f->own;
    Rect last = cut_top(r, ui_line(ui, ROLE_BODY) + ui_px(ui, 4));
    char key[24];
    if (app_key_of(ui->app, "view neuron", key))
        ui_button_right(ui, &last, ui_format(ui, "%s", key), ui->theme->text, "view neuron");
    cut_right(&last, ui_px(ui, 8));
    const char *value = layer_look(l->kind)->value(ui, f, l);
    if (*value) ui_text(ui, last, dim, ALIGN_LEFT, value);
}

/* The selected layer in figures; while the photo changes, the answers, unless they stand in the middle. */
static void draw_inspector(Ui *ui, Rect room, const UnitFacts *f) {
    if (live_wants_answers(ui->app) && !shows_all_answers(ui->app, f)) {
        answers_beside_draw(ui, room, PANEL_INSPECTOR);
        return;
    }
    if (f->row < 0) {
        Rect r = ui_panel(ui, PANEL_INSPECTOR, room,
                          SAY(ui, "pixel.title", ui_format(ui, "%d", f->x), ui_format(ui, "%d", f->y)));
        draw_pixel(ui, &r, f);
        return;
    }
    const Layer *l = f->own;
    char place[PATH_TEXT];
    layer_place(&ui->app->own, l, place);
    const char *index = *place ? ui_format(ui, " · %s", place) : "";
    const char *keras = *l->keras ? ui_format(ui, " · %s", l->keras) : "";
    Rect r = ui_panel(ui, PANEL_INSPECTOR, room, ui_format(ui, "%s%s%s", l->name, index, keras));
    draw_parameters(ui, &r, f);
    float kept = fminf(value_height(ui), r.h);
    Rect value = {r.x, r.y + r.h - kept, r.w, kept};
    r.h -= kept;
    draw_figures(ui, &r, f);
    value.h += value.y - r.y; /* what the rows left over */
    value.y = r.y;
    draw_value(ui, &value, f);
}

/* ---- the screen ---- */

static void draw(Ui *ui, Rect room) {
    UnitFacts f = unit_facts(ui->app);
    float gap = ui_px(ui, 11);
    bool big = ui->app->textsize > 1;
    switch (ui->panel) {
    case PANEL_STRIP:
        if (space_shown(ui->app)) space_draw(ui, room, PANEL_STRIP, &f);
        else strip_draw(ui, room);
        return;
    case PANEL_PHOTO: draw_photo_panel(ui, room, &f); return;
    case PANEL_MAPS: draw_maps_panel(ui, room, &f); return;
    case PANEL_INSPECTOR: draw_inspector(ui, room, &f); return;
    default: break;
    }
    if (space_shown(ui->app)) {
        space_draw(ui, room, PANEL_STRIP, &f);
        return;
    }
    strip_draw(ui, cut_top(&room, floorf(room.h * (big ? 0.27f : 0.255f))));
    cut_top(&room, gap);
    float photo = ui_px(ui, 300), inspector = ui_px(ui, big ? 440 : 382);
    if (room.w < ui_px(ui, 1200)) photo = ui_px(ui, 240), inspector = ui_px(ui, 340);
    if (big && room.w >= ui_px(ui, 1200)) photo = ui_px(ui, 280);
    Rect left = cut_left(&room, photo);
    cut_left(&room, gap);
    Rect right = cut_right(&room, inspector);
    cut_right(&room, gap);
    draw_photo_panel(ui, left, &f);
    draw_maps_panel(ui, room, &f);
    draw_inspector(ui, right, &f);
}

/* ---- beside a card of a lesson ---- */

/* The photo beside the maps of the selected layer, under the strip of all layers. Large answers need the room of the
 * photo, or, where it is drawn on, that of the strip. */
static void draw_stage(Ui *ui, Rect room) {
    float gap = ui_px(ui, 11);
    bool end = ui->app->selection.row == ui->app->own.layers - 1;
    if (space_shown(ui->app)) {
        panel_draw(ui, room, PANEL_STRIP);
        return;
    }
    bool large = end && ui->app->textsize > 1, drawn = live_tool_held(ui->app) || live_changed(ui->app);
    if (!large || !drawn) {
        panel_draw(ui, cut_top(&room, floorf(fminf(room.h * 0.27f, room.w * 0.24f))), PANEL_STRIP);
        cut_top(&room, gap);
    }
    if (!large || drawn) {
        panel_draw(ui, cut_left(&room, floorf(room.w * (large ? 0.36f : end ? 0.44f : 0.40f))), PANEL_PHOTO);
        cut_left(&room, gap);
    }
    panel_draw(ui, room, ui->app->selection.row < 0 ? PANEL_INSPECTOR : PANEL_MAPS);
}

static float enlarged(const Ui *ui, int panel) { return panel == PANEL_INSPECTOR ? ui_px(ui, 430) : 0; }

/* ---- what it says ---- */

static void put_answers(json_t *o, const App *app) {
    Answer best[5];
    int n = best_answers(app, best, 5);
    if (!n) return;
    json_t *top = json_array();
    for (int i = 0; i < n; i++)
        json_array_append_new(top, answer_json(&app->own, &best[i]));
    put(o, "top", top);
}

static const char *say_answers(const Ui *ui, const char *text) {
    Answer best[5];
    const char *overflown = say_overflown(ui);
    if (*overflown) return add_line(ui, text, overflown);
    int n = best_answers(ui->app, best, 5);
    for (int i = 0; i < n; i++)
        text = add_line(ui, text, say_answer(ui, &ui->app->own, best[i].class_index, best[i].p));
    const char *doubt = n ? say_doubt(ui, best[0].p) : "", *kind = n ? say_answering(ui) : "";
    if (*doubt) text = add_line(ui, text, doubt);
    return *kind ? add_line(ui, text, kind) : text;
}

/* The answers belong to the last step. */
static bool shows_answers(const App *app) { return app_step_row(app) == app->own.layers - 1; }

static void json(json_t *o, const App *app, Arena *arena) {
    UnitFacts f = unit_facts(app);
    (void)arena;
    unit_json(o, app, &f);
    if (shows_answers(app)) put_answers(o, app);
    if (space_shown(app)) space_json(o, app, &f);
}

static const char *words(const Ui *ui) {
    UnitFacts f = unit_facts(ui->app);
    const char *text = say_value(ui, say_layer(ui, "", &f), &f);
    if (shows_answers(ui->app)) text = say_answers(ui, text);
    return space_shown(ui->app) ? space_words(ui, text, &f) : text;
}

const Screen network_screen = {
    .draw = draw,
    .stage = draw_stage,
    .enlarged = enlarged,
    .words = words,
    .json = json,
    .bench = {"view network; select conv5_1; until conv5_1; map 0", {"down", "down"}},
};
