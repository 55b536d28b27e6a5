#include "app/session/ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/overlay.h"
#include "app/script.h"
#include "app/session/lesson.h"
#include "app/session/way.h"
#include "app/words.h"
#include "base/file.h"
#include "io/paths.h"
#include "lesson/search.h"
#include "lesson/wording.h"

enum { WORDED_SIZE = 2048 };

/* ---- all lessons of a language ---- */

typedef struct Shelf {
    LessonList list;
    int n;
    int at[LESSONS];         /* the place in the list of each that could be read */
    Lesson lesson[LESSONS];
} Shelf;

static void open_shelf(Shelf *shelf, const char *language) {
    char path[PATH_SIZE];
    lesson_list(language, &shelf->list);
    for (int i = 0; i < shelf->list.n; i++) {
        if (!lesson_find(language, shelf->list.at[i].name, path, sizeof path)) continue;
        Error e = lesson_load(path, NULL, &shelf->lesson[shelf->n]);
        if (!failed(&e)) shelf->at[shelf->n++] = i;
    }
}

static void close_shelf(Shelf *shelf) {
    for (int i = 0; i < shelf->n; i++) lesson_free(&shelf->lesson[i]);
    free(shelf);
}

static Error tell(const Shelf *shelf, const CardFound *found, const char *words, AskedCard *out) {
    const LessonEntry *entry = &shelf->list.at[shelf->at[found->lesson]];
    const Card *card = &shelf->lesson[found->lesson].card[found->card];
    Arena arena = {0};
    const char *title = rich_plain(card->title, &arena);
    *out = (AskedCard){.card = found->card + 1};
    snprintf(out->lesson, sizeof out->lesson, "%s", entry->name);
    snprintf(out->lesson_title, sizeof out->lesson_title, "%s", entry->title);
    snprintf(out->title, sizeof out->title, "%s", title ? title : "");
    arena_free(&arena);
    return lesson_search_line(card, words, out->line, sizeof out->line);
}

static Error find_on(const Shelf *shelf, const char *words, Asked *out) {
    CardFound found[ANSWERS_MOST];
    TRY(lesson_search(shelf->lesson, shelf->n, words, found, ANSWERS_MOST, &out->n));
    for (int i = 0; i < out->n; i++) TRY(tell(shelf, &found[i], words, &out->at[i]));
    return out->n ? NO_ERROR : error("ask.nothing", "%s", out->words);
}

static Error find_in(const char *language, const char *words, Asked *out) {
    Shelf *shelf = calloc(1, sizeof *shelf);
    if (!shelf) return error("memory", "%s", "ask");
    open_shelf(shelf, language);
    Error e = find_on(shelf, words, out);
    close_shelf(shelf);
    return e;
}

/* The words to look for: the question, as assets/ask.txt words it; as it is where that cannot be read. */
static void reword(const char *asked, char out[WORDED_SIZE]) {
    char path[PATH_SIZE], *table = NULL;
    Mapped file;
    Error e = paths_assets("ask.txt", path, sizeof path) ? file_map(path, &file) : error("memory", "%s", "ask");
    if (!failed(&e)) {
        table = file.size ? strndup((const char *)file.data, file.size) : NULL;
        file_unmap(&file);
    }
    wording(table ? table : "", asked, out, WORDED_SIZE);
    free(table);
}

Error ask_find(const char *language, const char *asked, Asked *out) {
    Languages all;
    char words[WORDED_SIZE];
    if (strlen(asked) >= sizeof out->words) return error("ask.long", "%d", ASKED_SIZE - 1);
    memcpy(out->words, asked, strlen(asked) + 1);
    reword(asked, words);
    strings_languages(&all);
    Error e = find_in(language, words, out);
    for (int i = 0; i < all.n && failed(&e) && strcmp(e.id, "ask.nothing") == 0; i++)
        if (strcmp(all.at[i].name, language) != 0) e = find_in(all.at[i].name, words, out);
    return e;
}

Error ask_join(int n, const char *const words[], char out[ASKED_SIZE]) {
    size_t used = 0;
    out[0] = '\0';
    for (int i = 0; i < n; i++) {
        if (used + strlen(words[i]) + 2 > ASKED_SIZE) return error("ask.long", "%d", ASKED_SIZE - 1);
        used += (size_t)snprintf(out + used, ASKED_SIZE - used, "%s%s", i ? " " : "", words[i]);
    }
    return NO_ERROR;
}

/* ---- the list over a screen ---- */

Error ask_ask(App *app, int argc, char *const argv[]) {
    char words[ASKED_SIZE];
    if (argc < 2) return app_do(app, app->overlay == OVERLAY_ASK ? "close" : "command \"ask \"", NULL);
    TRY(ask_join(argc - 1, (const char *const *)argv + 1, words));
    Asked *asked = malloc(sizeof *asked);
    Error e = asked ? ask_find(strings_language(app->strings), words, asked) : error("memory", "%s", "ask");
    if (!failed(&e)) {
        *app->asked = *asked;
        overlay_close(app);
        overlay_toggle(app, OVERLAY_ASK);
    }
    free(asked);
    return e;
}

static int lines(const App *app) { return app->asked->n; }

/* Where one is, to come back to: in a lesson its card and what was answered, which opens whatever is locked now. */
static void say_here(const App *app, Script *s) {
    const Teaching *t = app->teaching;
    static const WayPlace PLACES[] = {WAY_FIRST, WAY_LOCKED, WAY_LAST};
    if (!t->open && !t->detour) app_script(app, s->out, s->size);
    for (int i = 0; (t->open || t->detour) && i < 3; i++) LESSON_PART.script(app, PLACES[i], s);
}

static Error choose(App *app, int line) {
    char here[SCRIPT_SIZE] = "", card[16];
    AskedCard *to = &app->asked->at[line];
    Script s = {here, sizeof here, 0};
    overlay_close(app);
    say_here(app, &s);
    snprintf(card, sizeof card, "%d", to->card);
    char *const argv[] = {(char[]){"lesson"}, to->lesson, card};
    TRY(lesson_lesson(app, 3, argv));
    memcpy(app->mark->script, here, sizeof here);
    app->mark->set = true;
    return NO_ERROR;
}

const AppOverlay ask_overlay = {.lines = lines, .choose = choose};

/* ---- the way back ---- */

static void script(const App *app, WayPlace at, Script *s) {
    char words[QUOTED_SIZE];
    if (at != WAY_LAST || app->overlay != OVERLAY_ASK) return;
    script_quote(app->asked->words, words);
    script_say(s, "; ask %s; choose %d", words, app->overlay_at + 1);
}

const AppPart ASK_PART = {.script = script};
