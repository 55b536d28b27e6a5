/* What the lesson on the screen hides and locks. */
#ifndef APP_LOCKED_H
#define APP_LOCKED_H

#include <stdbool.h>

#include "base/error.h"
#include "lesson/lesson.h"

typedef struct App App;

/* Whether a lesson locks or hides what a command does. */
bool lesson_locks(const Lesson *lesson, const char *name);
/* Whether the lesson lets a learner say this command now. Error: lesson.locked. */
Error lesson_allows(const App *app, int argc, char *const argv[]);

#endif
