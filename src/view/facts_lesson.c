#include "view/facts_lesson.h"

#include <string.h>

#include "app/session/lesson.h"

static const char *plain(Rich text, Arena *arena) {
    const char *utf8 = rich_plain(text, arena);
    return utf8 ? utf8 : "";
}

static const char *join(Arena *arena, const char *text, const char *more) {
    const char *out = arena_printf(arena, "%s%s%s", text, *text && *more ? "\n" : "", more);
    return out ? out : text;
}

static const char *table_text(const Table *t, Arena *arena) {
    const char *text = "";
    for (int r = 0; r < t->rows; r++) {
        const char *line = "";
        for (int c = 0; c < t->columns; c++) {
            const char *more =
                arena_printf(arena, "%s%s%s", line, c ? " | " : "", plain(t->cell[r * t->columns + c], arena));
            line = more ? more : line;
        }
        text = join(arena, text, line);
    }
    return text;
}

/* All that is read on the card, but for its question or its task. */
static const char *card_text(const App *app, Arena *arena) {
    const Card *card = lesson_card(app);
    const char *text = "";
    for (int i = 0; i < card->blocks; i++) {
        const Block *b = &card->block[i];
        if (card_waits(card, i) && !app->teaching->answered) break;
        switch (b->kind) {
        case BLOCK_QUESTION:
        case BLOCK_TASK: break;
        case BLOCK_TABLE: text = join(arena, text, table_text(&b->table, arena)); break;
        case BLOCK_CODE: text = join(arena, text, b->code); break;
        default: text = join(arena, text, plain(b->text, arena)); break;
        }
    }
    return text;
}

static json_t *question_json(const App *app, const Question *q, Arena *arena) {
    const Teaching *t = app->teaching;
    json_t *o = json_object(), *choices = json_array();
    json_object_set_new(o, "text", json_string(plain(q->text, arena)));
    json_object_set_new(o, "kind", json_string(q->number ? "number" : "choice"));
    json_object_set_new(o, "answered", json_boolean(t->answered));
    for (int i = 0; i < q->n && (t->answered || !q->number); i++) { /* what a number tempts to would tell the answer */
        json_t *c = json_pack("{s:s,s:i}", "text", plain(q->choice[i].text, arena), "hands", t->hands[i]);
        if (t->answered) {
            json_object_set_new(c, "right", json_boolean(q->choice[i].right));
            json_object_set_new(c, "why", json_string(plain(q->choice[i].why, arena)));
        }
        json_array_append_new(choices, c);
    }
    json_object_set_new(o, "choices", choices);
    if (!t->answered) return o;
    json_object_set_new(o, "right", json_boolean(lesson_right(app)));
    if (t->numbered) json_object_set_new(o, "answer", json_real(t->number));
    else json_object_set_new(o, "answer", t->chosen >= 0 ? json_integer(t->chosen + 1) : json_null());
    return o;
}

static const char *sign_text(const TaskSign *sign, Arena *arena) {
    return sign->text.n ? plain(sign->text, arena) : sign->pattern;
}

static json_t *task_json(const App *app, const Task *task, Arena *arena) {
    const Teaching *t = app->teaching;
    json_t *signs = json_array();
    for (int i = 0; i < task->n; i++)
        json_array_append_new(signs, json_pack("{s:s,s:s,s:b}", "text", sign_text(&task->sign[i], arena), "seen",
                                               task->sign[i].pattern, "met", (t->seen >> i) & 1));
    return json_pack("{s:s,s:b,s:b,s:o}", "text", plain(task->text, arena), "done", lesson_done(app), "shown",
                     t->answered && !lesson_done(app), "signs", signs);
}

static const char *task_words(const App *app, const Task *task, Arena *arena) {
    const char *text = plain(task->text, arena);
    for (int i = 0; i < task->n; i++) {
        const char *line = arena_printf(arena, "%s %s", app->teaching->seen & 1u << i ? "☑" : "☐",
                                        sign_text(&task->sign[i], arena));
        text = join(arena, text, line ? line : "");
    }
    return text;
}

void lesson_facts(json_t *o, const App *app, Arena *arena) {
    const Card *card = lesson_card(app);
    if (!card) return;
    json_object_set_new(o, "lesson", json_string(app->teaching->name));
    json_object_set_new(o, "card", json_integer(app->teaching->card + 1));
    json_object_set_new(o, "cards", json_integer(app->teaching->lesson.cards));
    json_object_set_new(o, "title", json_string(plain(card->title, arena)));
    json_object_set_new(o, "text", json_string(card_text(app, arena)));
    if (card->question) json_object_set_new(o, "question", question_json(app, card->question, arena));
    if (card->task) json_object_set_new(o, "task", task_json(app, card->task, arena));
}

const char *lesson_words(const App *app, Arena *arena) {
    const Card *card = lesson_card(app);
    const Teaching *t = app->teaching;
    if (!card) return "";
    const char *number[] = {arena_printf(arena, "%d", t->card + 1), arena_printf(arena, "%d", t->lesson.cards)};
    const char *where = number[0] && number[1] ? strings_format(app->strings, arena, "card.of", number, 2) : NULL;
    const char *text =
        arena_printf(arena, "%s, %s\n%s", t->lesson.title, where ? where : "", plain(card->title, arena));
    text = join(arena, text ? text : "", card_text(app, arena));
    const Question *q = card->question;
    if (card->task) text = join(arena, text, task_words(app, card->task, arena));
    if (q) text = join(arena, text, plain(q->text, arena));
    for (int i = 0; q && i < q->n && (t->answered || !q->number); i++) {
        const Choice *c = &q->choice[i];
        const char *mark = !t->answered ? "" : c->right ? " ✓" : t->chosen == i ? " ✗" : "";
        const char *line = arena_printf(arena, "%d. %s%s%s%s", i + 1, plain(c->text, arena), mark,
                                        t->answered && c->why.n ? ": " : "", t->answered ? plain(c->why, arena) : "");
        text = join(arena, text, line ? line : "");
    }
    return join(arena, text, "\n");
}
