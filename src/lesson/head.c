/* The head of a lesson: `key: value` lines between two lines of three dashes. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lesson/parse.h"

bool parse_line(const Parser *p, size_t at, Line *out) {
    if (at >= p->size) return false;
    const char *end = memchr(p->text + at, '\n', p->size - at);
    size_t to = end ? (size_t)(end - p->text) : p->size;
    *out = (Line){at, to, end ? to + 1 : p->size};
    if (out->to > at && p->text[out->to - 1] == '\r') out->to--;
    return true;
}

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

void parse_trim(const Parser *p, size_t *from, size_t *to) {
    while (*from < *to && is_space(p->text[*from])) ++*from;
    while (*to > *from && is_space(p->text[*to - 1])) --*to;
}

static bool is(const Parser *p, size_t from, size_t to, const char *word) {
    return to - from == strlen(word) && strncmp(p->text + from, word, to - from) == 0;
}

static void set_hidden(Parser *p, size_t from, size_t to) {
    static const struct { const char *word; LessonHide hide; } WORDS[] = {
        {"tabs", HIDE_TABS}, {"photo", HIDE_PHOTO}, {"net", HIDE_NET}};
    while (from < to) {
        size_t end = from;
        while (end < to && !is_space(p->text[end]) && p->text[end] != ',') end++;
        size_t i = 0;
        while (i < 3 && !is(p, from, end, WORDS[i].word)) i++;
        if (i < 3) p->out->hide |= WORDS[i].hide;
        else parse_mistake(p, from, error("lesson.hide", "%.*s", (int)(end - from), p->text + from));
        for (from = end; from < to && (is_space(p->text[from]) || p->text[from] == ',');) from++;
    }
}

static void set_number(Parser *p, size_t from, size_t to, int most, const char *mistake, int *out) {
    char *end;
    const char *digits = parse_copy(p, p->text + from, to - from);
    long n = strtol(digits, &end, 10);
    if (*end || n < 1 || n > most) parse_mistake(p, from, error(mistake, "%s", digits));
    else *out = (int)n;
}

static void set_value(Parser *p, size_t from, size_t colon, size_t to) {
    size_t key_to = colon, value = colon + 1;
    parse_trim(p, &from, &key_to);
    parse_trim(p, &value, &to);
    if (value == to) {
        parse_mistake(p, from, error("lesson.head_empty", "%.*s", (int)(key_to - from), p->text + from));
    } else if (is(p, from, key_to, "title")) {
        p->out->title = parse_copy(p, p->text + value, to - value);
    } else if (is(p, from, key_to, "order")) {
        set_number(p, value, to, 999, "lesson.order", &p->out->order);
    } else if (is(p, from, key_to, "minutes")) {
        set_number(p, value, to, 600, "lesson.minutes", &p->out->minutes);
    } else if (is(p, from, key_to, "needs")) {
        p->out->needs = parse_copy(p, p->text + value, to - value);
    } else if (is(p, from, key_to, "lock")) {
        p->out->lock_net = is(p, value, to, "net");
        if (!p->out->lock_net)
            parse_mistake(p, value, error("lesson.lock", "%.*s", (int)(to - value), p->text + value));
    } else if (is(p, from, key_to, "hide")) {
        set_hidden(p, value, to);
    } else {
        parse_mistake(p, from, error("lesson.head_key", "%.*s", (int)(key_to - from), p->text + from));
    }
}

size_t parse_head(Parser *p) {
    Line line;
    if (!parse_line(p, 0, &line) || !is(p, line.from, line.to, "---")) {
        parse_mistake(p, 0, error("lesson.no_head", "%s", ""));
        return 0;
    }
    for (size_t at = line.next; parse_line(p, at, &line); at = line.next) {
        size_t from = line.from, to = line.to;
        if (is(p, from, to, "---")) {
            if (!*p->out->title) parse_mistake(p, 0, error("lesson.no_title", "%s", ""));
            return line.next;
        }
        parse_trim(p, &from, &to);
        if (from == to || p->text[from] == '#') continue;
        const char *colon = memchr(p->text + from, ':', to - from);
        if (colon) set_value(p, from, (size_t)(colon - p->text), to);
        else parse_mistake(p, from, error("lesson.head_line", "%s", ""));
    }
    parse_mistake(p, 0, error("lesson.head_open", "%s", ""));
    return p->size;
}
