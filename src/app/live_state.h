/* The photo as it is drawn on, as the state holds it. */
#ifndef APP_LIVE_STATE_H
#define APP_LIVE_STATE_H

#include "app/source.h"
#include "app/turns.h"
#include "base/words.h"
#include "io/edit.h"
#include "io/image.h"
#include "nn/run.h"

/* What a press on the photo does. */
#define EACH_TOOL(FIRST, NEXT) FIRST(TOOL_POINT, point) NEXT(TOOL_BRUSH, brush) NEXT(TOOL_SQUARE, square)
typedef enum Tool { WORD_VALUES(EACH_TOOL) TOOL_COUNT } Tool;
#define TOOL_WORDS WORDS(EACH_TOOL)

/* What maps are shown less of. */
#define EACH_AGAINST(FIRST, NEXT) \
    FIRST(AGAINST_NOTHING, off) NEXT(AGAINST_UNCHANGED, unchanged) NEXT(AGAINST_REFERENCE, reference)
typedef enum Against { WORD_VALUES(EACH_AGAINST) AGAINST_COUNT } Against;
#define AGAINST_WORDS WORDS(EACH_AGAINST)

typedef struct Ink {
    int size;       /* the brush's diameter, the square's side, in pixels */
    uint32_t color; /* 0xRRGGBB */
} Ink;

/* What a place keeps of it. */
typedef struct Painting {
    Edits edits;
    Tool tool;
    Ink ink[TOOL_COUNT]; /* of the brush and the square */
    Against against;
} Painting;

enum { LIVE_SPARES = 2 };

typedef struct Live {
    Painting now;
    Image original; /* the photo as it came; no pixels while nothing is changed */
    Image base;     /* with the first base_n changes made, likewise */
    int base_n;
    /* a camera's next picture, which takes the place of the photo with the run that computes it; bytes NULL: none */
    Photo coming;
    Image coming_plain; /* as it came */
    bool coming_rows[NET_LAYERS + 1]; /* that are wanted of it, too; [0] is the input */
    uint64_t coming_at; /* the version of the photo (image_version) that it came at: it is the next one */
    /* the runs, of the main one's weights */
    uint64_t handed;   /* the last version of the photo (image_version) that a run has got */
    uint64_t computed; /* that app->run has */
    uint64_t shown;    /* how often app->run has changed: for pictures */
    bool plain, next_plain; /* app->run, next: of the photo as it came */
    Run *next;         /* of version `handed`, or NULL */
    Run *deep;         /* goes on to the answers, or NULL */
    uint64_t deep_has;
    Run *spare[LIVE_SPARES];
    double ms[NET_LAYERS]; /* how long rows took last */
    Turns turns;
    double answered_at;
    float p[CLASSES_MOST]; /* the last answers that were whole */
    bool answered;     /* they are there: */
    uint64_t answers;  /* of this version */
} Live;

#endif
