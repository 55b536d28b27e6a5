#include "io/weights.h"

#include <stdio.h>
#include <string.h>

#include "io/fetch.h"
#include "io/paths.h"
#include "io/sums.h"
#include "io/tensor_file.h"

/* ---- opening ---- */

static void shape_text(const int64_t dim[4], int rank, char out[64]) {
    int n = 0;
    out[0] = '\0';
    for (int i = 0; i < rank; i++)
        n += snprintf(out + n, 64 - (size_t)n, "%s%lld", i ? "x" : "", (long long)dim[i]);
}

/* timm's fully connected layers are convolutions with the same numbers in the same order. */
static void flatten(const Layer *l, Tensor *t) {
    bool conv = t->rank == 4 && t->dim[1] == l->in.c && t->dim[2] == l->in.h && t->dim[3] == l->in.w;
    if (l->kind != KIND_FC || !conv) return;
    t->rank = 2;
    t->dim[1] = shape_count(l->in);
}

static Error get_shaped(TensorFile *f, const Layer *l, const char *what, const int64_t dim[4], int rank, Tensor *out) {
    char name[32], has[64], needs[64];
    weights_name(l, what, name);
    TRY(tensor_file_get(f, name, out));
    if (rank == 2) flatten(l, out);
    bool fits = out->rank == rank;
    for (int i = 0; i < rank && fits; i++) fits = out->dim[i] == dim[i];
    if (fits) return NO_ERROR;
    shape_text(out->dim, out->rank, has);
    shape_text(dim, rank, needs);
    return error("weights.shape", "%s\t%s\t%s", name, has, needs);
}

static Error get_layer(TensorFile *f, const Layer *l, LayerWeights *out) {
    const int64_t conv[4] = {l->out.c, l->groups ? l->in.c / l->groups : 0, l->kernel, l->kernel};
    const int64_t fc[4] = {l->out.c, shape_count(l->in)};
    bool is_conv = l->kind == KIND_CONV;
    TRY(get_shaped(f, l, "weight", is_conv ? conv : fc, is_conv ? 4 : 2, &out->weight));
    return get_shaped(f, l, "bias", (const int64_t[4]){l->out.c}, 1, &out->bias);
}

/* The first layer tells by how much the widths are divided; 1 where it is another network's. */
static Error find_width(TensorFile *f, NetId id, int *width) {
    Net net;
    Tensor first;
    net_build(&net, id, 1);
    *width = 1;
    TRY(tensor_file_get(f, "features.0.weight", &first));
    for (int w = 1; w <= 16; w *= 2)
        if (first.rank == 4 && first.dim[0] * w == net.layer[0].out.c) *width = w;
    return NO_ERROR;
}

/* Told by the file's own metadata. */
static Origin find_origin(const TensorFile *f, int width, uint32_t *seed) {
    const char *source = tensor_file_metadata(f, "source");
    unsigned n;
    if (width > 1) return ORIGIN_SLIM;
    if (sscanf(source, "random:%u", &n) == 1) {
        *seed = n;
        return ORIGIN_RANDOM;
    }
    if (strstr(source, "Keras")) return ORIGIN_KERAS;
    if (strstr(source, "torchvision")) return ORIGIN_TORCHVISION;
    return ORIGIN_UNKNOWN;
}

/* A file that says which network it is for should not be said to have wrong shapes. */
static Error check_net(const TensorFile *f, NetId id, const char *path) {
    NetId says;
    const char *model = tensor_file_metadata(f, "model");
    if (net_find(model, &says) && says != id)
        return error("weights.other_net", "%s\t%s\t%s", net_info(says)->title, net_info(id)->title,
                     path);
    return NO_ERROR;
}

/* The type of most of the numbers. */
static DType most_used(const Weights *w) {
    int64_t count[DTYPE_U8 + 1] = {0};
    DType most = DTYPE_F32;
    for (int row = 0; row < w->net.layers; row++)
        if (w->net.layer[row].weight_layer)
            count[w->layer[row].weight.type] += tensor_count(&w->layer[row].weight);
    for (DType type = DTYPE_F32; type <= DTYPE_U8; type++)
        if (count[type] > count[most]) most = type;
    return most;
}

/* Takes a network's tensors from the file, in the width that the first one tells. */
static Error take(Weights *w, TensorFile *f, NetId id) {
    int width = 1;
    TRY(find_width(f, id, &width));
    net_build(&w->net, id, width);
    for (int row = 0; row < w->net.layers; row++)
        if (w->net.layer[row].weight_layer) TRY(get_layer(f, &w->net.layer[row], &w->layer[row]));
    return NO_ERROR;
}

/* Why a file does not fit: it may be another network's, or one with batch normalization. */
static Error explain(Weights *w, TensorFile *f, NetId id, Error otherwise) {
    if (tensor_file_has(f, "features.1.running_mean")) return error("weights.batch_norm", "%s", w->path);
    for (int other = 0; other < NET_COUNT; other++) {
        Error e = other == (int)id ? otherwise : take(w, f, (NetId)other);
        if (!failed(&e))
            return error("weights.other_net", "%s\t%s\t%s", net_info((NetId)other)->title, net_info(id)->title, w->path);
    }
    return otherwise;
}

static Error fill(Weights *w, NetId id) {
    TensorFile f;
    TRY(tensor_file_open(&w->file, w->path, &w->memory, &f));
    Error e = check_net(&f, id, w->path);
    if (!failed(&e)) {
        e = take(w, &f, id);
        if (failed(&e)) e = explain(w, &f, id, e);
    }
    if (!failed(&e)) {
        char sum[SHA256_TEXT];
        FileStamp stamp = file_stamp_mapped(&w->file);
        w->origin = find_origin(&f, w->net.width, &w->seed);
        if (w->net.width == 1 && sums_find(w->path, &stamp, sum) && fetch_is_published(id, sum))
            w->origin = ORIGIN_TORCHVISION;
        w->type = most_used(w);
    }
    tensor_file_close(&f);
    return e;
}

Error weights_open_file(const char *path, NetId id, Weights *out) {
    *out = (Weights){0};
    if (strlen(path) >= sizeof out->path) return error("file.path_long", "%s", path);
    snprintf(out->path, sizeof out->path, "%s", path);
    TRY(file_map(path, &out->file));
    Error e = fill(out, id), changed = weights_unchanged(out);
    if (failed(&changed)) e = changed; /* whatever else is wrong comes from it */
    if (failed(&e)) weights_close(out);
    return e;
}

bool weights_named(const char *path) {
    static const char *const ENDINGS[] = {".safetensors", ".pth", ".pt"};
    const char *dot = strrchr(path_base(path), '.');
    for (size_t i = 0; dot && i < sizeof ENDINGS / sizeof *ENDINGS; i++)
        if (strcmp(dot, ENDINGS[i]) == 0) return true;
    return false;
}

bool weights_bundled(NetId id, char *path, size_t size) {
    char name[48];
    snprintf(name, sizeof name, "%s-slim.safetensors", net_info(id)->name);
    return paths_weights(name, path, size) && file_exists(path);
}

bool weights_packed(NetId id, DType type, char *path, size_t size) {
    char name[48];
    snprintf(name, sizeof name, "%s-%s.safetensors", net_info(id)->name, type == DTYPE_U8 ? "u8" : "f16");
    return paths_user(name, path, size) && file_exists(path);
}

bool weights_find(NetId id, char *path, size_t size) {
    static const char *const ENDINGS[] = {"safetensors", "pth"};
    char name[48];
    for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++) {
        snprintf(name, sizeof name, "%s.%s", net_info(id)->name, ENDINGS[i]);
        if (paths_user(name, path, size) && file_exists(path)) return true;
    }
    return weights_bundled(id, path, size);
}
