/* Which lessons there are, and the list of them to choose from. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/overlay.h"
#include "app/session/course.h"
#include "app/session/lesson.h"
#include "base/file.h"
#include "io/paths.h"

static bool is_path(const char *name) {
    size_t n = strlen(name);
    return strchr(name, '/') || (n > 3 && strcmp(name + n - 3, ".md") == 0);
}

bool lesson_is_bundled(const char *name) {
    char file[FILE_NAME_SIZE + 16], path[PATH_SIZE];
    if (is_path(name) || strlen(name) >= FILE_NAME_SIZE) return false;
    snprintf(file, sizeof file, "en/%s.md", name);
    return paths_lessons(file, path, sizeof path) && file_exists(path);
}

bool lesson_find(const char *language, const char *name, char *out, size_t size) {
    char file[LANGUAGE_SIZE + FILE_NAME_SIZE + 16];
    if (is_path(name)) return snprintf(out, size, "%s", name) < (int)size && file_exists(out);
    if (strlen(name) >= FILE_NAME_SIZE) return false; /* of no file */
    snprintf(file, sizeof file, "%.16s/%s.md", language, name);
    if (paths_lessons(file, out, size) && file_exists(out)) return true;
    snprintf(file, sizeof file, "en/%s.md", name);
    if (paths_lessons(file, out, size) && file_exists(out)) return true;
    snprintf(file, sizeof file, "lessons/%s.md", name);
    return paths_user(file, out, size) && file_exists(out);
}

/* Adds the lessons of a folder that are not in the list yet. */
static void add_folder(const char *folder, LessonList *out) {
    DIR *dir = opendir(folder);
    if (!dir) return;
    for (struct dirent *entry; out->n < LESSONS && (entry = readdir(dir));) {
        char path[PATH_SIZE];
        size_t n = strlen(entry->d_name);
        LessonEntry *e = &out->at[out->n];
        if (n < 4 || n - 3 >= sizeof e->name || strcmp(entry->d_name + n - 3, ".md") != 0) continue;
        snprintf(e->name, sizeof e->name, "%.*s", (int)(n - 3), entry->d_name);
        if (strcmp(e->name, "README") == 0 || !path_join(path, sizeof path, folder, entry->d_name)) continue;
        bool there = false;
        for (int i = 0; i < out->n; i++) there |= strcmp(out->at[i].name, e->name) == 0;
        Lesson lesson;
        if (there) continue;
        Error error = lesson_load(path, NULL, &lesson);
        if (failed(&error)) continue;
        bool titled = *lesson.title && strlen(lesson.title) < sizeof e->title;
        strcpy(e->title, titled ? lesson.title : e->name);
        e->order = lesson.order ? lesson.order : 1000;
        e->cards = lesson.cards;
        e->minutes = lesson.minutes;
        snprintf(e->needs, sizeof e->needs, "%s", lesson.needs);
        e->questions = e->day = 0;
        for (int i = 0; i < lesson.cards; i++) e->questions += lesson.card[i].question != NULL;
        lesson_free(&lesson);
        out->n++;
    }
    closedir(dir);
}

static int by_order(const void *a, const void *b) {
    const LessonEntry *x = a, *y = b;
    return x->order != y->order ? x->order - y->order : strcmp(x->name, y->name);
}

void lesson_list(const char *language, LessonList *out) {
    char folder[PATH_SIZE];
    out->n = 0;
    if (paths_lessons(language, folder, sizeof folder)) add_folder(folder, out);
    if (paths_lessons("en", folder, sizeof folder)) add_folder(folder, out);
    if (paths_user("lessons", folder, sizeof folder)) add_folder(folder, out);
    qsort(out->at, (size_t)out->n, sizeof out->at[0], by_order);
    out->all = out->n;
    out->plan = PLAN_ALL;
}

bool lesson_needs(const LessonEntry *e, const char *name) {
    size_t n = strlen(name);
    for (const char *at = e->needs; *(at += strspn(at, " ")); at += strcspn(at, " "))
        if (strcspn(at, " ") == n && strncmp(at, name, n) == 0) return true;
    return false;
}

/* ---- the list to choose from ---- */

static void read_list(App *app) {
    CoursePlan plan = app->lessons->plan;
    lesson_list(strings_language(app->strings), app->lessons);
    course_arrange(plan, app->lessons);
}

const LessonEntry *lesson_after(App *app, const char *name) {
    const LessonList *list = app->lessons;
    int at = 0;
    read_list(app);
    while (at < list->all && strcmp(list->at[at].name, name) != 0) at++;
    return at + 1 < (at < list->n ? list->n : list->all) ? &list->at[at + 1] : NULL;
}

static void open_list(App *app) {
    read_list(app);
    for (int i = 0; i < app->lessons->n; i++)
        if (strcmp(app->lessons->at[i].name, app->teaching->name) == 0) app->overlay_at = i;
}

static int lines(const App *app) { return app->lessons->n; }

static Error choose(App *app, int line) {
    overlay_close(app);
    return app->lessons->n ? lesson_open(app, app->lessons->at[line].name) : NO_ERROR;
}

const AppOverlay lessons_overlay = {.command = "lesson list", .open = open_list, .lines = lines, .choose = choose};
