#include "app/session/record.h"

#include <string.h>

static const LessonPlace *place_of(const LessonPlace places[LESSONS], const char *name) {
    for (int i = 0; i < LESSONS; i++)
        if (*places[i].name && strcmp(places[i].name, name) == 0) return &places[i];
    return NULL;
}

void record_answer(Teaching *t, bool right) {
    LessonPlace *place = (LessonPlace *)place_of(t->last, t->name);
    if (!place) return;
    Answered *a = &place->answered[t->card];
    if (!a->times) a->first_right = right;
    a->right = right;
    a->times += a->times < 255;
}

RecordSum record_sum(const LessonPlace places[LESSONS], const char *name) {
    const LessonPlace *place = place_of(places, name);
    RecordSum sum = {0};
    for (int card = 0; place && card < LESSON_CARDS; card++) {
        sum.answered += place->answered[card].times > 0;
        sum.right += place->answered[card].times > 0 && place->answered[card].right;
    }
    return sum;
}

bool record_any(const LessonPlace places[LESSONS]) {
    bool any = false;
    for (int i = 0; i < LESSONS; i++) any |= *places[i].name && record_sum(places, places[i].name).answered;
    return any;
}
