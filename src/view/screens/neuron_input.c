#include "view/screens/neuron_input.h"

#include <math.h>

#include "view/screens.h"

enum { CHANNELS = 3, STEPS = 4, AROUND = 4 };

/* What stands in a row: its words, also where there is little room, and a figure a channel. */
typedef struct Step {
    const char *words, *brief, *figure[CHANNELS];
} Step;

/* The numbers of a channel where all have one; the others' after it. */
static const char *each(const Ui *ui, const Preparation *p, int channels, float (*of)(const Preparation *, int, int)) {
    const char *text = "";
    bool same = true;
    for (int c = 1; c < channels; c++) same &= of(p, channels, c) == of(p, channels, 0);
    for (int c = 0; c < (same ? 1 : channels); c++)
        text = ui_format(ui, "%s%s%.3f", text, c ? ", " : "", (double)of(p, channels, c));
    return text;
}

static void make_steps(const Ui *ui, const UnitFacts *f, int channels, Step out[STEPS]) {
    const App *app = ui->app;
    const Preparation *p = &app->weights->preparation;
    const Image *image = &app->photo->image;
    const unsigned char *pixel = image->rgb + (f->y * image->size + f->x) * 3;
    const float *input = run_values(app->run, -1);
    out[0].words = out[0].brief = SAY(ui, "neuron.raw");
    out[1].words = out[1].brief = SAY(ui, "neuron.over", ui_format(ui, "%g", (double)p->unit));
    out[2].words = SAY(ui, "neuron.minus_mean", each(ui, p, channels, prepare_mean));
    out[3].words = SAY(ui, "neuron.over_deviation", each(ui, p, channels, prepare_deviation));
    out[2].brief = SAY(ui, "neuron.minus_mean_short");
    out[3].brief = SAY(ui, "neuron.over_deviation_short");
    for (int c = 0; c < channels; c++) {
        int raw = prepare_byte(p, channels, pixel, c);
        double share = raw / (double)p->unit;
        out[0].figure[c] = ui_format(ui, "%d", raw);
        out[1].figure[c] = format_value(ui, share);
        out[2].figure[c] = format_value(ui, share - (double)prepare_mean(p, channels, c));
        out[3].figure[c] =
            format_value(ui, (double)input[((int64_t)c * image->size + f->y) * image->size + f->x]);
    }
}

/* The pixel in the middle of those around it, with a frame. */
static void draw_around(Ui *ui, Rect room, const UnitFacts *f) {
    const int side = 2 * AROUND + 1;
    float cell = floorf(fminf(room.w, room.h) / (float)side), width = fmaxf(2, floorf(2 * ui->scale));
    Rect square = {room.x, room.y, cell * (float)side, cell * (float)side};
    if (cell < ui_px(ui, 8)) return;
    crop_draw(ui, square, &ui->app->photo->image,
              (Box){f->x - AROUND, f->y - AROUND, f->x + AROUND, f->y + AROUND}, 0);
    Rect middle = {square.x + cell * AROUND, square.y + cell * AROUND, cell, cell};
    ui_frame(ui, inset(middle, -width - 1), 0xFF000000, width + 2, 0);
    ui_frame(ui, inset(middle, -width), ui->theme->mark, width, 0);
    cut_left(&room, square.w + ui_px(ui, 16));
    ui_note(ui, room, (Style){ROLE_BODY, FONT_TEXT, ui->theme->dim},
            SAY(ui, "neuron.around", ui_format(ui, "%d", side)));
}

/* The figures of a channel. */
static float column_width(const Ui *ui, const Step steps[STEPS], int channels, Style figure, Style key) {
    float widest = 0;
    for (int c = 0; c < channels; c++)
        for (int i = 0; i < STEPS; i++)
            widest = fmaxf(widest, ui_width(ui, i == STEPS - 1 ? key : figure, steps[i].figure[c]));
    return widest + ui_px(ui, figure.role == ROLE_TITLE ? 24 : 12);
}

void input_steps_draw(Ui *ui, Rect room, const UnitFacts *f) {
    Step steps[STEPS];
    int channels = ui->app->own.input.c;
    make_steps(ui, f, channels, steps);
    Style words = {ROLE_BODY, FONT_TEXT, ui->theme->dim}, figure = {ROLE_TITLE, FONT_MONO, ui->theme->text};
    Style key = {ROLE_KEY, FONT_MONO_BOLD, ui->theme->accent};
    float column = column_width(ui, steps, channels, figure, key), brief = 0;
    for (int i = 0; i < STEPS; i++) brief = fmaxf(brief, ui_width(ui, words, steps[i].brief));
    for (int i = 0; i < 2 && column * (float)channels + brief > room.w; i++) { /* smaller letters before fewer */
        key.role = i ? ROLE_BODY : ROLE_TITLE;
        figure.role = ROLE_BODY;
        column = column_width(ui, steps, channels, figure, key);
    }
    float table = fminf(room.w, column * (float)channels + ui_px(ui, 330));
    Rect head = cut_top(&room, ui_line(ui, ROLE_TITLE));
    head.w = table;
    for (int c = channels - 1; c >= 0; c--) {
        Style name = {ROLE_TITLE, c == f->map ? FONT_BOLD : FONT_TEXT, ui->theme->text};
        Rect cell = cut_right(&head, column), letter = ui_text(ui, cell, name, ALIGN_RIGHT, input_channel(ui->app, c));
        float side = ui_px(ui, 14);
        Rect square = {letter.x - side - ui_px(ui, 8), floorf(cell.y + (cell.h - side) / 2), side, side};
        ui_fill(ui, square, input_tint(ui->app, c), 0);
    }
    for (int i = 0; i < STEPS; i++) {
        bool last = i == STEPS - 1;
        Rect line = cut_top(&room, ui_line(ui, last ? key.role : figure.role) + ui_px(ui, 6));
        line.w = table;
        for (int c = channels - 1; c >= 0; c--) {
            Style style = last ? key : figure;
            if (c != f->map) style.color = ui->theme->text;
            ui_text(ui, cut_right(&line, column), style, ALIGN_RIGHT, steps[i].figure[c]);
        }
        bool whole = ui_width(ui, words, steps[i].words) <= line.w;
        ui_text(ui, line, words, ALIGN_LEFT, whole ? steps[i].words : steps[i].brief);
    }
    cut_top(&room, ui_px(ui, 22));
    draw_around(ui, room, f);
}
