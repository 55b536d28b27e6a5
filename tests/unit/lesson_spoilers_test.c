/* No lesson tells what it asks: figures and words of a right answer stand neither in a title, nor above the question,
 * nor in the card before. Runs in the top directory. */
#include <ctype.h>
#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#include "base/file.h"
#include "lesson/lesson.h"

/* What stands there although it is asked for, and why that tells nothing. */
typedef struct Fine {
    const char *lesson;
    int card;
    const char *token, *why;
} Fine;

static const Fine FINE[] = {
    {"after-vgg", 8, "3.57", "an error of the card before, no number of multiply-adds"},
    {"alexnet-to-vgg", 6, "nothing", "that nothing is learned in LRN is another matter"},
    {"alexnet-to-vgg", 8, "parameters multiply", "what is counted; how much more is asked"},
    {"features", 12, "relu3_1", "one of three slices; how often is asked"},
    {"features", 14, "classes", "what the network knows; which of them is asked"},
    {"mistakes", 3, "一张照片", "what is counted for; what is counted is asked"},
    {"mistakes", 5, "3 4", "indices of the card before"},
    {"mistakes", 8, "torchvision", "whose network it is; what its ReLU does is asked"},
    {"one-by-one", 5, "weights", "how many they are; what they make together is asked"},
    {"one-by-one", 7, "156", "B's, told so that C's can be said: it is the same"},
    {"one-step", 11, "2", "of the formula, (side + 2·padding − kernel)/stride + 1"},
    {"parameters", 3, "45 kernel", "both percentages are told; which is of what is asked"},
    {"parameters", 7, "connected", "a kind of layer; which single layer is asked"},
    {"parameters", 7, "个全连接层", "a kind of layer; which single layer is asked"},
    {"receptive-field", 11, "的时候", "no word of the answer"},
    {"sixteen-nineteen", 6, "jitter", "it is introduced; whether it helped more is asked"},
    {"sixteen-nineteen", 6, "尺度抖动", "it is introduced; whether it helped more is asked"},
    {"sixteen-nineteen", 8, "错误率", "what is measured; what is said of it is asked"},
    {"what-is-vgg", 3, "layers", "the question is which"},
};
enum { FINES = sizeof FINE / sizeof *FINE, WORD = 6, HAN = 3 };
static bool met[FINES];

/* ---- what is told ---- */

static void tell(Arena *arena, const char **told, const char *text) {
    *told = arena_printf(arena, "%s%s\n", *told, text);
    assert_non_null(*told);
}

static void tell_rich(Arena *arena, const char **told, Rich text) { tell(arena, told, rich_plain(text, arena)); }

/* The text of a card's blocks up to one of them. */
static void tell_blocks(Arena *arena, const char **told, const Card *card, int to) {
    for (int i = 0; i < to; i++) {
        const Block *b = &card->block[i];
        if (b->kind == BLOCK_TABLE)
            for (int c = 0; c < b->table.columns * b->table.rows; c++) tell_rich(arena, told, b->table.cell[c]);
        else if (b->kind == BLOCK_CODE) tell(arena, told, b->code);
        else if (b->kind != BLOCK_QUESTION && b->kind != BLOCK_TASK) tell_rich(arena, told, b->text);
    }
}

/* Whatever a reader has seen of a card who goes on from it: its question and all that its answers say, too. */
static void tell_card(Arena *arena, const char **told, const Card *card) {
    tell_rich(arena, told, card->title);
    tell_blocks(arena, told, card, card->blocks);
    if (card->task) tell_rich(arena, told, card->task->text);
    if (!card->question) return;
    tell_rich(arena, told, card->question->text);
    for (int i = 0; i < card->question->n; i++) {
        tell_rich(arena, told, card->question->choice[i].text);
        tell_rich(arena, told, card->question->choice[i].why);
    }
}

static const char *told_before(Arena *arena, const Lesson *lesson, int card) {
    const char *told = "";
    tell(arena, &told, lesson->title);
    if (card > 0) tell_card(arena, &told, &lesson->card[card - 1]);
    tell_rich(arena, &told, lesson->card[card].title);
    tell_blocks(arena, &told, &lesson->card[card], lesson->card[card].asks_at);
    return told;
}

/* ---- tokens: figures, words of at least WORD letters, HAN Chinese characters in a row ---- */

static bool han(const char *at) {
    unsigned char c = (unsigned char)*at, d = (unsigned char)at[c ? 1 : 0];
    return c >= 0xE4 && c <= 0xE9 && (d & 0xC0) == 0x80; /* U+4000 to U+9FFF */
}

static bool word(char c) { return isalnum((unsigned char)c) || c == '_'; }

/* A year, or a figure that belongs to a name: VGG-16, conv3_3, 3×3, top-1. 27C² is a figure. */
static bool in_name(const char *text, const char *at, size_t n) {
    static const char TIMES[] = "×";
    char after = at[n], before = at > text ? at[-1] : ' ';
    if (word(before) || before == '-' || before == '^' || before == ':') return true;
    if (at - text >= 2 && memcmp(at - 2, TIMES, 2) == 0) return true;
    if (strncmp(at + n, TIMES, 2) == 0 || (word(after) && after != 'C') || after == ':') return true;
    return n == 4 && !memchr(at, ',', n) && (strncmp(at, "19", 2) == 0 || strncmp(at, "20", 2) == 0);
}

/* The next token at or behind *at, its length; false at the end. */
static bool next_token(const char *text, const char **at, size_t *n) {
    for (; **at; ++*at) {
        const char *p = *at, *end = p;
        if (isdigit((unsigned char)*p)) {
            while (isdigit((unsigned char)*end) || (*end && strchr(",.", *end) && isdigit((unsigned char)end[1])))
                end++;
            *n = (size_t)(end - p);
            if (!in_name(text, p, *n)) return true;
            while (word(*end)) end++;
            *at = end - 1;
        } else if (isalpha((unsigned char)*p) && (p == text || !word(p[-1]))) {
            while (word(*end)) end++;
            *n = (size_t)(end - p);
            if (*n >= WORD) return true;
            *at = end - 1;
        } else if (han(p)) {
            int k = 0;
            while (k < HAN && han(end)) k++, end += 3;
            *n = (size_t)(end - p);
            if (k == HAN) return true;
            *at = p + 2;
        }
    }
    return false;
}

/* Behind a token: from a Chinese character to the next, else past it. */
static const char *past(const char *at, size_t n) { return at + (han(at) ? 3 : n); }

/* The value of a figure and its digits behind the point. */
static double figure(const char *token, size_t n, int *digits) {
    char plain[40];
    size_t k = 0;
    for (size_t i = 0; i < n && k + 1 < sizeof plain; i++)
        if (token[i] != ',') plain[k++] = token[i];
    plain[k] = '\0';
    const char *point = strchr(plain, '.');
    *digits = point ? (int)strlen(point + 1) : 0;
    return strtod(plain, NULL);
}

/* Words alike, or figures that are one number when rounded alike: 27 tells of 26.9, but not 2 of 2.26. */
static bool same(const char *a, size_t n, const char *b, size_t m) {
    if (n == m && strncasecmp(a, b, n) == 0) return true;
    if (!isdigit((unsigned char)*a) || !isdigit((unsigned char)*b)) return false;
    int da, db;
    double x = figure(a, n, &da), y = figure(b, m, &db), scale = pow(10, da < db ? da : db);
    return fmin(x, y) * scale >= 10 && round(x * scale) == round(y * scale);
}

static bool stands_in(const char *text, const char *token, size_t n) {
    const char *at = text;
    for (size_t m; next_token(text, &at, &m); at = past(at, m))
        if (same(at, m, token, n)) return true;
    return false;
}

/* What the answer could be told from: not what the question names itself, nor what a wrong choice says as well. */
static bool is_telling(const Question *q, int right, const char *token, size_t n, Arena *arena) {
    if (stands_in(rich_plain(q->text, arena), token, n)) return false;
    for (int i = 0; i < q->n; i++)
        if (i != right && stands_in(rich_plain(q->choice[i].text, arena), token, n)) return false;
    return true;
}

static bool is_fine(const char *name, int card, const char *token, size_t n) {
    for (int i = 0; i < FINES; i++) {
        if (strcmp(FINE[i].lesson, name) != 0 || FINE[i].card != card || !stands_in(FINE[i].token, token, n)) continue;
        met[i] = true;
        return true;
    }
    return false;
}

/* How many tokens of right answers a lesson tells before it asks. */
static int spoilers(const char *path, const char *name, Lesson *lesson) {
    int found = 0;
    for (int c = 0; c < lesson->cards; c++) {
        const Question *q = lesson->card[c].question;
        if (!q) continue;
        int right = 0;
        while (!q->choice[right].right) right++;
        const char *told = told_before(&lesson->arena, lesson, c);
        const char *answer = rich_plain(q->choice[right].text, &lesson->arena), *at = answer;
        for (size_t n; next_token(answer, &at, &n); at = past(at, n)) {
            if (!is_telling(q, right, at, n, &lesson->arena) || !stands_in(told, at, n)) continue;
            if (is_fine(name, c + 1, at, n)) continue;
            print_error("%s, card %d asks for '%s' and tells '%.*s'\n", path, c + 1, answer, (int)n, at);
            found++;
        }
    }
    return found;
}

static int spoilers_of(const char *folder, const char *file) {
    char path[300], name[100];
    Mapped text;
    Lesson lesson;
    snprintf(path, sizeof path, "%s/%s", folder, file);
    snprintf(name, sizeof name, "%.*s", (int)strcspn(file, "."), file);
    Error e = file_map(path, &text);
    assert_false(failed(&e));
    e = lesson_parse((const char *)text.data, text.size, NULL, &lesson);
    assert_false(failed(&e));
    assert_int_equal(lesson.mistakes, 0);
    int found = spoilers(path, name, &lesson);
    lesson_free(&lesson);
    file_unmap(&text);
    return found;
}

static void no_lesson_tells_what_it_asks(void **state) {
    (void)state;
    static const char *const FOLDERS[] = {"lessons/en", "lessons/zh"};
    int lessons = 0, found = 0;
    for (int f = 0; f < 2; f++) {
        DIR *dir = opendir(FOLDERS[f]);
        assert_non_null(dir);
        for (struct dirent *entry; (entry = readdir(dir));) {
            if (!strstr(entry->d_name, ".md")) continue;
            found += spoilers_of(FOLDERS[f], entry->d_name);
            lessons++;
        }
        closedir(dir);
    }
    assert_true(lessons >= 18);
    assert_int_equal(found, 0);
    for (int i = 0; i < FINES; i++)
        if (!met[i]) fail_msg("%s, card %d no longer tells '%s'", FINE[i].lesson, FINE[i].card, FINE[i].token);
}

/* ---- that a spoiler would be seen ---- */

static int spoilers_in(const char *text) {
    Lesson lesson;
    Error e = lesson_parse(text, strlen(text), NULL, &lesson);
    assert_false(failed(&e));
    assert_int_equal(lesson.mistakes, 0);
    int found = spoilers("on purpose", "", &lesson);
    lesson_free(&lesson);
    return found;
}

static void a_spoiler_is_seen(void **state) {
    (void)state;
    static const char HOW_MANY[] = "```number\nHow many?\n= {27*1} :: So.\n9 :: No.\n```\n";
    static const char WHO[] = "```ask\nWho won?\n( ) nobody at all :: No.\n(x) GoogLeNet :: Yes.\n```\n";
    static const char CHINESE[] = "```ask\n怎样？\n( ) 没有 :: 不。\n(x) 错误率饱和了 :: 对。\n```\n";
    static const struct { const char *before, *question; int found; } CASES[] = {
        {"---\ntitle: 27C² against 49C²\n---\n# Card\nText.\n", HOW_MANY, 1},
        {"---\ntitle: t\n---\n# It is 27\nText.\n", HOW_MANY, 1},
        {"---\ntitle: t\n---\n# Card\nText {3*9} here.\n", HOW_MANY, 1},
        {"---\ntitle: t\n---\n# One\n| a |\n|---|\n| 27 |\n\n# Card\nText.\n", HOW_MANY, 1},
        {"---\ntitle: t\n---\n# One\n```ask\nQ\n( ) a :: that is 27\n(x) b\n```\n# Card\nText.\n", HOW_MANY, 1},
        {"---\ntitle: t\n---\n# One\n27 of them.\n# Two\nText.\n# Card\nText.\n", HOW_MANY, 0},
        {"---\ntitle: t\n---\n# VGG-27 of 2027\nconv27_1, 27×27, 127 and 2,700 in block27.\n", HOW_MANY, 0},
        {"---\ntitle: t\n---\n# One\nfeatures[27] and 26.9 %.\n# Card\nText.\n", HOW_MANY, 1},
        {"---\ntitle: t\n---\n# One\n26.9 %.\n# Card\n2.7, 26.4.\n", HOW_MANY, 1},
        {"---\ntitle: t\n---\n# Googlenet\nText.\n", WHO, 1},
        {"---\ntitle: t\n---\n# Card\nText.\n", WHO, 0},
        {"---\ntitle: t\n---\n# Card\n论文说错误率饱和了。\n", CHINESE, 4},
        {"---\ntitle: t\n---\n# Card\n论文说了什么？\n", CHINESE, 0},
    };
    char text[600];
    print_message("spoilers, on purpose:\n");
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        snprintf(text, sizeof text, "%s%s", CASES[i].before, CASES[i].question);
        int found = spoilers_in(text);
        if (found != CASES[i].found) fail_msg("%d found, not %d, in:\n%s", found, CASES[i].found, text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_spoiler_is_seen),
        cmocka_unit_test(no_lesson_tells_what_it_asks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
