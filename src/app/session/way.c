#include "app/session/way.h"

#include <stdio.h>
#include <string.h>

#include "app/beside.h"
#include "app/overlay.h"
#include "app/part.h"
#include "io/weights_file.h"
#include "io/own.h"

/* The commands of the parts here. */
static void say_parts(Script *s, const App *app, WayPlace at) {
    for (int i = 0; APP_PARTS[i]; i++)
        if (APP_PARTS[i]->script) APP_PARTS[i]->script(app, at, s);
}

static void say_photo(Script *s, const App *app) {
    char photo[QUOTED_SIZE];
    bool bundled = false;
    if (!*app->photo->path) return; /* a pasted one has no name */
    for (int i = 0; i < app->gallery->n; i++) bundled |= strcmp(app->gallery->name[i], app->photo->name) == 0;
    script_quote(bundled ? app->photo->name : app->photo->path, photo);
    script_say(s, "image %s; ", photo);
}

static void say_overlay(Script *s, const App *app) {
    const AppOverlay *over = overlay_of(app->overlay);
    if (!over->command) return;
    script_say(s, "; %s", over->command);
    if (over->pages) script_say(s, "; page %d", app->overlay_at + 1);
    if (over->lines) script_say(s, "; choose %d", app->overlay_at + 1);
}

size_t app_settings_script(const App *app, char *out, size_t size) {
    Script s = {out, size, 0};
    out[0] = '\0';
    if (strcmp(strings_language(app->strings), "en") != 0) script_say(&s, "lang %s; ", strings_language(app->strings));
    if (app->theme != THEME_DARK) script_say_word(&s, "theme", THEME_WORDS, app->theme);
    if (app->textsize != 1) script_say(&s, "textsize %d; ", app->textsize);
    if (app->palette != PALETTE_MAGMA) script_say_word(&s, "palette", PALETTE_WORDS, app->palette);
    if (app->motion.still) script_say(&s, "motion off; ");
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
    bool by_file = net_is_own(wish.net) && !*own_text(wish.net); /* which tells the network, too */
    if (!by_file && source_same(&wish, w)) return wish;
    wish.seed = w->seed;
    weights_what(w, wish.file, sizeof wish.file);
    if (w->seeded) wish.choice = WEIGHTS_RANDOM;
    else if (!weights_bundled(wish.net, bundled, sizeof bundled) || strcmp(bundled, w->path) != 0)
        wish.choice = WEIGHTS_FILE;
    else wish.choice = WEIGHTS_BUNDLED;
    return wish;
}

/* That of a file of weights is told by the file. */
static void say_net(Script *s, NetId net) {
    char quoted[QUOTED_SIZE];
    if (!net_is_own(net)) script_say(s, "net %s; ", net_info(net)->name);
    if (!*own_text(net)) return;
    script_quote(own_text(net), quoted);
    script_say(s, "net %s; ", quoted);
}

void app_script(const App *app, char *out, size_t size) {
    Script s = {out, size, 0};
    char weights[QUOTED_SIZE];
    WeightsWish wish = weights_in_use(app);
    script_weights(&wish, weights);
    const Teaching *t = app->teaching;
    say_parts(&s, app, WAY_FIRST);
    say_net(&s, app->own.id);
    script_say(&s, "weights %s; ", weights);
    say_parts(&s, app, WAY_WEIGHTS);
    say_photo(&s, app);
    say_parts(&s, app, WAY_LOCKED);
    say_parts(&s, app, WAY_PHOTO);
    script_say(&s, "reset; ");
    script_say_word(&s, "steps", STEP_WORDS, app->steps);
    script_say(&s, "step %d; ", app->step);
    say_parts(&s, app, WAY_STEP);
    script_say(&s, "select %s; ", app_row_name(app, app->selection.row));
    script_say_word(&s, "relu", RELU_WORDS, app->before);
    if (app->selection.map[app->selection.row + 1] >= 0)
        script_say(&s, "map %d; ", app->selection.map[app->selection.row + 1]);
    script_say_word(&s, "order", ORDER_WORDS, app->order);
    script_say_word(&s, "scale", SCALE_WORDS, app->scale);
    script_say_word(&s, "digits", DIGITS_WORDS, app->digits);
    script_say_word(&s, "wall", SWITCH_WORDS, app->wall);
    say_parts(&s, app, WAY_LOOK);
    script_say(&s, "point %d %d", app->selection.px, app->selection.py);
    if (!(t->open && t->lesson.hide & HIDE_TABS)) script_say(&s, "; view %s", view_name(app->view));
    say_parts(&s, app, WAY_SCREEN);
    if (app->page.numbered) script_say(&s, "; page %d", app->page.at + 1);
    else if (app->page.at) script_say(&s, "; page by %d", app->page.at);
    if (app->zoomed) script_say(&s, "; zoom %d", app->zoomed);
    say_overlay(&s, app);
    say_parts(&s, app, WAY_LAST);
}
