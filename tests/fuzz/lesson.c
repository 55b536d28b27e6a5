/* Lessons: any text becomes cards and mistakes, each mistake at a place. */
#include <stdint.h>
#include <stdlib.h>

#include "lesson/lesson.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Lesson lesson;
    Error e = lesson_parse((const char *)data, size, NULL, &lesson);
    if (failed(&e)) return 0;
    for (int i = 0; i < lesson.mistakes; i++)
        if (lesson.mistake[i].line < 1 || lesson.mistake[i].column < 1 || !lesson.mistake[i].error.id) abort();
    lesson_free(&lesson);
    return 0;
}
