/* What the Why screen asks, as the state holds it. */
#ifndef APP_FEATURES_WHY_STATE_H
#define APP_FEATURES_WHY_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/words.h"

/* What is shown of an answer: maps over the photo, the terms of its score followed back, or what becomes of the maps
 * with random weights. */
#define EACH_WHY_TOPIC(FIRST, NEXT) FIRST(WHY_MAPS, maps) NEXT(WHY_TERMS, terms) NEXT(WHY_RANDOM, random)
typedef enum WhyTopic { WORD_VALUES(EACH_WHY_TOPIC) WHY_TOPICS } WhyTopic;
#define WHY_TOPIC_WORDS WORDS(EACH_WHY_TOPIC)

enum { WHY_LEVELS = 4, WHY_PLACES = 16 }; /* sums one behind the other; places of each that can be chosen */

typedef struct Why {
    bool chosen;     /* a class has been; else it is the answer at a place, 0: the best */
    int class_index, place;
    bool against;    /* its score less that of the best other answer */
    char layer[24];  /* of Grad-CAM; "": the selected one */
    WhyTopic topic;
    int level;             /* the sum whose terms are gone through, from 0: the score's */
    int term[WHY_LEVELS];  /* of each the place of the chosen term, 0: the largest */
    int drawn;             /* the layer down to which weights are random, counted from the last one, 0 */
    uint32_t seed;         /* of those; 0: 1 */
} Why;

#endif
