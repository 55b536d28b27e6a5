/* The inside of ask and number blocks.
 *
 *     ```ask                            ```number
 *     How many 3x3 see 11x11?           How many 3x3 see 11x11?
 *     ( ) 3 :: why that tempts          = {(11-1)/2}
 *     (x) 5 :: why it is so             4 :: why that tempts
 *     ```                               ```                                                    */
#include <string.h>

#include "lesson/number.h"
#include "lesson/parse.h"

static bool starts(const Parser *p, size_t from, size_t to, const char *with) {
    size_t n = strlen(with);
    return to - from >= n && strncmp(p->text + from, with, n) == 0;
}

size_t parse_find_why(const Parser *p, size_t from, size_t to) {
    for (size_t i = from; i + 1 < to; i++)
        if (p->text[i] == ':' && p->text[i + 1] == ':') return i;
    return to;
}

static void add_choice(Parser *p, Question *q, size_t from, size_t to, bool right) {
    if (q->n == LESSON_CHOICES) {
        parse_mistake(p, from, error("lesson.choices_many", "%d", LESSON_CHOICES));
        return;
    }
    Choice *c = &q->choice[q->n++];
    size_t why = parse_find_why(p, from, to), text_to = why;
    c->right = right;
    parse_trim(p, &from, &text_to);
    if (from == text_to) parse_mistake(p, from, error("lesson.choice_empty", "%s", ""));
    c->text = parse_fragment(p, from, text_to);
    if (why < to) c->why = parse_fragment(p, why + 2, to);
    if (!c->why.n && !right) parse_mistake(p, from, error("lesson.why", "%.*s", (int)(text_to - from), p->text + from));
    for (int i = 0; !q->number && i < q->n - 1; i++) {
        const char *a = rich_plain(q->choice[i].text, &p->out->arena), *b = rich_plain(c->text, &p->out->arena);
        if (a && b && *a && strcmp(a, b) == 0) {
            parse_mistake(p, from, error("lesson.choice_twice", "%s", a));
            break;
        }
    }
}

/* The value of a number's line, written as a figure or as digits; false if it is none. */
static bool choice_value(Parser *p, const Choice *c, double *out) {
    const char *plain = rich_plain(c->text, &p->out->arena);
    return plain && number_read(plain, out);
}

static void check_numbers(Parser *p, Question *q, const size_t place[]) {
    for (int i = 0; i < q->n; i++) {
        if (!choice_value(p, &q->choice[i], &q->choice[i].value))
            parse_mistake(p, place[i], error("lesson.not_a_number", "%s", ""));
        else if (i > 0 && q->choice[i].value == q->choice[0].value)
            parse_mistake(p, place[i], error("lesson.choice_twice", "%g", q->choice[i].value));
    }
}

const Question *parse_question(Parser *p, size_t from, size_t to, bool number) {
    Question *q = ARENA_NEW(&p->out->arena, 1, Question);
    if (!q) {
        p->no_memory = true;
        return NULL;
    }
    size_t text_from = from, text_to = from, place[LESSON_CHOICES] = {0};
    int right = 0;
    bool begun = false; /* the choices have */
    Line line;
    q->number = number;
    for (size_t at = from; at < to && parse_line(p, at, &line) && line.from < to; at = line.next) {
        size_t a = line.from, b = line.to < to ? line.to : to;
        parse_trim(p, &a, &b);
        if (a == b) continue;
        bool yes = starts(p, a, b, number ? "=" : "(x)") || (!number && starts(p, a, b, "(X)"));
        bool no = number ? begun || (right && !yes) : starts(p, a, b, "( )") || starts(p, a, b, "()");
        if (number && !yes && !begun && parse_find_why(p, a, b) < b) no = true;
        if (!yes && !no) {
            if (begun) parse_mistake(p, a, error("lesson.choice_line", "%s", ""));
            else text_to = b;
            continue;
        }
        if (yes && right++) parse_mistake(p, a, error("lesson.right_twice", "%s", ""));
        begun = true;
        if (number && yes && q->n > 0) parse_mistake(p, a, error("lesson.right_first", "%s", ""));
        if (q->n < LESSON_CHOICES) place[q->n] = a;
        size_t mark = !number ? (starts(p, a, b, "()") ? 2 : 3) : yes ? 1 : 0;
        add_choice(p, q, a + mark, b, yes);
    }
    q->text = parse_fragment(p, text_from, text_to);
    if (!q->text.n) parse_mistake(p, from, error("lesson.question_empty", "%s", ""));
    if (!right) parse_mistake(p, from, error(number ? "lesson.no_number" : "lesson.no_right", "%s", ""));
    if (!number && q->n < 2) parse_mistake(p, from, error("lesson.choices_few", "%s", ""));
    if (number) check_numbers(p, q, place);
    return q->n && right ? q : NULL;
}
