/* A value comes about before one's eyes: the command that plays it, and its part. */
#ifndef APP_FEATURES_MOTION_H
#define APP_FEATURES_MOTION_H

#include "app/features/motion_plan.h"
#include "app/features/motion_state.h"
#include "app/part.h"
#include "app/script.h"
#include "base/words.h"

/* What the command takes; without a word it plays, pauses, goes on, or begins anew at the end. */
#define EACH_MOTION(FIRST, NEXT) \
    FIRST(MOTION_PLAY, play) NEXT(MOTION_PAUSE, pause) NEXT(MOTION_STOP, stop) NEXT(MOTION_AT, at) \
    NEXT(MOTION_STEP, step) NEXT(MOTION_BACK, back) NEXT(MOTION_OFF, off) NEXT(MOTION_ON, on)
typedef enum MotionWord { WORD_VALUES(EACH_MOTION) MOTION_WORD_COUNT } MotionWord;
#define MOTION_WORDS WORDS(EACH_MOTION)

/* motion [play|pause|stop|at SECONDS|step|back|off|on]; `at end` is the end. `off` and `on` are the user's: whether
 * anything moves by itself. Errors: motion.nothing, motion.seconds, command.args. */
Error motion_motion(App *app, int argc, char *const argv[]);
Reach motion_reach(int argc, char *const argv[]);

/* Whether Neuron shows it, and its plan. */
bool motion_shown(const App *app, MotionPlan *out);
/* So many milliseconds have gone by: its time goes on if it plays and what it shows is there; at the end it stands. */
void motion_advance(App *app, int ms);

extern const AppPart MOTION_PART;

#endif
