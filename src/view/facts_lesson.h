/* What the card of a lesson says, for `read`. */
#ifndef VIEW_FACTS_LESSON_H
#define VIEW_FACTS_LESSON_H

#include "view/facts.h"

/* Adds lesson, card, cards, title, text, question where the card asks one and task where it sets one; nothing without
 * a lesson. */
void lesson_facts(json_t *o, const App *app, Arena *arena);
/* The same as lines of text, "" without a lesson. */
const char *lesson_words(const App *app, Arena *arena);

#endif
