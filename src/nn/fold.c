#include "nn/fold.h"

#include <math.h>
#include <string.h>

#include "base/stop.h"
#include "model/kind.h"

NormLine norm_line(const Layer *norm, const LayerWeights *w, int map) {
    float weight, bias, mean, variance;
    tensor_read(&w->weight, map, 1, &weight);
    tensor_read(&w->bias, map, 1, &bias);
    tensor_read(&w->mean, map, 1, &mean);
    tensor_read(&w->variance, map, 1, &variance);
    double a = (double)weight / sqrt((double)variance + norm->epsilon);
    return (NormLine){a, (double)bias - (double)mean * a};
}

bool fold_has(const Net *net, int row) {
    if (row < 1 || row >= net->layers) return false;
    return net->layer[row].kind == KIND_BN && net->layer[row - 1].weight_layer;
}

int fold_net(const Net *net, Net *out, int from[NET_LAYERS]) {
    int to[NET_LAYERS]; /* by row of net; -1: gone */
    *out = *net;
    out->layers = 0;
    for (int row = 0; row < net->layers; row++) {
        const Layer *l = &net->layer[row];
        to[row] = fold_has(net, row) ? -1 : out->layers;
        if (to[row] < 0) {
            out->params -= l->params;
            continue;
        }
        from[out->layers] = row;
        out->layer[out->layers++] = *l;
    }
    for (int row = 0; row < out->layers; row++) {
        Layer *l = &out->layer[row];
        if (!l->unbiased || !fold_has(net, from[row] + 1)) continue;
        l->unbiased = false;
        l->params += l->out.c;
        out->params += l->out.c;
    }
    for (int i = 0; i < out->modules; i++)
        if (out->module[i].layer >= 0) out->module[i].layer = to[out->module[i].layer];
    return net->layers - out->layers;
}

/* A layer and the line behind it as one layer. Error: memory. */
static Error fold_layer(const Layer *l, const LayerWeights *w, const Layer *norm, const LayerWeights *n, Arena *memory,
                        LayerWeights *out) {
    int64_t each = tensor_count(&w->weight) / l->out.c;
    float *weight = ARENA_NEW(memory, (size_t)(each * l->out.c), float);
    float *bias = ARENA_NEW(memory, (size_t)l->out.c, float);
    if (!weight || !bias) return error("memory", "%s", l->name);
    for (int map = 0; map < l->out.c; map++) {
        NormLine line = norm_line(norm, n, map);
        float own = 0, *of = weight + map * each;
        if (!l->unbiased) tensor_read(&w->bias, map, 1, &own);
        tensor_read(&w->weight, map * each, each, of);
        for (int64_t i = 0; i < each; i++) of[i] = (float)(line.a * (double)of[i]);
        bias[map] = (float)(line.a * (double)own + line.b);
    }
    out->weight = w->weight; /* its shape */
    out->weight.type = DTYPE_F32;
    out->weight.data = weight;
    out->bias = (Tensor){.data = bias, .type = DTYPE_F32, .rank = 1, .dim = {l->out.c}};
    return NO_ERROR;
}

static Error fold_rows(Weights *w, const int from[], Workers *workers, const atomic_bool *cancel, Weights *out) {
    for (int row = 0; row < out->net.layers && !stop_asked(cancel); row++) {
        int at = from[row], next = at + 1;
        out->layer[row] = w->layer[at];
        TRY(weights_touch(w, at, workers, cancel));
        if (!fold_has(&w->net, next)) {
            out->layer[row] = w->layer[at];
            continue;
        }
        TRY(weights_touch(w, next, workers, cancel));
        if (stop_asked(cancel)) return NO_ERROR;
        TRY(fold_layer(&w->net.layer[at], &w->layer[at], &w->net.layer[next], &w->layer[next], &out->memory,
                       &out->layer[row]));
    }
    return NO_ERROR;
}

Error fold_weights(Weights *w, Workers *workers, const atomic_bool *cancel, Weights *out) {
    int from[NET_LAYERS];
    *out = (Weights){.origin = w->origin, .found = w->found, .preparation = w->preparation, .type = w->type};
    fold_net(&w->net, &out->net, from);
    Error e = fold_rows(w, from, workers, cancel, out);
    if (failed(&e) || stop_asked(cancel)) weights_close(out);
    return e;
}
