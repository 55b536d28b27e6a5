/* What Asks asks for, as the state holds it: all 0 is what goes without saying. */
#ifndef APP_FEATURES_ASKS_STATE_H
#define APP_FEATURES_ASKS_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/words.h"

/* What paints (app/features/paint.h): a painter each. */
#define EACH_ASKS_TOPIC(FIRST, NEXT) \
    FIRST(ASKS_ASCENT, ascent)       \
    NEXT(ASKS_DREAM, dream)          \
    NEXT(ASKS_TEXTURE, texture)      \
    NEXT(ASKS_STYLE, style)          \
    NEXT(ASKS_INVERSION, inversion)
typedef enum AsksTopic { WORD_VALUES(EACH_ASKS_TOPIC) ASKS_TOPICS } AsksTopic;
#define ASKS_TOPIC_WORDS WORDS(EACH_ASKS_TOPIC)

/* What is to grow of the selected layer. */
#define EACH_ASKS_OF(FIRST, NEXT) FIRST(ASKS_MAP, map) NEXT(ASKS_UNIT, unit) NEXT(ASKS_DIRECTION, direction)
typedef enum AsksOf { WORD_VALUES(EACH_ASKS_OF) ASKS_OFS } AsksOf;

/* What keeps a picture from being noise; each can be left out. */
#define EACH_ASKS_HELP(FIRST, NEXT) \
    FIRST(ASKS_WAVES, waves)        \
    NEXT(ASKS_COLOURS, colours)     \
    NEXT(ASKS_SHIFTS, shifts)       \
    NEXT(ASKS_SCALES, scales)       \
    NEXT(ASKS_TURNS, turns)
typedef enum AsksHelp { WORD_VALUES(EACH_ASKS_HELP) ASKS_HELPS } AsksHelp;
#define ASKS_HELP_WORDS WORDS(EACH_ASKS_HELP)

enum { ASKS_TERMS = 8, ASKS_STEPS = 128, ASKS_STEPS_MOST = 4096, ASKS_SEVERAL = 6 };

typedef struct Asks {
    AsksTopic topic;
    AsksOf of;
    bool negative;   /* it is to fall */
    bool from_photo; /* else from noise */
    int without;     /* bits of AsksHelp */
    int seed;
    int several;     /* how many pictures an ascent paints at once, ASKS_SEVERAL at most; 0: one */
    int steps;       /* how many it is to be; 0: ASKS_STEPS */
    bool halted;     /* at that many: */
    int at;
    int terms;       /* of a direction, at most ASKS_TERMS; 0: the selected unit's values on the photo, all of them */
    struct AsksTerm { int map; float weight; } term[ASKS_TERMS];
} Asks;

#endif
