/* The photo as it is drawn on, moved and blurred, and the maps that follow it.
 *
 * The changes are a list (io/edit.h), made anew on the photo as it came. What the screen shows goes on while a run of
 * the changed photo is computed by the job; once the rows that the screen reads are there, that run takes the place
 * of the main one (app->run) at once, so a picture never mixes two photos. Three runs take turns: the one that is
 * shown, the next one, and one that goes on to the answers, which come later than the maps. */
#ifndef APP_LIVE_H
#define APP_LIVE_H

#include "app/job.h"
#include "io/edit.h"

typedef struct App App;

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

enum { LIVE_SPARES = 2, ANSWERS = 1000 };

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
    float p[ANSWERS];  /* the last answers that were whole */
    bool answered;     /* they are there: */
    uint64_t answers;  /* of this version */
} Live;

extern const char TOOL_WORDS[], COLOR_WORDS[];

/* ---- the photo ---- */

bool live_changed(const App *app); /* there are changes */
/* A colour's name, or #rrggbb. */
void live_color_name(uint32_t color, char out[16]);
/* Nothing is changed any more, and no tool is in hand. */
void live_begin(App *app);
/* Goes to what a place has kept. Error: memory. */
Error live_restore(App *app, const Painting *painting);
/* The photo with its changes in another size: as it came, and changed. Errors: those of source_photo, memory. */
Error live_crop(const App *app, int size, Image *plain, Image *changed);
/* After another photo, crop, network or weights came: the runs go, and where a photo came (plain NULL) the changes,
 * too. `plain` is taken over: the new crop as it came. The job must be stopped. */
void live_replaced(App *app, bool photo, Image *plain);
void live_close(App *app); /* the runs */
void live_forget(App *app); /* the pixels */
/* Adds to a script what leads to these changes; returns its length. */
size_t live_script(const App *app, char *out, size_t size);
/* One change as commands, "tool square 56 grey; occlude 80 90"; returns its length. */
int live_say_edit(const Edits *edits, int i, char *out, size_t size);

/* ---- the runs ---- */

/* For app_want: brings the newest run that is ready to the screen, and adds what is to be computed next. */
void live_want(App *app, JobWants *wants);
/* The tool in hand on a screen where one can draw: Network and Layer. */
Tool live_tool_held(const App *app);
/* Whether the answers are asked for beside the maps: while one draws. */
bool live_wants_answers(const App *app);
/* Whether a run of the newest photo is shown, answers too where they are asked for. */
bool live_settled(const App *app);
/* What it is held against: the run of the unchanged photo or of the reference; NULL: nothing, or it is not there yet. */
const Run *live_against(const App *app);
/* Whether maps are shown less of something. */
bool live_difference(const App *app);
/* The last answers that were whole, ANSWERS of them; NULL: none yet. */
const float *live_answers(const App *app);

/* ---- commands ---- */

Error live_tool(App *app, int argc, char *const argv[]);
Error live_draw(App *app, int argc, char *const argv[]);
Error live_occlude(App *app, int argc, char *const argv[]);
Error live_shift(App *app, int argc, char *const argv[]);
Error live_rotate(App *app, int argc, char *const argv[]);
Error live_mirror(App *app, int argc, char *const argv[]);
Error live_blur(App *app, int argc, char *const argv[]);
Error live_grey(App *app, int argc, char *const argv[]);
Error live_undo(App *app, int argc, char *const argv[]);
Error live_clear(App *app, int argc, char *const argv[]);
Error live_set_difference(App *app, int argc, char *const argv[]); /* difference */

#endif
