/* The kinds of layers, each a line: its value and its word. What a room knows of a kind stands in a file of its word,
 * and without it the program does not link: model/kinds/WORD.c exports WORD_kind (model/kind.h), and of a kind that has
 * rows nn/layers/WORD.c exports WORD_layer (nn/layer.h) and view/layers/WORD.c WORD_look (view/layer.h). The
 * activations beside ReLU, which differ in a function alone, stand together in curves.c.
 *
 * Lists and legends have the kinds in this order. */
#ifndef MODEL_KINDS_H
#define MODEL_KINDS_H

/* Those that are rows of a network's table. */
#define ROW_KINDS(KIND) \
    KIND(CONV, conv)    \
    KIND(BN, bn)        \
    KIND(RELU, relu)    \
    KIND(LEAKY, leaky)  \
    KIND(ELU, elu)      \
    KIND(GELU, gelu)    \
    KIND(SILU, silu)    \
    KIND(RELU6, relu6)  \
    KIND(SIGMOID, sigmoid) \
    KIND(TANH, tanh)    \
    KIND(LRN, lrn)      \
    KIND(POOL, pool)    \
    KIND(AVERAGE, average) \
    KIND(FC, fc)        \
    KIND(SOFTMAX, softmax)

/* Those that pass their input through. */
#define PASSING_KINDS(KIND) \
    KIND(AVGPOOL, avgpool)  \
    KIND(FLATTEN, flatten)  \
    KIND(DROPOUT, dropout)

#endif
