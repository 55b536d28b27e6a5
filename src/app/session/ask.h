/* Questions to the lessons: `ask WORDS` finds the cards that answer, over all lessons of a language. */
#ifndef APP_SESSION_ASK_H
#define APP_SESSION_ASK_H

#include "app/app.h"
#include "app/part.h"

/* Errors: ask.nothing where no card has any of the words, ask.long, memory. */
Error ask_find(const char *language, const char *words, Asked *out);

#endif
