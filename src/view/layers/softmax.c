#include <math.h>

#include "view/layer.h"
#include "view/names.h"
#include "view/screens.h"

static const char *headline(const Ui *ui, const Layer *l) {
    (void)l;
    Answer best;
    if (!best_answers(ui->app, &best, 1) || *say_overflown(ui)) return SAY(ui, "headline.softmax");
    bool untrained = *say_untrained(ui, ui->app->weights);
    const char *name = say_class(ui, &ui->app->own, best.class_index);
    return SAY(ui, untrained ? "headline.answer_untrained" : "headline.answer", name,
               format_percent(ui, (double)best.p, 1));
}

enum { LARGEST = 5 };

/* The columns of the table, from the left: a name, z, e to its power, the share. */
typedef struct Columns {
    float z, power, share; /* their widths; the name has the rest */
    float row;             /* height */
    Style words, figure;
} Columns;

static void draw_row(Ui *ui, Rect *room, const Columns *t, const char *figures[3], int class, const char *name) {
    Rect line = cut_top(room, t->row);
    ui_text(ui, cut_right(&line, t->share), t->figure, ALIGN_RIGHT, figures[2]);
    ui_text(ui, cut_right(&line, t->power), t->figure, ALIGN_RIGHT, figures[1]);
    ui_text(ui, cut_right(&line, t->z), t->figure, ALIGN_RIGHT, figures[0]);
    cut_right(&line, ui_px(ui, 10));
    if (class >= 0) class_draw(ui, line, t->words, &ui->app->own, class);
    else ui_text(ui, line, t->words, ALIGN_LEFT, name);
}

static void draw_bar(Ui *ui, Rect *room, double share, Color color) {
    Rect bar = cut_top(room, ui_px(ui, 7));
    ui_fill(ui, bar, ui->theme->raised, 0);
    if (bar.w * (float)share >= 1) ui_fill(ui, (Rect){bar.x, bar.y, floorf(bar.w * (float)share), bar.h}, color, 0);
    cut_top(room, ui_px(ui, 8));
}

/* In letters that leave room for a name. */
static Columns columns(const Ui *ui, float room) {
    static const TextRole ROLES[] = {ROLE_TITLE, ROLE_BODY, ROLE_SMALL};
    Columns t = {0};
    for (int i = 0; i < 3 && (i == 0 || t.z + t.power + t.share > room - ui_px(ui, 200)); i++) {
        float gap = ui_px(ui, i ? 12 : 26);
        t = (Columns){.words = {ROLES[i], FONT_TEXT, ui->theme->text},
                      .figure = {ROLES[i], FONT_MONO, ui->theme->text}};
        t.z = ui_value_column(ui, t.figure, "−00.000") + gap;
        t.power = ui_value_column(ui, t.figure, "0.000000") + gap;
        t.share = ui_width(ui, t.figure, "> 99.99 %") + gap;
        t.row = ui_line(ui, ROLES[i]);
    }
    return t;
}

/* p = e^z / the sum of all e^z, for the largest and the selected one, in one table. The largest z is taken off all: it
 * divides out, and no power is too large to be read. */
static void steps(Ui *ui, Rect *r, const UnitFacts *f) {
    const App *app = ui->app;
    const Net *net = &app->own;
    const float *z = run_values(app->run, f->row - 1);
    Answer best[LARGEST + 1];
    int n = top_answers(app, net, z, best, LARGEST);
    double most = (double)best[0].p, sum = 0, rest = 0;
    bool among = false;
    for (int i = 0; i < n; i++) among |= best[i].class_index == f->map;
    if (!among) best[n++].class_index = f->map;
    for (int i = 0; i < f->maps; i++) sum += exp((double)z[i] - most);
    rest = sum;
    Columns t = columns(ui, r->w);
    Columns head = t;
    head.words = head.figure = (Style){ROLE_BODY, FONT_TEXT, ui->theme->dim};
    float named = r->w - t.share - t.power - t.z - ui_px(ui, 10); /* its room */
    named -= ui_width(ui, head.words, SAY(ui, "neuron.largest_z", ""));
    const char *z_name = ui_format(ui, "z, %s", net->layer[f->row - 1].name);
    draw_row(ui, r, &head, (const char *[]){z_name, "e^(z−m)", SAY(ui, "neuron.share")}, -1,
             SAY(ui, "neuron.largest_z", format_value_within(ui, most, named, head.words)));
    for (int i = 0; i < n; i++) {
        int class = best[i].class_index;
        double power = exp((double)z[class] - most);
        rest -= power;
        t.words.color = t.figure.color = class == f->map ? ui->theme->accent : ui->theme->text;
        draw_row(ui, r, &t,
                 (const char *[]){format_value(ui, (double)z[class]), format_value(ui, power),
                                  ui_format(ui, "%s %%", format_share(ui, power / sum))},
                 class, NULL);
        draw_bar(ui, r, power / sum, class == f->map ? ui->theme->accent : ui->theme->softmax);
    }
    t.words.color = ui->theme->dim;
    t.figure.color = ui->theme->text;
    if (f->maps > n)
        draw_row(ui, r, &t,
                 (const char *[]){"", format_value(ui, fmax(0, rest)),
                                  ui_format(ui, "%s %%", format_share(ui, fmax(0, rest) / sum))},
                 -1, SAY(ui, "neuron.other_classes", format_count(ui, f->maps - n)));
    Rect rule = cut_top(r, ui_px(ui, 9));
    ui_fill(ui, (Rect){rule.x, rule.y + ui_px(ui, 4), rule.w, fmaxf(1, floorf(ui->scale))}, ui->theme->edge, 0);
    draw_row(ui, r, &t, (const char *[]){"", format_value(ui, sum), "100 %"}, -1, SAY(ui, "neuron.exp_sum"));
    cut_top(r, ui_px(ui, 6));
    ui_note(ui, *r, (Style){ROLE_BODY, FONT_TEXT, ui->theme->dim}, SAY(ui, "neuron.why_less"));
}

LAYER_LOOK(softmax, softmax, 1, false, own_name, headline, no_factors, no_window_row, no_value, steps);
