/* The commands of the Field and Parameters screens. */
#include "app/lab.h"

#include <stdio.h>
#include <string.h>

/* "3", "11s4", "3s1p1": kernel, stride, padding. */
static Error parse_stack_layer(const char *word, StackLayer *out) {
    int kernel, stride = 1, pad = 0, end = 0;
    const char *at = word;
    bool fine = sscanf(at, "%d%n", &kernel, &end) == 1;
    at += end;
    if (fine && (*at == 's' || *at == 'S')) fine = sscanf(at + 1, "%d%n", &stride, &end) == 1, at += 1 + end;
    if (fine && (*at == 'p' || *at == 'P')) fine = sscanf(at + 1, "%d%n", &pad, &end) == 1, at += 1 + end;
    if (!fine || *at || kernel < 1 || kernel > STACK_KERNEL || stride < 1 || stride > STACK_STRIDE ||
        pad < 0 || pad > STACK_KERNEL / 2)
        return error("command.stack", "%s", word);
    *out = (StackLayer){kernel, stride, pad};
    return NO_ERROR;
}

static void set_stack(App *app, const StackLayer layers[], int n) {
    if (n) memmove(app->lab.stack, layers, (size_t)n * sizeof *layers);
    app->lab.stack_n = app->lab.stack_at = n;
}

Error lab_stack(App *app, int argc, char *const argv[]) {
    StackLayer layers[STACK_MOST];
    if (strcmp(argv[1], "none") == 0) {
        set_stack(app, NULL, 0);
        return NO_ERROR;
    }
    for (int i = 1; i < argc; i++) TRY(parse_stack_layer(argv[i], &layers[i - 1]));
    set_stack(app, layers, argc - 1);
    return NO_ERROR;
}

/* Changes one layer of the stack, or adds one like the last. */
Error lab_layer(App *app, int argc, char *const argv[]) {
    Lab *lab = &app->lab;
    StackLayer layers[STACK_MOST + 1];
    int at, n = lab->stack_n;
    memcpy(layers, lab->stack, sizeof lab->stack);
    if (strcmp(argv[1], "add") == 0) {
        if (n == STACK_MOST) return error("command.stack_full", "%d", STACK_MOST);
        layers[n] = n ? layers[n - 1] : (StackLayer){3, 1, 0};
        set_stack(app, layers, n + 1);
        return NO_ERROR;
    }
    TRY(command_int(argv[1], 1, n ? n : 1, &at));
    if (argc < 3 || at > n) return error("command.args", "%s\t%s", "layer", "N kernel|stride|padding|remove|left|right");
    int what;
    TRY(command_word(argv[2], "kernel|stride|padding|remove|left|right", &what));
    StackLayer *l = &layers[at - 1];
    if (what == 0) l->kernel = l->kernel >= STACK_KERNEL ? 1 : l->kernel + 2;
    if (what == 1) l->stride = l->stride % STACK_STRIDE + 1;
    if (what == 2) l->pad = l->pad ? 0 : (l->kernel - 1) / 2;
    if (what == 3) memmove(l, l + 1, (size_t)(n - at) * sizeof *l);
    int other = what == 4 ? at - 1 : what == 5 ? at + 1 : 0; /* the place that it changes with */
    if (other >= 1 && other <= n) {
        StackLayer moved = *l;
        *l = layers[other - 1];
        layers[other - 1] = moved;
    }
    set_stack(app, layers, what == 3 ? n - 1 : n);
    return NO_ERROR;
}

/* Padding of all layers of the stack at once: so that the size stays, or none. */
Error lab_padding(App *app, int argc, char *const argv[]) {
    Lab *lab = &app->lab;
    int on = lab->stack_n ? lab->stack[0].pad == 0 : 0;
    if (argc > 1) TRY(command_word(argv[1], "off|on", &on));
    for (int i = 0; i < lab->stack_n; i++) lab->stack[i].pad = on ? (lab->stack[i].kernel - 1) / 2 : 0;
    return NO_ERROR;
}

/* Follows the field back through the stack, layer by layer; without a stack it is a step of the run. */
Error lab_follow(App *app, int argc, char *const argv[]) {
    (void)argc;
    Lab *lab = &app->lab;
    int way;
    TRY(command_word(argv[1], "previous|next", &way));
    if (!lab->stack_n) {
        app_go(app, app->step + (way ? 1 : -1));
        return NO_ERROR;
    }
    lab->stack_at += way ? 1 : -1;
    if (lab->stack_at > lab->stack_n) lab->stack_at = 0; /* and again from the top */
    if (lab->stack_at < 0) lab->stack_at = 0;
    return NO_ERROR;
}

Error lab_channels(App *app, int argc, char *const argv[]) {
    int in, out;
    if (strcmp(argv[1], "more") == 0 || strcmp(argv[1], "less") == 0) {
        in = *argv[1] == 'm' ? app->lab.c_in * 2 : app->lab.c_in / 2;
        in = in < 1 ? 1 : in > CHANNELS_MOST ? CHANNELS_MOST : in;
    } else {
        TRY(command_int(argv[1], 1, CHANNELS_MOST, &in));
    }
    out = in;
    if (argc > 2) TRY(command_int(argv[2], 1, CHANNELS_MOST, &out));
    app->lab.c_in = in;
    app->lab.c_out = out;
    return NO_ERROR;
}

/* The sizes of VGG's maps in turn, or any. */
Error lab_side(App *app, int argc, char *const argv[]) {
    (void)argc;
    if (strcmp(argv[1], "next") != 0) return command_int(argv[1], 1, 224, &app->lab.side);
    app->lab.side = app->lab.side <= 14 ? 224 : app->lab.side / 2;
    return NO_ERROR;
}

Error lab_measure(App *app, int argc, char *const argv[]) {
    (void)argc, (void)argv;
    return app_try(app);
}

/* Keeps the selected map beside those that are selected later; once more lets go of it. */
Error lab_pin(App *app, int argc, char *const argv[]) {
    (void)argc, (void)argv;
    Lab *lab = &app->lab;
    int row = app_shown_row(app), map = app_map(app);
    lab->pinned = !(lab->pinned && lab->pin_row == row && lab->pin_map == map);
    lab->pin_row = row;
    lab->pin_map = map;
    return NO_ERROR;
}
