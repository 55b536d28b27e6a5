/* The facts of a screen as sentences. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/facts_family.h"
#include "view/facts_lesson.h"
#include "view/facts_live.h"
#include "view/facts_slices.h"
#include "view/screens.h"

/* Lines put one behind another; what the arena cannot hold is left out. */
typedef struct Words {
    Ui ui; /* for the numbers and the sentences of the screens */
    const char *text;
} Words;

static void add(Words *w, const char *line) { w->text = ui_format(&w->ui, "%s%s\n", w->text, line); }

static void say_layer(Words *w, const UnitFacts *f) {
    const Ui *ui = &w->ui;
    const App *app = ui->app;
    const char *run = weights_label(app, ui->arena);
    if (f->own && f->own->params) {
        add(w, SAY(ui, "words.parameters", net_info(app->own.id)->title, f->layer, format_count(ui, f->own->params),
                   format_count(ui, f->own->macs)));
        if (f->run)
            add(w, SAY(ui, "words.this_run", run, format_count(ui, f->run->params), format_count(ui, f->run->macs)));
    }
    add(w, SAY(ui, "words.maps", f->layer, format_shape(ui, f->out)));
    if (f->run) add(w, SAY(ui, "words.maps_run", run, format_shape(ui, f->run_out)));
    add(w, SAY(ui, "words.field", ui_format(ui, "%d×%d", f->field, f->field), ui_format(ui, "%d", f->jump),
               ui_format(ui, "%d", f->box.x0), ui_format(ui, "%d", f->box.y0), ui_format(ui, "%d", f->box.x1),
               ui_format(ui, "%d", f->box.y1)));
}

static void say_value(Words *w, const UnitFacts *f) {
    const Ui *ui = &w->ui;
    const char *place = ui_format(ui, "%s, %s", SAY(ui, "value.map", format_count(ui, f->map), format_count(ui, f->maps - 1)),
                                  SAY(ui, "value.place", ui_format(ui, "%d", f->x), ui_format(ui, "%d", f->y)));
    if (!f->computed) {
        add(w, SAY(ui, "words.not_yet", f->layer));
        return;
    }
    add(w, SAY(ui, "words.value", place, format_value(ui, (double)f->value)));
    add(w, SAY(ui, "words.statistics", format_value(ui, (double)f->stats.min), format_value(ui, (double)f->stats.max),
               format_value(ui, f->stats.mean), ui_format(ui, "%.1f", 100 * f->stats.zeros)));
}

static void say_answers(Words *w) {
    Answer best[5];
    int n = best_answers(w->ui.app, best, 5);
    for (int i = 0; i < n; i++)
        add(w, SAY(&w->ui, "words.answer", best[i].label, ui_format(&w->ui, "%.2f", 100.0 * (double)best[i].p)));
}

static void say_peaks(Words *w, const UnitFacts *f) {
    const Ui *ui = &w->ui;
    Peak peaks[PEAKS];
    if (!f->computed) return;
    add(w, SAY(ui, "layer.dead", format_count(ui, f->dead_maps), format_count(ui, f->maps), ""));
    const Survey *s = app_survey(ui->app);
    if (s) add(w, say_dead(ui, s, f->maps));
    int n = map_peaks(ui->app, f->shown, f->map, peaks);
    for (int i = 0; i < n; i++)
        add(w, SAY(ui, "words.peak", ui_format(ui, "%d", peaks[i].x), ui_format(ui, "%d", peaks[i].y),
                   format_value(ui, (double)peaks[i].value)));
}

static void say_trace(Words *w, const UnitFacts *f) {
    const Ui *ui = &w->ui;
    Trace t;
    if (!f->computed || f->row < 0) return;
    Error e = trace_unit(ui->app->run, f->shown, f->map, f->x, f->y, ui->arena, &t);
    if (failed(&e) || !t.terms) return;
    if (t.weights)
        add(w, SAY(ui, "words.sum", format_count(ui, t.terms), format_value(ui, t.sum), format_value(ui, t.bias),
                   format_value(ui, t.pre)));
    else add(w, SAY(ui, "words.largest", format_count(ui, t.terms), format_value(ui, t.sum)));
    add(w, SAY(ui, "words.stored", format_value(ui, t.post), format_value(ui, (double)t.stored),
               ui_format(ui, "%.3g", t.difference)));
}

/* The stack that is looked at, or what of the field counts. */
static void say_field(Words *w) {
    const Ui *ui = &w->ui;
    const Lab *lab = &ui->app->lab;
    const char *measured = ui_format(ui, "%d×%d", lab->measured, lab->measured);
    if (lab->stack_n) {
        StackField f = stack_field(lab->stack, lab->stack_n);
        const char *field = ui_format(ui, "%d×%d", f.field, f.field), *rows = "";
        for (int i = 0; i < lab->stack_n; i++) {
            StackField before = stack_field(lab->stack, i), after = stack_field(lab->stack, i + 1);
            rows = ui_format(ui, "%s%s: %d + (%d−1)·%d = %d, j = %d\n", rows, SAY(ui, "field.layer", ui_format(ui, "%d", i + 1)),
                             before.field, lab->stack[i].kernel, before.jump, after.field, after.jump);
        }
        w->text = ui_format(ui, "%s%s", w->text, rows);
        add(w, SAY(ui, "words.stack_field", ui_format(ui, "%d", lab->stack_n), field, ui_format(ui, "%d", f.jump)));
        int64_t c = lab->c_in;
        add(w, SAY(ui, "words.stack_weights", ui_format(ui, "%d", lab->c_in),
                   format_count(ui, stack_weights(lab->stack, lab->stack_n, c)), field,
                   format_count(ui, (int64_t)f.field * f.field * c * c)));
        int reach = stack_reach(lab->stack, lab->stack_n);
        add(w, SAY(ui, "words.reach", ui_format(ui, "%d×%d", reach, reach)));
    }
    add(w, SAY(ui, "words.measured", measured));
    const Sight *sight = app_sight(ui->app);
    if (!sight) return;
    Box b = sight->field.box;
    add(w, SAY(ui, "words.effective", ui_format(ui, "%d×%d", b.x1 - b.x0 + 1, b.y1 - b.y0 + 1), ui_format(ui, "%d", b.x0),
               ui_format(ui, "%d", b.y0), ui_format(ui, "%d", b.x1), ui_format(ui, "%d", b.y1),
               ui_format(ui, "%.1f", 100 * sight->field.share)));
}

static void say_stacks(Words *w) {
    const Ui *ui = &w->ui;
    const Lab *lab = &ui->app->lab;
    StackCost costs[8];
    int n = parameters_stacks(ui->app, costs, 8);
    add(w, SAY(ui, lab->biases ? "words.counted_biases" : "words.counted", ui_format(ui, "%d", lab->c_in),
               ui_format(ui, "%d", lab->c_out)));
    for (int i = 0; i < n; i++)
        add(w, SAY(ui, costs[i].fewer_percent >= 0 ? "words.stack" : "words.stack_more", ui_format(ui, "%d", costs[i].count), format_count(ui, costs[i].weights),
                   ui_format(ui, "%d×%d", costs[i].single, costs[i].single), format_count(ui, costs[i].single_weights),
                   ui_format(ui, "%.0f", fabs(costs[i].more_percent)), ui_format(ui, "%.0f", fabs(costs[i].fewer_percent))));
}

const char *facts_text(const App *app, Arena *arena) {
    Words w = {.ui = {.app = app, .arena = arena}, .text = ""};
    UnitFacts f = unit_facts(app);
    add(&w, SAY(&w.ui, "words.state", net_info(app->own.id)->title, weights_label(app, arena), app->photo.name,
                ui_format(&w.ui, "%d", app->step), ui_format(&w.ui, "%d", app_last_step(app))));
    const char *note = weights_note(app, arena);
    if (*note) add(&w, note);
    if (app->teaching.open) add(&w, lesson_words(app, arena));
    w.text = ui_format(&w.ui, "%s%s", w.text, live_words(&w.ui));
    if (app->view == VIEW_COMPARE) return ui_format(&w.ui, "%s%s", w.text, compare_words(&w.ui));
    if (app->view == VIEW_SLICES) return ui_format(&w.ui, "%s%s", w.text, slices_words(&w.ui));
    if (app->view == VIEW_FAMILY) return ui_format(&w.ui, "%s%s", w.text, family_words(&w.ui));
    if (app->view == VIEW_PARAMETERS) {
        say_stacks(&w);
        return w.text;
    }
    if (app->view != VIEW_FIELD || !app->lab.stack_n) say_layer(&w, &f);
    if (app->view == VIEW_FIELD) say_field(&w);
    if (app->view != VIEW_FIELD) say_value(&w, &f);
    if (app->view == VIEW_NETWORK && app_step_row(app) == app->own.layers - 1) say_answers(&w);
    if (app->view == VIEW_LAYER) say_peaks(&w, &f);
    if (app->view == VIEW_NEURON) say_trace(&w, &f);
    return w.text;
}
