#include "app/session/link.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "app/script.h"
#include "app/session/lesson.h"
#include "app/session/place.h"
#include "app/session/way.h"

/* One command of a script, and its words. */
typedef struct Said {
    char text[SCRIPT_SIZE], split[SCRIPT_SIZE];
    char *word[SCRIPT_WORDS];
    int n;
} Said;

/* Takes the next one off a script; false behind the last. */
static bool next_command(const char **at, Said *out, Error *e) {
    const char *from = *at += strspn(*at, " ;");
    *e = NO_ERROR;
    if (!*from) return false;
    *e = script_next(at, out->split, sizeof out->split, out->word, &out->n);
    size_t length = failed(e) ? 0 : (size_t)(*at - from);
    while (length && strchr("; ", from[length - 1])) length--;
    snprintf(out->text, sizeof out->text, "%.*s", (int)length, from);
    return !failed(e);
}

static bool has_command(const char *script, const char *command) {
    Said said;
    Error e;
    while (next_command(&script, &said, &e))
        if (strcmp(said.text, command) == 0) return true;
    return false;
}

static bool has_path(const Said *said) {
    for (int i = 1; i < said->n; i++)
        if (strchr(said->word[i], '/')) return true;
    return false;
}

void link_script(const App *app, const char *beginning, bool elsewhere, char out[SCRIPT_SIZE]) {
    char whole[SCRIPT_SIZE];
    const Teaching *t = app->teaching;
    Said said;
    Error e;
    size_t wrong, n = 0;
    out[0] = '\0';
    if (t->open && lesson_is_bundled(t->name)) {
        snprintf(out, SCRIPT_SIZE, "lesson %s %d", t->name, t->card + 1);
        return;
    }
    app_whole_script(app, whole, sizeof whole);
    for (const char *at = whole; next_command(&at, &said, &e);) {
        e = command_check(said.text, &wrong);
        if (failed(&e) || has_command(beginning, said.text) || (elsewhere && has_path(&said))) continue;
        n += (size_t)snprintf(out + n, SCRIPT_SIZE - n, "%s%s", n ? ";" : "", said.text);
    }
}

void link_address(const char *script, char out[LINK_SIZE]) {
    static const char PLAIN[] = "-._~;:,!()*'@";
    char *at = out + sprintf(out, "#do=");
    for (; *script && at < out + LINK_SIZE - 4; script++) {
        unsigned char c = (unsigned char)*script;
        if (c == ' ') *at++ = '+';
        else if (isascii(c) && (isalnum(c) || strchr(PLAIN, c))) *at++ = (char)c;
        else at += sprintf(at, "%%%02X", c);
    }
    *at = '\0';
}

/* `lesson NAME [CARD]` of one that comes along: what it says is held to a lesson's reach anyway. */
static bool opens_lesson(const Said *said) {
    return said->n >= 2 && said->n <= 3 && strcmp(said->word[0], "lesson") == 0 && lesson_is_bundled(said->word[1]);
}

static Error check(const char *script) {
    Said said;
    Error e;
    size_t wrong;
    while (next_command(&script, &said, &e))
        if (said.n > 0 && !opens_lesson(&said)) TRY(command_check(said.text, &wrong));
    return e;
}

Error link_say(App *app, const char *script) {
    Said said;
    bool outer = app->teaching->staging;
    Error e = check(script);
    for (Error ends = e; !failed(&ends) && next_command(&script, &said, &ends);) {
        app->teaching->staging = outer || !opens_lesson(&said);
        e = ends = app_do(app, said.text, NULL);
    }
    app->teaching->staging = outer;
    return e;
}

Error link_follow(App *app, const char *beginning, const char *script) {
    bool outer = app->teaching->staging;
    TRY(check(script));
    TRY(app_do(app, "lesson close", NULL));
    place_begin(app);
    app->teaching->staging = true;
    Error e = app_do(app, beginning, NULL);
    app->teaching->staging = outer;
    return failed(&e) ? e : link_say(app, script);
}
