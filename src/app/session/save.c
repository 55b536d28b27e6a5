#include "app/session/save.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "app/app.h"
#include "app/features/motion.h"
#include "app/features/sheet.h"
#include "app/features/space.h"
#include "app/overlay.h"
#include "app/script.h"
#include "app/session/record.h"
#include "app/session/way.h"
#include "app/words.h"
#include "base/file.h"

bool save_unnamed(const char *file) {
    int format;
    Error e = command_word(file, FORMAT_WORDS, &format);
    return !failed(&e);
}

bool save_format(const char *file, SaveFormat *out) {
    const char *name = path_base(file), *dot = strrchr(name, '.');
    int format;
    if (!dot && !save_unnamed(file)) return false;
    Error e = command_word(dot ? dot + 1 : file, FORMAT_WORDS, &format);
    *out = (SaveFormat)format;
    return !failed(&e);
}

static bool in_lesson(const App *app) { return app->teaching->open || app->teaching->detour; }

int save_items(const App *app, SaveItem out[SAVE_ITEMS]) {
    static const SaveItem ALL[SAVE_ITEMS] = {
        {"save png", "save.png", SAVE_PNG, false},          {"save png sheet", "save.sheet", SAVE_PNG, false},
        {"save gif steps", "save.gif_steps", SAVE_GIF, false},
        {"film", "save.film", SAVE_GIF, false},             {"film", "save.film_space", SAVE_GIF, false},
        {"save gif lesson", "save.gif_lesson", SAVE_GIF, true},
        {"save csv", "save.csv", SAVE_CSV, false},          {"save json", "save.json", SAVE_JSON, false},
        {"save npy", "save.npy", SAVE_NPY, false},          {"save csv lesson", "save.answers", SAVE_CSV, true}};
    int n = 0, painted = 0;
    MotionPlan plan;
    if (sheet_shown(app)) sheet_of(app, app->selection.row, &painted);
    bool value = app->view == VIEW_NEURON && motion_plan(app, &plan);
    for (int i = 0; i < SAVE_ITEMS; i++) {
        bool film = ALL[i].format == SAVE_GIF;
        if (strcmp(ALL[i].text, "save.film") == 0 && !value) continue;
        if (strcmp(ALL[i].text, "save.sheet") == 0 && !painted) continue;
        if (strcmp(ALL[i].text, "save.film_space") == 0 && !space_shown(app)) continue;
        if (!ALL[i].lesson || (film ? in_lesson(app) : record_any(app->teaching->last))) out[n++] = ALL[i];
    }
    return n;
}

static int lines(const App *app) { return save_items(app, (SaveItem[SAVE_ITEMS]){0}); }

static Error choose(App *app, int line) {
    SaveItem items[SAVE_ITEMS];
    overlay_close(app);
    return line < save_items(app, items) ? app_do(app, items[line].command, NULL) : NO_ERROR;
}

const AppOverlay save_overlay = {.command = "save", .lines = lines, .choose = choose};

void save_name(const App *app, SaveFormat format, bool other, char *out, size_t size) {
    const char *net = net_info(app->own.id)->name, *row = app_row_name(app, app_shown_row(app));
    const char *name = path_base(app->teaching->name);
    switch (format) {
    case SAVE_PNG:
        snprintf(out, size, "vggscope-%s%s.png", app_row_name(app, app->selection.row), other ? "-sheet" : "");
        break;
    case SAVE_GIF:
        if (other && strcspn(name, ".") > 200) name = "lesson"; /* too long to have anything before or behind it */
        if (other) snprintf(out, size, "vggscope-%.*s.gif", (int)strcspn(name, "."), name);
        else snprintf(out, size, "vggscope-%s-%s.gif", net, view_name(app->view));
        break;
    case SAVE_NPY: snprintf(out, size, "vggscope-%s-%s.npy", net, row); break;
    default:
        if (other) snprintf(out, size, "vggscope-answers.csv");
        else snprintf(out, size, "vggscope-%s.%s", net, format == SAVE_CSV ? "csv" : "json");
        break;
    }
}

void save_film_script(const App *app, bool lesson, char *out, size_t size) {
    size_t n = app_settings_script(app, out, size);
    if (!lesson) {
        app_script(app, out + n, size - n);
        n = strlen(out);
        snprintf(out + n, size - n, "; close"); /* without a list over it */
        return;
    }
    char name[QUOTED_SIZE], weights[QUOTED_SIZE];
    const Place *learner = app->learner; /* whose weights the lesson takes */
    WeightsWish wish = {.net = learner->net, .choice = learner->choice, .seed = learner->seed};
    memcpy(wish.file, learner->file, sizeof wish.file);
    script_weights(&wish, weights);
    script_quote(app->teaching->name, name);
    snprintf(out + n, size - n, "net %s; weights %s; lesson %s 1", net_info(learner->net)->name, weights, name);
}

static Error save_gif(App *app, const char *file, const char *what) {
    int lesson = in_lesson(app);
    if (what) TRY(command_word(what, "steps|lesson", &lesson));
    if (lesson && !in_lesson(app)) return error("save.no_lesson", "%s", "");
    if (app->film->on) return error("save.running", "%s", path_base(app->film->path));
    return app_effect(app, lesson ? EFFECT_FILM_LESSON : EFFECT_FILM_STEPS, file);
}

Error save_film(App *app, int argc, char *const argv[]) {
    char file[PATH_SIZE];
    MotionPlan plan;
    SaveFormat format;
    const char *name = argc > 1 ? argv[1] : "gif";
    bool bare = !strchr(path_base(name), '.') && !save_unnamed(name);
    if (snprintf(file, sizeof file, "%s%s", name, bare ? ".gif" : "") >= (int)sizeof file)
        return error("file.path_long", "%s", name);
    if (!save_format(file, &format) || format != SAVE_GIF) return error("save.film", "%s", name);
    if (!space_shown(app) && !motion_plan(app, &plan))
        return error("motion.nothing", "%s", app_row_name(app, app->selection.row));
    if (app->film->on) return error("save.running", "%s", path_base(app->film->path));
    return app_effect(app, space_shown(app) ? EFFECT_FILM_SPACE : EFFECT_FILM_MOTION, file);
}

Error save_save(App *app, int argc, char *const argv[]) {
    SaveFormat format;
    if (argc < 2) {
        overlay_toggle(app, OVERLAY_SAVE);
        return NO_ERROR;
    }
    if (strcmp(argv[1], "stop") == 0) {
        atomic_store(&app->film->cancel, true);
        return NO_ERROR;
    }
    if (!save_format(argv[1], &format)) return error("save.suffix", "%s", argv[1]);
    if (format == SAVE_GIF) return save_gif(app, argv[1], argc > 2 ? argv[2] : NULL);
    bool answers = argc > 2 && format == SAVE_CSV && strcmp(argv[2], "lesson") == 0;
    if (answers) return app_effect(app, EFFECT_SAVE_ANSWERS, argv[1]);
    bool sheet = argc > 2 && format == SAVE_PNG && strcmp(argv[2], "sheet") == 0;
    if (sheet) return app_effect(app, EFFECT_SAVE_SHEET, argv[1]);
    if (argc > 2) return error("command.args", "%s\t%s", "save", command_find("save")->args);
    return app_effect(app, format == SAVE_PNG ? EFFECT_SHOT : EFFECT_SAVE, argv[1]);
}
