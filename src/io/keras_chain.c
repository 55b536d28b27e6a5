/* The layers of a Keras model in the order in which they run. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/keras_inside.h"

enum { DEPTH_MOST = 8 };

const char *keras_word(const json_t *object, const char *name) {
    const char *word = json_string_value(json_object_get(object, name));
    return word ? word : "";
}

const json_t *keras_value(const KerasLayer *l, const char *name, const char *older) {
    const json_t *value = json_object_get(l->config, name);
    if (!value && older) value = json_object_get(l->config, older);
    return json_is_null(value) ? NULL : value;
}

static Error no_form(const Keras *k, const char *what) { return error("keras.json", "%s\t%s", k->d->path, what); }

static Error branches(const Keras *k, const char *name) {
    return error("keras.branches", "%s\t%s", name, k->d->path);
}

static bool is_model(const char *class_name) {
    return strcmp(class_name, "Sequential") == 0 || strcmp(class_name, "Functional") == 0 ||
           strcmp(class_name, "Model") == 0;
}

static const json_t *layers_of(const json_t *model) {
    const json_t *config = json_object_get(model, "config");
    return json_is_array(config) ? config : json_object_get(config, "layers"); /* Keras 1 has them as such */
}

static const char *name_of(const json_t *layer) {
    const char *name = keras_word(json_object_get(layer, "config"), "name");
    return *name ? name : keras_word(layer, "name");
}

/* ---- names of Keras 3 ---- */

/* "MaxPooling2D" as "max_pooling2d": as keras.src.utils.naming.to_snake_case has it. */
static void snake(const char *name, char *out, size_t size) {
    size_t n = 0;
    for (size_t i = 0; name[i] && n + 2 < size; i++) {
        bool upper = isupper((unsigned char)name[i]), before = i && islower((unsigned char)name[i - 1]);
        bool word = upper && i && islower((unsigned char)name[i + 1]) && name[i - 1] != '_';
        if (upper && (before || word)) out[n++] = '_';
        out[n++] = (char)tolower((unsigned char)name[i]);
    }
    out[n] = '\0';
}

/* The i-th of the layers among others of its class: "conv2d", "conv2d_1". */
static const char *numbered_name(Keras *k, const char *place, const json_t *layers, size_t i) {
    char name[128];
    const char *class_name = keras_word(json_array_get(layers, i), "class_name");
    int before = 0;
    for (size_t j = 0; j < i; j++)
        before += strcmp(keras_word(json_array_get(layers, j), "class_name"), class_name) == 0;
    snake(class_name, name, sizeof name);
    if (!before) return arena_printf(&k->d->values, "%s%s/%s", place, k->layers, name);
    return arena_printf(&k->d->values, "%s%s/%s_%d", place, k->layers, name, before);
}

/* ---- the order of a graph ---- */

typedef struct Sources {
    const char *name; /* of the last one that was found */
    int n;
} Sources;

/* What a layer gets: ["conv2d", 0, 0, {...}] of Keras 2, {"keras_history": ["conv2d", 0, 0]} of Keras 3. */
static void find_sources(json_t *value, Sources *out) {
    const char *key;
    json_t *inner;
    json_t *history = json_object_get(value, "keras_history");
    if (history) value = history;
    if (json_is_array(value) && json_is_string(json_array_get(value, 0)) && json_is_integer(json_array_get(value, 1))) {
        out->name = json_string_value(json_array_get(value, 0));
        out->n++;
        value = history ? NULL : json_array_get(value, 3);
    }
    for (size_t i = 0; i < json_array_size(value); i++) find_sources(json_array_get(value, i), out);
    json_object_foreach(value, key, inner) {
        find_sources(inner, out);
    }
}

static size_t find_name(const json_t *layers, const char *name) {
    size_t i, n = json_array_size(layers);
    for (i = 0; i < n && strcmp(name_of(json_array_get(layers, i)), name) != 0; i++) {}
    return i;
}

/* next[i]: the layer that gets what layer i makes. *first: the one that gets nothing. */
static Error link_layers(const Keras *k, const json_t *layers, size_t next[], size_t *first) {
    size_t n = json_array_size(layers);
    *first = n;
    for (size_t i = 0; i < n; i++) next[i] = n;
    for (size_t i = 0; i < n; i++) {
        const json_t *layer = json_array_get(layers, i);
        Sources from = {0};
        find_sources(json_object_get(layer, "inbound_nodes"), &from);
        size_t before = from.n == 1 ? find_name(layers, from.name) : n;
        if (from.n > 1 || (from.n == 1 && before == n) || (!from.n && *first < n)) return branches(k, name_of(layer));
        if (!from.n) *first = i;
        else if (next[before] < n) return branches(k, from.name);
        else next[before] = i;
    }
    return *first < n ? NO_ERROR : no_form(k, "input_layers");
}

/* The layers of a graph that is a chain, in its order. */
static Error order_graph(const Keras *k, const json_t *model, const json_t *layers, size_t order[]) {
    json_t *outputs = json_object_get(json_object_get(model, "config"), "output_layers");
    size_t n = json_array_size(layers), next[KERAS_LAYERS], at, count = 0;
    TRY(link_layers(k, layers, next, &at));
    for (; at < n && count < n; at = next[at]) order[count++] = at;
    if (at < n || count < n) return branches(k, name_of(json_array_get(layers, at < n ? at : 0)));
    const char *last = name_of(json_array_get(layers, order[n - 1]));
    Sources to = {0};
    find_sources(outputs, &to);
    return to.n == 1 && strcmp(to.name, last) == 0 ? NO_ERROR : branches(k, last);
}

/* ---- the walk ---- */

static Error walk(Keras *k, const json_t *model, const char *place, const char *group, int depth);

static Error enter(Keras *k, const json_t *layers, size_t i, const char *place, const char *group, int depth) {
    const json_t *layer = json_array_get(layers, i);
    const char *class_name = keras_word(layer, "class_name"), *name = name_of(layer);
    const char *inner = numbered_name(k, place, layers, i);
    if (!inner) return error("memory", "%s", k->d->path);
    if (is_model(class_name)) {
        const char *below = arena_printf(&k->d->values, "%s/", inner);
        return below ? walk(k, layer, below, group ? group : name, depth + 1) : error("memory", "%s", k->d->path);
    }
    if (k->n == KERAS_LAYERS) return no_form(k, "layers");
    KerasLayer *l = &k->layer[k->n++];
    *l = (KerasLayer){class_name, name, json_object_get(layer, "config"), group ? group : name, group != NULL, NULL};
    l->vars = arena_printf(&k->d->values, "%s/vars", inner);
    return l->vars ? NO_ERROR : error("memory", "%s", k->d->path);
}

static Error walk(Keras *k, const json_t *model, const char *place, const char *group, int depth) {
    const json_t *layers = layers_of(model);
    size_t n = json_array_size(layers), order[KERAS_LAYERS];
    if (!n || n > KERAS_LAYERS || depth > DEPTH_MOST) return no_form(k, "layers");
    for (size_t i = 0; i < n; i++) order[i] = i;
    if (strcmp(keras_word(model, "class_name"), "Sequential") != 0) TRY(order_graph(k, model, layers, order));
    for (size_t i = 0; i < n; i++) TRY(enter(k, layers, order[i], place, group, depth));
    return NO_ERROR;
}

Error keras_chain(Keras *k) {
    const char *class_name = keras_word(k->config, "class_name");
    k->layer = ARENA_NEW(&k->d->values, KERAS_LAYERS, KerasLayer);
    if (!k->layer) return error("memory", "%s", k->d->path);
    if (!is_model(class_name)) return error("keras.class", "%s\t%s\t%s", class_name, name_of(k->config),
                     k->d->path);
    return walk(k, k->config, "", NULL, 0);
}

/* ---- Keras's VGG without a description ---- */

/* A layer of keras.applications' VGG by its name; NULL: it is none. */
static json_t *vgg_layer(const char *name, const Hdf5Data *kernel) {
    int block, number, end = 0;
    int outputs = (int)kernel->dim[kernel->rank ? kernel->rank - 1 : 0];
    if (sscanf(name, "block%d_conv%d%n", &block, &number, &end) == 2 && !name[end])
        return json_pack("{s:s, s:{s:s, s:i, s:[i, i], s:s, s:s}}", "class_name", "Conv2D", "config", "name", name,
                         "filters", outputs, "kernel_size", (int)kernel->dim[0], (int)kernel->dim[1], "padding", "same",
                         "activation", "relu");
    if (sscanf(name, "block%d_pool%n", &block, &end) == 1 && end && !name[end]) /* end: it is "_pool" */
        return json_pack("{s:s, s:{s:s}}", "class_name", "MaxPooling2D", "config", "name", name);
    if (strcmp(name, "flatten") == 0)
        return json_pack("{s:s, s:{s:s}}", "class_name", "Flatten", "config", "name", name);
    bool last = strcmp(name, "predictions") == 0;
    if (!last && strcmp(name, "fc1") != 0 && strcmp(name, "fc2") != 0) return NULL;
    return json_pack("{s:s, s:{s:s, s:i, s:s}}", "class_name", "Dense", "config", "name", name, "units", outputs,
                     "activation", last ? "softmax" : "relu");
}

/* The side of the photo: what its first fully connected layer asks for; 224 without one. */
static int vgg_side(const json_t *layers, const Keras *k) {
    int side = 0, channels = 0, pools = 0;
    for (size_t i = 0; i < json_array_size(layers); i++) {
        const json_t *layer = json_array_get(layers, i);
        KerasLayer l = {"", name_of(layer), NULL, name_of(layer), false, ""};
        const char *class_name = keras_word(layer, "class_name");
        Hdf5Data kernel;
        if (strcmp(class_name, "Conv2D") == 0)
            channels = (int)json_integer_value(json_object_get(json_object_get(layer, "config"), "filters"));
        pools += strcmp(class_name, "MaxPooling2D") == 0;
        if (strcmp(class_name, "Dense") != 0) continue;
        Error e = keras_find(k, &l, KERAS_KERNEL, 0, &kernel);
        if (failed(&e)) return 0;
        while (side <= 64 && (int64_t)side * side * channels < kernel.dim[0]) side++;
        return side << (pools < 8 ? pools : 8);
    }
    return 224;
}

static Error list_vgg(const Keras *k, const char **names, size_t n, json_t *layers) {
    for (size_t i = 0; i < n; i++) {
        KerasLayer l = {"", names[i], NULL, names[i], false, ""};
        Hdf5Data kernel;
        bool without = strstr(names[i], "_pool") || strcmp(names[i], "flatten") == 0;
        Error e = keras_find(k, &l, KERAS_KERNEL, 0, &kernel);
        if (failed(&e) && (strcmp(e.id, "weights.missing") != 0)) return e;
        if (failed(&e) && !without) continue; /* input_1 */
        if (failed(&e)) kernel = (Hdf5Data){0};
        if (kernel.rank == 4 && kernel.dim[0] != kernel.dim[1])
            return error("keras.theano", "%s\t%s", names[i], k->d->path);
        json_t *layer = vgg_layer(names[i], &kernel);
        if (!layer || json_array_append_new(layers, layer) != 0) return error("keras.config", "%s", k->d->path);
    }
    return json_array_size(layers) ? NO_ERROR : error("keras.config", "%s", k->d->path);
}

Error keras_describe_vgg(Keras *k) {
    const char **names;
    size_t n;
    TRY(hdf5_texts(k->h5, "", "layer_names", &k->d->values, &names, &n));
    if (!n) return error(k->numbered ? "keras.config" : "keras.none", "%s", k->d->path);
    json_t *layers = json_array();
    Error e = list_vgg(k, names, n, layers);
    if (!failed(&e)) {
        int side = vgg_side(layers, k);
        k->config = json_pack("{s:s, s:{s:O, s:[n, i, i, i]}}", "class_name", "Sequential", "config", "layers", layers,
                              "build_input_shape", side, side, 3);
        if (!k->config) e = error("memory", "%s", k->d->path);
        k->d->prepared = true;
        k->d->preparation = preparation(PREPARE_CAFFE); /* as keras.applications.vgg16.preprocess_input has it */
    }
    json_decref(layers);
    return e;
}
