/* The photo as it is drawn on, as the state holds it. */
#ifndef APP_LIVE_STATE_H
#define APP_LIVE_STATE_H

#include "io/edit.h"
#include "io/image.h"
#include "nn/run.h"

/* What a press on the photo does. */
typedef enum Tool { TOOL_POINT, TOOL_BRUSH, TOOL_SQUARE, TOOL_COUNT } Tool;
/* What maps are shown less of. */
typedef enum Against { AGAINST_NOTHING, AGAINST_UNCHANGED, AGAINST_REFERENCE, AGAINST_COUNT } Against;

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
    double renewed_at, answered_at;
    float p[CLASSES_MOST]; /* the last answers that were whole */
    bool answered;     /* they are there: */
    uint64_t answers;  /* of this version */
} Live;

#endif
