/* Lessons: cards that set the stage, questions that are held until they are answered. */
#ifndef APP_SESSION_LESSON_H
#define APP_SESSION_LESSON_H

#include "app/app.h"
#include "app/part.h"
#include "app/words.h"

/* ---- the commands ---- */

/* NAME [CARD], list, next, previous, close, detour. `next` names the next lesson behind the last card, then opens
 * it. */
Error lesson_lesson(App *app, int argc, char *const argv[]);
/* A choice or a number; none: the answer is revealed, or the program does the task. */
Error lesson_answer(App *app, int argc, char *const argv[]);
Error lesson_enter(App *app, int argc, char *const argv[]);  /* a digit of a number */
Error lesson_seen(App *app, int argc, char *const argv[]);   /* what of a task is done: N ..., none, off */
Error lesson_hands(App *app, int argc, char *const argv[]);  /* a show of hands: CHOICE COUNT */

Error lesson_open(App *app, const char *name); /* at the card where one was last */

/* Comes back from a detour; false if one is on none. */
bool lesson_return(App *app, Error *e);
/* Reads the lesson in the language that is set now; it stays as it is where there is none in that language. */
void lesson_translate(App *app);
/* Frees what the lessons hold. */
void lesson_forget(App *app);

/* ---- what the state says ---- */

const Card *lesson_card(const App *app);         /* that is on the screen, or NULL */
const Question *lesson_question(const App *app); /* of that card, or NULL */
const Task *lesson_task(const App *app);         /* of that card, or NULL */
bool lesson_asks(const App *app);                /* its question is not answered, or its task is not done */
bool lesson_done(const App *app);                /* its task is done, by the learner */
bool lesson_shows(const App *app);               /* it says how its task is done */
bool lesson_right(const App *app);               /* what was answered is right */

int lesson_last(const App *app, const char *name); /* the card of a lesson where one was last, from 1 */

/* ---- lessons that are there ---- */

/* Those that come with the program in a language (English ones where it has none), and those in the user's folder
 * of lessons, by their order and then by their names. */
void lesson_list(const char *language, LessonList *out);
/* The one behind a lesson in the plan that is chosen, or else in the list; NULL: there is none. */
const LessonEntry *lesson_after(App *app, const char *name);
/* Whether a lesson says that another, by its name, comes before it. */
bool lesson_needs(const LessonEntry *e, const char *name);
/* Whether a lesson of that name comes with the program. */
bool lesson_is_bundled(const char *name);
/* The file of a lesson: a name, or a path that ends in .md. False: there is none. */
bool lesson_find(const char *language, const char *name, char *out, size_t size);

/* ---- for `lesson check` ---- */

/* Whether a line is a command that a lesson may say, and whether it may look for a pattern. */
extern const LessonCheck LESSON_CHECK;
/* Sets the stage of a card, does its task as a learner would and reveals its answer; *command: which one failed, NULL
 * if none of them did. */
Error lesson_try(App *app, const Lesson *lesson, int card, const StageCommand **command);
/* Whether lesson_try met this sign of the card's task; true where the card does not say how it is done. */
bool lesson_met(const App *app, const Lesson *lesson, int card, int sign);

extern const AppPart LESSON_PART;

#endif
