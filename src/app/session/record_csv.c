#include "app/session/record_csv.h"

#include "app/session/lesson.h"
#include "base/csv.h"

static Error put_lesson(const LessonPlace *place, const char *language, FILE *out) {
    char path[PATH_SIZE];
    Lesson lesson;
    if (!lesson_find(language, place->name, path, sizeof path)) return NO_ERROR;
    TRY(lesson_load(path, NULL, &lesson));
    Error e = NO_ERROR;
    for (int i = 0; i < lesson.cards && !failed(&e); i++) {
        const Card *card = &lesson.card[i];
        const Answered *a = &place->answered[i];
        if (!a->times || !card->question) continue;
        const char *title = rich_plain(card->title, &lesson.arena);
        const char *asked = rich_plain(card->question->text, &lesson.arena);
        if (!title || !asked) {
            e = error("memory", "%s", path);
            break;
        }
        csv_text(out, lesson.title);
        fprintf(out, "%d,", i + 1);
        csv_text(out, title);
        csv_text(out, asked);
        fprintf(out, "%d,%s,%s\n", a->times, a->first_right ? "yes" : "no", a->right ? "yes" : "no");
    }
    lesson_free(&lesson);
    return e;
}

Error record_csv(const LessonPlace places[LESSONS], const char *language, FILE *out) {
    fputs("lesson,card,title,question,answers,right at first,right at last\n", out);
    for (int i = 0; i < LESSONS; i++)
        if (*places[i].name) TRY(put_lesson(&places[i], language, out));
    return NO_ERROR;
}
