/* Every product behind one value of a layer. */
#ifndef NN_TRACE_H
#define NN_TRACE_H

#include "nn/run.h"

/* The arithmetic of one unit, in double: sum = products added channel by channel, row by row, each
 * channel apart first. A pool has values instead of products, and its sum is the largest of
 * them, or their mean. */
typedef struct Trace Trace;
struct Trace {
    Kind kind;                       /* of a convolution, a fully connected layer, a pool; any other: no terms */
    int row, after;                  /* the layer, and the row that was traced: itself, or what joins it */
    int map, x, y;
    int channels, kernel;            /* terms = channels * kernel * kernel */
    int first_channel;               /* of the input: a group's, a pool's own map, else 0 */
    int terms;
    const float *inputs, *weights;   /* (channels, kernel, kernel); padding is 0; a pool has no weights */
    const double *products;          /* (channels, kernel, kernel) */
    const double *by_channel;        /* (channels) */
    int x0, y0;                      /* of the input, the window's first column and row */
    Box inside;                      /* what of the window is no padding: columns and rows of it, both ends included */
    int divisor;                     /* of an average: the number that its values' sum is divided by */
    double sum, bias, pre, post; /* sum without bias; pre = sum + bias; post behind what was traced of what joins it: */
    bool normed;                     /* its batch normalization, */
    bool activated;                  /* and its activation */
    double mean, variance, weight, shift; /* of the former: (pre - mean) / sqrt(variance + epsilon) * weight + shift */
    double norm;                     /* what it makes of pre */
    float stored;                    /* what the map of `after` holds */
    double difference;               /* stored - post: the rounding of the fast path */
};

/* Traces unit (x, y) of a map. The row of a layer ends before its ReLU, that of a ReLU or a batch normalization goes
 * through it. The row has to be done, and its layer's input. A fully connected layer behind maps is traced as the
 * convolution over the whole of them that it is. Memory from the arena. Error: memory. */
Error trace_unit(const Run *run, int row, int map, int x, int y, Arena *arena, Trace *out);

/* For the kinds of layers (nn/layer.h): the window that they move, and the sum of products. */
void trace_window(const Layer *l, Trace *t);
bool trace_inside(const Trace *t, int term); /* it is no padding */
int trace_seen(const Trace *t);             /* terms of a channel that are none */
void trace_products(Trace *t, double *products, double *by_channel);

#endif
