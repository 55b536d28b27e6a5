#include "lesson/search.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TERM = 40, TERMS = 32 };

/* BM25's: how soon a word that comes again counts no more, and how much a long card is held back. */
static const double SATURATION = 1.5, LENGTH = 0.5;

/* What a word in the title of a card, or of its lesson, counts of those in its texts. */
static const float TITLE_COUNTS = 5, LESSON_TITLE_COUNTS = 0.3f;

/* Cards below this share of the best one's score are no answers. */
static const double LEAST_SHARE = 0.25;

/* ---- terms: words without their endings, pairs of Chinese characters ---- */

typedef struct Term {
    char text[TERM];
} Term;

static bool is_han(const char *at) { return (unsigned char)*at >= 0xE4 && (unsigned char)*at <= 0xE9; }

static bool is_letter(char c) { return isalnum((unsigned char)c) || c == '_'; }

static bool ends(const char *word, size_t n, const char *with) {
    size_t m = strlen(with);
    return n > m + 2 && strcmp(word + n - m, with) == 0;
}

/* kernels, doubles, doubled, flipping: as kernel, doubl, doubl, flip. */
static void cut_ending(char *word) {
    size_t n = strlen(word);
    if (!isalpha((unsigned char)word[n - 1])) return;
    if (ends(word, n, "s") && !ends(word, n, "ss") && !ends(word, n, "us")) word[--n] = '\0';
    size_t cut = ends(word, n, "ing") ? 3 : ends(word, n, "ed") ? 2 : 0;
    word[n -= cut] = '\0';
    if (cut && n > 2 && word[n - 1] == word[n - 2] && word[n - 1] != 's') word[--n] = '\0';
    if (ends(word, n, "e")) word[--n] = '\0';
}

static bool is_digit(char c) { return isdigit((unsigned char)c); }

/* How many bytes at `at`, behind what there is of a word, lie within the word without being letters of it, and what
 * they are read as: 4,096 as 4096, 3×3 as 3x3, VGG-16 as vgg16. */
static size_t joint(const char *at, const char *word, size_t n, const char **as) {
    static const char CROSS[] = "×";
    *as = "";
    if (n == 3 && strncmp(word, "vgg", 3) == 0 && (*at == '-' || *at == ' ') && is_digit(at[1]) && is_digit(at[2]) &&
        !is_letter(at[3]))
        return 1;
    if (!n || !is_digit(at[-1])) return 0;
    if (*at == ',') return is_digit(at[1]);
    if (strncmp(at, CROSS, sizeof CROSS - 1) != 0 || !is_digit(at[sizeof CROSS - 1])) return 0;
    *as = "x";
    return sizeof CROSS - 1;
}

/* A word. Returns where it ends. */
static const char *take_word(const char *at, Term *out) {
    size_t n = 0;
    for (;;) {
        const char *as;
        size_t skipped = joint(at, out->text, n, &as);
        if (!skipped && !is_letter(*at)) break;
        char c = skipped ? *as : (char)tolower((unsigned char)*at);
        if (c && n + 1 < TERM) out->text[n++] = c;
        at += skipped ? skipped : 1;
    }
    out->text[n] = '\0';
    cut_ending(out->text);
    return at;
}

static bool whole_han(const char *at) { return is_han(at) && at[1] && at[2]; }

/* The next term at or behind *at; false at the end. The last character of several has been in a pair already. */
static bool next_term(const char **at, Term *out) {
    for (; **at; ++*at) {
        if (is_letter(**at)) {
            *at = take_word(*at, out);
            return true;
        }
        if (!whole_han(*at)) continue;
        size_t n = whole_han(*at + 3) ? 6 : 3;
        memcpy(out->text, *at, n);
        out->text[n] = '\0';
        *at += n == 6 && !whole_han(*at + 6) ? 6 : 3;
        return true;
    }
    return false;
}

typedef struct Query {
    int n;
    Term at[TERMS];
} Query;

static int term_at(const Query *q, const char *text) {
    for (int i = 0; i < q->n; i++)
        if (strcmp(q->at[i].text, text) == 0) return i;
    return -1;
}

static Query read_query(const char *words) {
    Query q = {0};
    Term term;
    while (q.n < TERMS && next_term(&words, &term))
        if (term_at(&q, term.text) < 0) q.at[q.n++] = term;
    return q;
}

/* ---- cards ---- */

/* How often a card has each term, weighted, and its length in terms. */
typedef struct Counted {
    int lesson, card;
    float times[TERMS], length;
} Counted;

static void count_text(const Query *q, const char *text, float weight, Counted *out) {
    Term term;
    while (next_term(&text, &term)) {
        int i = term_at(q, term.text);
        out->length++;
        if (i >= 0) out->times[i] += weight;
    }
}

/* Calls with every text of a card but its title. */
static bool each_text(const Card *card, Arena *arena, void (*call)(void *ctx, const char *text), void *ctx) {
    const Question *q = card->question;
    for (int i = 0; i < card->blocks; i++) {
        const Block *b = &card->block[i];
        const char *text = b->kind == BLOCK_CODE ? b->code : rich_plain(b->text, arena);
        if (!text) return false;
        call(ctx, text);
        for (int c = 0; b->kind == BLOCK_TABLE && c < b->table.columns * b->table.rows; c++) {
            if (!(text = rich_plain(b->table.cell[c], arena))) return false;
            call(ctx, text);
        }
    }
    const Rich asked = card->task ? card->task->text : q ? q->text : (Rich){0};
    const char *text = rich_plain(asked, arena);
    if (!text) return false;
    call(ctx, text);
    for (int i = 0; q && i < q->n; i++) {
        const char *choice = rich_plain(q->choice[i].text, arena), *why = rich_plain(q->choice[i].why, arena);
        if (!choice || !why) return false;
        call(ctx, choice), call(ctx, why);
    }
    return true;
}

typedef struct Counting {
    const Query *query;
    Counted *out;
} Counting;

static void count_one(void *ctx, const char *text) {
    const Counting *c = ctx;
    count_text(c->query, text, 1, c->out);
}

static bool count_card(const Query *q, const Lesson *lesson, const Card *card, Arena *arena, Counted *out) {
    Counting counting = {q, out};
    const char *title = rich_plain(card->title, arena);
    if (!title) return false;
    count_text(q, lesson->title, LESSON_TITLE_COUNTS, out);
    count_text(q, title, TITLE_COUNTS, out);
    return each_text(card, arena, count_one, &counting);
}

/* ---- the ranking ---- */

static double score(const Query *q, const Counted *card, const double worth[], double mean_length) {
    double sum = 0;
    for (int i = 0; i < q->n; i++) {
        double times = card->times[i], held = SATURATION * (1 - LENGTH + LENGTH * card->length / mean_length);
        sum += worth[i] * times * (SATURATION + 1) / (times + held);
    }
    return sum;
}

/* The rarer a word, the more it tells. */
static void weigh(const Query *q, const Counted cards[], int n, double worth[]) {
    for (int i = 0; i < q->n; i++) {
        int have = 0;
        for (int c = 0; c < n; c++) have += cards[c].times[i] > 0;
        worth[i] = log(1 + (n - have + 0.5) / (have + 0.5));
    }
}

/* Keeps the best, in order; of equals the one that came first. */
static void keep(CardFound out[], int most, int *found, CardFound one) {
    int at = *found < most ? (*found)++ : most;
    while (at > 0 && out[at - 1].score < one.score) {
        if (at < most) out[at] = out[at - 1];
        at--;
    }
    if (at < most) out[at] = one;
}

static void rank(const Query *q, const Counted cards[], int n, CardFound out[], int most, int *found) {
    double worth[TERMS], length = 0;
    weigh(q, cards, n, worth);
    for (int c = 0; c < n; c++) length += cards[c].length;
    for (int c = 0; c < n; c++) {
        CardFound one = {cards[c].lesson, cards[c].card, score(q, &cards[c], worth, length / n)};
        if (one.score > 0) keep(out, most, found, one);
    }
    while (*found > 0 && out[*found - 1].score < LEAST_SHARE * out[0].score) --*found;
}

Error lesson_search(const Lesson lessons[], int n, const char *words, CardFound out[], int most, int *found) {
    Query query = read_query(words);
    Arena arena = {0};
    int cards = 0, at = 0;
    bool counted = true;
    *found = 0;
    for (int i = 0; i < n; i++) cards += lessons[i].cards;
    Counted *all = calloc(cards ? (size_t)cards : 1, sizeof *all);
    if (!all) return error("memory", "%s", "ask");
    for (int i = 0; i < n && counted; i++)
        for (int c = 0; c < lessons[i].cards && counted; c++, at++) {
            all[at].lesson = i, all[at].card = c;
            counted = count_card(&query, &lessons[i], &lessons[i].card[c], &arena, &all[at]);
        }
    if (counted) rank(&query, all, cards, out, most, found);
    arena_free(&arena);
    free(all);
    return counted ? NO_ERROR : error("memory", "%s", "ask");
}

/* ---- the line that answers ---- */

typedef struct Best {
    const Query *query;
    const char *from; /* the best sentence so far, NULL: none */
    size_t n;
    int terms;        /* how many it has */
} Best;

/* Behind a sentence: a full stop or its like before a space, or a Chinese one. */
static const char *sentence_end(const char *at) {
    static const char *const WIDE[] = {"。", "？", "！"};
    for (; *at; at++) {
        if (strchr(".?!\n", *at) && (at[1] == ' ' || !at[1] || *at == '\n')) return at + 1;
        for (int i = 0; i < 3; i++)
            if (strncmp(at, WIDE[i], 3) == 0) return at + 3;
    }
    return at;
}

static int terms_in(const Query *q, const char *from, const char *to) {
    bool has[TERMS] = {false};
    Term term;
    int n = 0;
    while (from < to && next_term(&from, &term)) {
        int i = term_at(q, term.text);
        if (i >= 0 && from <= to && !has[i]) has[i] = true, n++;
    }
    return n;
}

static void look_for_line(void *ctx, const char *text) {
    Best *best = ctx;
    for (const char *from = text, *to; *from; from = to) {
        from += strspn(from, " \n");
        to = sentence_end(from);
        int n = terms_in(best->query, from, to);
        if (to == from || (best->from && n <= best->terms)) continue;
        best->from = from, best->n = strcspn(from, "\n"), best->terms = n;
        if (best->n > (size_t)(to - from)) best->n = (size_t)(to - from);
    }
}

Error lesson_search_line(const Card *card, const char *words, char *out, size_t size) {
    Query query = read_query(words);
    Best best = {.query = &query};
    Arena arena = {0};
    bool read = each_text(card, &arena, look_for_line, &best);
    size_t n = best.n < size ? best.n : size - 1;
    while (n < best.n && n > 0 && ((unsigned char)best.from[n] & 0xC0) == 0x80) n--; /* whole characters */
    if (best.from) memcpy(out, best.from, n);
    out[best.from ? n : 0] = '\0';
    arena_free(&arena);
    return read ? NO_ERROR : error("memory", "%s", "ask");
}
