/* What the files that read Keras's models share: keras.c opens them and has their weights, keras_chain.c puts their
 * layers in order, keras_layers.c makes each a part of a draft. */
#ifndef IO_KERAS_INSIDE_H
#define IO_KERAS_INSIDE_H

#include <jansson.h>

#include "io/hdf5.h"
#include "io/keras.h"

typedef struct KerasLayer {
    const char *class_name, *name;
    const json_t *config;
    const char *group; /* of the weights of the outermost model's layer that it is, or is in: its name */
    bool nested;       /* it is in that layer */
    const char *vars;  /* where Keras 3 has its variables: "layers/functional/layers/conv2d_1/vars" */
} KerasLayer;

enum { KERAS_LAYERS = 512 };

/* How a tensor is made of the numbers in the file. */
typedef enum KerasOrder {
    KERAS_AS_IT_IS,
    KERAS_TURNED, /* (h, w, c, out) becomes (out, c, h, w): kernels, and matrices behind maps that lay channel last */
    KERAS_FILLED, /* there are none: all are `fill` */
} KerasOrder;

typedef struct KerasTensor {
    Hdf5Data data;
    KerasOrder order;
    int64_t h, w, c, out; /* of KERAS_TURNED */
    float fill;
} KerasTensor;

typedef struct Keras {
    Described *d;
    Hdf5 *h5;
    struct ZipFile *zip;  /* that it is in; NULL none */
    json_t *config;       /* NULL: the file has none */
    const char *weights;  /* where older ones have their layers' groups: "model_weights/", "" */
    bool numbered;        /* variables have numbers, as Keras 3 has them, and not names */
    const char *layers;   /* with numbers: the word before layers */
    KerasLayer *layer;
    size_t n;
    const KerasLayer *learnt; /* the Normalization whose weights say how photos are prepared; NULL none */
    KerasTensor *tensor;  /* as many as d->tensor */
} Keras;

enum { KERAS_TENSORS = 4 * NET_LAYERS };

typedef enum KerasRole { KERAS_KERNEL, KERAS_BIAS, KERAS_GAMMA, KERAS_BETA, KERAS_MEAN, KERAS_VARIANCE } KerasRole;

/* The weights of a layer that play a role; where they have numbers, the number-th of its variables.
 * Errors: weights.missing, weights.tensor, keras.theano, memory. */
Error keras_find(const Keras *k, const KerasLayer *l, KerasRole role, int number, Hdf5Data *out);

/* Puts the layers of the description in order, those of nested models in the place of these. Errors: keras.json,
 * keras.branches, keras.class, memory. */
Error keras_chain(Keras *k);
/* Describes, where there is no description, Keras's VGG by the names of its layers. Errors: keras.none, keras.config,
 * those of keras_find. */
Error keras_describe_vgg(Keras *k);
/* Makes the draft and the list of tensors. Errors: keras.*, net.layers, those of keras_find. */
Error keras_layers(Keras *k);

/* A member of a layer's configuration by its name, or by the one that it had in Keras 1 (NULL: the same); NULL where
 * there is none, or it is null. */
const json_t *keras_value(const KerasLayer *l, const char *name, const char *older);
const char *keras_word(const json_t *object, const char *name); /* a string of an object; "" where there is none */

#endif
