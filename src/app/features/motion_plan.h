/* How the values of a map come about, one place after another: what is shown when, and the numbers of it.
 *
 * A plan follows from the layer alone, a moment from the plan and the time, and the numbers from the run. So the same
 * moment is the same picture, whichever way it was reached. */
#ifndef APP_FEATURES_MOTION_PLAN_H
#define APP_FEATURES_MOTION_PLAN_H

#include "base/arena.h"
#include "base/words.h"
#include "nn/trace.h"

typedef struct App App;

/* What a step shows, and its word for files. */
#define EACH_PHASE(X) \
    X(MOTION_LOOK, look)         /* the window is put onto its place */ \
    X(MOTION_TERM, term)         /* one product, value, square or exponential */ \
    X(MOTION_CHANNEL, channel)   /* all of a channel's */ \
    X(MOTION_REST, rest)         /* those of all other channels */ \
    X(MOTION_MEAN, mean)         /* an average divides */ \
    X(MOTION_BIAS, bias) \
    X(MOTION_NORM, norm)         /* batch normalization */ \
    X(MOTION_ACTIVATE, activate) /* ReLU or its like */ \
    X(MOTION_DIVISOR, divisor)   /* local response normalization: (k + alpha * squares)^beta */ \
    X(MOTION_RATIO, ratio)       /* the one divided by the other */ \
    X(MOTION_LAND, land)         /* the value goes to its place of the map */ \
    X(MOTION_WHOLE, whole)       /* all of that at one of the next places */ \
    X(MOTION_FILL, fill)         /* all other places */ \
    X(MOTION_END, end)
typedef enum MotionPhase { EACH_PHASE(WORD_VALUE) MOTION_PHASES } MotionPhase;

typedef struct MotionStep {
    MotionPhase phase;
    int place;     /* counted from the first, in the order in which they come */
    int from, to;  /* terms that are added, in the plan's order */
    int end;       /* milliseconds from the beginning */
} MotionStep;

enum { MOTION_STEPS = 96, MOTION_AFTER = 4 };

typedef struct MotionPlan {
    Kind kind;                     /* of the layer that computes */
    int row, shown;                /* it, and the row whose values come about */
    int map, x, y;                 /* the first place: the selected unit */
    Shape out;
    int places;                    /* of the map; of a vector its numbers */
    int channels, kernel, terms;   /* as in a trace */
    int singly;                    /* channels that are shown, the others come together */
    MotionPhase after[MOTION_AFTER]; /* what follows the sum */
    int n_after;
    MotionStep step[MOTION_STEPS];
    int n, ms;                     /* steps, and how long all takes */
} MotionPlan;

/* What there is at a moment. */
typedef struct MotionMoment {
    int index;      /* of the step */
    MotionStep step;
    double part;    /* of the step that is over, 0 to 1 */
    int terms;      /* of the place's that have arrived in the sum */
    int landed;     /* places whose values are there */
} MotionMoment;

/* The plan of the selected unit; false where nothing of the kind is computed: the input, an activation that stands
 * alone. */
bool motion_plan(const App *app, MotionPlan *out);
/* At a time, which is taken as the plan's beginning or end where it lies beyond them. At the time at which a step ends
 * all of it is there. */
MotionMoment motion_moment(const MotionPlan *plan, int ms);
/* Where the next step ends (way 1), or the one before (way -1). */
int motion_beside(const MotionPlan *plan, int ms, int way);
/* The unit of a place: they are gone through row by row from the selected one, behind the last comes the first. */
void motion_place(const MotionPlan *plan, int place, int *map, int *x, int *y);

/* Whether the run has what is shown. */
bool motion_ready(const App *app, const MotionPlan *plan);
/* The arithmetic of a place, which has to be there. That of a normalization over channels and of a softmax is a trace,
 * too: its inputs are the numbers that it takes, its products their squares or exponentials, and `pre` what the one
 * number is divided by. Error: memory. */
Error motion_trace(const App *app, const MotionPlan *plan, int place, Arena *arena, Trace *out);
/* The order of the channels: those that are shown singly, the largest first (of three all, as they stand; of a softmax
 * the place's own before all), then the others as they stand. NULL without memory. */
const int *motion_order(const MotionPlan *plan, const Trace *t, Arena *arena);
/* Where in the trace the i-th term is. */
int motion_term(const Trace *t, const int *order, int i);
/* What so many terms come to: their sum, or the largest of them. Of all of them it is that of the trace. */
double motion_sum(const Trace *t, const int *order, int terms);

#endif
