/* Questions to the lessons: `ask WORDS` finds the cards that answer, over all lessons of a language, or of the others
 * where none does: a card has the same number in each. */
#ifndef APP_SESSION_ASK_H
#define APP_SESSION_ASK_H

#include "app/app.h"
#include "app/part.h"

/* Errors: ask.nothing where no card has any of the words, ask.long, memory. */
Error ask_find(const char *language, const char *words, Asked *out);

/* The command: shows what answers WORDS as a list; without words, has them typed. What is chosen marks the place, to
 * which `return` comes back. Errors: those of ask_find. */
enum { ASK_WORDS = 64 };
Error ask_ask(App *app, int argc, char *const argv[]);

/* Words that are one text, parted by spaces. Error: ask.long. */
Error ask_join(int n, const char *const words[], char out[ASKED_SIZE]);

extern const AppPart ASK_PART;

#endif
