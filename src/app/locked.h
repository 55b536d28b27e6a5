/* What the lesson on the screen hides and locks. */
#ifndef APP_LOCKED_H
#define APP_LOCKED_H

#include "base/error.h"

typedef struct App App;

/* Whether the lesson lets a learner say this command now. Error: lesson.locked. */
Error lesson_allows(const App *app, int argc, char *const argv[]);

#endif
