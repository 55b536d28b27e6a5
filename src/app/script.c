/* Scripts: words split as a shell splits them, said one command after another. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "app/lesson.h"

/* A command, as many words as the longest takes (draw), and one that is too much, which check_count refuses. */
enum { MAX_WORDS = 1 + (2 * STROKE_POINTS + 1) + 1 };

/* ---- arguments ---- */

Error command_int(const char *word, long least, long most, int *out) {
    char *end;
    errno = 0;
    long value = strtol(word, &end, 10);
    if (end == word || *end || errno || value < least || value > most)
        return error("command.number", "%s\t%ld\t%ld", word, least, most);
    *out = (int)value;
    return NO_ERROR;
}

Error command_word(const char *word, const char *list, int *out) {
    size_t n = strlen(word);
    int index = 0;
    for (const char *at = list; at; index++) {
        const char *bar = strchr(at, '|');
        size_t length = bar ? (size_t)(bar - at) : strlen(at);
        if (length == n && strncasecmp(at, word, n) == 0) {
            *out = index;
            return NO_ERROR;
        }
        at = bar ? bar + 1 : NULL;
    }
    char choices[160];
    size_t length = 0;
    for (const char *at = list; *at && length + 3 < sizeof choices; at++) {
        if (*at == '|') choices[length++] = ',', choices[length++] = ' ';
        else choices[length++] = *at;
    }
    choices[length] = '\0';
    return error("command.word", "%s\t%s", word, choices);
}

/* ---- scripts ---- */

/* Takes one command's words off the script, split as a shell does it; the words live in `text`.
 * false when a quote is not closed. */
static bool split_words(const char **script, char *text, size_t size, char *words[], int *n) {
    const char *in = *script;
    char *out = text, *end = text + size - 1;
    char quote = '\0';
    bool inside = false; /* a word has begun */
    *n = 0;
    for (; *in && (quote || *in != ';'); in++) {
        if (!quote && isspace((unsigned char)*in)) {
            if (inside && out < end) *out++ = '\0';
            inside = false;
            continue;
        }
        if (!inside && *n < MAX_WORDS) {
            words[(*n)++] = out;
            inside = true;
        }
        if (!quote && (*in == '\'' || *in == '"')) quote = *in;
        else if (quote && *in == quote) quote = '\0';
        else {
            if (*in == '\\' && quote != '\'' && in[1]) in++;
            if (out < end) *out++ = *in;
        }
    }
    *out = '\0';
    *script = *in == ';' ? in + 1 : in;
    return !quote && out < end;
}

static Error check_count(const Command *command, int args) {
    if (args >= command->least && args <= command->most) return NO_ERROR;
    if (command->most == 0) return error("command.alone", "%s", command->name);
    return error("command.args", "%s\t%s", command->name, command->args);
}

/* Whether a lesson may say it. */
static Error check_reach(const Command *command, int argc, char *const argv[]) {
    bool word = command->reach_of && argc > 1; /* which decided */
    Reach reach = command->reach_of ? command->reach_of(argc, argv) : command->reach;
    if (reach == REACH_STAGE) return NO_ERROR;
    const char *id = reach == REACH_WRITES ? "command.never_writes" : reach == REACH_FETCHES ? "command.never_fetches" : "command.never";
    return error(id, "%s%s%s", command->name, word ? " " : "", word ? argv[1] : "");
}

static Error do_words(App *app, int argc, char *argv[]) {
    const Command *command = command_find(argv[0]);
    if (!command) return error("command.unknown", "%s", argv[0]);
    TRY(check_count(command, argc - 1));
    if (app->teaching.staging) TRY(check_reach(command, argc, argv));
    TRY(lesson_allows(app, argc, argv));
    Error e = command->run(app, argc, argv);
    if (!failed(&e)) app_want(app);
    return e;
}

Error app_do(App *app, const char *script, int *at) {
    char text[SCRIPT_SIZE];
    char *words[MAX_WORDS];
    int number = 0;
    for (const char *in = script; *in;) {
        int n;
        number++;
        if (at) *at = number;
        if (!split_words(&in, text, sizeof text, words, &n)) return error("script.quote", "%s", script);
        if (n > 0) TRY(do_words(app, n, words));
    }
    return NO_ERROR;
}

bool script_argument(const char *script, const char *command, char *out, size_t size) {
    char text[SCRIPT_SIZE];
    char *words[MAX_WORDS];
    int n;
    bool found = false;
    for (const char *in = script; *in;) {
        if (!split_words(&in, text, sizeof text, words, &n)) break;
        if (n < 2 || strcmp(words[0], command) != 0 || strlen(words[1]) >= size) continue;
        snprintf(out, size, "%s", words[1]);
        found = true;
    }
    return found;
}

Error command_check(const char *script, size_t *at) {
    char text[SCRIPT_SIZE];
    char *words[MAX_WORDS];
    int n;
    for (const char *in = script; *in;) {
        *at = (size_t)(in - script) + strspn(in, " \t");
        if (!split_words(&in, text, sizeof text, words, &n)) return error("script.quote", "%s", script);
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

Error app_line(App *app, const char *line) {
    char layer[40], select[64], more;
    bool bare = sscanf(line, " %39[^ ;] %c", layer, &more) == 1 &&
                net_layer(&app->own, layer) >= -1 && !command_find(layer);
    if (bare) snprintf(select, sizeof select, "select %s", layer);
    if (bare || !is_slice(app, line)) return app_do(app, bare ? select : line, NULL);
    char *const words[] = {"slice", (char *)line};
    TRY(slices_slice(app, 2, words));
    return app_do(app, "view slices", NULL);
}

void app_say(App *app, const char *script) {
    app->saved[0] = '\0';
    app->trouble = NO_ERROR; /* what is asked for meanwhile may set it */
    Error e = app_line(app, script);
    if (failed(&e)) app->trouble = e;
}
