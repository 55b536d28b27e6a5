#include "view/read.h"

#include <string.h>

#include "app/folder.h"
#include "app/overlay.h"
#include "view/facts_lesson.h"
#include "view/facts_live.h"
#include "view/facts_own.h"
#include "view/names.h"

/* The folder that the gallery shows; class: of the photo, null where it has none. */
static json_t *folder_facts(const App *app) {
    const Folder *f = app->work.folder;
    bool all;
    int out = folder_left_out(f, &all), file = folder_file(f, app->photo->path);
    const char *name = file < 0 ? "" : folder_name(f, file), *slash = strchr(name, '/');
    json_t *class = slash ? json_stringn(name, (size_t)(slash - name)) : json_null();
    return json_pack("{s:s,s:i,s:i,s:b,s:o}", "folder", f->path, "photos", f->photos, "left_out", out, "all", all,
                     "class", class);
}

static const char *folder_words(const Ui *ui) {
    const Folder *f = ui->app->work.folder;
    bool all;
    int out = folder_left_out(f, &all);
    return SAY(ui, "words.images", f->path, format_count(ui, f->photos), format_count(ui, out));
}

json_t *facts_json(const App *app, Arena *arena) {
    const Screen *screen = screen_of(app->view);
    json_t *o = json_object();
    if (!o) return NULL;
    put(o, "view", json_string(view_name(app->view)));
    put(o, "net", json_string(net_info(app->own.id)->name));
    put(o, "weights", json_string(weights_label(app, arena)));
    put(o, "preprocess", json_string(preprocess_words(app, arena)));
    put(o, "image", json_string(app->photo->name));
    put(o, "step", json_integer(app->step));
    put(o, "steps", json_integer(app_last_step(app)));
    if (app->work.folder) put(o, "images", folder_facts(app));
    lesson_facts(o, app, arena);
    live_facts(o, app, arena);
    if (screen->json) screen->json(o, app, arena);
    return o;
}

/* What lies over the screen, by the name that the help has for it, and the line of it that is selected. */
static const char *overlay_words(const Ui *ui) {
    const App *app = ui->app;
    const AppOverlay *overlay = overlay_of(app->overlay);
    int lines = overlay->lines ? overlay->lines(app) : 0;
    if (!overlay->command) return "";
    const char *name = SAY(ui, ui_format(ui, "key.%s", overlay->command));
    if (lines <= 0) return SAY(ui, "words.open", name);
    bool lessons = app->overlay == OVERLAY_LESSONS;
    return SAY(ui, "words.open_line", name, ui_format(ui, "%d", app->overlay_at + 1), ui_format(ui, "%d", lines),
               lessons ? ui_format(ui, ": %s", app->lessons->at[app->overlay_at].title) : "");
}

const char *facts_text(const App *app, Arena *arena) {
    const Ui ui = {.app = app, .arena = arena}; /* for the numbers and the sentences of the screens */
    const Screen *screen = screen_of(app->view);
    const char *note = weights_note(app, arena), *text;
    const char *open = overlay_words(&ui);
    text = add_line(&ui, "", say_state(&ui));
    if (*open) text = add_line(&ui, text, open);
    const char *kin = kin_words(&ui, &app->own), *line[OWN_LINES];
    int lines = app->overlay == OVERLAY_WEIGHTS ? own_lines(&ui, line) : 0;
    if (*kin && !lines) text = add_line(&ui, text, kin);
    for (int i = 0; i < lines; i++) text = add_line(&ui, text, line[i]);
    if (*note) text = add_line(&ui, text, note);
    const char *names = names_note(app, arena);
    if (*names) text = add_line(&ui, text, names);
    if (prepared_otherwise(app)) text = add_line(&ui, text, SAY(&ui, "words.prepared", preprocess_words(app, arena)));
    if (app->work.folder) text = add_line(&ui, text, folder_words(&ui));
    if (app->teaching->open) text = add_line(&ui, text, lesson_words(app, arena));
    return ui_format(&ui, "%s%s%s", text, live_words(&ui), screen->words ? screen->words(&ui) : "");
}

Error facts_save(const App *app, Arena *arena, const char *dir) {
    const Screen *screen = screen_of(app->view);
    TRY(dir_make(dir));
    return screen->save ? screen->save(app, arena, dir) : NO_ERROR;
}
