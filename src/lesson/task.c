/* The inside of try blocks.
 *
 *     ```try
 *     Choose a map of conv3_3.
 *     seen select conv3_3 :: conv3_3 is selected
 *     seen map * :: a map is chosen
 *     do select conv3_3; map next
 *     ```                                                                                        */
#include <string.h>

#include "lesson/parse.h"

/* Whether a line is this word and what it says; moves *from to that. */
static bool says(const Parser *p, size_t *from, size_t to, const char *word) {
    size_t n = strlen(word);
    if (to - *from < n || strncmp(p->text + *from, word, n) != 0) return false;
    if (to - *from > n && p->text[*from + n] != ' ' && p->text[*from + n] != '\t') return false;
    *from += n;
    parse_trim(p, from, &to);
    return true;
}

static void add_sign(Parser *p, Task *task, size_t from, size_t to) {
    if (task->n == LESSON_SIGNS) {
        parse_mistake(p, from, error("lesson.signs_many", "%d", LESSON_SIGNS));
        return;
    }
    TaskSign *sign = &task->sign[task->n++];
    TextPlace place = parse_place(p, from);
    size_t why = parse_find_why(p, from, to), pattern_to = why, wrong = 0;
    parse_trim(p, &from, &pattern_to);
    *sign = (TaskSign){.pattern = parse_copy(p, p->text + from, pattern_to - from),
                   .line = place.line, .column = place.column};
    Error e = from == pattern_to                  ? error("lesson.sign_empty", "%s", "")
              : parse_names_map(sign->pattern)    ? error("lesson.sign_map", "%s", "")
              : p->check && p->check->pattern     ? p->check->pattern(p->check->ctx, p->out, sign->pattern, &wrong)
                                                  : NO_ERROR;
    if (failed(&e)) parse_mistake(p, from + wrong, e);
    if (why < to) sign->text = parse_fragment(p, why + 2, to);
}

const Task *parse_task(Parser *p, size_t from, size_t to, void (*command)(void *ctx, size_t from, size_t to),
                       void *ctx) {
    Task *task = ARENA_NEW(&p->out->arena, 1, Task);
    if (!task) {
        p->no_memory = true;
        return NULL;
    }
    size_t text_from = from, text_to = from;
    bool begun = false; /* the signs have */
    Line line;
    for (size_t at = from; at < to && parse_line(p, at, &line) && line.from < to; at = line.next) {
        size_t a = line.from, b = line.to < to ? line.to : to;
        parse_trim(p, &a, &b);
        if (a == b) continue;
        if (says(p, &a, b, "seen")) begun = true, add_sign(p, task, a, b);
        else if (begun && says(p, &a, b, "do")) command(ctx, a, b);
        else if (begun) parse_mistake(p, a, error("lesson.task_line", "%s", ""));
        else text_to = b;
    }
    task->text = parse_fragment(p, text_from, text_to);
    if (!task->text.n) parse_mistake(p, from, error("lesson.task_empty", "%s", ""));
    if (!task->n) parse_mistake(p, from, error("lesson.no_signs", "%s", ""));
    return task->n ? task : NULL;
}
