/* Why an answer: the photo's reasons as four methods have them, computed in the background. */
#ifndef APP_FEATURES_WHY_H
#define APP_FEATURES_WHY_H

#include "app/features/why_state.h"
#include "app/part.h"
#include "nn/backward.h"
#include "nn/explain.h"
#include "nn/weights.h"

/* All answers to a photo, parts of which are covered one after another; of any class, since they are kept. */
typedef struct Occlusion {
    JobTask task; /* first: the job hands it back */
    Engine *engine;
    Weights *weights;
    uint64_t number;      /* of all that the part has made */
    const Run *of;        /* whose photo it is */
    int classes;
    float *input;         /* the photo, prepared, */
    float grey[OCCLUSION_CHANNELS]; /* and what covers it, by channel */
    float *covered;       /* room for it with a square */
    Run *run;             /* NULL until it is needed, and once it is done */
    bool begun;           /* the run has the next pass's photo */
    bool given_up;        /* until it is asked for again */
    atomic_int passes;    /* those that are there */
    float *score, *p;     /* (1 + OCCLUSION_PASSES, classes): of the whole photo, then of each pass */
} Occlusion;

/* The run's last row has to be done; what it has is copied. Error: memory. */
Error occlusion_open(Engine *engine, Weights *weights, const Run *run, const float *grey, Occlusion **out);
/* How much a class loses by a square: of its probability, or where `other` is a class, of its score's lead over that
 * one's. */
float occlusion_drop(const Occlusion *o, int pass, int class_index, int other);

/* A score, or one less another, and how far back its gradient is looked at. */
typedef struct Asking {
    int class_index, other; /* -1: none */
    int row;                /* of Grad-CAM, after its ReLU; -1: the network has none for it */
} Asking;
bool why_same(Asking a, Asking b);

enum { REASON_CAM, REASON_TIMES, REASON_GUIDED, REASONS };

typedef struct Reasons {
    JobTask task; /* first: the job hands it back */
    atomic_bool *cancel;  /* set: it ends soon; the task's own, unless somebody else has it work */
    const Run *run;
    Engine *engine;
    uint64_t number;      /* of all that the part has made */
    Asking question;
    Shape cam, input;
    float *gradient;      /* room for one of a layer or of the photo */
    float *sum;           /* of which sum of the scores the gradient is */
    atomic_int there;     /* REASON_CAM first */
    float *map[REASONS];  /* (h, w) of the layer; (H, W) */
    MapExtremes extremes[REASONS];
} Reasons;

/* The run's last row has to be done. Error: memory. */
Error reasons_open(const Run *run, Engine *engine, Asking question, Reasons **out);

/* ---- the command, and what the state says ---- */

#define WHY_WORDS "answer|next|previous|against|layer|topic|term|drawn|seed|more|less|deeper|off"

/* why CLASS|answer N|next|previous|against [on|off]|layer [LAYER]|topic [TOPIC]|term LEVEL [N]|drawn N|seed N|more|
 * less|deeper|off; anything but off leads to the screen. Errors: why.none (the network has no classes), why.class,
 * why.several, why.layer, command.args, command.number, command.word, net_find_layer's. */
Error why_command(App *app, int argc, char *const argv[]);

/* The class of a number or a name, in English or in the language of the interface, which may be several words. Errors:
 * why.none, why.class, why.several. */
Error class_find(const App *app, int n, char *const words[], int *out);

bool why_answers(const App *app); /* whether the answers are there */
int why_layer(const App *app);    /* Grad-CAM's convolution or pool, a row; -1: the network has none */
int why_class(const App *app);    /* once the answers are there */
int why_other(const App *app);    /* what it is held against, likewise; -1: nothing */
/* The fully connected layer whose sum stands at a level of the terms: at 0 the score's, at the next the one before it;
 * -1: there is none. */
int why_sum_row(const App *app, int level);
int why_levels(const App *app);   /* how many there are, WHY_LEVELS at most */
const Occlusion *why_occlusion(const App *app); /* of this photo; NULL: not begun */
const Reasons *why_reasons(const App *app);     /* of what is asked, perhaps not all; NULL: not begun */
bool why_stopped(const App *app);               /* the occlusion was, by the command stop */

extern const AppPart WHY_PART;

#endif
