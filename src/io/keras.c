#include "io/keras.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/keras_inside.h"
#include "io/kind.h"
#include "io/zip.h"

/* ---- names of weights ---- */

/* Keras 2 and 3 call them so, Keras 1 as the second; its running_std is a variance. */
static const char *const ROLES[][4] = {
    [KERAS_KERNEL] = {"kernel", "W"},
    [KERAS_BIAS] = {"bias", "b"},
    [KERAS_GAMMA] = {"gamma"},
    [KERAS_BETA] = {"beta"},
    [KERAS_MEAN] = {"moving_mean", "running_mean", "mean"},
    [KERAS_VARIANCE] = {"moving_variance", "running_variance", "running_std", "variance"},
};

static bool ends_in(const char *name, size_t n, const char *word) {
    size_t length = strlen(word);
    if (n < length || memcmp(name + n - length, word, length) != 0) return false;
    return n == length || name[n - length - 1] == '/' || name[n - length - 1] == '_';
}

static bool has_role(const char *name, size_t n, KerasRole role) {
    for (int i = 0; i < 4 && ROLES[role][i]; i++)
        if (ends_in(name, n, ROLES[role][i])) return true;
    return false;
}

/* "conv2d/kernel:0", "block1_conv1_W_1:0": what is said behind the word are numbers of TensorFlow's. */
static bool plays(const char *name, KerasRole role) {
    size_t n = strcspn(name, ":"), at = n;
    if (has_role(name, n, role)) return true;
    while (at && isdigit((unsigned char)name[at - 1])) at--;
    return at && at < n && name[at - 1] == '_' && has_role(name, at - 1, role);
}

/* Whether a layer's name is a part of a weight's: "vgg16/block1_conv1/kernel:0". */
static bool is_of(const char *name, const char *layer) {
    size_t n = strlen(layer);
    for (const char *at = name; *at; at += strcspn(at, "/"), at += *at == '/')
        if (strncmp(at, layer, n) == 0 && at[n] == '/') return true;
    return false;
}

/* The path of a layer's weights among those of a group; NULL: there are none. */
static Error named_path(const Keras *k, const KerasLayer *l, KerasRole role, const char **out) {
    Arena scratch = {0};
    char group[512];
    const char **names;
    size_t n;
    *out = NULL;
    snprintf(group, sizeof group, "%s%s", k->weights, l->group);
    Error e = hdf5_texts(k->h5, group, "weight_names", &scratch, &names, &n);
    for (size_t i = 0; i < n && !failed(&e) && !*out; i++) {
        if (!plays(names[i], role) || (l->nested && !is_of(names[i], l->name))) continue;
        *out = arena_printf(&k->d->values, "%s/%s", group, names[i]);
        if (!*out) e = error("memory", "%s", k->d->path);
    }
    arena_free(&scratch);
    return e;
}

Error keras_find(const Keras *k, const KerasLayer *l, KerasRole role, int number, Hdf5Data *out) {
    const char *path;
    if (k->numbered) {
        path = arena_printf(&k->d->values, "%s/%d", l->vars, number);
        return path ? hdf5_find(k->h5, path, out) : error("memory", "%s", k->d->path);
    }
    TRY(named_path(k, l, role, &path));
    return path ? hdf5_find(k->h5, path, out)
                : error("weights.missing", "%s/%s\t%s", l->name, ROLES[role][0], k->d->path);
}

/* ---- numbers ---- */

/* (h, w, c, out) to (out, c, h, w), some outputs and inputs at a time, by way of a tile that stays in the cache. */
static inline void turn_sized(const KerasTensor *t, size_t size, const unsigned char *from, unsigned char *to) {
    enum { TILE = 32 };
    unsigned char tile[TILE][TILE * 4];
    size_t places = (size_t)(t->h * t->w), channels = (size_t)t->c, outputs = (size_t)t->out, all = places * channels;
    for (size_t first = 0; first < outputs; first += TILE) {
        size_t rows = outputs - first < TILE ? outputs - first : TILE;
        for (size_t begin = 0; begin < all; begin += TILE) {
            size_t n = all - begin < TILE ? all - begin : TILE;
            for (size_t i = 0; i < n; i++) {
                size_t channel = (begin + i) / places, place = (begin + i) % places;
                const unsigned char *in = from + ((place * channels + channel) * outputs + first) * size;
                for (size_t o = 0; o < rows; o++) memcpy(tile[o] + i * size, in + o * size, size);
            }
            for (size_t o = 0; o < rows; o++) memcpy(to + ((first + o) * all + begin) * size, tile[o], n * size);
        }
    }
}

static void turn(const KerasTensor *t, size_t size, const unsigned char *from, unsigned char *to) {
    if (size == 4) turn_sized(t, 4, from, to);
    else turn_sized(t, 2, from, to); /* of F32 and F16 each a copy */
}

/* The bytes of a dataset: in the file, or in memory. */
static Error read_data(const Keras *k, const Hdf5Data *data, Arena *memory, const unsigned char **out) {
    *out = data->place;
    if (*out) return NO_ERROR;
    unsigned char *bytes = arena_alloc(memory, data->size, 1);
    *out = bytes;
    return bytes ? hdf5_read(k->h5, data, bytes) : error("memory", "%s", k->d->path);
}

/* The same as float32 where it is float64, at any alignment. */
static Error read_numbers(const Keras *k, const Hdf5Data *data, Arena *memory, const unsigned char **out) {
    TRY(read_data(k, data, memory, out));
    if (!data->wide) return NO_ERROR;
    float *narrow = ARENA_NEW(memory, data->size / 8, float);
    if (!narrow) return error("memory", "%s", k->d->path);
    tensor_narrow(*out, (int64_t)(data->size / 8), narrow);
    *out = (const unsigned char *)narrow;
    return NO_ERROR;
}

static Error get_turned(const Keras *k, const KerasTensor *t, Tensor *out) {
    Arena scratch = {0};
    const unsigned char *from;
    size_t size = (size_t)dtype_size(out->type);
    unsigned char *to = arena_alloc(k->d->memory, (size_t)tensor_count(out), size);
    if (!to) return error("memory", "%s", k->d->path);
    Error e = read_numbers(k, &t->data, &scratch, &from);
    if (!failed(&e)) turn(t, size, from, to);
    arena_free(&scratch);
    out->data = to;
    return e;
}

static Error get_filled(const Keras *k, const KerasTensor *t, Tensor *out) {
    int64_t n = tensor_count(out);
    float *to = ARENA_NEW(k->d->memory, (size_t)n, float);
    if (!to) return error("memory", "%s", k->d->path);
    for (int64_t i = 0; i < n; i++) to[i] = t->fill;
    out->data = to;
    return NO_ERROR;
}

static Error get(Described *d, size_t i, Tensor *out) {
    const Keras *k = d->inside;
    const KerasTensor *t = &k->tensor[i];
    const unsigned char *data;
    *out = d->tensor[i].shape;
    if (t->order == KERAS_TURNED) return get_turned(k, t, out);
    if (t->order == KERAS_FILLED) return get_filled(k, t, out);
    TRY(read_numbers(k, &t->data, d->memory, &data));
    out->data = data;
    return NO_ERROR;
}

/* ---- what belongs to no layer ---- */

/* Whether a path begins with another, all words whole; one that ends in a slash, or is empty, does so itself. */
static bool begins(const char *path, const char *with) {
    size_t n = strlen(with);
    return strncmp(path, with, n) == 0 && (!n || with[n - 1] == '/' || path[n] == '/');
}

static bool is_used(const Keras *k, const char *name) {
    const KerasLayer *l = k->learnt;
    if (l && k->numbered && begins(name, l->vars)) return true;
    if (l && !k->numbered && begins(name, k->weights) && begins(name + strlen(k->weights), l->group)) return true;
    for (size_t i = 0; i < k->d->n; i++)
        if (k->tensor[i].data.name && strcmp(k->tensor[i].data.name, name) == 0) return true;
    return false;
}

static Error list_left_out(const Keras *k) {
    const char **list;
    size_t n;
    TRY(hdf5_datasets(k->h5, &k->d->values, &list, &n));
    for (size_t i = 0; i < n; i++)
        if (!is_used(k, list[i])) list[k->d->left++] = list[i];
    k->d->left_out = list;
    return NO_ERROR;
}

/* ---- opening ---- */

static void close_keras(Described *d) {
    Keras *k = d->inside;
    hdf5_close(k->h5);
    zip_file_close(k->zip);
    json_decref(k->config);
}

static Error read_config(Keras *k, const char *text, size_t size) {
    json_error_t wrong;
    k->config = json_loadb(text, size, 0, &wrong);
    return k->config ? NO_ERROR : error("keras.json", "%s\t%d, %s", k->d->path, wrong.line, wrong.text);
}

static Error no_archive(const Keras *k, const char *what) { return error("keras.archive", "%s\t%s", k->d->path, what); }

static Error read_entry(Keras *k, const char *name, Arena *memory, const unsigned char **out, size_t *size) {
    Error e = zip_file_entry(k->zip, name, memory, out, size);
    if (failed(&e)) return strcmp(e.id, "pth.form") == 0 ? no_archive(k, name) : e;
    return *out ? NO_ERROR : no_archive(k, name);
}

/* config.json and model.weights.h5. */
static Error open_archive(Keras *k, const Mapped *file) {
    const unsigned char *config, *h5;
    size_t config_size, size;
    TRY(zip_file_open(file, k->d->path, &k->zip));
    TRY(read_entry(k, "config.json", &k->d->values, &config, &config_size));
    TRY(read_entry(k, "model.weights.h5", k->d->memory, &h5, &size));
    TRY(read_config(k, (const char *)config, config_size));
    return hdf5_open(h5, size, k->d->path, &k->h5);
}

static Error open_hdf5(Keras *k, const Mapped *file) {
    const char **texts;
    size_t n;
    TRY(hdf5_open(file->data, file->size, k->d->path, &k->h5));
    TRY(hdf5_texts(k->h5, "", "model_config", &k->d->values, &texts, &n));
    return n ? read_config(k, texts[0], strlen(texts[0])) : NO_ERROR;
}

static Error find_weights(Keras *k) {
    static const char *const LAYERS[] = {"layers", "_layer_checkpoint_dependencies" /* Keras 2.12, 2.13 */};
    k->weights = hdf5_has(k->h5, "model_weights") ? "model_weights/" : "";
    if (*k->weights) return NO_ERROR;
    for (size_t i = 0; i < sizeof LAYERS / sizeof *LAYERS && !k->numbered; i++) {
        k->layers = LAYERS[i];
        k->numbered = hdf5_has(k->h5, LAYERS[i]);
    }
    return NO_ERROR;
}

static Error open_keras(Keras *k, const Mapped *file) {
    FileKind kind = kind_of(file->data, file->size);
    TRY(kind == FILE_KERAS ? open_archive(k, file) : open_hdf5(k, file));
    TRY(find_weights(k));
    if (!k->config) TRY(keras_describe_vgg(k));
    TRY(keras_chain(k));
    TRY(keras_layers(k));
    return list_left_out(k);
}

Error keras_open(const Mapped *file, const char *path, Arena *memory, Described *out) {
    memset(out, 0, sizeof *out); /* also what lies between the draft's members: drafts are compared */
    out->source = "Keras";
    out->memory = memory;
    out->file = file;
    out->path = path;
    out->get = get;
    out->close = close_keras;
    Keras *k = out->inside = ARENA_NEW(&out->values, 1, Keras);
    if (!k) return error("memory", "%s", path);
    k->d = out;
    k->tensor = ARENA_NEW(&out->values, KERAS_TENSORS, KerasTensor);
    out->tensor = ARENA_NEW(&out->values, KERAS_TENSORS, DescribedTensor);
    Error e = k->tensor && out->tensor ? open_keras(k, file) : error("memory", "%s", path);
    if (failed(&e)) {
        close_keras(out);
        arena_free(&out->values);
    }
    return e;
}
