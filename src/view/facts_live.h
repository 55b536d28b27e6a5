/* What is said of a changed photo: the changes, how a layer differs, the answers before and now. */
#ifndef VIEW_FACTS_LIVE_H
#define VIEW_FACTS_LIVE_H

#include "view/facts.h"
#include "view/ui.h"

/* One of the answers: a class as it was and as it is. */
typedef struct AnswerPair {
    int class_index;
    const char *label; /* in English */
    float now, before;
} AnswerPair;

/* The n best answers of the changed photo, the best of the other one among them; how many: 0 until both have answers.
 */
int answer_pairs(const App *app, AnswerPair out[], int n);
/* The name of what the photo is held against: its own, or that of the reference. */
const char *against_name(const App *app);
const char *say_against(const Ui *ui); /* in the language of the interface */

/* What a camera does while it shows what it sees. */
const char *watch_words(const Ui *ui);

void live_facts(json_t *o, const App *app, Arena *arena);
const char *live_words(const Ui *ui); /* a line each, "" where nothing is changed or compared */

#endif
