#include "io/tensor_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/keras.h"
#include "io/kind.h"
#include "io/names.h"
#include "io/onnx/open.h"
#include "io/pth_names.h"
#include "nn/weights.h"

/* ---- formats ---- */

struct TensorFormat {
    Error (*open)(TensorFile *f, const Mapped *file, FileKind kind, Arena *memory);
    void (*close)(TensorFile *f);
    /* How many tensors there are, at most; and the name of each, all in the order of `get`. */
    size_t (*count)(const TensorFile *f);
    size_t (*list)(const TensorFile *f, FileTensor *out); /* how many there are */
    Error (*get)(TensorFile *f, size_t i, Tensor *out);
    Error (*shape)(TensorFile *f, size_t i, Tensor *out);
};

/* ---- names ---- */

static bool one_of(const char *word, size_t n, const char *const list[], size_t count) {
    for (size_t i = 0; i < count; i++)
        if (strlen(list[i]) == n && memcmp(list[i], word, n) == 0) return true;
    return false;
}

#define ONE_OF(word, n, list) one_of(word, n, list, sizeof list / sizeof *list)

/* The part of a network that a word begins. */
static bool is_part(const char *word, size_t n) {
    static const char *const PARTS[] = {"features", "classifier", "pre_logits", "head"};
    return ONE_OF(word, n, PARTS);
}

/* What wrappers of PyTorch put between the names of modules. */
static bool is_wrapper(const char *word, size_t n) {
    static const char *const WRAPPERS[] = {"module", "_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module"};
    return ONE_OF(word, n, WRAPPERS);
}

/* Where a network's own names begin: at the last word that is one of its parts. NULL without any. */
static const char *find_part(const char *name) {
    const char *found = NULL;
    for (const char *at = name;; at++) {
        size_t n = strcspn(at, ".");
        if (is_part(at, n) && at[n] == '.') found = at;
        at += n;
        if (!*at) return found;
    }
}

bool name_unwrap(const char *from, char out[TENSOR_NAME]) {
    size_t n = 0;
    for (const char *at = from; *at;) {
        size_t word = strcspn(at, "."), whole = word + (at[word] == '.');
        if (!is_wrapper(at, word)) {
            if (n + whole >= TENSOR_NAME) return false;
            memcpy(out + n, at, whole);
            n += whole;
        }
        at += whole;
    }
    out[n] = '\0';
    return true;
}

typedef struct Renamed {
    const char *known, *own;
} Renamed;

/* timm makes the classifier of convolutions: 7x7, then 1x1, then a layer of its own. */
static const Renamed TIMM[] = {
    {"classifier.0.", "pre_logits.fc1."}, {"classifier.3.", "pre_logits.fc2."}, {"classifier.6.", "head.fc."}};
/* In the models converted from Caffe the flattening is a layer, and one dropout is not. */
static const Renamed CAFFE[] = {{"classifier.0.", "classifier.1."}, {"classifier.3.", "classifier.4."}};

static const char *own_name(const FileNet *net, const char *known, char out[TENSOR_NAME]) {
    if (net->described) return known;
    const Renamed *list = net->timm ? TIMM : CAFFE;
    size_t n = net->timm ? sizeof TIMM / sizeof *TIMM : net->caffe ? sizeof CAFFE / sizeof *CAFFE : 0;
    for (size_t i = 0; i < n; i++) {
        size_t length = strlen(list[i].known);
        if (strncmp(known, list[i].known, length) != 0) continue;
        snprintf(out, TENSOR_NAME, "%s%s", list[i].own, known + length);
        return out;
    }
    return known;
}

/* ---- the networks ---- */

static FileTensor *find(const TensorFile *f, int net, const char *own) {
    for (size_t i = f->n; i-- > 0;) /* of equal names the last counts */
        if (f->tensor[i].net == net && strcmp(f->tensor[i].known, own) == 0) return &f->tensor[i];
    return NULL;
}

static int find_place(const TensorFile *f, const char *place, size_t n) {
    for (int i = 0; i < f->nets; i++)
        if (strncmp(f->net[i].place, place, n) == 0 && !f->net[i].place[n]) return i;
    return -1;
}

/* A network is where its first layer is. */
static void find_networks(TensorFile *f) {
    for (size_t i = 0; i < f->n && f->nets < NETWORKS_MOST; i++) {
        FileTensor *t = &f->tensor[i];
        const char *part = find_part(t->name);
        if (!part || !name_unwrap(part, t->known)) continue;
        size_t n = (size_t)(part - t->name);
        bool first = strcmp(t->known, "features.0.weight") == 0 && n < sizeof f->net[0].place;
        if (!first || find_place(f, t->name, n) >= 0) continue;
        FileNet *net = &f->net[f->nets++];
        *net = (FileNet){.named = true, .key = t->key < n ? t->key : n};
        snprintf(net->place, sizeof net->place, "%.*s", (int)n, t->name);
    }
}

static bool is_weight(const char *name) {
    size_t n = strlen(name);
    while (n && name[n - 1] != '.' && name[n - 1] != '/') n--;
    return strcmp(name + n, "weight") == 0 || strcmp(name + n, "weights") == 0;
}

/* Without one: a state dict with weights of a convolution. */
static void find_unnamed(TensorFile *f) {
    for (size_t i = 0; i < f->n && f->nets < NETWORKS_MOST; i++) {
        FileTensor *t = &f->tensor[i];
        Tensor shape;
        bool weight = is_weight(t->name) && t->key < sizeof f->net[0].place && find_place(f, t->name, t->key) < 0;
        Error e = weight ? f->format->shape(f, i, &shape) : NO_ERROR;
        if (!weight || failed(&e) || shape.rank != 4) continue;
        FileNet *net = &f->net[f->nets++];
        *net = (FileNet){.key = t->key};
        snprintf(net->place, sizeof net->place, "%.*s", (int)t->key, t->name);
    }
}

/* The network that a tensor without a known name lies beside: the one with the longest place that leads there. */
static int find_neighbour(const TensorFile *f, const FileTensor *t) {
    int found = -1;
    for (int i = 0; i < f->nets; i++) {
        const FileNet *net = &f->net[i];
        size_t n = strlen(net->place);
        bool leads = net->key == t->key && strncmp(net->place, t->name, n) == 0;
        if (leads && (found < 0 || n > strlen(f->net[found].place))) found = i;
    }
    return found;
}

static void assign_tensors(TensorFile *f) {
    for (size_t i = 0; i < f->n; i++) {
        FileTensor *t = &f->tensor[i];
        const char *part = find_part(t->name);
        t->net = part ? find_place(f, t->name, (size_t)(part - t->name)) : -1;
        if (t->net < 0 || !f->net[t->net].named || !name_unwrap(part, t->known)) t->known[0] = '\0';
        if (t->net < 0) t->net = find_neighbour(f, t);
    }
    for (int net = 0; net < f->nets; net++) {
        FileNet *of = &f->net[net];
        of->timm = find(f, net, "head.fc.weight") && !find(f, net, "classifier.6.weight");
        of->caffe = find(f, net, "classifier.1.weight") && find(f, net, "classifier.4.weight") &&
                    find(f, net, "features.2.weight");
    }
}

bool tensor_file_called(const TensorFile *f, int net, const char *name) {
    char whole[400];
    size_t n = strlen(name);
    tensor_file_name(f, net, whole, sizeof whole);
    if (strcmp(whole, name) == 0) return true;
    for (const char *at = f->net[net].place; *at; at += strcspn(at, ".") + 1)
        if (strcspn(at, ".") == n && strncmp(at, name, n) == 0) return true;
    return false;
}

void tensor_file_name(const TensorFile *f, int net, char *out, size_t size) {
    const char *place = f->net[net].place;
    size_t n = strlen(place);
    snprintf(out, size, "%.*s", n ? (int)n - 1 : 1, n ? place : ".");
}

/* ---- those that there are ---- */

static Error pth_begin(TensorFile *f, const Mapped *file, FileKind kind, Arena *memory) {
    return pth_open(file, f->path, kind == FILE_PTH_ZIP, memory, &f->pth);
}
static void pth_end(TensorFile *f) { pth_close(&f->pth); }
static size_t pth_count(const TensorFile *f) { return f->pth.n_tensors; }
static size_t pth_list(const TensorFile *f, FileTensor *out) {
    for (size_t i = 0; i < f->pth.n_tensors; i++)
        out[i] = (FileTensor){.name = f->pth.tensor[i].name, .key = f->pth.tensor[i].key};
    return f->pth.n_tensors;
}
static Error pth_tensor(TensorFile *f, size_t i, Tensor *out) { return pth_get(&f->pth, i, out); }
static Error pth_tensor_shape(TensorFile *f, size_t i, Tensor *out) { return pth_shape(&f->pth, i, out); }

static Error safetensors_begin(TensorFile *f, const Mapped *file, FileKind kind, Arena *memory) {
    (void)kind;
    TRY(safetensors_open(file, f->path, &f->safetensors));
    f->safetensors.memory = memory;
    Error e = safetensors_whole(&f->safetensors);
    if (failed(&e)) safetensors_close(&f->safetensors);
    return e;
}
static void safetensors_end(TensorFile *f) { safetensors_close(&f->safetensors); }
static size_t safetensors_count(const TensorFile *f) { return json_object_size(f->safetensors.header); }
static size_t safetensors_list(const TensorFile *f, FileTensor *out) {
    json_t *value;
    const char *name;
    size_t n = 0;
    json_object_foreach(f->safetensors.header, name, value)
        if (strcmp(name, "__metadata__") != 0) out[n++].name = name;
    return n;
}
static Error safetensors_tensor(TensorFile *f, size_t i, Tensor *out) {
    return safetensors_get(&f->safetensors, f->tensor[i].name, out);
}
static Error safetensors_tensor_shape(TensorFile *f, size_t i, Tensor *out) {
    return safetensors_shape(&f->safetensors, f->tensor[i].name, out);
}

/* Those that describe their network. */
typedef Error DescribedOpen(const Mapped *file, const char *path, Arena *memory, Described *out);
static DescribedOpen *described_open(FileKind kind) {
    return kind == FILE_ONNX ? onnx_open : kind == FILE_HDF5 || kind == FILE_KERAS ? keras_open : NULL;
}

static Error described_begin(TensorFile *f, const Mapped *file, FileKind kind, Arena *memory) {
    return described_open(kind)(file, f->path, memory, &f->described);
}
static void described_end(TensorFile *f) {
    f->described.close(&f->described);
    arena_free(&f->described.values);
}
static size_t described_count(const TensorFile *f) { return f->described.n; }
static size_t described_list(const TensorFile *f, FileTensor *out) {
    for (size_t i = 0; i < f->described.n; i++) out[i].name = f->described.tensor[i].name;
    return f->described.n;
}
static Error described_tensor(TensorFile *f, size_t i, Tensor *out) {
    return f->described.get(&f->described, i, out);
}
static Error described_shape(TensorFile *f, size_t i, Tensor *out) {
    *out = f->described.tensor[i].shape;
    return NO_ERROR;
}

static const TensorFormat PTH = {pth_begin, pth_end, pth_count, pth_list, pth_tensor, pth_tensor_shape};
static const TensorFormat SAFETENSORS = {safetensors_begin, safetensors_end,    safetensors_count,
                                         safetensors_list,  safetensors_tensor, safetensors_tensor_shape};
static const TensorFormat DESCRIBED = {described_begin, described_end,    described_count,
                                       described_list,  described_tensor, described_shape};

/* ---- the file ---- */

Error tensor_file_lacks(const TensorFile *f, const char *name) {
    const char *call = f->format == &PTH ? pth_call_at(&f->pth, name) : NULL;
    return call ? error("pickle.name", "%s\t%s", call, f->path) : error("weights.missing", "%s\t%s", name, f->path);
}

/* Whether it is a network of the catalogue but for its first layer: by what stands in its place, or by what it says. */
static bool is_known(const TensorFile *f) {
    NetId id;
    if (f->format == &PTH && pth_call_at(&f->pth, "features.0.weight")) return true;
    return net_find(tensor_file_metadata(f, "model"), &id) && !net_is_own(id);
}

static Error list_tensors(TensorFile *f) {
    size_t most = f->format->count(f);
    f->tensor = ARENA_NEW(&f->names, most ? most : 1, FileTensor);
    if (!f->tensor) return error("memory", "%s", f->path);
    f->n = f->format->list(f, f->tensor);
    if (f->format == &DESCRIBED) { /* its own, whatever its tensors are called */
        f->nets = 1;
        f->net[0].described = &f->described;
        return NO_ERROR;
    }
    find_networks(f);
    if (!f->nets && is_known(f)) return tensor_file_lacks(f, "features.0.weight");
    if (!f->nets) find_unnamed(f);
    assign_tensors(f);
    if (!f->nets && f->format == &PTH && f->pth.hides) return error("pickle.name", "%s\t%s", f->pth.hides, f->path);
    return f->nets ? NO_ERROR : tensor_file_lacks(f, "features.0.weight");
}

Error tensor_file_open(const Mapped *file, const char *path, Arena *memory, TensorFile *out) {
    FileKind kind = kind_of(file->data, file->size);
    *out = (TensorFile){.path = path};
    if (!kind_is_weights(kind)) return kind_error(kind, path);
    out->format = kind == FILE_SAFETENSORS ? &SAFETENSORS : described_open(kind) ? &DESCRIBED : &PTH;
    TRY(out->format->open(out, file, kind, memory));
    Error e = list_tensors(out);
    if (failed(&e)) tensor_file_close(out);
    return e;
}

void tensor_file_close(TensorFile *f) {
    f->format->close(f);
    arena_free(&f->names);
    *f = (TensorFile){0};
}

const Described *tensor_file_described(const TensorFile *f) { return f->net[f->chosen].described; }

bool tensor_file_take_for(TensorFile *f, const Net *net) {
    const Described *d = f->net[f->chosen].described;
    Draft draft = d->draft;
    if (draft.any_side) draft.input = net->input.h;
    if (!net_draft_is(&draft, net)) return false;
    for (size_t i = 0; i < f->n; i++) {
        const DescribedTensor *t = &d->tensor[i];
        char known[32];
        if (f->tensor[i].net == f->chosen) f->tensor[i].known[0] = '\0';
        if (f->tensor[i].net != f->chosen || t->row < 0) continue;
        weights_name(&net->layer[net_draft_row(&draft, net, t->row)], t->what, known);
        snprintf(f->tensor[i].known, TENSOR_NAME, "%s", known);
        f->tensor[i].used = true; /* there are none but its layers' */
    }
    return true;
}

/* ---- tensors ---- */

static Error find_known(TensorFile *f, const char *name, FileTensor **out) {
    char own[TENSOR_NAME];
    *out = find(f, f->chosen, own_name(&f->net[f->chosen], name, own));
    return *out ? NO_ERROR : tensor_file_lacks(f, name);
}

Error tensor_file_get(TensorFile *f, const char *name, Tensor *out) {
    FileTensor *t;
    TRY(find_known(f, name, &t));
    t->used = true;
    return f->format->get(f, (size_t)(t - f->tensor), out);
}

Error tensor_file_shape(TensorFile *f, const char *name, Tensor *out) {
    FileTensor *t;
    TRY(find_known(f, name, &t));
    return f->format->shape(f, (size_t)(t - f->tensor), out);
}

bool tensor_file_ordered(const TensorFile *f) { return f->format == &PTH; }

Error tensor_file_shape_at(TensorFile *f, size_t i, Tensor *out) { return f->format->shape(f, i, out); }

bool tensor_file_unwrap(const TensorFile *f, size_t i, char out[TENSOR_NAME]) {
    return name_unwrap(f->tensor[i].name + f->tensor[i].key, out);
}

/* What leads to the state dict of the chosen network, or to its module. */
static void state_place(const TensorFile *f, char out[sizeof((FileNet *)0)->place]) {
    const FileNet *net = &f->net[f->chosen];
    snprintf(out, sizeof net->place, "%.*s", net->key ? (int)net->key - 1 : 0, net->place);
}

const Value *tensor_file_module(const TensorFile *f, const char **type) {
    char place[sizeof f->net->place];
    if (f->format != &PTH) return NULL;
    state_place(f, place);
    return pth_module(&f->pth, place, type);
}

/* In safetensors the metadata are texts, perhaps of JSON. */
static char **metadata_names(const TensorFile *f, int classes) {
    static const char *const KEYS[] = {"classes", "class_names", "label_names", "labels", "id2label", "class_to_idx"};
    char **name = NULL;
    int found;
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS && !name; i++) {
        json_t *json = json_loads(tensor_file_metadata(f, KEYS[i]), 0, NULL);
        name = json ? names_of_json(json, classes, &found) : NULL;
        json_decref(json);
    }
    return name;
}

char **tensor_file_names(const TensorFile *f, int classes) {
    if (classes == 0 || f->format == &DESCRIBED) return NULL;
    return f->format == &PTH ? pth_names(&f->pth, classes) : metadata_names(f, classes);
}

const char *tensor_file_metadata(const TensorFile *f, const char *key) {
    return f->format == &SAFETENSORS ? safetensors_metadata(&f->safetensors, key) : "";
}

/* ---- what is left out ---- */

/* The scale and the minimum of quantized numbers belong to them. */
static bool belongs_to(const char *name, const char *used) {
    size_t n = strlen(used);
    if (strncmp(name, used, n) != 0) return false;
    return !name[n] || strcmp(name + n, ".scale") == 0 || strcmp(name + n, ".min") == 0;
}

static void tell_tensors(const TensorFile *f, const char *const used[], size_t n, PthBeside *tell, void *ctx) {
    for (size_t i = 0; i < f->n; i++) {
        bool taken = false;
        for (size_t k = 0; k < n && !taken; k++) taken = belongs_to(f->tensor[i].name, used[k]);
        if (!taken) tell(ctx, f->tensor[i].name, "tensor");
    }
}

/* Batch normalization counts its training's batches, which no answer depends on. */
static bool counts_batches(const TensorFile *f, const FileTensor *t) {
    const char *end = strrchr(t->name, '.');
    return t->net == f->chosen && end && strcmp(end, ".num_batches_tracked") == 0;
}

/* Whether the modules of one that was saved whole, or a text of the same layers, say what the network is. */
static bool uses_all(const TensorFile *f) {
    const Described *d = f->net[f->chosen].described;
    const char *type;
    bool said = d && (d->by == DESCRIBED_BY_FILE || d->by == DESCRIBED_BY_ORDER || d->by == DESCRIBED_BY_TEXT);
    return said && tensor_file_module(f, &type);
}

Error tensor_file_left_out(const TensorFile *f, PthBeside *tell, void *ctx) {
    const char **used = calloc(f->n ? f->n : 1, sizeof *used);
    size_t n = 0;
    if (!used) return error("memory", "%s", f->path);
    for (size_t i = 0; i < f->n; i++)
        if (f->tensor[i].used || f->format == &DESCRIBED || counts_batches(f, &f->tensor[i]))
            used[n++] = f->tensor[i].name;
    char place[sizeof f->net->place];
    state_place(f, place);
    if (f->format == &PTH) pth_beside(&f->pth, used, n, uses_all(f) ? place : NULL, tell, ctx);
    else tell_tensors(f, used, n, tell, ctx);
    for (size_t i = 0; i < f->described.left; i++) tell(ctx, f->described.left_out[i], "tensor");
    free(used);
    return NO_ERROR;
}
