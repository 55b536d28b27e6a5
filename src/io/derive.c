#include "io/derive.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { INDEX_MOST = 200, SIDE_USUAL = 224, SIDE_SMALL = 32, KERNEL_MOST = 15 };

typedef struct Derivation {
    TensorFile *f;
    Draft *out;
    int channels, pools;
    int places; /* along a side of what the first fully connected layer gets; 0: there is none */
    int connected; /* fully connected layers */
} Derivation;

/* ---- tensors ---- */

static const char *const PARTS[] = {[PART_FEATURES] = "features", [PART_CLASSIFIER] = "classifier"};

static void tensor_name(Part part, int index, const char *what, char out[TENSOR_NAME]) {
    if (index < 0) snprintf(out, TENSOR_NAME, "%s.%s", PARTS[part], what);
    else snprintf(out, TENSOR_NAME, "%s.%d.%s", PARTS[part], index, what);
}

/* Whether there is such a tensor, and its shape. Error: it is there, and something is wrong with it. */
static Error look(Derivation *d, Part part, int index, const char *what, Tensor *out, bool *there) {
    char name[TENSOR_NAME];
    tensor_name(part, index, what, name);
    Error e = tensor_file_shape(d->f, name, out);
    *there = !failed(&e);
    return failed(&e) && strcmp(e.id, "weights.missing") != 0 ? e : NO_ERROR;
}

/* Biases are there in all layers of a kind, or in none: else one is lost. */
static Error look_bias(Derivation *d, Part part, int index, DraftLayer *layer) {
    Tensor bias;
    bool there;
    TRY(look(d, part, index, "bias", &bias, &there));
    layer->unbiased = !there;
    for (const DraftLayer *l = d->out->layer; l < d->out->layer + d->out->layers; l++) {
        char name[TENSOR_NAME];
        tensor_name(part, index, "bias", name);
        if (l->kind == layer->kind && l->unbiased != layer->unbiased)
            return error("weights.missing", "%s\t%s", name, d->f->path);
    }
    return NO_ERROR;
}

/* More modules without tensors than are known to lie between two layers: something is lost, or is not known. */
static Error gap(const Derivation *d, Part part, int first, int next) {
    char name[TENSOR_NAME];
    tensor_name(part, first, "weight", name);
    return error("derive.gap", "%s\t%d\t%s", name, next - first, d->f->path);
}

static Error not_understood(Part part, int index, const Tensor *t) {
    char name[TENSOR_NAME], shape[DIMS_TEXT];
    tensor_name(part, index, "weight", name);
    dims_text(t->dim, t->rank, shape);
    return error("derive.tensor", "%s\t%s", name, shape);
}

/* ---- layers ---- */

static Error add(Derivation *d, DraftLayer layer) {
    if (d->out->layers == NET_LAYERS) return error("net.layers", "%d", NET_LAYERS - 1);
    d->out->layer[d->out->layers++] = layer;
    return NO_ERROR;
}

static Error add_relu(Derivation *d, Part part, int index) {
    return add(d, (DraftLayer){.kind = KIND_RELU, .part = part, .index = index});
}

static Error add_pool(Derivation *d, int index) {
    d->pools++;
    return add(d, (DraftLayer){.kind = KIND_POOL, .part = PART_FEATURES, .index = index, .kernel = 2, .stride = 2});
}

static Error add_conv(Derivation *d, int index, const Tensor *t) {
    if (!d->out->layers && t->dim[1] == 1) d->channels = d->out->channels = 1;
    bool whole = t->dim[1] > 0 && d->channels % t->dim[1] == 0 && t->dim[0] % (d->channels / t->dim[1]) == 0;
    bool square = t->dim[2] == t->dim[3] && t->dim[2] >= 1 && t->dim[2] <= KERNEL_MOST;
    if (!whole || !square || t->dim[0] > 1 << 16) return not_understood(PART_FEATURES, index, t);
    int kernel = (int)t->dim[2], groups = d->channels / (int)t->dim[1];
    d->channels = (int)t->dim[0];
    DraftLayer layer = {.kind = KIND_CONV, .part = PART_FEATURES, .index = index, .outputs = d->channels,
                        .kernel = kernel, .stride = 1, .pad = (kernel - 1) / 2, .pad_more = (kernel - 1) % 2,
                        .groups = groups};
    TRY(look_bias(d, PART_FEATURES, index, &layer));
    return add(d, layer);
}

static Error add_norm(Derivation *d, Part part, int index, const Tensor *t, int64_t channels) {
    Tensor mean;
    bool there;
    TRY(look(d, part, index, "running_mean", &mean, &there));
    if (!there || t->dim[0] != channels || !d->out->layers) return not_understood(part, index, t);
    return add(d, (DraftLayer){.kind = KIND_BN, .part = part, .index = index, .outputs = (int)channels});
}

/* What lies without tensors from `index` on, before `next`. */
static Error fill_gap(Derivation *d, int index, int next) {
    if (next - index > 2) return gap(d, PART_FEATURES, index, next);
    if (index < next) TRY(add_relu(d, PART_FEATURES, index));
    if (index + 1 < next) TRY(add_pool(d, index + 1));
    return NO_ERROR;
}

static Error derive_features(Derivation *d) {
    int free = 0; /* the first index that nothing is known of */
    Tensor t;
    bool there;
    for (int index = 0; index < INDEX_MOST; index++) {
        TRY(look(d, PART_FEATURES, index, "weight", &t, &there));
        if (!there) continue;
        if (d->out->layers) TRY(fill_gap(d, free, index));
        if (t.rank == 4) TRY(add_conv(d, index, &t));
        else if (t.rank == 1) TRY(add_norm(d, PART_FEATURES, index, &t, d->channels));
        else return not_understood(PART_FEATURES, index, &t);
        free = index + 1;
    }
    d->out->features = free + 2;
    return fill_gap(d, free, free + 2);
}

/* ---- the classifier ---- */

static Error add_fc(Derivation *d, int index, const Tensor *t, int64_t *inputs) {
    int64_t n = t->rank == 4 ? t->dim[1] * t->dim[2] * t->dim[3] : t->dim[1]; /* timm's are convolutions */
    if ((t->rank != 2 && t->rank != 4) || (*inputs && n != *inputs) || t->dim[0] > 1 << 16)
        return not_understood(PART_CLASSIFIER, index, t);
    if (!*inputs) {
        int side = (int)lround(sqrt((double)n / d->channels));
        if ((int64_t)side * side * d->channels != n || side < 1 || side > 64)
            return not_understood(PART_CLASSIFIER, index, t);
        d->places = side;
    }
    d->connected++;
    *inputs = t->dim[0];
    DraftLayer layer = {.kind = KIND_FC, .part = PART_CLASSIFIER, .index = index, .outputs = (int)t->dim[0]};
    TRY(look_bias(d, PART_CLASSIFIER, index, &layer));
    return add(d, layer);
}

static Error derive_classifier(Derivation *d) {
    int64_t inputs = 0;
    int before = -1; /* the last fully connected layer */
    Tensor t;
    bool there;
    for (int index = -1; index < INDEX_MOST; index++) {
        TRY(look(d, PART_CLASSIFIER, index, "weight", &t, &there));
        if (!there) continue;
        if (inputs && index - before > 3) return gap(d, PART_CLASSIFIER, before + 1, index);
        if (inputs && index > before + 1) TRY(add_relu(d, PART_CLASSIFIER, before + 1));
        if (inputs && t.rank == 1) TRY(add_norm(d, PART_CLASSIFIER, index, &t, inputs));
        else TRY(add_fc(d, index, &t, &inputs));
        before = index;
    }
    return NO_ERROR;
}

/* ---- all of it ---- */

/* The catalogue's network with the same features. */
static NetId like(const Draft *d) {
    for (NetId id = 0; id < NET_COUNT; id++) {
        Net net;
        int row = 0;
        net_build(&net, id, 1);
        while (row < d->layers && d->layer[row].part == PART_FEATURES && net.layer[row].kind == d->layer[row].kind &&
               (!d->layer[row].outputs || net.layer[row].out.c == d->layer[row].outputs) &&
               net.layer[row].kernel == d->layer[row].kernel)
            row++;
        bool all = row == d->layers || d->layer[row].part == PART_CLASSIFIER;
        if (all && net.layer[row - 1].features_index >= 0 && net.layer[row].features_index < 0) return id;
    }
    return NET_COUNT;
}

/* Strides, pools and padding of AlexNet's features, which no tensor tells, where widths and kernels are torchvision's.
 */
static void stride_as_alexnet(Draft *d) {
    Net net;
    int n = 0, rows = 0;
    net_build(&net, NET_ALEXNET, 1);
    while (rows < net.layers && net.layer[rows].features_index >= 0) rows++;
    for (; n < d->layers && n < rows; n++) {
        const Layer *l = &net.layer[n];
        bool same = l->kind == d->layer[n].kind &&
                    (l->kind != KIND_CONV || (l->out.c == d->layer[n].outputs && l->kernel == d->layer[n].kernel));
        if (!same) return;
    }
    if (n != rows || d->layers != rows) return;
    for (int i = 0; i < rows; i++) {
        d->layer[i].kernel = net.layer[i].kernel;
        d->layer[i].stride = net.layer[i].stride;
        d->layer[i].pad = net.layer[i].pad;
    }
}

static int first_behind_features(const Draft *d) {
    int at = 0;
    while (at < d->layers && d->layer[at].part == PART_FEATURES) at++;
    return at;
}

/* Places along a side behind the features; 0 where the photo is too small for them. */
static int places_behind(const Draft *d) {
    Draft features = *d;
    Net net;
    features.layers = first_behind_features(d);
    Error e = net_try(&features, &net);
    return failed(&e) ? 0 : net.layer[features.layers - 1].out.h;
}

/* With torchvision's average pool between the two parts where so many places are not there anyhow. */
static Error average_to(Draft *d, int places) {
    int at = first_behind_features(d);
    if (!places || places_behind(d) == places) return NO_ERROR;
    if (d->layers == NET_LAYERS) return error("net.layers", "%d", NET_LAYERS - 1);
    memmove(&d->layer[at + 1], &d->layer[at], (size_t)(d->layers++ - at) * sizeof *d->layer);
    memset(&d->layer[at], 0, sizeof *d->layer);
    d->layer[at].kind = KIND_AVERAGE;
    d->layer[at].part = PART_AVGPOOL;
    d->layer[at].index = -1;
    d->layer[at].adaptive = places;
    return NO_ERROR;
}

static bool has_norm(const Draft *d) {
    for (int i = 0; i < d->layers; i++)
        if (d->layer[i].kind == KIND_BN) return true;
    return false;
}

/* The photo's side. One place a map is either all that the pools of a small picture leave, or the mean of a large one:
 * the latter is taken for one fully connected layer behind the catalogue's features, without batch normalization, which
 * is how networks that were trained already are used again. */
static int side_of(const Derivation *d) {
    const Draft *out = d->out;
    if (!d->places || out->like == NET_ALEXNET) return SIDE_USUAL;
    if (d->places > 1) return d->places << d->pools;
    if (out->like != NET_COUNT && d->connected == 1 && !has_norm(out)) return SIDE_USUAL;
    return 1 << d->pools < SIDE_SMALL ? SIDE_SMALL : 1 << d->pools;
}

Error derive_net(TensorFile *f, const char *name, Draft *out) {
    memset(out, 0, sizeof *out); /* also what lies between its members: drafts are compared */
    snprintf(out->name, sizeof out->name, "%s", name);
    Derivation d = {.f = f, .out = out, .channels = 3};
    TRY(derive_features(&d));
    stride_as_alexnet(out);
    TRY(derive_classifier(&d));
    out->like = like(out);
    out->input = side_of(&d);
    out->any_side = true;
    out->guessed = d.places <= 1;
    return average_to(out, d.places);
}

Error derive_at(const Draft *of, int side, Draft *out) {
    Net net;
    int places = 0, at;
    *out = *of;
    TRY(net_try(of, &net));
    for (int row = 0; row < net.layers && !places; row++)
        if (net.layer[row].kind == KIND_FC) places = net.layer[row].in.h;
    at = first_behind_features(out);
    if (at < out->layers && out->layer[at].part == PART_AVGPOOL) {
        memmove(&out->layer[at], &out->layer[at + 1], (size_t)(--out->layers - at) * sizeof *out->layer);
        memset(&out->layer[out->layers], 0, sizeof *out->layer);
    }
    out->input = side;
    return average_to(out, places);
}

void derive_described(const Described *described, const char *name, Draft *out) {
    memcpy(out, &described->draft, sizeof *out); /* also what lies between its members: drafts are compared */
    snprintf(out->name, sizeof out->name, "%s", name);
    out->like = like(out);
}
