/* The commands of the Field and Parameters screens, as the registry lists them. */
#ifndef APP_LAB_H
#define APP_LAB_H

#include "app/command.h"

/* Stacks that are often wanted, as they are labelled and as the command stack takes them. */
typedef struct StackPreset {
    const char *label, *stack;
} StackPreset;
const StackPreset *lab_presets(int *n);
int lab_preset(const App *app); /* which of them the stack is; -1: none */

int lab_pinned_map(const App *app);

/* The commands that lead to what is set on these screens; returns its length. */
size_t lab_script(const App *app, char *out, size_t size);

Error lab_stack(App *app, int argc, char *const argv[]);
Error lab_layer(App *app, int argc, char *const argv[]);
Error lab_padding(App *app, int argc, char *const argv[]);
Error lab_follow(App *app, int argc, char *const argv[]);
Error lab_channels(App *app, int argc, char *const argv[]);
Error lab_side(App *app, int argc, char *const argv[]);
Error lab_measure(App *app, int argc, char *const argv[]);
Error lab_pin(App *app, int argc, char *const argv[]);

#endif
