/* What the Why screen shows. */
#ifndef VIEW_SCREENS_WHY_FACTS_H
#define VIEW_SCREENS_WHY_FACTS_H

#include "app/features/why.h"
#include "view/facts.h"

typedef enum WhyMethod { WHY_OCCLUSION, WHY_GRADCAM, WHY_TIMES, WHY_GUIDED, WHY_METHODS } WhyMethod;

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

/* The answer, and what the topic "maps" shows of it. */
const char *why_words(const Ui *ui);
const char *why_say_asked(const Ui *ui, const WhyFacts *f); /* what is asked for, and against what */
void why_json(json_t *o, const App *app, Arena *arena);
/* The arrays of what is there. Errors: save_array's. */
Error why_save(const App *app, Arena *arena, const char *dir);

#endif
