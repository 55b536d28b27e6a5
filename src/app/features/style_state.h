/* What textures, styles and inversions are made of, as the state holds it. */
#ifndef APP_FEATURES_STYLE_STATE_H
#define APP_FEATURES_STYLE_STATE_H

#include <stdbool.h>

#include "base/file.h"
#include "base/words.h"

/* How the picture goes downhill. */
#define EACH_OPTIMIZER(FIRST, NEXT) FIRST(OPTIMIZER_LBFGS, lbfgs) NEXT(OPTIMIZER_ADAM, adam)
typedef enum Optimizer { WORD_VALUES(EACH_OPTIMIZER) OPTIMIZERS } Optimizer;
#define OPTIMIZER_WORDS WORDS(EACH_OPTIMIZER)

enum { STYLE_LAYERS = 5 };

typedef struct StyleWish {
    char photo[PATH_SIZE];      /* whose style it is, a name of the gallery or a file; "": the first that is another */
    bool noise;                 /* a style transfer begins at noise, and not at the photo */
    bool averages;              /* in place of max pools */
    Optimizer optimizer;
    float weight[STYLE_LAYERS]; /* of the textures, a layer each; their losses as nn/gram.h has them */
    float content, variation;   /* likewise; the variation is that of the photo where it is 1 */
} StyleWish;

/* What goes without saying. */
#define STYLE_BEGINS_VALUES {.weight = {1, 1, 1, 1, 1}, .content = 0.2f, .variation = 0.05f}
#define STYLE_BEGINS ((StyleWish)STYLE_BEGINS_VALUES)

#endif
