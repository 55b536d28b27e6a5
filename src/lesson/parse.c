/* The file as a whole: Markdown by md4c, made into cards. */
#include <md4c.h>
#include <string.h>

#include "base/file.h"
#include "lesson/parse.h"

/* What is being read while md4c calls. */
typedef struct Reading {
    Parser *p;
    List cards;
    Card *card;       /* NULL before the first heading */
    List blocks, commands, common; /* of the card; common: commands of all cards */
    unsigned style;
    BlockKind kind;   /* of the text that is being read */
    bool title;       /* it is a card's title */
    int lists, quotes;
    int number[LESSON_DEPTH + 1]; /* the next item's number in each open list; 0: bullets */
    bool item_begun;  /* the item has text already */
    Table *table;
    List cells;
    List code;        /* the bytes of a block of code */
    bool in_code, directive; /* directive: our own block, read when it began */
    StageTime time;   /* of the commands that follow: behind the card's question or task they wait */
    bool names_map, slim, full; /* of the card's commands */
    size_t map_at, at; /* where a map is named; the last place that was read */
    bool link;         /* one has begun, whose place is not known yet */
    int table_cells;
} Reading;

enum { CELLS_MOST = 4 * LESSON_COLUMNS * LESSON_ROWS }; /* of a table that is looked at at all */

static size_t offset_of(const Reading *r, const char *at) {
    const Parser *p = r->p;
    return at >= p->masked && at <= p->masked + p->size ? (size_t)(at - p->masked) : p->size;
}

static bool in_text(const Reading *r, const char *at) { return at && offset_of(r, at) < r->p->size; }

/* The next line behind what was read that begins with one of these characters: md4c does not say where a
 * heading or a rule stands. */
static size_t line_with(const Reading *r, const char *any) {
    const Parser *p = r->p;
    Line line;
    size_t at = r->at;
    bool within = at > 0 && at <= p->size && p->text[at - 1] != '\n';
    if (within && parse_line(p, at, &line)) at = line.next;
    for (; parse_line(p, at, &line); at = line.next) {
        size_t from = line.from, to = line.to;
        parse_trim(p, &from, &to);
        bool deeper = *any == '#' && from + 1 < to && p->text[from + 1] == '#'; /* a heading within a card */
        if (from < to && strchr(any, p->text[from]) && !deeper) return from;
    }
    return r->at;
}

/* ---- cards ---- */

static Block *add_block(Reading *r, BlockKind kind) {
    Block *b = LIST_ADD(r->p, &r->blocks, LESSON_BLOCKS, Block);
    if (b) b->kind = kind;
    else parse_mistake(r->p, r->at, error("lesson.blocks", "%d", LESSON_BLOCKS));
    return b;
}

static void end_card(Reading *r) {
    Card *card = r->card;
    if (!card) return;
    card->block = r->blocks.at;
    card->blocks = r->blocks.n;
    card->command = r->commands.at;
    card->commands = r->commands.n;
    if (r->names_map) parse_mistake(r->p, r->map_at, error("lesson.map_any", "%s", ""));
    if (r->slim != r->full)
        parse_mistake(r->p, r->map_at,
                      error("lesson.map_other", "%s\t%s", r->slim ? "slim" : "full", r->slim ? "full" : "slim"));
    r->card = NULL;
}

static void begin_card(Reading *r) {
    end_card(r);
    r->blocks = r->commands = (List){0};
    r->time = STAGE_OPENED;
    r->names_map = r->slim = r->full = false;
    r->card = LIST_ADD(r->p, &r->cards, LESSON_CARDS, Card);
    if (!r->card) {
        parse_mistake(r->p, r->at, error("lesson.cards", "%d", LESSON_CARDS));
        return;
    }
    r->card->asks_at = -1;
    r->card->note = "";
    const StageCommand *common = r->common.at;
    for (int i = 0; i < r->common.n; i++) {
        StageCommand *c = LIST_ADD(r->p, &r->commands, 2 * LESSON_COMMANDS, StageCommand);
        if (c) *c = common[i];
    }
}

/* Makes a block of the text that has been read. */
static void end_text(Reading *r) {
    Rich text = parse_take(r->p);
    if (r->title) {
        r->title = false;
        if (r->card) r->card->title = text;
        return;
    }
    if (!text.n) return;
    if (!r->card) {
        if (!r->cards.n) parse_mistake(r->p, r->at, error("lesson.before", "%s", ""));
        return;
    }
    Block *b = add_block(r, r->kind);
    if (!b) return;
    b->text = text;
    if (r->kind != BLOCK_ITEM) return;
    int depth = r->lists < LESSON_DEPTH ? r->lists : LESSON_DEPTH;
    b->depth = depth - 1;
    b->number = r->item_begun ? -1 : r->number[depth];
    if (!r->item_begun && b->number > 0) r->number[depth]++;
    r->item_begun = true;
}

/* ---- our own blocks ---- */

static bool word_is(const Parser *p, size_t from, size_t to, const char *word) {
    return to - from == strlen(word) && strncmp(p->text + from, word, to - from) == 0;
}

bool parse_names_map(const char *line) {
    for (const char *at = line; (at = strstr(at, "map ")); at += 4) {
        const char *word = at + 4 + strspn(at + 4, " ");
        if ((at == line || at[-1] == ' ' || at[-1] == ';') && *word >= '0' && *word <= '9') return true;
    }
    return false;
}

static void add_command(Reading *r, size_t from, size_t to, ForWeights weights) {
    Parser *p = r->p;
    size_t wrong = 0;
    const char *text = parse_copy(p, p->text + from, to - from);
    if (p->check && p->check->command) {
        Error e = p->check->command(p->check->ctx, text, &wrong);
        if (failed(&e)) parse_mistake(p, from + wrong, e);
    }
    bool map = parse_names_map(text);
    if (map && weights == FOR_ANY && !r->names_map) r->names_map = true, r->map_at = from;
    if (map && weights == FOR_SLIM && !r->slim) r->slim = true, r->map_at = from;
    if (map && weights == FOR_FULL && !r->full) r->full = true, r->map_at = from;
    List *list = r->cards.n ? &r->commands : &r->common;
    StageCommand *c = LIST_ADD(p, list, r->cards.n ? 2 * LESSON_COMMANDS : LESSON_COMMANDS, StageCommand);
    if (!c) {
        parse_mistake(p, from, error("lesson.commands", "%d", LESSON_COMMANDS));
        return;
    }
    TextPlace place = parse_place(p, from);
    *c = (StageCommand){
        .text = text, .weights = weights, .time = r->time, .line = place.line, .column = place.column};
}

static void read_commands(Reading *r, size_t from, size_t to, size_t word, size_t word_to) {
    Parser *p = r->p;
    ForWeights weights = FOR_ANY;
    if (word_is(p, word, word_to, "slim")) weights = FOR_SLIM;
    else if (word_is(p, word, word_to, "full")) weights = FOR_FULL;
    else if (word < word_to)
        parse_mistake(p, word, error("lesson.weights", "%.*s", (int)(word_to - word), p->text + word));
    Line line;
    for (size_t at = from; at < to && parse_line(p, at, &line) && line.from < to; at = line.next) {
        size_t a = line.from, b = line.to;
        parse_trim(p, &a, &b);
        if (a < b && p->text[a] != '#') add_command(r, a, b, weights);
    }
}

/* Whether the card may ask a question or set a task here. */
static bool may_ask(Reading *r) {
    bool first = r->card && !r->card->question && !r->card->task;
    if (!first) parse_mistake(r->p, r->at, error(r->card ? "lesson.questions" : "lesson.before", "%s", ""));
    return first;
}

/* What follows waits. */
static void ask_here(Reading *r, BlockKind kind) {
    r->card->asks_at = r->blocks.n;
    add_block(r, kind);
    r->time = STAGE_REVEALED;
}

static void read_question(Reading *r, size_t from, size_t to, bool number) {
    if (!may_ask(r)) return;
    r->card->question = parse_question(r->p, from, to, number);
    if (r->card->question) ask_here(r, BLOCK_QUESTION);
}

static void add_shown(void *ctx, size_t from, size_t to) {
    Reading *r = ctx;
    r->time = STAGE_SHOWN;
    add_command(r, from, to, FOR_ANY);
    r->time = STAGE_OPENED;
}

static void read_task(Reading *r, size_t from, size_t to) {
    if (!may_ask(r)) return;
    r->card->task = parse_task(r->p, from, to, add_shown, r);
    if (r->card->task) ask_here(r, BLOCK_TASK);
}

/* The lines within a fence whose info string begins at `info`: up to the closing fence. */
static void find_inside(const Reading *r, size_t info, size_t *from, size_t *to, bool *closed) {
    const Parser *p = r->p;
    Line line;
    size_t start = info;
    while (start > 0 && p->text[start - 1] != '\n') start--;
    size_t at = start;
    while (at < info && p->text[at] == ' ') at++;
    char mark = p->text[at];
    size_t length = 0;
    while (at < info && p->text[at] == mark) at++, length++;
    *closed = false;
    parse_line(p, start, &line);
    *from = *to = line.next;
    for (at = line.next; parse_line(p, at, &line); at = line.next) {
        size_t a = line.from, n = 0;
        while (a < line.to && p->text[a] == ' ') a++;
        while (a + n < line.to && p->text[a + n] == mark) n++;
        size_t b = a + n;
        while (b < line.to && (p->text[b] == ' ' || p->text[b] == '\t')) b++;
        if (n >= length && b == line.to && a - line.from < 4) {
            *closed = true;
            *to = line.from;
            return;
        }
        *to = line.to;
    }
}

/* Reads one of our own blocks; false where it is code to be shown. */
static bool read_directive(Reading *r, const MD_BLOCK_CODE_DETAIL *code) {
    Parser *p = r->p;
    const char *at = code->info.text;
    if (!at || !code->info.size || !in_text(r, at)) return false;
    size_t word = offset_of(r, at), end = word + code->info.size, word_to = word, from, to;
    bool closed;
    r->at = word;
    parse_trim(p, &word, &end);
    while (word_to < end && p->text[word_to] != ' ' && p->text[word_to] != '\t') word_to++;
    bool commands = word_is(p, word, word_to, "do"), ask = word_is(p, word, word_to, "ask");
    bool number = word_is(p, word, word_to, "number"), note = word_is(p, word, word_to, "note");
    bool task = word_is(p, word, word_to, "try"), ours = commands || ask || number || note || task;
    if (r->lists || r->quotes) {
        if (ours) parse_mistake(p, word, error("lesson.within", "%.*s", (int)(word_to - word), p->text + word));
        return ours;
    }
    find_inside(r, word, &from, &to, &closed);
    if (!closed) parse_mistake(p, word, error("lesson.fence", "%s", ""));
    if (!ours) return false;
    size_t more = word_to;
    parse_trim(p, &more, &end);
    if (commands) {
        read_commands(r, from, to, more, end);
        return true;
    }
    if (more < end) parse_mistake(p, more, error("lesson.fence_more", "%.*s", (int)(end - more), p->text + more));
    if (ask || number) {
        read_question(r, from, to, number);
    } else if (task) {
        read_task(r, from, to);
    } else if (!r->card) {
        parse_mistake(p, word, error("lesson.before", "%s", ""));
    } else {
        parse_trim(p, &from, &to);
        r->card->note = parse_copy(p, p->text + from, to > from ? to - from : 0);
    }
    return true;
}

/* ---- md4c ---- */

static int enter_block(MD_BLOCKTYPE type, void *detail, void *ctx) {
    Reading *r = ctx;
    switch (type) {
    case MD_BLOCK_H:
        end_text(r);
        r->title = ((MD_BLOCK_H_DETAIL *)detail)->level == 1 && !r->lists && !r->quotes;
        r->kind = BLOCK_HEADING;
        if (r->title) {
            r->at = line_with(r, "#");
            begin_card(r);
        }
        break;
    case MD_BLOCK_P: r->kind = r->lists ? BLOCK_ITEM : r->quotes ? BLOCK_QUOTE : BLOCK_PARAGRAPH; break;
    case MD_BLOCK_QUOTE: end_text(r), r->quotes++; break;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
        end_text(r);
        if (++r->lists > LESSON_DEPTH) parse_mistake(r->p, r->at, error("lesson.deep", "%d", LESSON_DEPTH));
        else r->number[r->lists] = type == MD_BLOCK_OL ? (int)(((MD_BLOCK_OL_DETAIL *)detail)->start % 10000) : 0;
        break;
    case MD_BLOCK_LI:
        r->kind = BLOCK_ITEM;
        r->item_begun = false;
        break;
    case MD_BLOCK_CODE:
        end_text(r);
        r->in_code = true;
        r->directive = read_directive(r, detail);
        r->code = (List){0};
        break;
    case MD_BLOCK_TABLE: {
        const MD_BLOCK_TABLE_DETAIL *t = detail;
        end_text(r);
        r->cells = (List){0};
        r->table = ARENA_NEW(&r->p->out->arena, 1, Table);
        if (!r->table) return r->p->no_memory = true;
        r->table->columns = (int)(t->col_count < 1000 ? t->col_count : 1000);
        r->table_cells = 0;
        break;
    }
    case MD_BLOCK_TR:
        if (r->table) r->table->rows++;
        break;
    case MD_BLOCK_TH:
        if (r->table && r->cells.n < LESSON_COLUMNS) {
            MD_ALIGN a = ((MD_BLOCK_TD_DETAIL *)detail)->align;
            r->table->align[r->cells.n] = a == MD_ALIGN_RIGHT    ? CELL_RIGHT
                                          : a == MD_ALIGN_CENTER ? CELL_CENTRE
                                                                 : CELL_LEFT;
        }
        break;
    case MD_BLOCK_HR:
        r->at = line_with(r, "-*_");
        parse_mistake(r->p, r->at, error("lesson.rule", "%s", ""));
        break;
    default: break;
    }
    return r->p->no_memory;
}

static void end_table(Reading *r) {
    Table *t = r->table;
    r->table = NULL;
    if (t->columns > LESSON_COLUMNS || t->rows > LESSON_ROWS || r->cells.n != t->columns * t->rows) {
        parse_mistake(r->p, r->at, error("lesson.table", "%d\t%d", LESSON_COLUMNS, LESSON_ROWS));
    } else if (!r->card) {
        parse_mistake(r->p, r->at, error("lesson.before", "%s", ""));
    } else {
        Block *b = add_block(r, BLOCK_TABLE);
        t->cell = r->cells.at;
        if (b) b->table = *t;
    }
}

static void end_code(Reading *r) {
    r->in_code = false;
    if (r->directive) return;
    if (!r->card) {
        if (!r->cards.n) parse_mistake(r->p, r->at, error("lesson.before", "%s", ""));
        return;
    }
    Block *b = add_block(r, BLOCK_CODE);
    const char *code = r->code.at;
    int n = r->code.n;
    while (n > 0 && code[n - 1] == '\n') n--;
    if (b) b->code = parse_copy(r->p, code ? code : "", (size_t)n);
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *ctx) {
    Reading *r = ctx;
    (void)detail;
    switch (type) {
    case MD_BLOCK_H:
        if (r->title && r->card && !r->p->runs.n && !r->p->chars.n)
            parse_mistake(r->p, r->at, error("lesson.card_title", "%s", ""));
        end_text(r);
        break;
    case MD_BLOCK_P: end_text(r); break;
    case MD_BLOCK_QUOTE: end_text(r), r->quotes--; break;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL: end_text(r), r->lists--; break;
    case MD_BLOCK_LI: end_text(r); break;
    case MD_BLOCK_CODE: end_code(r); break;
    case MD_BLOCK_TABLE: end_table(r); break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD: {
        Rich *cell = r->table ? LIST_ADD(r->p, &r->cells, LESSON_COLUMNS * LESSON_ROWS, Rich) : NULL;
        Rich text = parse_take(r->p);
        if (cell) *cell = text;
        if (++r->table_cells > CELLS_MOST) { /* md4c fills up short rows: a wide table may be made of little */
            parse_mistake(r->p, r->at, error("lesson.table", "%d\t%d", LESSON_COLUMNS, LESSON_ROWS));
            return 1;
        }
        break;
    }
    default: break;
    }
    return r->p->no_memory;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *ctx) {
    Reading *r = ctx;
    (void)detail;
    if (type == MD_SPAN_STRONG) r->style |= RUN_STRONG;
    if (type == MD_SPAN_EM) r->style |= RUN_EMPHASIS;
    if (type == MD_SPAN_CODE) r->style |= RUN_CODE;
    if (type == MD_SPAN_A || type == MD_SPAN_IMG) r->link = true;
    return 0;
}

static void refuse_link(Reading *r) {
    if (r->link) parse_mistake(r->p, r->at, error("lesson.link", "%s", ""));
    r->link = false;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *ctx) {
    Reading *r = ctx;
    (void)detail;
    if (type == MD_SPAN_STRONG) r->style &= ~(unsigned)RUN_STRONG;
    if (type == MD_SPAN_EM) r->style &= ~(unsigned)RUN_EMPHASIS;
    if (type == MD_SPAN_CODE) r->style &= ~(unsigned)RUN_CODE;
    refuse_link(r);
    return 0;
}

static void add_code(Reading *r, const MD_CHAR *at, MD_SIZE n) {
    const Parser *p = r->p;
    const char *from = in_text(r, at) ? p->text + offset_of(r, at) : at;
    for (MD_SIZE i = 0; i < n; i++) {
        char *c = LIST_ADD(r->p, &r->code, LESSON_BYTES, char);
        if (c) *c = from[i];
    }
}

static int text(MD_TEXTTYPE type, const MD_CHAR *at, MD_SIZE n, void *ctx) {
    Reading *r = ctx;
    Parser *p = r->p;
    bool own = in_text(r, at);
    const char *stands_for = type == MD_TEXT_ENTITY ? parse_entity(at, n) : NULL;
    if (own) r->at = offset_of(r, at);
    refuse_link(r);
    if (r->in_code) {
        if (!r->directive) add_code(r, at, n);
    } else if (type == MD_TEXT_SOFTBR) {
        parse_soft_break(p, r->style);
    } else if (type == MD_TEXT_BR) {
        parse_break(p);
    } else if (stands_for) {
        parse_run(p, stands_for, strlen(stands_for), r->style);
    } else if (own) {
        parse_inline(p, r->at, r->at + n, r->style, r->style & RUN_CODE);
    } else {
        parse_run(p, at, n, r->style);
    }
    return p->no_memory;
}

/* ---- the file ---- */

/* The length of the UTF-8 character at s, at most n bytes; 0: it is none, or one that no text holds. */
static size_t character(const unsigned char *s, size_t n) {
    size_t length = s[0] < 0x80 ? 1 : s[0] >= 0xC2 && s[0] < 0xE0 ? 2 : s[0] >= 0xE0 && s[0] < 0xF0 ? 3
                    : s[0] >= 0xF0 && s[0] < 0xF5 ? 4 : 0;
    if (length == 0 || length > n) return 0;
    if (length == 1) return s[0] >= 0x20 || s[0] == '\n' || s[0] == '\r' || s[0] == '\t';
    for (size_t i = 1; i < length; i++)
        if ((s[i] & 0xC0) != 0x80) return 0;
    if (s[0] == 0xE0 && s[1] < 0xA0) return 0;
    if (s[0] == 0xED && s[1] > 0x9F) return 0; /* surrogates */
    if (s[0] == 0xF0 && s[1] < 0x90) return 0;
    if (s[0] == 0xF4 && s[1] > 0x8F) return 0;
    return length;
}

/* Makes what lies within {...} on a line harmless to Markdown. */
static void mask_figure(const char *text, char *masked, size_t at, size_t n) {
    size_t end = at + 1;
    while (end < n && text[end] != '}' && text[end] != '{' && text[end] != '\n') end++;
    if (end < n && text[end] == '}') memset(masked + at + 1, 'x', end - at - 1);
}

/* A copy of the text in which bytes that are no UTF-8 are question marks, and one for md4c. */
static bool take_text(Parser *p, const char *bytes, size_t n) {
    if (n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) bytes += 3, n -= 3;
    char *text = arena_alloc(&p->out->arena, n + 1, 1), *masked = arena_alloc(&p->out->arena, n + 1, 1);
    if (!text || !masked) return false;
    if (n) memcpy(text, bytes, n);
    p->text = text;
    p->masked = masked;
    p->size = n;
    for (size_t i = 0; i < n;) {
        size_t length = character((const unsigned char *)text + i, n - i);
        if (!length) text[i] = '?', parse_mistake(p, i, error("lesson.utf8", "%s", "")), length = 1;
        i += length;
    }
    if (n) memcpy(masked, text, n);
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '\\') i++; /* what follows is meant as it is written */
        else if (text[i] == '{') mask_figure(text, masked, i, n);
    }
    return true;
}

static int in_order(const Mistake *a, const Mistake *b) {
    return a->line != b->line ? a->line - b->line : a->column - b->column;
}

static void sort_mistakes(Mistake *m, int n) {
    for (int i = 1; i < n; i++) { /* they are nearly in order already */
        Mistake moved = m[i];
        int at = i;
        for (; at > 0 && in_order(&moved, &m[at - 1]) < 0; at--) m[at] = m[at - 1];
        m[at] = moved;
    }
}

Error lesson_parse(const char *bytes, size_t n, const LessonCheck *check, Lesson *out) {
    *out = (Lesson){.title = "", .needs = ""};
    Parser p = {.out = out, .check = check, .figures = {.arena = &out->arena}, .place = {0, 1, 1}};
    Reading r = {.p = &p};
    const MD_PARSER parser = {
        .flags = MD_FLAG_TABLES | MD_FLAG_NOHTML | MD_FLAG_NOINDENTEDCODEBLOCKS,
        .enter_block = enter_block, .leave_block = leave_block,
        .enter_span = enter_span, .leave_span = leave_span, .text = text};
    bool large = n > LESSON_BYTES;
    if (!take_text(&p, bytes, large ? 0 : n)) {
        p.no_memory = true;
    } else if (large) {
        parse_mistake(&p, 0, error("lesson.large", "%d", LESSON_BYTES >> 10));
    } else {
        size_t from = r.at = parse_head(&p);
        if (md_parse(p.masked + from, (MD_SIZE)(p.size - from), &parser, &r) < 0) p.no_memory = true;
        end_text(&r);
        end_card(&r);
        if (!r.cards.n) parse_mistake(&p, from, error("lesson.no_cards", "%s", ""));
    }
    out->card = r.cards.at;
    out->cards = r.cards.n;
    sort_mistakes(p.mistakes.at, p.mistakes.n);
    out->mistake = p.mistakes.at;
    out->mistakes = p.mistakes.n;
    if (!p.no_memory) return NO_ERROR;
    lesson_free(out);
    return error("memory", "%s", "lesson");
}

Error lesson_load(const char *path, const LessonCheck *check, Lesson *out) {
    Mapped file;
    *out = (Lesson){.title = ""};
    TRY(file_map(path, &file));
    Error e = lesson_parse((const char *)file.data, file.size, check, out), changed = file_unchanged(&file, path);
    file_unmap(&file);
    if (failed(&changed)) lesson_free(out), e = changed;
    return e;
}

void lesson_free(Lesson *lesson) {
    arena_free(&lesson->arena);
    *lesson = (Lesson){.title = ""};
}
