#include "app/script.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/locked.h"
#include "app/words.h"
#include "app/work.h"
#include "io/kind.h"
#include "io/weights_file.h"

/* ---- the commands ---- */

const Command *command_find(const char *name) {
    int n;
    const Command *all = commands(&n);
    for (int i = 0; i < n; i++)
        if (strcmp(all[i].name, name) == 0) return &all[i];
    return NULL;
}

/* ---- scripts ---- */

/* A character as it is meant outside quotes: Chinese keyboards write full-width signs. */
typedef struct Sign {
    char meaning;
    int bytes;
} Sign;

enum { WIDE_QUOTE = 1 }; /* the meaning of “ and ”, of which some keyboards write the one for the other */

static Sign sign_at(const char *in) {
    static const struct {
        const char *wide;
        char meaning;
    } SIGNS[] = {{"；", ';'}, {"，", ','}, {"：", ':'}, {"　", ' '}, {"“", WIDE_QUOTE}, {"”", WIDE_QUOTE}};
    for (size_t i = 0; i < sizeof SIGNS / sizeof *SIGNS; i++)
        if (strncmp(in, SIGNS[i].wide, 3) == 0) return (Sign){SIGNS[i].meaning, 3};
    return (Sign){*in, 1};
}

static bool is_quote(char c) { return c == '\'' || c == '"' || c == WIDE_QUOTE; }

Error script_next(const char **script, char *text, size_t size, char *words[], int *n) {
    const char *in = *script;
    char *out = text, *end = text + size - 1;
    char quote = '\0';
    bool inside = false; /* a word has begun */
    *n = 0;
    while (*in) {
        Sign s = sign_at(in);
        if (!quote && s.meaning == ';') break;
        if (!quote && isspace((unsigned char)s.meaning)) {
            if (inside && out < end) *out++ = '\0';
            inside = false;
            in += s.bytes;
            continue;
        }
        if (!inside && *n < SCRIPT_WORDS) {
            words[(*n)++] = out;
            inside = true;
        }
        bool opens = !quote && is_quote(s.meaning), closes = quote && s.meaning == quote;
        if (opens || closes) {
            quote = opens ? s.meaning : '\0';
            in += s.bytes;
        } else if (!quote && s.bytes > 1) {
            if (out < end) *out++ = s.meaning;
            in += s.bytes;
        } else {
            if (*in == '\\' && quote != '\'' && in[1]) in++;
            if (out < end) *out++ = *in;
            in++;
        }
    }
    *out = '\0';
    if (quote) return error("script.quote", "%s", *script);
    if (out == end) return error("script.long", "%s", *script);
    *script = *in ? in + sign_at(in).bytes : in;
    return NO_ERROR;
}

static Error check_count(const Command *command, int args) {
    if (args >= command->least && args <= command->most) return NO_ERROR;
    if (command->most == 0) return error("command.alone", "%s", command->name);
    if (args > 1 && command->most == 1 && strncmp(command->args, "FILE", 4) == 0)
        return error("command.quotes", "%s", command->name);
    return error("command.args", "%s\t%s", command->name, command->args);
}

/* Whether a lesson may say it. */
static Error check_reach(const Command *command, int argc, char *const argv[]) {
    bool word = command->reach_of && argc > 1; /* which decided */
    Reach reach = command->reach_of ? command->reach_of(argc, argv) : command->reach;
    if (reach == REACH_STAGE) return NO_ERROR;
    const char *id = reach == REACH_WRITES    ? "command.never_writes"
                     : reach == REACH_FETCHES ? "command.never_fetches"
                                              : "command.never";
    return error(id, "%s%s%s", command->name, word ? " " : "", word ? argv[1] : "");
}

static Error do_words(App *app, int argc, char *argv[]) {
    const Command *command = command_find(argv[0]);
    if (!command) return error("command.unknown", "%s", argv[0]);
    TRY(check_count(command, argc - 1));
    if (app->teaching->staging) TRY(check_reach(command, argc, argv));
    TRY(lesson_allows(app, argc, argv));
    app->told = NULL;
    TRY(command->run(app, argc, argv));
    if (app->teaching->staging) app->told = NULL; /* the card says what there is to say */
    TRY(app_said(app, argc, argv));
    app_want(app);
    return NO_ERROR;
}

Error app_do(App *app, const char *script, int *at) {
    char text[SCRIPT_SIZE];
    char *words[SCRIPT_WORDS];
    int number = 0;
    for (const char *in = script; *in;) {
        int n;
        number++;
        if (at) *at = number;
        TRY(script_next(&in, text, sizeof text, words, &n));
        if (n > 0) TRY(do_words(app, n, words));
    }
    return NO_ERROR;
}

const char *script_last(const char *script) {
    const char *last = script;
    char quote = '\0';
    for (Sign s; *script; script += s.bytes) {
        s = sign_at(script);
        if (*script == '\\' && quote != '\'' && script[1]) s.bytes = 2;
        else if (!quote && s.meaning == ';') last = script + s.bytes;
        else if (!quote && is_quote(s.meaning)) quote = s.meaning;
        else if (s.meaning == quote) quote = '\0';
    }
    return last;
}

bool script_argument(const char *script, const char *command, char *out, size_t size) {
    char text[SCRIPT_SIZE];
    char *words[SCRIPT_WORDS];
    int n;
    bool found = false;
    for (const char *in = script; *in;) {
        Error e = script_next(&in, text, sizeof text, words, &n);
        if (failed(&e)) break;
        if (n < 2 || strcmp(words[0], command) != 0 || strlen(words[1]) >= size) continue;
        snprintf(out, size, "%s", words[1]);
        found = true;
    }
    return found;
}

Error command_check(const char *script, size_t *at) {
    char text[SCRIPT_SIZE];
    char *words[SCRIPT_WORDS];
    int n;
    for (const char *in = script; *in;) {
        *at = (size_t)(in - script) + strspn(in, " \t");
        TRY(script_next(&in, text, sizeof text, words, &n));
        if (n == 0) continue;
        const Command *command = command_find(words[0]);
        if (!command) return error("command.unknown", "%s", words[0]);
        TRY(check_reach(command, n, words));
        TRY(check_count(command, n - 1));
    }
    return NO_ERROR;
}

/* "vgg19.features[2:7], [7:12]": brackets, and nothing else but a slice. */
static bool is_slice(const App *app, const char *line) {
    ModuleSlice s[SLICES_MOST];
    int n;
    if (!strchr(line, '[')) return false;
    Error e = slice_parse(line, app->own.id, s, &n);
    return !failed(&e);
}

/* What is asked is no script: all behind the word, quotes and semicolons too; NULL: nothing is. */
static const char *question(const char *line) {
    line += strspn(line, " ");
    if (strncmp(line, "ask ", 4) != 0) return NULL;
    line += 4 + strspn(line + 4, " ");
    return *line ? line : NULL;
}

Error app_line(App *app, const char *line) {
    char text[SCRIPT_SIZE];
    if (question(line)) {
        snprintf(text, sizeof text, "%s", question(line));
        return do_words(app, 2, (char *[]){(char[]){"ask"}, text});
    }
    char *words[SCRIPT_WORDS];
    const char *in = line;
    int n, row;
    Error unsplit = script_next(&in, text, sizeof text, words, &n);
    bool alone = !failed(&unsplit) && n == 1 && !*in && !command_find(words[0]);
    Error none = alone ? net_find_layer(&app->own, words[0], &row) : NO_ERROR;
    char *select[] = {(char[]){"select"}, words[0]};
    if (alone && !failed(&none)) return do_words(app, 2, select);
    for (int i = 1; !failed(&unsplit) && i < n; i++) *(words[i] - 1) = ' '; /* all of them as one */
    if (!failed(&unsplit) && n && !*in && is_slice(app, words[0])) {
        char *slice[] = {(char[]){"slice"}, words[0]};
        TRY(do_words(app, 2, slice));
        return app_do(app, "view slices", NULL);
    }
    bool module = alone && failed(&none) && strcmp(none.id, "command.layer") != 0; /* of torchvision's, but no layer */
    if (module) return none;
    return alone ? error("command.no_layer", "%s", words[0]) : app_do(app, line, NULL);
}

static void say(App *app, const char *script, Error (*how)(App *app, const char *script)) {
    app->saved[0] = '\0';
    app->noted = false;
    app->trouble = NO_ERROR; /* what is asked for meanwhile may set it */
    Error e = how(app, script);
    if (failed(&e)) app->trouble = e;
}

void app_say(App *app, const char *script) { say(app, script, app_line); }

/* A path in quotes, with nothing of it understood as anything else. */
static Error open_path(App *app, const char *path) {
    char quoted[QUOTED_SIZE], script[QUOTED_SIZE + 20], file[PATH_SIZE], part[128];
    FileKind kind;
    if (strlen(path) >= PATH_SIZE) return error("file.path_long", "%s", path);
    script_quote(path, quoted);
    if (dir_exists(path)) {
        snprintf(script, sizeof script, "images %s%s", quoted, app->overlay == OVERLAY_GALLERY ? "" : "; gallery");
        return app_do(app, script, NULL);
    }
    weights_split(path, file, part); /* FILE#NAME, as an error may have proposed it */
    TRY(kind_of_file(file, &kind));
    const char *word = kind == FILE_PICTURE ? "image" : kind == FILE_NET_TEXT ? "net" : "weights";
    snprintf(script, sizeof script, "%s %s", word, quoted);
    return app_do(app, script, NULL);
}

void app_say_file(App *app, const char *path) { say(app, path, open_path); }
