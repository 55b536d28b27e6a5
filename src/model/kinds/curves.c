/* Activations beside ReLU: a function of each value. */
#include <stdio.h>

#include "model/kind.h"

#define CURVE(word) \
    LAYER_KIND(word, SEES_PLACE, JOINS_ACTIVATION, keeps_shape, no_window, no_tensors, no_macs, word##_torch, \
               named_cell)
#define PLAIN(word, module)                                                                \
    static void word##_torch(const Layer *l, Shape in, bool brief, char out[MODULE_TEXT]) { \
        (void)l, (void)in, (void)brief;                                                    \
        snprintf(out, MODULE_TEXT, module);                                                \
    }                                                                                      \
    CURVE(word)

PLAIN(gelu, "GELU()");
PLAIN(silu, "SiLU()");
PLAIN(relu6, "ReLU6()");
PLAIN(sigmoid, "Sigmoid()");
PLAIN(tanh, "Tanh()");

static void leaky_torch(const Layer *l, Shape in, bool brief, char out[MODULE_TEXT]) {
    (void)in;
    snprintf(out, MODULE_TEXT, brief ? "LeakyReLU(%g)" : "LeakyReLU(negative_slope=%g)", l->slope);
}

CURVE(leaky);

static void elu_torch(const Layer *l, Shape in, bool brief, char out[MODULE_TEXT]) {
    (void)in;
    snprintf(out, MODULE_TEXT, brief ? "ELU(%g)" : "ELU(alpha=%g)", l->slope);
}

CURVE(elu);
