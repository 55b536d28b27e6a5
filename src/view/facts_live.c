#include "view/facts_live.h"

#include <string.h>

#include "io/paths.h"
#include "view/screens.h"

const char *against_name(const App *app) {
    return app->live->now.against == AGAINST_REFERENCE ? path_base(app->slicing->reference) : app->photo->name;
}

const char *say_against(const Ui *ui) { return photo_name(ui, against_name(ui->app)); }

int answer_pairs(const App *app, AnswerPair out[], int n) {
    const Run *against = live_against(app);
    const float *now = live_answers(app);
    Answer best[10], other;
    if (!now || !against || !run_answers(app, against, &other, 1)) return 0;
    const float *before = run_values(against, app->own.layers - 1);
    n = top_answers(app, &app->own, now, best, n < 10 ? n : 10);
    bool among = false;
    for (int i = 0; i < n; i++) among |= best[i].class_index == other.class_index;
    if (n > 0 && !among) best[n - 1].class_index = other.class_index;
    for (int i = 0; i < n; i++) {
        int class = best[i].class_index;
        out[i] = (AnswerPair){class, class_label(app, &app->own, class), now[class], before[class]};
    }
    return n;
}

/* The commands that make the changes, without those that only choose a tool for later. */
static void put_changes(json_t *o, const App *app, Arena *arena) {
    json_t *changes = json_array();
    for (int i = 0; i < app->live->now.edits.n; i++) {
        enum { LONGEST = 10 * STROKE_POINTS + 60 };
        char *text = ARENA_NEW(arena, LONGEST, char);
        if (!text) break;
        live_say_edit(&app->live->now.edits, i, text, LONGEST);
        json_array_append_new(changes, json_string(text));
    }
    json_object_set_new(o, "changes", changes);
}

const char *watch_words(const Ui *ui) {
    const Watching *w = ui->app->watch;
    if (!*w->name) return SAY(ui, "camera.waits");
    const char *name = ui_format(ui, "%s", w->name);
    if (w->per_second <= 0) return SAY(ui, "camera.live", name);
    return SAY(ui, "camera.live_rate", name, ui_format(ui, "%.0f", w->per_second));
}

static json_t *watch_facts(const Watching *w) {
    json_t *rate = w->per_second > 0 ? json_real(w->per_second) : json_null();
    return json_pack("{s:s,s:I,s:o}", "name", w->name, "pictures", (json_int_t)w->pictures, "per_second", rate);
}

void live_facts(json_t *o, const App *app, Arena *arena) {
    if (app->watch->on) json_object_set_new(o, "camera", watch_facts(app->watch));
    if (live_changed(app)) put_changes(o, app, arena);
    if (!live_changed(app) && !live_difference(app)) return;
    AnswerPair pair[5];
    int n = answer_pairs(app, pair, 5);
    if (n) {
        json_t *answers = json_array();
        for (int i = 0; i < n; i++)
            json_array_append_new(answers,
                                  json_pack("{s:i,s:s,s:f,s:f}", "class", pair[i].class_index, "label", pair[i].label,
                                            "now", (double)pair[i].now, "before", (double)pair[i].before));
        json_object_set_new(o, "answers", answers);
    }
    const Difference *d = difference_of(app, app_shown_row(app));
    if (!d) return;
    json_object_set_new(o, "difference",
                        json_pack("{s:s,s:b,s:f,s:f,s:i,s:i,s:i,s:f,s:f,s:I}", "to", against_name(app), "unchanged",
                                  app->live->now.against == AGAINST_UNCHANGED, "largest", (double)d->largest, "signed",
                                  (double)d->there, "map", d->map, "x", d->x, "y", d->y, "mean", d->mean, "changed",
                                  (double)d->changed / (double)d->values, "values", (json_int_t)d->values));
}

const char *live_words(const Ui *ui) {
    const App *app = ui->app;
    const char *text = app->watch->on ? ui_format(ui, "%s.\n", watch_words(ui)) : "", *made = "";
    if (live_changed(app)) {
        json_t *o = json_object(), *changes;
        put_changes(o, app, ui->arena);
        changes = json_object_get(o, "changes");
        for (size_t i = 0; i < json_array_size(changes); i++)
            made = ui_format(ui, "%s%s%s", made, i ? "; " : "", json_string_value(json_array_get(changes, i)));
        json_decref(o);
        text = ui_format(ui, "%s%s\n", text, SAY(ui, "words.changed", made));
    }
    const Difference *d = difference_of(app, app_shown_row(app));
    if (d) text = ui_format(ui, "%s%s\n", text, say_difference(ui, d));
    AnswerPair pair[5];
    int n = live_changed(app) || live_difference(app) ? answer_pairs(app, pair, 5) : 0;
    bool reference = app->live->now.against == AGAINST_REFERENCE;
    for (int i = 0; i < n; i++)
        text = ui_format(ui, "%s%s\n", text,
                         SAY(ui, reference ? "words.answer_reference" : "words.answer_before",
                             say_class(ui, &app->own, pair[i].class_index),
                             format_answer(ui, &app->own, (double)pair[i].before, 2),
                             format_answer(ui, &app->own, (double)pair[i].now, 2), say_against(ui)));
    return text;
}
