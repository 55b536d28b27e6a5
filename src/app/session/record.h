/* What a learner has answered: kept on the learner's own machine with the cards of the lessons (app/session/kept.h),
 * shown in the list of lessons, and exported by nobody else. */
#ifndef APP_SESSION_RECORD_H
#define APP_SESSION_RECORD_H

#include "app/teaching.h"

/* The question of the card that is on the screen has been answered. */
void record_answer(Teaching *t, bool right);

/* Of a lesson by its name: how many questions have been answered, and how many of them right at last. */
typedef struct RecordSum {
    int answered, right;
} RecordSum;
RecordSum record_sum(const LessonPlace places[LESSONS], const char *name);

bool record_any(const LessonPlace places[LESSONS]); /* whether anything has been answered */

#endif
