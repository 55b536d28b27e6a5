/* The commands of the Field and Parameters screens, as the registry lists them. */
#ifndef APP_FEATURES_LAB_H
#define APP_FEATURES_LAB_H

#include "app/app.h"
#include "app/part.h"

/* Stacks that are often wanted, as they are labelled and as the command stack takes them. */
typedef struct StackPreset {
    const char *label, *stack;
} StackPreset;
const StackPreset *lab_presets(int *n);
int lab_preset(const App *app); /* which of them the stack is; -1: none */

int lab_pinned_map(const App *app);
int lab_pinned_layer(const App *app); /* its row; that of a convolution, where it is shown behind its ReLU */

/* The layers that the Field screen looks at: the stack, or those of the network up to the selected one that
 * widen the field. names may be NULL. Returns their number. */
int app_chain(const App *app, Sliding out[NET_LAYERS], const char *names[NET_LAYERS]);

/* The measured field, and the way back. */
extern const AppPart LAB_PART;

Error lab_stack(App *app, int argc, char *const argv[]);
Error lab_layer(App *app, int argc, char *const argv[]);
Error lab_padding(App *app, int argc, char *const argv[]);
Error lab_follow(App *app, int argc, char *const argv[]);
Error lab_channels(App *app, int argc, char *const argv[]);
Error lab_side(App *app, int argc, char *const argv[]);
Error lab_measure(App *app, int argc, char *const argv[]);
Error lab_pin(App *app, int argc, char *const argv[]);

#endif
