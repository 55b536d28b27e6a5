/* Textures, styles and inversions: which layers and which second photo they are made of, and the commands that say
 * so. */
#ifndef APP_FEATURES_STYLE_H
#define APP_FEATURES_STYLE_H

#include "app/beside_state.h"
#include "app/features/style_state.h"
#include "app/part.h"

bool style_topic(const App *app); /* one of their topics is open */
/* The rows whose textures count, in their order: behind the first convolution of each block. Their number. */
int style_rows(const Net *net, int rows[STYLE_LAYERS]);
int style_content_row(const Net *net);      /* -1: the network has no convolutions */
int style_inverted_row(const App *app);     /* the selected layer; -1: the input */
int style_selected(const App *app);         /* the texture of the selected layer's block, by place; -1: none */
const Beside *style_beside(const App *app); /* the photo of the style; NULL: it is not there */

/* The losses of a step, by place: textures, a content, the variation, and the weighted sum of them. */
typedef struct StyleLosses {
    int textures, content, variation, total, n; /* how many; places, -1: there is none; how many in all */
} StyleLosses;
StyleLosses style_losses(const App *app);

#define STYLE_ARGS "PHOTO|next|previous|off"
#define WEIGH_WORDS "content|variation|all|lte|more|less"
#define WEIGH_ARGS "LAYER|content|variation|all NUMBER|more|less, or more|less|lte"
#define POOLS_WORDS "max|average"

/* style PHOTO|next|previous|off. Errors: source_photo's. */
Error style_command(App *app, int argc, char *const argv[]);
/* weigh LAYER|content|variation|all NUMBER|more|less; weigh more|less: of the selected layer, of an inversion the
 * variation; weigh lte. Errors: command.args, weigh.number, weigh.layer. */
Error style_weigh(App *app, int argc, char *const argv[]);
/* optimizer [adam|lbfgs]; pools [max|average]: without a word the other one. Error: command.word. */
Error style_optimizer(App *app, int argc, char *const argv[]);
Error style_pools(App *app, int argc, char *const argv[]);

extern const AppPart STYLE_PART;

#endif
