/* What the Slices screen looks at: slices of torchvision's modules, and patches of the photo looked for in a
 * reference photo. Its commands. */
#ifndef APP_FEATURES_SLICES_H
#define APP_FEATURES_SLICES_H

#include "app/features/match.h"
#include "app/features/slices_state.h"
#include "app/part.h"
#include "io/image.h"
#include "nn/weights.h"

typedef struct App App;

/* The slices that are shown, at least one; their number. */
int slices_shown(const App *app, ModuleSlice out[SLICES_MOST]);
/* The module of the list that has to be seen: of what was asked for, else where the slice of the selected layer ends,
 * else the first; or SLICING_SELECTED. */
int slices_top(const App *app);

/* A run that slices are looked at in: the photo's, or the reference's. */
typedef struct SliceRun {
    Run *run;               /* NULL: there is none */
    const Weights *weights;
    const Image *image;
    const char *photo;      /* its name */
    uint64_t version;       /* for pictures */
} SliceRun;
SliceRun slices_run(const App *app);
SliceRun slices_reference_run(const App *app);

/* Whether the texture extractor's slices are shown; with a reference patches are matched. */
bool slices_extractor(const App *app);
bool slices_matching(const App *app);
bool slices_done(const App *app);     /* the rows that are shown are there */
const Match *slices_match(const App *app); /* once it is there, else NULL */
/* The unit of relu3_1 whose patch is looked for: the one nearest to the selected pixel. */
void slices_unit(const App *app, int *x, int *y);
/* Moves it by one, -1 to 1 each; false where nothing is matched. */
bool slices_move(App *app, int dx, int dy);

Error slices_slice(App *app, int argc, char *const argv[]);     /* slice */
Error slices_modules(App *app, int argc, char *const argv[]);   /* modules */
Error slices_reference(App *app, int argc, char *const argv[]); /* reference */
Error slices_copy(App *app, const char *what);                  /* copy pytorch|layers */

/* The rows that the screen needs, and the match once they are there. */
extern const AppPart SLICES_PART;

#endif
