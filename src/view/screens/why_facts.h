/* What the Why screen shows. */
#ifndef VIEW_SCREENS_WHY_FACTS_H
#define VIEW_SCREENS_WHY_FACTS_H

#include "app/features/why.h"
#include "view/facts.h"

typedef enum WhyMethod { WHY_OCCLUSION, WHY_GRADCAM, WHY_TIMES, WHY_GUIDED, WHY_METHODS } WhyMethod;

/* What a probability has to change by at least to be shown as a change: by one in a hundred. Less does not show in an
 * answer of whole per cent, and is what rounding and a grey square make of any place where the class is all but sure;
 * colours go up to this at least, so that it stays dark. */
#define WHY_HARDLY 0.01f

/* A map over the whole photo. */
typedef struct WhyMap {
    const char *word;    /* of JSON and of the texts: "occlusion"; its array is WORD.npy */
    bool there;          /* all of it */
    int w, h;
    const float *values; /* (h, w); NULL: nothing of it is there */
    int known;           /* values that are there, from the first; of an occlusion fewer than all at first */
    MapExtremes extremes;
    float strongest;     /* the value whose absolute value is largest, */
    int x, y;            /* and the pixel of the photo in the middle of its place */
    bool shares;         /* the values are parts of a probability, said in per cent */
    bool hardly;         /* all of them are there, and below WHY_HARDLY: no place is the strongest */
    uint64_t version;    /* of the numbers */
} WhyMap;

typedef struct WhyFacts {
    bool answers;        /* the rest is set */
    int class_index, other; /* -1: not held against another */
    float p, score, other_p, other_score;
    int layer;           /* Grad-CAM's row, before its ReLU */
    int passes;          /* of the occlusion that are there */
    WhyMap map[WHY_METHODS];
} WhyFacts;

/* Without memory in the arena there is nothing of an occlusion. */
WhyFacts why_facts(const App *app, Arena *arena);

/* Room for a number, and how it is written there. */
typedef struct Within {
    float w;
    Style style;
} Within;
/* A value of a map: a share in per cent, with its sign where `sign` is set; any other as long as `room` has place for,
 * NULL: as it is said. */
const char *why_value(const Ui *ui, const WhyMap *m, float value, bool sign, const Within *room);
const char *why_say_hardly(const Ui *ui);
/* The answer, and what the topic "maps" shows of it. */
const char *why_words(const Ui *ui);
const char *why_say_asked(const Ui *ui, const WhyFacts *f); /* what is asked for, and against what */
void why_json(json_t *o, const App *app, Arena *arena);
/* The arrays of what is there. Errors: save_array's. */
Error why_save(const App *app, Arena *arena, const char *dir);

#endif
