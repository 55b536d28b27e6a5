/* A sheet: for each map of a layer a small picture that it asks for, painted as Asks paints one
 * (app/features/ascent.h), with the least urgency of all. What is there is kept by the user's cache (io/sheet_file.h),
 * under the sum of all that it is made from: the weights up to the layer, how the layer is reached, and what is set
 * here. So it goes on where it was, also after another start, with the same bits. */
#ifndef APP_FEATURES_SHEET_H
#define APP_FEATURES_SHEET_H

#include <pthread.h>

#include "app/features/ascent.h"
#include "app/features/sheet_state.h"
#include "io/sha256.h"
#include "io/sheet_file.h"

enum { SHEET_STEPS = 64, SHEET_SIDE_LEAST = 64, SHEET_SIDE_MOST = 128 };

typedef struct Sheet {
    JobTask task; /* first: the job hands it back */
    Engine *engine;
    Weights *weights;
    Preparation preparation;
    Net net;         /* up to the row, for the size of the pictures */
    int row, maps;   /* the row whose maps grow, before its activation */
    uint64_t number; /* of all that have been begun */
    uint64_t used;   /* when last, in the order of uses */
    /* by the thread that computes */
    struct sha256_ctx sha; /* of the rows before `summed` */
    int summed;
    bool read;             /* what the file has has been read back */
    SheetFile file;
    Paint *paint;          /* the next map's, as far as it has come; NULL: not begun */
    /* There for the first `made` maps, and not changed any more. */
    float *score;          /* the mean of the map that the last step found */
    unsigned char *rgb;    /* (maps, side, side, 3) */
    atomic_int made;
    pthread_mutex_t lock;  /* of: */
    int until;             /* how many are wanted */
} Sheet;

/* Error: memory. The row has to be one that sheet_row names. */
Error sheet_open(Engine *engine, Weights *weights, int row, Sheet **out);
void sheet_close(Sheet *sheet); /* the job must not be at it */
/* How many are wanted, 0 to all; the task is done once they are there. */
void sheet_aim(Sheet *sheet, int until);
size_t sheet_bytes(const Sheet *sheet); /* of a picture */
static inline const unsigned char *sheet_picture(const Sheet *sheet, int map) {
    return sheet->rgb + (size_t)map * sheet_bytes(sheet);
}

#define SHEET_WORDS SWITCH_WORDS "|at"
#define SHEET_ARGS "[" SWITCH_WORDS "|at N]"
/* Errors: command.args, command.number, command.word. */
Error sheet_command(App *app, int argc, char *const argv[]);

/* The row whose maps are painted for a layer; -1: it is a vector, or lies behind one. */
int sheet_row(const App *app, int layer);
/* Whether the screen shows the selected layer's. */
bool sheet_shown(const App *app);
/* What there is of a layer's, and how many of its maps are to be seen; NULL: it is not wanted, or not begun. */
const Sheet *sheet_of(const App *app, int layer, int *made);

/* Those of the selected layer as one PNG, in their order, black where none is yet. Errors: sheet.nothing, memory, those
 * of png_write. */
Error sheet_write(const App *app, const char *path);

extern const AppPart SHEET_PART;

#endif
