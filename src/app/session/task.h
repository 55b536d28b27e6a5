/* Tasks of lessons: whether the learner has done what the card asks for. A sign is a pattern of a command. It is met
 *
 * - by what stands, if what the learner did brought it about: a command of the way back (app/session/way.h) that was
 *   not there before; besides, `until LAYER` says the layer that has run last, `pixel X Y` the unit of the selected
 *   one. So it does not matter how one came there: `select conv3_3` is met by a click, by Right, by "features[14]";
 * - by what was said, if that stands now, or if the way back has no word for it (a list that is opened, a picture that
 *   is saved). So `step 9` means the ninth step, and not nine more.
 *
 * What a card sets up itself, and what was there before, meets nothing. */
#ifndef APP_SESSION_TASK_H
#define APP_SESSION_TASK_H

#include "app/app.h"

/* Whether a lesson may look for a pattern: its command is known, no lesson's own and not locked or hidden, and takes as
 * many words. In a pattern * is any letters of a word, and alone at the end any words or none. *at: where it is wrong.
 * Errors: command.unknown, command.alone, command.args, lesson.sign_own, lesson.sign_locked, script.quote. */
Error task_pattern(const Lesson *lesson, const char *pattern, size_t *at);

/* From now on, what there is now is what was there before. */
void task_look(App *app);
/* A command was said and is done: `seen`, and the signs that are met now, bit by bit; then looks. */
unsigned task_met(App *app, const Task *task, unsigned seen, int argc, char *const argv[]);

#endif
