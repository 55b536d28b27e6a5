/* The network as volumes in space: the command that shows and turns it, and its part. */
#ifndef APP_FEATURES_SPACE_H
#define APP_FEATURES_SPACE_H

#include "app/features/space_state.h"
#include "app/part.h"

/* What the command takes; without a word it shows it, or the strip again. */
#define EACH_SPACE(FIRST, NEXT) \
    FIRST(SPACE_OFF, off) NEXT(SPACE_ON, on) NEXT(SPACE_TO_REAL, real) NEXT(SPACE_TO_LOG, log) \
    NEXT(SPACE_NEXT, proportions) NEXT(SPACE_TURN, turn) NEXT(SPACE_AT, at) NEXT(SPACE_CLOSER, closer) \
    NEXT(SPACE_FARTHER, farther) NEXT(SPACE_NEAR, near) NEXT(SPACE_FRONT, front)
typedef enum SpaceWord { WORD_VALUES(EACH_SPACE) SPACE_WORD_COUNT } SpaceWord;
#define SPACE_WORDS WORDS(EACH_SPACE)

enum { SPACE_NEAREST = 16 };

/* space [off|on|real|log|proportions|turn RIGHT UP|at TURN TILT|closer|farther|near FACTOR|front]: all but `off` lead
 * to the Network screen. Degrees and the factor go as far as that makes sense. Errors: space.number, command.args. */
Error space_space(App *app, int argc, char *const argv[]);

/* As it is seen at first, and after `front`. */
void space_begin(Space *s);
/* Whether the Network screen shows it: not while one draws on the photo, which is flat. */
bool space_shown(const App *app);
/* The row whose maps a layer shows there: its own while what joins it is a step to come. */
int space_row(const App *app, int layer);
/* A film of it has so many pictures: it swings to both sides and back. The i-th, from 0. */
enum { SPACE_SWING = 60 };
void space_swing(const Space *from, int i, Space *out);

extern const AppPart SPACE_PART;

#endif
