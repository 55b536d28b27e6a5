#include "io/chain.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SIDE_USUAL = 224, SIDES_MOST = 64, OUTPUTS_MOST = 1 << 16 };

Error chain_begin(TensorFile *f, Chain *out) {
    *out = (Chain){.f = f, .channels = 3};
    out->out = ARENA_NEW(&f->names, 1, Described);
    DescribedTensor *tensor = ARENA_NEW(&f->names, f->n, DescribedTensor);
    if (!out->out || !tensor)
        return error("memory", "%s", f->path);
    for (size_t i = 0; i < f->n; i++)
        tensor[i] = (DescribedTensor){.name = f->tensor[i].name, .row = -1};
    out->out->tensor = tensor;
    out->out->n = f->n;
    out->out->draft.input = SIDE_USUAL;
    return NO_ERROR;
}

Error chain_lacks(const Chain *c, const char *path) {
    char name[TENSOR_NAME];
    snprintf(name, sizeof name, "%s.weight", path);
    return tensor_file_lacks(c->f, name);
}

Error chain_misfit(const NetModule *m) {
    char shape[DIMS_TEXT];
    dims_text(m->weight.dim, m->weight.rank, shape);
    return error("derive.tensor", "%s.weight\t%s", m->path, shape);
}

/* Whether a layer has to have a bias if others have: a batch normalization makes the one before it superfluous. */
static bool wants_bias(const Draft *d, int i) {
    Kind kind = d->layer[i].kind;
    return (kind == KIND_CONV || kind == KIND_FC) && (i + 1 == d->layers || d->layer[i + 1].kind != KIND_BN);
}

static Error lacks_bias(const Chain *c, const char *path) {
    char name[TENSOR_NAME];
    snprintf(name, sizeof name, "%s.bias", path);
    Error e = tensor_file_lacks(c->f, name);
    bool missing = strcmp(e.id, "weights.missing") == 0;
    return missing ? error("derive.bias", "%s\t%s", name, c->f->path) : e;
}

Error chain_biases(const Chain *c) {
    const Draft *d = &c->out->draft;
    for (int a = 0; a < d->layers; a++)
        for (int b = 0; b < d->layers; b++) {
            bool alike = d->layer[a].kind == d->layer[b].kind && wants_bias(d, a) && wants_bias(d, b);
            if (alike && d->layer[a].unbiased && !d->layer[b].unbiased)
                return lacks_bias(c, d->layer[a].path);
        }
    return NO_ERROR;
}

static Error fit_conv(Chain *c, const NetModule *m, DraftLayer *layer) {
    const int64_t *dim = m->weight.dim;
    if (!c->out->draft.layers && dim[1] == 1)
        c->channels = c->out->draft.channels = 1; /* grey */
    bool whole = dim[1] > 0 && c->channels % dim[1] == 0 && dim[0] % (c->channels / dim[1]) == 0;
    bool square = dim[2] == dim[3] && dim[2] <= KERNEL_MOST && (!layer->kernel || layer->kernel == dim[2]);
    if (!whole || !square || dim[0] > OUTPUTS_MOST)
        return chain_misfit(m);
    layer->groups = c->channels / (int)dim[1];
    layer->kernel = (int)dim[2];
    layer->outputs = c->channels = (int)dim[0];
    layer->unbiased = m->tensor[MODULE_BIAS] < 0;
    return NO_ERROR;
}

/* One that comes first takes the photo's channels. */
static Error fit_norm(Chain *c, const NetModule *m) {
    if (!c->out->draft.layers && m->weight.dim[0] == 1)
        c->channels = c->out->draft.channels = 1;
    int64_t channels = c->inputs ? c->inputs : c->channels;
    return m->weight.dim[0] == channels ? NO_ERROR : chain_misfit(m);
}

static int64_t inputs_of(const NetModule *m) {
    const Tensor *t = &m->weight;
    return t->rank == 4 ? t->dim[1] * t->dim[2] * t->dim[3] : t->dim[1]; /* timm's are convolutions */
}

int chain_places(const Chain *c, const NetModule *fc) {
    if (fc->kind != KIND_FC)
        return 0;
    int64_t n = inputs_of(fc);
    int side = (int)lround(sqrt((double)n / c->channels));
    return side >= 1 && side <= SIDES_MOST && (int64_t)side * side * c->channels == n ? side : 0;
}

/* The first one tells the photo's size, unless what stands before it averages. */
static Error fit_first(Chain *c, const NetModule *m) {
    Draft *d = &c->out->draft;
    int side = chain_places(c, m), made = d->layers ? d->layer[d->layers - 1].adaptive : 0;
    if (!made)
        d->input = side ? net_draft_input(d, side) : 0;
    return d->input && side && (!made || side == made) ? NO_ERROR : chain_misfit(m);
}

static Error fit_fc(Chain *c, const NetModule *m, DraftLayer *layer) {
    const Tensor *t = &m->weight;
    if ((c->inputs && inputs_of(m) != c->inputs) || t->dim[0] > OUTPUTS_MOST)
        return chain_misfit(m);
    if (!c->inputs)
        TRY(fit_first(c, m));
    c->inputs = t->dim[0];
    layer->outputs = (int)t->dim[0];
    layer->unbiased = m->tensor[MODULE_BIAS] < 0;
    return NO_ERROR;
}

Error chain_add(Chain *c, DraftLayer layer, const NetModule *m) {
    Draft *d = &c->out->draft;
    if (d->layers == NET_LAYERS)
        return error("net.layers", "%d", NET_LAYERS - 1);
    if (layer.kind == KIND_CONV)
        TRY(fit_conv(c, m, &layer));
    if (layer.kind == KIND_BN)
        TRY(fit_norm(c, m));
    if (layer.kind == KIND_FC)
        TRY(fit_fc(c, m, &layer));
    for (int i = 0; m && i < MODULE_TENSORS; i++) {
        if (m->tensor[i] < 0)
            continue;
        c->out->tensor[m->tensor[i]].row = d->layers;
        c->out->tensor[m->tensor[i]].what = MODULE_TENSOR[i];
    }
    if (m)
        snprintf(layer.path, sizeof layer.path, "%s", m->path);
    memcpy(&d->layer[d->layers++], &layer, sizeof layer);
    return NO_ERROR;
}

void chain_end(Chain *c, DescribedBy by) {
    c->out->by = by;
    c->f->net[c->f->chosen].described = c->out;
}

NetId chain_like(const Draft *d) {
    for (NetId id = 0; id < NET_COUNT; id++) {
        Net net;
        int row = 0;
        net_build(&net, id, 1);
        while (row < d->layers && d->layer[row].part == PART_FEATURES && net.layer[row].kind == d->layer[row].kind &&
               (!d->layer[row].outputs || net.layer[row].out.c == d->layer[row].outputs) &&
               net.layer[row].kernel == d->layer[row].kernel)
            row++;
        bool all = row == d->layers || d->layer[row].part != PART_FEATURES;
        if (all && row && net.layer[row - 1].features_index >= 0 && net.layer[row].features_index < 0)
            return id;
    }
    return NET_COUNT;
}
