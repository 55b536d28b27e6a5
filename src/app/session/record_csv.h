/* What a learner has answered, as a file of the learner's. */
#ifndef APP_SESSION_RECORD_CSV_H
#define APP_SESSION_RECORD_CSV_H

#include <stdio.h>

#include "app/teaching.h"
#include "base/error.h"

/* A line for each question that has been answered: lesson, card, title, question, how often it was answered, whether it
 * was right at first, and at last. As CSV (RFC 4180); lessons that are not there any more are left out.
 * Error: memory. */
Error record_csv(const LessonPlace places[LESSONS], const char *language, FILE *out);

#endif
