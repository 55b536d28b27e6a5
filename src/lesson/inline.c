/* Text within a line: runs in one style each, figures, raised and lowered characters. */
#include <md4c.h>
#include <stdio.h>
#include <string.h>

#include "lesson/parse.h"

void *list_add(Parser *p, List *list, size_t size, int most) {
    if (list->n >= most) return NULL;
    if (list->n == list->room) {
        int room = list->room ? 2 * list->room : 16;
        char *at = arena_alloc(&p->out->arena, (size_t)room, size);
        if (!at) {
            p->no_memory = true;
            return NULL;
        }
        if (list->n) memcpy(at, list->at, (size_t)list->n * size);
        list->at = at;
        list->room = room;
    }
    return (char *)list->at + (size_t)list->n++ * size;
}

const char *parse_copy(Parser *p, const char *from, size_t n) {
    char *copy = arena_alloc(&p->out->arena, n + 1, 1);
    if (!copy) p->no_memory = true;
    else memcpy(copy, from, n);
    return copy ? copy : "";
}

TextPlace parse_place(Parser *p, size_t offset) {
    TextPlace at = offset < p->place.offset ? (TextPlace){0, 1, 1} : p->place;
    for (; at.offset < offset && at.offset < p->size; at.offset++) {
        if (p->text[at.offset] == '\n') at.line++, at.column = 1;
        else if (((unsigned char)p->text[at.offset] & 0xC0) != 0x80) at.column++;
    }
    return p->place = at;
}

void parse_mistake(Parser *p, size_t offset, Error error) {
    Mistake *m = LIST_ADD(p, &p->mistakes, LESSON_MISTAKES, Mistake);
    if (!m) return;
    TextPlace place = parse_place(p, offset);
    *m = (Mistake){.line = place.line, .column = place.column, .error = error};
}

/* ---- runs ---- */

/* Ends the run that is being written. */
static void end_run(Parser *p) {
    if (!p->chars.n) return;
    TextRun *run = LIST_ADD(p, &p->runs, 4096, TextRun);
    if (run) *run = (TextRun){parse_copy(p, p->chars.at, (size_t)p->chars.n), p->style};
    p->chars.n = 0;
}

void parse_run(Parser *p, const char *text, size_t n, unsigned style) {
    if (n > 0 && style != p->style) end_run(p);
    if (n > 0) p->style = style;
    for (size_t i = 0; i < n; i++) {
        char *c = LIST_ADD(p, &p->chars, LESSON_BYTES, char);
        if (c) *c = text[i];
    }
}

void parse_break(Parser *p) {
    end_run(p);
    TextRun *run = LIST_ADD(p, &p->runs, 4096, TextRun);
    if (run) *run = (TextRun){"", RUN_BREAK};
}

Rich parse_take(Parser *p) {
    end_run(p);
    Rich rich = {p->runs.at, p->runs.n};
    p->runs = (List){0};
    return rich;
}

void parse_soft_break(Parser *p, unsigned style) {
    const unsigned char *c = p->chars.at;
    int n = p->chars.n;
    bool wide = n >= 3 && c[n - 3] >= 0xE3 && c[n - 3] < 0xF0;
    if (n > 0 && !wide) parse_run(p, " ", 1, style);
}

const char *rich_plain(Rich rich, Arena *arena) {
    size_t size = 1, n = 0;
    for (int i = 0; i < rich.n; i++) size += strlen(rich.at[i].text) + 1;
    char *out = arena_alloc(arena, size, 1);
    for (int i = 0; out && i < rich.n; i++) {
        const TextRun *r = &rich.at[i];
        size_t length = strlen(r->text);
        const char mark = r->style & RUN_BREAK ? '\n' : r->style & RUN_SUPER ? '^' : r->style & RUN_SUB ? '_' : '\0';
        if (mark) out[n++] = mark;
        memcpy(out + n, r->text, length);
        n += length;
    }
    return out;
}

const char *parse_entity(const char *at, size_t n) {
    static const char *const NAMES[][2] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""},
                                           {"&nbsp;", "\u00A0"}, {"&times;", "×"}};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (strlen(NAMES[i][0]) == n && strncmp(NAMES[i][0], at, n) == 0) return NAMES[i][1];
    return NULL;
}

/* ---- figures, raised and lowered ---- */

/* Where the brace at `at` closes on the same line; 0: nowhere. */
static size_t brace_end(const Parser *p, size_t at) {
    for (size_t i = at + 1; i < p->size && p->text[i] != '\n'; i++) {
        if (p->text[i] == '}') return i;
        if (p->text[i] == '{') return 0;
    }
    return 0;
}

static void add_figure(Parser *p, size_t from, size_t to, unsigned style) {
    const char *text = "?";
    double value;
    size_t at = 0;
    Error e = figure_text(&p->figures, p->text + from, to - from, &p->out->arena, &text, &value, &at);
    if (failed(&e)) parse_mistake(p, from + at, e), text = "?";
    parse_run(p, text, strlen(text), style);
}

/* The other mark of a pair ^...^ or ~...~, with no space between; 0: there is none. */
static size_t pair_end(const Parser *p, size_t at, size_t to) {
    char mark = p->text[at];
    for (size_t i = at + 1; i < to; i++) {
        char c = p->text[i];
        if (c == '{') {
            size_t end = brace_end(p, i);
            if (!end || end >= to) return 0;
            i = end;
        } else if (c == mark) {
            return i > at + 1 ? i : 0;
        } else if (c == ' ' || c == '\n' || c == '\t') {
            return 0;
        }
    }
    return 0;
}

static bool is_escaped(const Parser *p, size_t at) {
    size_t n = 0;
    while (n < at && p->text[at - n - 1] == '\\') n++;
    return n % 2 == 1;
}

void parse_inline(Parser *p, size_t from, size_t to, unsigned style, bool code) {
    size_t plain = from; /* what has not been appended yet */
    for (size_t i = from; i < to;) {
        char c = p->text[i];
        bool special = (c == '{' || c == '}' || (!code && (c == '^' || c == '~'))) && !is_escaped(p, i);
        if (!special) {
            i++;
            continue;
        }
        size_t end = c == '{' ? brace_end(p, i) : c == '}' ? 0 : pair_end(p, i, to);
        if ((c == '{' || c == '}') && !end) parse_mistake(p, i, error("lesson.brace", "%s", c == '{' ? "{" : "}"));
        if (!end || end >= to) {
            i++;
            continue;
        }
        parse_run(p, p->text + plain, i - plain, style);
        if (c == '{') add_figure(p, i + 1, end, style);
        else parse_inline(p, i + 1, end, style | (c == '^' ? RUN_SUPER : RUN_SUB), false);
        i = plain = end + 1;
    }
    if (to > plain) parse_run(p, p->text + plain, to - plain, style);
}

/* ---- a fragment ---- */

typedef struct Fragment {
    Parser *p;
    unsigned style;
    size_t from;
    bool odd; /* something else than a paragraph */
} Fragment;

static unsigned span_style(MD_SPANTYPE type) {
    switch (type) {
    case MD_SPAN_STRONG: return RUN_STRONG;
    case MD_SPAN_EM: return RUN_EMPHASIS;
    case MD_SPAN_CODE: return RUN_CODE;
    default: return 0;
    }
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *ctx) {
    Fragment *f = ctx;
    (void)detail;
    if (type != MD_BLOCK_DOC && type != MD_BLOCK_P) f->odd = true;
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *ctx) {
    (void)type, (void)detail, (void)ctx;
    return 0;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *ctx) {
    Fragment *f = ctx;
    (void)detail;
    if (type == MD_SPAN_A || type == MD_SPAN_IMG) f->odd = true;
    f->style |= span_style(type);
    return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *ctx) {
    Fragment *f = ctx;
    (void)detail;
    f->style &= ~span_style(type);
    return 0;
}

static int text(MD_TEXTTYPE type, const MD_CHAR *at, MD_SIZE n, void *ctx) {
    Fragment *f = ctx;
    Parser *p = f->p;
    bool own = at >= p->masked && at < p->masked + p->size;
    size_t from = own ? (size_t)(at - p->masked) : 0;
    const char *stands_for = type == MD_TEXT_ENTITY ? parse_entity(at, n) : NULL;
    if (stands_for) parse_run(p, stands_for, strlen(stands_for), f->style);
    else if (type == MD_TEXT_SOFTBR || type == MD_TEXT_BR) parse_soft_break(p, f->style);
    else if (own) parse_inline(p, from, from + n, f->style, f->style & RUN_CODE);
    else parse_run(p, at, n, f->style);
    return p->no_memory;
}

Rich parse_fragment(Parser *p, size_t from, size_t to) {
    const MD_PARSER parser = {.flags = MD_FLAG_NOHTML | MD_FLAG_NOINDENTEDCODEBLOCKS,
                              .enter_block = enter_block,
                              .leave_block = leave_block,
                              .enter_span = enter_span,
                              .leave_span = leave_span,
                              .text = text};
    Fragment f = {.p = p, .from = from};
    parse_trim(p, &from, &to);
    if (to > from && md_parse(p->masked + from, (MD_SIZE)(to - from), &parser, &f) < 0) p->no_memory = true;
    if (f.odd) parse_mistake(p, from, error("lesson.fragment", "%s", ""));
    return parse_take(p);
}
