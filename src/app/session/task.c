#include "app/session/task.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "app/locked.h"
#include "app/script.h"
#include "app/session/way.h"
#include "app/words.h"

/* ---- patterns ---- */

static bool letters_match(const char *pattern, const char *word) {
    const char *star = NULL, *from = NULL; /* the last *, and what it has not taken yet */
    while (*word) {
        if (*pattern == '*') star = pattern++, from = word;
        else if (tolower((unsigned char)*pattern) == tolower((unsigned char)*word)) pattern++, word++;
        else if (star) pattern = star + 1, word = ++from;
        else return false;
    }
    return pattern[strspn(pattern, "*")] == '\0';
}

/* The words of one command, or of a pattern. */
typedef struct Words {
    int n;
    char *at[SCRIPT_WORDS];
    char text[SCRIPT_SIZE];
} Words;

/* Takes a command's words off a script; false at its end. */
static bool next_words(const char **script, Words *out) {
    if (!**script) return false;
    Error e = script_next(script, out->text, sizeof out->text, out->at, &out->n);
    return !failed(&e);
}

static bool open_end(int n, char *const pattern[]) { return n > 1 && strcmp(pattern[n - 1], "*") == 0; }

static bool words_match(const Words *pattern, int argc, char *const argv[]) {
    int n = pattern->n - open_end(pattern->n, pattern->at);
    if (argc < n || (argc > n && n == pattern->n)) return false;
    for (int i = 0; i < n; i++)
        if (!letters_match(pattern->at[i], argv[i])) return false;
    return true;
}

Error task_pattern(const Lesson *lesson, const char *pattern, size_t *at) {
    Words words;
    int own;
    const char *rest = pattern;
    *at = 0;
    TRY(script_next(&rest, words.text, sizeof words.text, words.at, &words.n));
    const Command *command = words.n ? command_find(words.at[0]) : NULL;
    if (!command || *rest) return error("command.unknown", "%s", pattern);
    Error other = command_word(command->name, "lesson|answer|enter|hands|seen", &own);
    if (!failed(&other)) return error("lesson.sign_own", "%s", command->name);
    if (lesson_locks(lesson, command->name)) return error("lesson.sign_locked", "%s", command->name);
    int args = words.n - 1 - open_end(words.n, words.at);
    bool few = args < command->least && !open_end(words.n, words.at);
    if (!few && args <= command->most) return NO_ERROR;
    if (command->most == 0) return error("command.alone", "%s", command->name);
    return error("command.args", "%s\t%s", command->name, command->args);
}

/* ---- what stands ---- */

/* The way back, and what a learner would call the same. */
static void say_stage(const App *app, char *out, size_t size) {
    int x, y;
    app_script(app, out, size);
    Script s = {out, size, strlen(out)};
    app_unit(app, &x, &y);
    script_say(&s, "; pixel %d %d", x, y);
    for (int row = 0; row < app->own.layers; row++) /* a step may be of several rows, and goes by each of their names */
        if (app->step > 0 && net_row_step(&app->own, app->steps, row) == app->step)
            script_say(&s, "; until %s", app_row_name(app, row));
}

/* Whether a script has this command, word for word. */
static bool stands_in(const char *script, const char *command) {
    size_t n = strlen(command);
    for (const char *at = script; (at = strstr(at, command)); at += n) {
        bool begins = at == script || (at - script > 1 && strncmp(at - 2, "; ", 2) == 0);
        if (begins && (!at[n] || at[n] == ';')) return true;
    }
    return false;
}

/* Whether what the learner did brought about a command of the way back. A unit and a map get other numbers, too, where
 * only another layer is selected. */
static bool is_new(const App *app, const char *name, const char *command) {
    const Trying *before = app->trying;
    if (strcmp(name, "pixel") == 0) return app->selection.px != before->px || app->selection.py != before->py;
    if (strcmp(name, "map") == 0 && app->selection.row != before->row) return false;
    return !stands_in(before->stage, command);
}

/* One command of the way back: a copy of what lies between two places of a script, without "; ". */
static const char *copy_command(const char *from, const char *to, char *out, size_t size) {
    while (to > from && (to[-1] == ';' || to[-1] == ' ')) to--;
    while (from < to && *from == ' ') from++;
    size_t n = (size_t)(to - from) < size ? (size_t)(to - from) : size - 1;
    memcpy(out, from, n);
    out[n] = '\0';
    return out;
}

/* On the way back `boundary layer` only makes room for the steps behind it, until the boundary itself is said. */
static bool is_aside(const char *name, const char *rest) {
    return strcmp(name, "boundary") == 0 && strstr(rest, "boundary ");
}

static bool is_met(const App *app, const char *sign, const char *stage, int argc, char *const argv[]) {
    Words pattern, words;
    char command[SCRIPT_SIZE];
    const char *rest = sign;
    if (!next_words(&rest, &pattern) || !pattern.n) return false;
    bool said = words_match(&pattern, argc, argv), tells = false;
    for (const char *from = rest = stage; next_words(&rest, &words); from = rest) {
        if (!words.n || strcasecmp(words.at[0], pattern.at[0]) != 0 || is_aside(words.at[0], rest)) continue;
        tells = true;
        if (!words_match(&pattern, words.n, words.at)) continue;
        if (said || is_new(app, words.at[0], copy_command(from, rest, command, sizeof command))) return true;
    }
    return said && !tells;
}

/* ---- what the learner did ---- */

void task_look(App *app) {
    Trying *before = app->trying;
    say_stage(app, before->stage, sizeof before->stage);
    before->row = app->selection.row;
    before->px = app->selection.px;
    before->py = app->selection.py;
}

unsigned task_met(App *app, const Task *task, unsigned seen, int argc, char *const argv[]) {
    char stage[SCRIPT_SIZE];
    say_stage(app, stage, sizeof stage);
    for (int i = 0; i < task->n; i++)
        if (!(seen & 1u << i) && is_met(app, task->sign[i].pattern, stage, argc, argv)) seen |= 1u << i;
    task_look(app);
    return seen;
}
