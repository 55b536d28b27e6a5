#include "app/session/ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/session/lesson.h"
#include "lesson/search.h"

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
    return out->n ? NO_ERROR : error("ask.nothing", "%s", words);
}

Error ask_find(const char *language, const char *words, Asked *out) {
    if (strlen(words) >= sizeof out->words) return error("ask.long", "%d", ASKED_SIZE - 1);
    Shelf *shelf = calloc(1, sizeof *shelf);
    if (!shelf) return error("memory", "%s", "ask");
    memcpy(out->words, words, strlen(words) + 1);
    open_shelf(shelf, language);
    Error e = find_on(shelf, words, out);
    close_shelf(shelf);
    return e;
}
