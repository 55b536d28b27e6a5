#include "app/session/line.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "app/folder.h"
#include "app/overlay.h"
#include "app/script.h"
#include "app/session/lesson.h"
#include "app/thumbnail.h"

bool app_typing(const App *app) { return app->overlay == OVERLAY_COMMAND; }

Error app_type(App *app, const char *utf8) {
    size_t have = strlen(app->typed), more = strlen(utf8);
    while (more > 0 && isspace((unsigned char)utf8[more - 1]) && utf8[more - 1] != ' ') more--;
    if (have + more >= TYPED_SIZE) return error("command.long", "%d", TYPED_SIZE - 1);
    for (size_t i = 0; i < more; i++) /* several lines become one: nothing is done before Enter */
        app->typed[have + i] = (unsigned char)utf8[i] < ' ' || utf8[i] == 0x7F ? ' ' : utf8[i];
    app->typed[have + more] = '\0';
    return NO_ERROR;
}

typedef struct Completing {
    char (*out)[TYPED_SIZE];
    int n, most;
    int before;       /* bytes of the line before the word */
    const char *line, *word;
} Completing;

/* A word that begins as what is typed, quoted or not; one that the line cannot hold is not offered. */
static void offer(Completing *c, const char *word) {
    size_t n = strlen(c->word);
    char quoted[QUOTED_SIZE];
    script_quote(word, quoted);
    bool plain = !strpbrk(word, " ;'\"\\") && !strpbrk(c->word, "'\"");
    const char *whole = plain ? word : quoted;
    bool begins = strncasecmp(word, c->word, n) == 0 || strncasecmp(whole, c->word, n) == 0;
    if (c->n >= c->most || !begins || (size_t)c->before + strlen(whole) >= TYPED_SIZE) return;
    snprintf(c->out[c->n++], TYPED_SIZE, "%.*s%s", c->before, c->line, whole);
}

static void offer_words(Completing *c, const char *list) {
    char word[40];
    while (*list) {
        size_t n = strcspn(list, "|");
        snprintf(word, sizeof word, "%.*s", (int)n, list);
        offer(c, word);
        list += n + (list[n] == '|');
    }
}

static void offer_layers(Completing *c, const App *app) {
    char name[32];
    for (int row = 0; row < app->own.layers; row++) offer(c, app->own.layer[row].name);
    for (int row = 0; row < app->own.layers; row++) {
        const Layer *l = &app->own.layer[row];
        bool features = l->features_index >= 0;
        snprintf(name, sizeof name, "%s[%d]", features ? "features" : "classifier",
                 features ? l->features_index : l->classifier_index);
        if (features || l->classifier_index >= 0) offer(c, name);
    }
}

static void offer_lessons(Completing *c, const char *verbs) {
    LessonList lessons;
    lesson_list("en", &lessons);
    for (int i = 0; i < lessons.n; i++) offer(c, lessons.at[i].name);
    offer_words(c, verbs);
}

static void offer_photos(Completing *c, const App *app) {
    const Folder *f = app->work.folder;
    for (int i = 0; i < app->gallery->n; i++) offer(c, app->gallery->name[i]);
    for (int i = 0; f && i < f->photos && c->n < c->most; i++) offer(c, folder_name(f, f->photo[i]));
    for (int i = app->recent->n; !f && i-- > 0;) offer(c, app->recent->path[i]);
}

static void offer_arguments(Completing *c, const App *app, const Command *command) {
    switch (command->completion) {
    case COMPLETE_NET:
        for (int id = 0; id < NET_COUNT; id++) offer(c, net_info((NetId)id)->name);
        break;
    case COMPLETE_LAYER: offer_layers(c, app); break;
    case COMPLETE_PHOTO:
        offer_photos(c, app);
        break;
    case COMPLETE_LESSON: offer_lessons(c, command->words); break;
    case COMPLETE_LANGUAGE:
        for (int i = 0; i < app->languages.n; i++) offer(c, app->languages.at[i].name);
        break;
    case COMPLETE_WORDS: offer_words(c, command->words); break;
    case COMPLETE_NOTHING: break;
    }
}

bool line_last(const char *typed, const char **word, const Command **command) {
    char name[32];
    const char *part = script_last(typed);
    part += strspn(part, " ");
    const char *space = strchr(part, ' ');
    *word = space ? space + 1 : part;
    *command = NULL;
    if (!space) return false;
    snprintf(name, sizeof name, "%.*s", (int)(space - part), part);
    *command = command_find(name);
    return true;
}

int app_complete(const App *app, char out[][TYPED_SIZE], int most) {
    Completing c = {.out = out, .most = most, .line = app->typed};
    const Command *command;
    bool named = line_last(app->typed, &c.word, &command);
    c.before = (int)(c.word - app->typed);
    if (named) {
        if (command) offer_arguments(&c, app, command);
        return c.n;
    }
    int n;
    const Command *all = commands(&n);
    for (int i = 0; i < n; i++) offer(&c, all[i].name);
    if (*c.word) offer_layers(&c, app);
    return c.n;
}

/* ---- the commands ---- */

Error line_command(App *app, int argc, char *const argv[]) {
    if (argc > 1 && strlen(argv[1]) >= TYPED_SIZE) return error("command.long", "%d", TYPED_SIZE - 1);
    if (argc > 1) overlay_close(app); /* with a text it stays */
    overlay_toggle(app, OVERLAY_COMMAND);
    if (argc > 1) memcpy(app->typed, argv[1], strlen(argv[1]) + 1);
    return NO_ERROR;
}

Error line_complete(App *app, int argc, char *const argv[]) {
    (void)argc, (void)argv;
    char lines[1][TYPED_SIZE];
    if (app_complete(app, lines, 1)) memcpy(app->typed, lines[0], sizeof lines[0]);
    return NO_ERROR;
}

Error line_erase(App *app, int argc, char *const argv[]) {
    (void)argc, (void)argv;
    size_t n = strlen(app->typed);
    while (n > 0 && ((unsigned char)app->typed[--n] & 0xC0) == 0x80) {}
    app->typed[n] = '\0';
    return NO_ERROR;
}

Error line_recall(App *app, int argc, char *const argv[]) {
    (void)argc, (void)argv;
    if (*app->typed_last) memcpy(app->typed, app->typed_last, TYPED_SIZE);
    return NO_ERROR;
}

/* Does what is typed; what cannot be done stays, to be mended. */
static Error choose(App *app, int line) {
    (void)line;
    char typed[TYPED_SIZE];
    memcpy(typed, app->typed, sizeof typed);
    overlay_close(app);
    if (typed[strspn(typed, " ")]) memcpy(app->typed_last, typed, TYPED_SIZE);
    Error e = app_line(app, typed);
    if (failed(&e) && app->overlay == OVERLAY_NONE) {
        overlay_toggle(app, OVERLAY_COMMAND);
        memcpy(app->typed, typed, TYPED_SIZE);
    }
    return e;
}

const AppOverlay command_overlay = {.choose = choose};
