/* The way back: the commands that lead to where one is. */
#include <stdio.h>
#include <string.h>

#include "app/lab.h"
#include "app/lesson.h"
#include "app/look.h"
#include "app/preprocess.h"
#include "base/table.h"
#include "io/weights.h"

/* What other files add themselves, each with "; " behind it. */
static void add(Script *s, const App *app, size_t (*script)(const App *app, char *out, size_t size)) {
    if (s->n < s->size) s->n += script(app, s->out + s->n, s->size - s->n);
}

/* The pair of Compare and how it is looked at. */
static void say_pair(Script *s, const App *app) {
    const Compare *c = &app->compare;
    char other[QUOTED_SIZE] = "\"\"";
    if (c->named) script_weights(&c->other, other);
    script_say(s, "compare %s %s %s%s; ", net_info(c->net[0])->name, net_info(c->net[1])->name, other, c->main ? " lower" : "");
    script_say_word(s, "figures", "table|curves", c->figures);
}

/* After the step: how far the other network has gone on, layer by layer. */
static void say_ahead(Script *s, const App *app) {
    const Compare *c = &app->compare;
    if (c->ahead) script_say(s, "boundary layer; ");
    for (int i = 0; i < c->ahead; i++) script_say(s, "together next; ");
    script_say_word(s, "boundary", "layer|block", c->boundary);
}

static void say_photo(Script *s, const App *app) {
    char photo[QUOTED_SIZE];
    bool bundled = false;
    if (!*app->photo.path) return; /* a pasted one has no name */
    for (int i = 0; i < app->gallery.n; i++) bundled |= strcmp(app->gallery.name[i], app->photo.name) == 0;
    script_quote(bundled ? app->photo.name : app->photo.path, photo);
    script_say(s, "image %s; ", photo);
}

static void say_pin(Script *s, const App *app) {
    const Lab *lab = &app->lab;
    if (!lab->pinned) script_say(s, "pin off; ");
    else if (lab->pin_map < 0) script_say(s, "pin %s; ", app_row_name(app, lab->pin_row));
    else script_say(s, "pin %s %d; ", app_row_name(app, lab->pin_row), lab->pin_map);
}

static void say_overlay(Script *s, const App *app) {
    static const char *const OPEN[] = {[OVERLAY_HELP] = "help", [OVERLAY_GALLERY] = "gallery", [OVERLAY_SUM] = "derive",
                                       [OVERLAY_LESSONS] = "lesson list", [OVERLAY_WEIGHTS] = "weights list",
                                       [OVERLAY_SAVE] = "save"};
    TABLE_HAS(OPEN, OVERLAY_COUNT);
    if (app->overlay == OVERLAY_NONE || app->overlay == OVERLAY_COMMAND) return;
    script_say(s, "; %s", OPEN[app->overlay]);
    if (app->overlay == OVERLAY_HELP) script_say(s, "; page %d", app->overlay_at + 1);
    else if (app->overlay != OVERLAY_SUM) script_say(s, "; choose %d", app->overlay_at + 1);
}

size_t app_settings_script(const App *app, char *out, size_t size) {
    Script s = {out, size, 0};
    out[0] = '\0';
    if (strcmp(strings_language(app->strings), "en") != 0) script_say(&s, "lang %s; ", strings_language(app->strings));
    if (app->theme != THEME_DARK) script_say_word(&s, "theme", THEME_WORDS, app->theme);
    if (app->textsize != 1) script_say(&s, "textsize %d; ", app->textsize);
    if (app->palette != PALETTE_MAGMA) script_say_word(&s, "palette", PALETTE_WORDS, app->palette);
    return s.n < size ? s.n : size - 1;
}

void app_whole_script(const App *app, char *out, size_t size) {
    size_t n = app_settings_script(app, out, size);
    app_script(app, out + n, size - n);
}

/* The weights in use; by their own name where the best to be found are others by now, as after a download. */
static WeightsWish weights_in_use(const App *app) {
    WeightsWish wish = app_weights_of(app, app->own.id);
    const Weights *w = app->weights;
    char bundled[PATH_SIZE];
    if (source_same(&wish, w)) return wish;
    wish.seed = w->seed;
    weights_what(w, wish.file, sizeof wish.file);
    if (w->seeded) wish.choice = WEIGHTS_RANDOM;
    else if (!weights_bundled(wish.net, bundled, sizeof bundled) || strcmp(bundled, w->path) != 0) wish.choice = WEIGHTS_FILE;
    else wish.choice = WEIGHTS_BUNDLED;
    return wish;
}

void app_script(const App *app, char *out, size_t size) {
    Script s = {out, size, 0};
    char weights[QUOTED_SIZE];
    WeightsWish wish = weights_in_use(app);
    script_weights(&wish, weights);
    /* the lesson comes behind what it locks, and before what was changed on its card */
    const Teaching *t = &app->teaching;
    bool locks = t->lesson.lock_net || t->lesson.hide & (HIDE_NET | HIDE_PHOTO);
    if (t->detour || (t->open && !locks)) add(&s, app, lesson_script);
    if (t->detour) script_say(&s, "lesson detour; ");
    script_say(&s, "net %s; weights %s; ", net_info(app->own.id)->name, weights);
    add(&s, app, preprocess_script);
    say_photo(&s, app);
    if (t->open && locks) add(&s, app, lesson_script);
    add(&s, app, live_script);
    if (app->view == VIEW_COMPARE) say_pair(&s, app);
    script_say(&s, "reset; steps %s; step %d; ", app->steps == STEP_LAYERS ? "layers" : "modules", app->step);
    if (app->view == VIEW_COMPARE) say_ahead(&s, app);
    script_say(&s, "select %s; ", app_row_name(app, app->selection.row));
    script_say_word(&s, "relu", "after|before", app->before);
    if (app->selection.map[app->selection.row + 1] >= 0) script_say(&s, "map %d; ", app->selection.map[app->selection.row + 1]);
    script_say_word(&s, "order", "index|energy", app->order);
    script_say_word(&s, "scale", "layer|map", app->scale);
    script_say_word(&s, "digits", "short|full", app->digits);
    add(&s, app, lab_script);
    say_pin(&s, app);
    script_say(&s, "point %d %d", app->selection.px, app->selection.py);
    if (!(t->open && t->lesson.hide & HIDE_TABS)) script_say(&s, "; view %s", view_name(app->view));
    if (app->view == VIEW_SLICES) slices_script(app, out + s.n, s.n < size ? size - s.n : 0), s.n += strlen(out + s.n);
    if (app->view == VIEW_FAMILY) family_script(app, out + s.n, s.n < size ? size - s.n : 0), s.n += strlen(out + s.n);
    if (app->page) script_say(&s, "; page %d", app->page + 1);
    if (app->zoomed) script_say(&s, "; zoom %d", app->zoomed);
    say_overlay(&s, app);
}
