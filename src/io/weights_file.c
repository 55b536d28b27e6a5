#include "io/weights_file.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "io/config.h"
#include "io/derive.h"
#include "io/fetch.h"
#include "io/follows.h"
#include "io/own.h"
#include "io/paths.h"
#include "io/sums.h"
#include "io/tensor_file.h"
#include "model/kind.h"

/* ---- opening ---- */

/* timm's fully connected layers are convolutions with the same numbers in the same order. */
static void flatten(const Layer *l, Tensor *t) {
    bool conv = t->rank == 4 && t->dim[1] == l->in.c && t->dim[2] == l->in.h && t->dim[3] == l->in.w;
    if (l->kind != KIND_FC || !conv) return;
    t->rank = 2;
    t->dim[1] = shape_count(l->in);
}

/* Opens it, and asks for what each network is that says it by itself, or has other names than torchvision's. */
static Error open_tensors(const Mapped *file, const char *path, Arena *memory, TensorFile *out) {
    TRY(tensor_file_open(file, path, memory, out));
    for (out->chosen = 0; out->chosen < out->nets; out->chosen++) {
        const char *type;
        bool says = tensor_file_module(out, &type) || *tensor_file_metadata(out, "layers");
        if (out->net[out->chosen].named && !says) continue;
        Error e = derive_net(out); /* said once this network is asked for */
        (void)e;
    }
    out->chosen = 0;
    return NO_ERROR;
}

/* Gets a tensor, or its shape alone. */
typedef Error Getter(TensorFile *f, const char *name, Tensor *out);

static Error get_shaped(TensorFile *f, Getter *get, const Layer *l, const TensorShape *shape, Tensor *out) {
    char name[32], has[DIMS_TEXT], needs[DIMS_TEXT];
    weights_name(l, shape->name, name);
    TRY(get(f, name, out));
    if (shape->rank == 2) flatten(l, out);
    bool fits = out->rank == shape->rank;
    for (int i = 0; i < shape->rank && fits; i++) fits = out->dim[i] == shape->dim[i];
    if (fits) return NO_ERROR;
    dims_text(out->dim, out->rank, has);
    dims_text(shape->dim, shape->rank, needs);
    return error("weights.shape", "%s\t%s\t%s", name, has, needs);
}

static Error get_layer(TensorFile *f, Getter *get, const Layer *l, LayerWeights *out) {
    TensorShape shape[LAYER_TENSORS];
    Tensor *tensor[LAYER_TENSORS];
    int n = layer_tensors(l, out, shape, tensor);
    for (int i = 0; i < n; i++) TRY(get_shaped(f, get, l, &shape[i], tensor[i]));
    return NO_ERROR;
}

/* The first layer tells by how much the widths are divided; 1 where it is another network's. */
static Error find_width(TensorFile *f, NetId id, int *width) {
    Net net;
    Tensor first;
    net_build(&net, id, 1);
    *width = 1;
    if (net_is_own(id) || tensor_file_described(f)) return NO_ERROR; /* as it says */
    TRY(tensor_file_shape(f, "features.0.weight", &first));
    for (int w = 1; w <= 16; w *= 2)
        if (first.rank == 4 && first.dim[0] * w == net.layer[0].out.c) *width = w;
    return NO_ERROR;
}

static Error is_another(const TensorFile *f, NetId id) {
    const Described *d = tensor_file_described(f);
    return d->source ? error("weights.described", "%s\t%s\t%s", f->path, d->source, net_info(id)->title)
                     : error("weights.derived", "%s\t%s", f->path, net_info(id)->title);
}

/* Builds the network in the width that the first layer tells, and gets all its tensors; *row: how far that went. */
static Error take(TensorFile *f, Getter *get, NetId id, Net *net, LayerWeights layer[NET_LAYERS], int *row) {
    int width = 1;
    *row = 0;
    TRY(find_width(f, id, &width));
    net_build(net, id, width);
    const Described *d = tensor_file_described(f);
    if (d && !tensor_file_take_for(f, net)) return is_another(f, id);
    for (; *row < net->layers; (*row)++)
        TRY(get_layer(f, get, &net->layer[*row], &layer[*row]));
    return NO_ERROR;
}

/* Whether the chosen network of a file is this one; a file that says which it is for is not for another. */
static Error fits(TensorFile *f, NetId id, int *row) {
    Net net;
    LayerWeights layer[NET_LAYERS];
    NetId says;
    *row = 0;
    if (f->net[f->chosen].refused) return derive_net(f);
    if (net_find(tensor_file_metadata(f, "model"), &says) && says != id)
        return error("weights.other_net", "%s\t%s\t%s", net_info(says)->title, net_info(id)->title, f->path);
    return take(f, tensor_file_shape, id, &net, layer, row);
}
/* ---- which network of the file ---- */

typedef struct Fit {
    int net; /* of the file */
    NetId id;
} Fit;

enum { FITS_MOST = NETWORKS_MOST * NET_COUNT };

/* Whether a network of the file is asked for: by its whole name, or by a word of it where no whole name is meant. */
static bool is_called(const TensorFile *f, int net, const char *part) {
    char name[400];
    bool whole = false;
    if (!*part) return true;
    for (int i = 0; i < f->nets && !whole; i++) {
        tensor_file_name(f, i, name, sizeof name);
        whole = strcmp(name, part) == 0;
        if (whole && i == net) return true;
    }
    return !whole && tensor_file_called(f, net, part);
}

/* What fits of what is called so: as `id`, or as any network where that is NET_COUNT. */
static int list_fits(TensorFile *f, const char *part, NetId id, Fit out[FITS_MOST]) {
    int n = 0, row;
    for (int net = 0; net < f->nets; net++) {
        f->chosen = net;
        if (own_may_be(id, f->path) && is_called(f, net, part)) {
            Error e = *own_text(id) ? NO_ERROR : derive_net(f);
            if (!failed(&e)) e = fits(f, id, &row);
            if (!failed(&e)) out[n++] = (Fit){net, id};
        }
        for (int i = 0; i < NET_COUNT && is_called(f, net, part); i++) {
            if (id != NET_COUNT && id != (NetId)i) continue;
            Error e = fits(f, (NetId)i, &row);
            if (!failed(&e)) out[n++] = (Fit){net, (NetId)i};
        }
    }
    return n;
}

/* An average over a training, as it is kept to be used. */
static bool is_average(const TensorFile *f, int net) {
    char word[400], *at = word, *next;
    snprintf(word, sizeof word, "%s", f->net[net].place);
    for (; *at; at = next) {
        next = at + strcspn(at, "._");
        if (*next) *next++ = '\0';
        if (strcmp(at, "ema") == 0) return true;
    }
    return false;
}

/* Of several that fit, the average of a training is taken before what it averages. -1: none is. */
static int prefer(const TensorFile *f, const Fit fit[], int n) {
    int found = -1;
    for (int i = 0; i < n; i++) {
        if (fit[i].id != fit[0].id) return -1;
        if (!is_average(f, fit[i].net)) continue;
        if (found >= 0) return -1;
        found = i;
    }
    return n == 2 ? found : -1;
}

/* "model (VGG-16), teacher (VGG-19)" */
static void list_names(const TensorFile *f, const Fit fit[], int n, char out[ERROR_ARG_SIZE]) {
    size_t at = 0;
    char name[400];
    out[0] = '\0';
    for (int i = 0; i < n && at < ERROR_ARG_SIZE; i++) {
        tensor_file_name(f, fit[i].net, name, sizeof name);
        at += (size_t)snprintf(out + at, ERROR_ARG_SIZE - at, "%s%s (%s)", i ? ", " : "", name,
                               net_info(fit[i].id)->title);
    }
}

/* The catalogue's network that goes the furthest with the chosen one of the file, and why not to the end. */
static NetId closest(TensorFile *f, int *row, Error *why) {
    NetId best = NET_VGG16;
    *row = -1;
    for (int id = 0; id < NET_COUNT; id++) {
        int at;
        Error e = fits(f, (NetId)id, &at);
        if (at <= *row) continue;
        *row = at;
        *why = e;
        best = (NetId)id;
    }
    return best;
}

static bool has_classifier(const TensorFile *f) {
    for (size_t i = 0; i < f->n; i++)
        if (f->tensor[i].net == f->chosen && strncmp(f->tensor[i].known, "features.", 9) != 0) return true;
    return false;
}

/* Says of a network that is none of the catalogue's what it is; otherwise `why` it does not fit. */
static Error describe(TensorFile *f, NetId asked, const char *path, Error why) {
    int row;
    Error nearest = why;
    Tensor t;
    Net net;
    NetId id = closest(f, &row, &nearest);
    net_build(&net, id, 1);
    const Layer *l = &net.layer[row];
    if (l->kind == KIND_FC && !has_classifier(f))
        return error("weights.no_classifier", "%s\t%s", path, net_info(id)->title);
    bool last = l->kind == KIND_FC && row == net.layers - 2 && strcmp(nearest.id, "weights.shape") == 0;
    Error e = last ? tensor_file_shape(f, "classifier.6.weight", &t) : why;
    return last && !failed(&e)
               ? error("weights.classes", "%s\t%s\t%lld", path, net_info(id)->title, (long long)t.dim[0])
               : asked == NET_COUNT ? nearest : why;
}

static Error not_called(const TensorFile *f, const char *part, const char *path) {
    char name[ERROR_ARG_SIZE];
    if (f->nets == 1 && !*f->net[0].place) return error("weights.no_name", "%s\t%s", path, part);
    tensor_file_name(f, 0, name, sizeof name);
    return error("weights.not_called", "%s\t%s\t%s", path, part, name);
}

/* Why nothing fits: what is called so may be another network of the catalogue, or none of it. */
static Error explain(TensorFile *f, const char *part, NetId id, const char *path) {
    Fit fit[FITS_MOST];
    int n = 0, row;
    for (int net = 0; net < f->nets; net++)
        if (is_called(f, net, part)) fit[n++] = (Fit){net, NET_VGG16};
    if (!n) return not_called(f, part, path);
    f->chosen = fit[0].net;
    NetId as = id == NET_COUNT ? NET_VGG16 : id;
    Error why = fits(f, as, &row);
    n = list_fits(f, part, NET_COUNT, fit);
    if (n) return error("weights.other_net", "%s\t%s\t%s", net_info(fit[0].id)->title, net_info(as)->title, path);
    f->chosen = 0;
    while (!is_called(f, f->chosen, part)) f->chosen++;
    return describe(f, id, path, why);
}

/* Chooses of those that are called so the one that makes a network of one's own; of two an average of a training.
 * Errors: weights.which, weights.no_name, weights.not_called, those of derive_net. */
static Error choose_called(TensorFile *f, const char *part, const char *path) {
    Fit fit[NETWORKS_MOST];
    int n = 0, called = 0, first = 0;
    Error why = NO_ERROR;
    for (int i = f->nets - 1; i >= 0; i--) {
        if (!is_called(f, i, part)) continue;
        called++;
        f->chosen = first = i;
        Error e = derive_net(f);
        if (failed(&e)) why = e;
        else fit[n++] = (Fit){i, NET_COUNT};
    }
    if (!called) return not_called(f, part, path);
    int at = n == 1 ? 0 : prefer(f, fit, n);
    f->chosen = at >= 0 ? fit[at].net : first;
    if (!n) return why;
    if (at >= 0) return NO_ERROR;
    char names[ERROR_ARG_SIZE] = "", name[400];
    size_t end = 0;
    for (int i = n - 1; i >= 0 && end < sizeof names; i--) {
        tensor_file_name(f, fit[i].net, name, sizeof name);
        end += (size_t)snprintf(names + end, sizeof names - end, "%s%s", i < n - 1 ? ", " : "", name);
    }
    return error("weights.which", "%s\t%s\t%s", path, names, name);
}

/* The network that is asked for of those in the file, as one of one's own. Errors: choose_called, net_draft. */
static Error draft(TensorFile *f, const char *part, const char *path, NetId *out) {
    char name[32], what[PATH_SIZE];
    Draft d;
    Net net;
    TRY(choose_called(f, part, path));
    own_called(path, name);
    derive_draft(tensor_file_described(f), name, &d);
    TRY(net_draft(&d, out));
    net_build(&net, *out, 1);
    snprintf(what, sizeof what, "%s%s%s", path, *part ? "#" : "", part);
    return own_keep(*out, what, path, net_classes(&net), tensor_file_names(f, net_classes(&net)));
}

/* Whether an error says more than that it is none of the catalogue. */
static bool tells(const Error *e) {
    static const char *const TELL[] = {"weights.which", "derive.bias", "derive.branch", "derive.quantized"};
    for (size_t i = 0; i < sizeof TELL / sizeof *TELL; i++)
        if (strcmp(e->id, TELL[i]) == 0) return true;
    return false;
}

/* Nothing of the catalogue fits: it may be a network of one's own. If not, what is said is why the nearest of the
 * catalogue does not fit. */
static Error choose_own(TensorFile *f, const char *part, NetId id, const char *path, NetId *out) {
    int chosen = f->chosen;
    NetId own;
    Error e = draft(f, part, path, &own);
    if (!failed(&e) && (id == NET_COUNT || id == own)) {
        *out = own;
        return NO_ERROR;
    }
    f->chosen = chosen;
    FileNet *net = &f->net[chosen];
    bool catalogue = id != NET_COUNT && !net_is_own(id);
    if (failed(&e) && (net->described || !net->named || (tells(&e) && !catalogue))) return e;
    if (net->described && (!net->named || net->described->source)) return is_another(f, id);
    net->described = NULL; /* its names say how far it is another's */
    return explain(f, part, net_is_own(id) && !*own_text(id) ? NET_COUNT : id, path);
}

/* Chooses the network of the file that fits, as `id` or as any where that is NET_COUNT. */
static Error choose(TensorFile *f, const char *part, NetId id, const char *path, NetId *out) {
    Fit fit[FITS_MOST];
    char names[ERROR_ARG_SIZE];
    int n = list_fits(f, part, id, fit), at = n == 1 ? 0 : prefer(f, fit, n);
    if (!n) return choose_own(f, part, id, path, out);
    if (at < 0) {
        list_names(f, fit, n, names);
        return error("weights.several", "%s\t%s", path, names);
    }
    f->chosen = fit[at].net;
    *out = fit[at].id;
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

/* ---- how photos are prepared for it ---- */

/* Oxford's networks, and those that began with them, are known by the names that the converted models have, or by the
 * first biases of conv1_1 or conv1_2 (here VGG-19's; one conversion changes the former with the mean). */
static bool is_oxford(const TensorFile *f, const Weights *w) {
    static const float FIRST[2][6] = {{0.7334f, 0.0623f, 0.0346f, 0.8234f, 0.2560f, 0.5466f},
                                      {-0.2926f, 0.3403f, 0.1565f, 0.0408f, 0.7758f, 0.0408f}};
    if (f->net[f->chosen].caffe) return true;
    for (int i = 0, row = 0; i < 2; row += 2, i++) {
        const Tensor *bias = &w->layer[row].bias;
        float value[6];
        bool same = w->net.layer[row].kind == KIND_CONV && tensor_count(bias) >= 6;
        if (same) tensor_read(bias, 0, 6, value);
        for (int k = 0; same && k < 6; k++) same = fabsf(value[k] - FIRST[i][k]) < 0.02f;
        if (same) return true;
    }
    return false;
}

/* The root mean square of conv1_1's weights. */
static double first_scale(const Weights *w) {
    const Tensor *t = &w->layer[0].weight;
    int64_t n = tensor_count(t);
    double sum = 0;
    for (int64_t i = 0; i < n; i++) {
        float value;
        tensor_read(t, i, 1, &value);
        sum += (double)value * (double)value;
    }
    return sqrt(sum / (double)n);
}

/* Oxford's conv1_1 has weights of 0.19 (root mean square) for pixels of 0 to 255 as Caffe takes them, and of 11.0 once
 * it is made for torchvision's numbers, which are 1/58 as large. The scale tells these two apart, but no others:
 * networks that were trained on torchvision's numbers, or are random, have 0.06 to 0.6 as well. So it is asked of
 * Oxford's alone; of others, only weights that are smaller than any of those by far are for pixels of 0 to 255. */
static Preparation find_preparation(const TensorFile *f, const Weights *w, bool *doubtful) {
    static const double OXFORD = 1.45 /* the middle of the two, by ratio */, OTHERS = 0.02;
    double scale = first_scale(w);
    bool oxford = is_oxford(f, w), bytes = scale > 0 && scale < (oxford ? OXFORD : OTHERS);
    const Described *d = tensor_file_described(f);
    Preparation said;
    if (d && d->prepared) return d->preparation;
    if (preparation_read(tensor_file_metadata(f, "prepared"), &said)) return said;
    if (config_preparation(w->path, net_classes(&w->net), &said)) return said;
    *doubtful = bytes && !oxford;
    return preparation(bytes ? PREPARE_CAFFE : PREPARE_TORCHVISION);
}

/* ---- all of it ---- */

static Error get_all(Weights *w, TensorFile *f, NetId id) {
    int row;
    TRY(take(f, tensor_file_get, id, &w->net, w->layer, &row));
    char sum[SHA256_TEXT], name[400];
    TRY(weights_zero_biases(w));
    tensor_file_name(f, f->chosen, name, sizeof name);
    if (f->nets > 1) snprintf(w->taken, sizeof w->taken, "%.*s", (int)sizeof w->taken - 1, name);
    w->origin = find_origin(f, w->net.width, &w->seed);
    FileStamp stamp = file_stamp_mapped(&w->file);
    if (w->net.width == 1 && sums_find(w->path, &stamp, sum) && fetch_is_published(id, sum))
        w->origin = ORIGIN_TORCHVISION;
    if (*own_text(w->net.id)) w->described = DESCRIBED_BY_TEXT;
    else if (tensor_file_described(f)) w->described = tensor_file_described(f)->by;
    w->type = most_used(w);
    w->found = w->preparation = find_preparation(f, w, &w->doubtful);
    return follows_read(w, tensor_file_metadata(f, "follows"));
}

static Error fill(Weights *w, NetId id) {
    TensorFile f;
    TRY(open_tensors(&w->file, w->path, &w->memory, &f));
    Error e = choose(&f, w->part, id, w->path, &id);
    if (!failed(&e)) e = get_all(w, &f, id);
    tensor_file_close(&f);
    return e;
}

/* How long FILE is in FILE#NAME: up to the last sign that a file's name ends at, or to the last one where none does. */
static size_t file_length(const char *what) {
    char path[PATH_SIZE];
    size_t last = 0;
    snprintf(path, sizeof path, "%s", what);
    for (char *sign; (sign = strrchr(path, '#')); last = last ? last : strlen(path)) {
        *sign = '\0';
        if (file_exists(path)) return strlen(path);
    }
    return last;
}

void weights_split(const char *what, char path[PATH_SIZE], char part[128]) {
    size_t n = file_exists(what) ? 0 : file_length(what);
    bool split = n && strlen(what + n) <= 127;
    snprintf(path, PATH_SIZE, "%.*s", split ? (int)n : PATH_SIZE - 1, what);
    snprintf(part, 128, "%s", split ? what + n + 1 : "");
}

void weights_what(const Weights *w, char *out, size_t size) {
    snprintf(out, size, "%s%s%s", w->path, *w->part ? "#" : "", w->part);
}

Error weights_open_file(const char *what, NetId id, Weights *out) {
    *out = (Weights){0};
    if (strlen(what) >= sizeof out->path) return error("file.path_long", "%s", what);
    weights_split(what, out->path, out->part);
    TRY(file_map(out->path, &out->file));
    file_keep(&out->file);
    Error e = fill(out, id), changed = weights_unchanged(out);
    if (failed(&changed)) e = changed; /* whatever else is wrong comes from it */
    if (failed(&e)) weights_close(out);
    return e;
}

/* Opens the file of `what` for a while. */
static Error look(const char *what, Mapped *file, Arena *memory, char path[PATH_SIZE], char part[128], TensorFile *f) {
    if (strlen(what) >= PATH_SIZE) return error("file.path_long", "%s", what);
    weights_split(what, path, part);
    TRY(file_map(path, file));
    Error e = open_tensors(file, path, memory, f);
    if (failed(&e)) file_unmap(file), arena_free(memory);
    return e;
}

Error weights_net_of(const char *what, NetId preferred, NetId *out) {
    char path[PATH_SIZE], part[128];
    Mapped file;
    Arena memory = {0};
    TensorFile f;
    Fit fit[FITS_MOST];
    *out = preferred;
    TRY(look(what, &file, &memory, path, part, &f));
    Error e = list_fits(&f, part, preferred, fit) ? NO_ERROR : choose(&f, part, NET_COUNT, path, out);
    tensor_file_close(&f);
    arena_free(&memory);
    file_unmap(&file);
    return e;
}

Error weights_left_out(const Weights *w, PthBeside *tell, void *ctx) {
    Weights again = *w;
    TensorFile f;
    NetId id;
    Arena memory = {0};
    int row;
    TRY(open_tensors(&w->file, w->path, &memory, &f));
    Error e = choose(&f, w->part, w->net.id, w->path, &id);
    bool described = tensor_file_described(&f); /* which leaves out none of its own */
    Getter *get = described ? tensor_file_shape : tensor_file_get;
    if (!failed(&e)) e = take(&f, get, id, &again.net, again.layer, &row);
    if (!failed(&e)) e = tensor_file_left_out(&f, tell, ctx);
    tensor_file_close(&f);
    arena_free(&memory);
    return e;
}

bool weights_named(const char *path) {
    static const char *const ENDINGS[] = {".safetensors", ".pth", ".pt", ".onnx", ".keras", ".h5", ".hdf5"};
    const char *dot = strrchr(path_base(path), '.');
    for (size_t i = 0; dot && i < sizeof ENDINGS / sizeof *ENDINGS; i++)
        if (strcasecmp(dot, ENDINGS[i]) == 0) return true;
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
    if (net_is_own(id)) return own_file(id, path, size);
    for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++) {
        snprintf(name, sizeof name, "%s.%s", net_info(id)->name, ENDINGS[i]);
        if (paths_user(name, path, size) && file_exists(path)) return true;
    }
    return weights_bundled(id, path, size);
}
