#include "io/module_tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/chain.h"

enum { DEEPEST = 8, VISITS_MOST = 4096, STEPS_MOST = 2 * NET_LAYERS };

/* A module that has no parts, in the order in which they run. */
typedef struct Step {
    const char *type; /* "conv.Conv2d" */
    const Value *state;
    char path[MODULE_PATH];
    bool loose; /* part of a class whose code says what lies between */
} Step;

typedef struct Tree {
    Chain chain;
    const char *file; /* for errors */
    NetModule module[MODULES_MOST];
    int modules;
    Step step[STEPS_MOST];
    int steps, visits;
    bool by_order;
    int index;        /* of the next layer within its part */
    const Step *last; /* the one before in the same part; NULL */
    bool classifying;
} Tree;

/* ---- settings ---- */

static Error odd(const Tree *t, const Step *s, const char *setting) {
    return error("derive.setting", "%s\t%s\t%s", s->path, setting, t->file);
}

/* An int, or a pair of equal ones. False: it is something else. */
static bool get_int(const Value *v, int least, int most, int *out) {
    bool pair = v && (v->kind == VALUE_TUPLE || v->kind == VALUE_LIST) && (v->n == 1 || v->n == 2);
    if (pair && v->n == 2 && (v->item[0]->kind != VALUE_INT || v->item[1]->number != v->item[0]->number))
        return false;
    if (pair)
        v = v->item[v->n - 1];
    if (!v || v->kind != VALUE_INT || v->text || v->number < least || v->number > most)
        return false;
    *out = (int)v->number;
    return true;
}

/* The same of a module; `usual` where it is not said. */
static Error get_side(const Tree *t, const Step *s, const char *name, int least, int most, int usual, int *out) {
    const Value *v = value_get(s->state, name);
    *out = usual;
    return !v || v->kind == VALUE_NONE || get_int(v, least, most, out) ? NO_ERROR : odd(t, s, name);
}

static bool get_bool(const Step *s, const char *name, bool usual) {
    const Value *v = value_get(s->state, name);
    return v && v->kind == VALUE_BOOL ? v->number != 0 : usual;
}

/* A number between bounds; `usual` where it is not said. */
static Error get_real(const Tree *t, const Step *s, const char *name, double least, double most, double usual,
                      double *out) {
    const Value *v = value_get(s->state, name);
    *out = !v ? usual : v->kind == VALUE_INT ? (double)v->number : v->real;
    bool number = !v || v->kind == VALUE_INT || v->kind == VALUE_FLOAT;
    return number && *out >= least && *out <= most ? NO_ERROR : odd(t, s, name);
}

/* ---- kinds of modules ---- */

typedef Error Reader(const Tree *t, const Step *s, DraftLayer *out);

static Error read_padding(const Tree *t, const Step *s, DraftLayer *out) {
    const Value *v = value_get(s->state, "padding"), *mode = value_get(s->state, "padding_mode");
    if (mode && !value_is(mode, "zeros"))
        return odd(t, s, "padding_mode");
    if (v && value_is(v, "valid"))
        return NO_ERROR;
    if (!v || !value_is(v, "same"))
        return get_side(t, s, "padding", 0, 16, 0, &out->pad);
    out->pad = (out->kernel - 1) / 2;
    out->pad_more = (out->kernel - 1) % 2;
    return NO_ERROR;
}

static Error read_conv(const Tree *t, const Step *s, DraftLayer *out) {
    int dilation;
    TRY(get_side(t, s, "kernel_size", 1, 15, 0, &out->kernel));
    TRY(get_side(t, s, "stride", 1, 16, 1, &out->stride));
    TRY(get_side(t, s, "dilation", 1, 1, 1, &dilation));
    return read_padding(t, s, out);
}

static Error read_pool(const Tree *t, const Step *s, DraftLayer *out) {
    int dilation;
    TRY(get_side(t, s, "kernel_size", 1, 16, 0, &out->kernel));
    if (!out->kernel)
        return odd(t, s, "kernel_size");
    TRY(get_side(t, s, "stride", 1, 16, out->kernel, &out->stride));
    TRY(get_side(t, s, "padding", 0, out->kernel / 2, 0, &out->pad));
    TRY(get_side(t, s, "dilation", 1, 1, 1, &dilation));
    out->ceil = get_bool(s, "ceil_mode", false);
    return get_bool(s, "return_indices", false) ? odd(t, s, "return_indices") : NO_ERROR;
}

static Error read_average(const Tree *t, const Step *s, DraftLayer *out) {
    const Value *divisor = value_get(s->state, "divisor_override");
    TRY(read_pool(t, s, out));
    out->counts_padding = out->pad && get_bool(s, "count_include_pad", true);
    return divisor && divisor->kind != VALUE_NONE ? odd(t, s, "divisor_override") : NO_ERROR;
}

static Error read_adaptive(const Tree *t, const Step *s, DraftLayer *out) {
    TRY(get_side(t, s, "output_size", 1, 64, 0, &out->adaptive));
    return out->adaptive ? NO_ERROR : odd(t, s, "output_size");
}

static Error read_norm(const Tree *t, const Step *s, DraftLayer *out) {
    double epsilon;
    TRY(get_real(t, s, "eps", 1e-12, 1, BN_EPSILON, &epsilon));
    if (epsilon != BN_EPSILON)
        out->epsilon = (float)epsilon;
    return NO_ERROR;
}

static Error read_lrn(const Tree *t, const Step *s, DraftLayer *out) {
    double alpha, beta, k;
    TRY(get_side(t, s, "size", 1, 64, LRN_SIZE, &out->kernel));
    TRY(get_real(t, s, "alpha", 1e-9, 1e3, LRN_ALPHA, &alpha)); /* divided by n there */
    TRY(get_real(t, s, "beta", 1e-3, 8, LRN_BETA, &beta));
    TRY(get_real(t, s, "k", 1e-6, 1e3, 1, &k));
    out->alpha = (float)(alpha / out->kernel);
    out->beta = (float)beta;
    out->k = (float)k;
    return NO_ERROR;
}

static Error read_leaky(const Tree *t, const Step *s, DraftLayer *out) {
    double slope;
    TRY(get_real(t, s, "negative_slope", 1e-6, 1, LEAKY_SLOPE, &slope));
    out->slope = (float)slope;
    return NO_ERROR;
}

static Error read_elu(const Tree *t, const Step *s, DraftLayer *out) {
    double alpha;
    TRY(get_real(t, s, "alpha", 1e-6, 100, 1, &alpha));
    out->slope = (float)alpha;
    return NO_ERROR;
}

static Error read_gelu(const Tree *t, const Step *s, DraftLayer *out) {
    const Value *way = value_get(s->state, "approximate");
    (void)out;
    return way && !value_is(way, "none") ? odd(t, s, "approximate") : NO_ERROR;
}

static Error read_plain(const Tree *t, const Step *s, DraftLayer *out) {
    (void)t, (void)s, (void)out;
    return NO_ERROR;
}

/* What passes its input through has no reader. */
typedef struct Known {
    const char *type;
    Kind kind;
    Reader *read;
    bool counts; /* a place in torchvision's features or classifier */
} Known;

static const Known KNOWN[] = {
    {"conv.Conv2d", KIND_CONV, read_conv, true},
    {"batchnorm.BatchNorm2d", KIND_BN, read_norm, true},
    {"linear.Linear", KIND_FC, read_plain, true},
    {"pooling.MaxPool2d", KIND_POOL, read_pool, true},
    {"pooling.AvgPool2d", KIND_AVERAGE, read_average, true},
    {"pooling.AdaptiveAvgPool2d", KIND_AVERAGE, read_adaptive, true},
    {"normalization.LocalResponseNorm", KIND_LRN, read_lrn, true},
    {"activation.ReLU", KIND_RELU, read_plain, true},
    {"activation.LeakyReLU", KIND_LEAKY, read_leaky, true},
    {"activation.ELU", KIND_ELU, read_elu, true},
    {"activation.GELU", KIND_GELU, read_gelu, true},
    {"activation.SiLU", KIND_SILU, read_plain, true},
    {"activation.ReLU6", KIND_RELU6, read_plain, true},
    {"activation.Sigmoid", KIND_SIGMOID, read_plain, true},
    {"activation.Tanh", KIND_TANH, read_plain, true},
    {"dropout.Dropout", KIND_DROPOUT, NULL, true},
    {"dropout.Dropout2d", KIND_DROPOUT, NULL, true},
    {"dropout.AlphaDropout", KIND_DROPOUT, NULL, true},
    {"linear.Identity", KIND_DROPOUT, NULL, true},
    {"flatten.Flatten", KIND_FLATTEN, NULL, false},
    {"activation.Softmax", KIND_SOFTMAX, NULL, false}, /* where it ends: */
    {"activation.LogSoftmax", KIND_SOFTMAX, NULL, false},
};

static const Known *find_known(const Step *s) {
    for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++)
        if (strcmp(KNOWN[i].type, s->type) == 0)
            return &KNOWN[i];
    return NULL;
}

/* ---- the tree ---- */

static const char *after(const char *text, const char *before) {
    size_t n = strlen(before);
    return strncmp(text, before, n) == 0 ? text + n : NULL;
}

/* Containers whose modules run one after another. */
static bool keeps_order(const char *type) {
    static const char *const ORDERED[] = {"torch.nn.modules.container.Sequential",
                                          "torch.nn.parallel.data_parallel.DataParallel",
                                          "torch.nn.parallel.distributed.DistributedDataParallel",
                                          "torch.optim.swa_utils.AveragedModel",
                                          "torch._dynamo.eval_frame.OptimizedModule",
                                          "torchvision.models.vgg.VGG", "torchvision.models.alexnet.AlexNet"};
    for (size_t i = 0; i < sizeof ORDERED / sizeof *ORDERED; i++)
        if (strcmp(type, ORDERED[i]) == 0)
            return true;
    return false;
}

static Error gather(Tree *t, const char *type, const Value *state, const char *path, bool loose, int depth);

static Error gather_parts(Tree *t, const char *type, const Value *parts, const char *path, bool loose, int depth) {
    size_t found = 0;
    bool ordered = keeps_order(type);
    for (size_t i = 0; i + 1 < parts->n; i += 2) {
        const Value *key = parts->item[i], *part = parts->item[i + 1], *state = pth_module_state(part);
        char name[2 * MODULE_PATH];
        if (!state || key->kind != VALUE_TEXT)
            continue; /* an object that stands there is no module: it lies beside */
        int n = snprintf(name, sizeof name, "%s%s%.*s", path, *path ? "." : "", (int)(key->n < 99 ? key->n : 99),
                         key->text);
        if (n >= MODULE_PATH)
            return error("derive.module", "%s\t%s\t%s", path, part->text, t->file);
        found++;
        TRY(gather(t, part->text, state, name, !ordered || (loose && found > 1), depth + 1));
    }
    t->by_order |= !ordered;
    return found || ordered ? NO_ERROR : error("derive.module", "%s\t%s\t%s", path, type, t->file);
}

/* Whether it has parameters of its own, beside those of its parts. */
static bool has_own(const Value *tensors) {
    for (size_t i = 1; tensors && tensors->kind == VALUE_DICT && i < tensors->n; i += 2)
        if (tensors->item[i]->kind != VALUE_NONE)
            return true;
    return false;
}

/* The modules without parts below one, in the order of their parents. */
static Error gather(Tree *t, const char *type, const Value *state, const char *path, bool loose, int depth) {
    const Value *parts = value_get(state, "_modules"), *tensors = value_get(state, "_parameters");
    const char *ours = after(type, "torch.nn.modules.");
    char own[TENSOR_NAME];
    bool container = parts && parts->kind == VALUE_DICT && parts->n && (!ours || after(ours, "container."));
    if (depth == DEEPEST || t->visits++ == VISITS_MOST)
        return error("derive.module", "%s\t%s\t%s", path, type, t->file);
    if (container && !has_own(tensors))
        return gather_parts(t, type, parts, path, loose, depth);
    if (ours && after(ours, "container."))
        return NO_ERROR; /* an empty one */
    bool shape = !ours && tensors && !tensors->n && (strstr(type, "Flatten") || strstr(type, "Reshape"));
    if (shape)
        ours = "flatten.Flatten"; /* a class of one's own from before there was one */
    if (!ours || t->steps == STEPS_MOST || !name_unwrap(path, own))
        return error("derive.module", "%s\t%s\t%s", path, type, t->file);
    Step *s = &t->step[t->steps++];
    *s = (Step){.type = ours, .state = state, .loose = loose};
    snprintf(s->path, sizeof s->path, "%.*s", MODULE_PATH - 1, own);
    return NO_ERROR;
}

/* ---- the chain ---- */

static Kind kind_of_step(const Step *s) {
    const Known *known = find_known(s);
    return known ? known->kind : KIND_SOFTMAX;
}

static bool is_activation(Kind kind) { return layer_kind(kind)->joins == JOINS_ACTIVATION; }

/* What follows the i-th, batch normalization and what passes its input through aside. */
static const Step *follower(const Tree *t, int i) {
    for (i++; i < t->steps; i++) {
        Kind kind = kind_of_step(&t->step[i]);
        if (kind != KIND_BN && kind != KIND_DROPOUT && kind != KIND_FLATTEN)
            return &t->step[i];
    }
    return NULL;
}

/* Whether a convolution of a class of one's own has no activation behind it: its code has. */
static bool runs_by_code(const Tree *t) {
    for (int i = 0; i < t->steps; i++) {
        const Step *s = &t->step[i], *next = follower(t, i);
        bool bare = !next || (!is_activation(kind_of_step(next)) && kind_of_step(next) != KIND_SOFTMAX);
        if (s->loose && kind_of_step(s) == KIND_CONV && bare)
            return true;
    }
    return false;
}

/* The place in its list; -1: it is in none. *list: bytes of the path before that. */
static int number_of(const char *path, int *list) {
    const char *dot = strrchr(path, '.'), *own = dot ? dot + 1 : path;
    char *end;
    *list = (int)(own - path);
    long number = *own >= '0' && *own <= '9' ? strtol(own, &end, 10) : -1;
    return number >= 0 && !*end && number < NET_MODULES ? (int)number : -1;
}

static bool share_list(const Step *a, const Step *b) {
    int i, k;
    return number_of(a->path, &i) >= 0 && number_of(b->path, &k) >= 0 && i == k &&
           strncmp(a->path, b->path, (size_t)i) == 0;
}

/* The index of a module: its number in its list, counted on from list to list; one list that goes on from the features
 * to the classifier begins anew there. */
static int index_of(Tree *t, const Step *s) {
    int list, number = number_of(s->path, &list), before;
    if (t->last && share_list(t->last, s)) {
        before = number_of(t->last->path, &before);
        if (number > before)
            t->index += number - before - 1;
    } else if (!t->last && number > 0 && !(t->classifying && s > t->step && share_list(s - 1, s))) {
        t->index = number;
    }
    t->last = s;
    return t->index++;
}

static Error add_relu(Tree *t) {
    return chain_add(&t->chain, (DraftLayer){.kind = KIND_RELU, .part = PART_CLASSIFIER, .index = t->index++}, NULL);
}

static void begin_classifier(Tree *t) {
    t->chain.out->draft.features = t->index;
    t->index = 0;
    t->last = NULL;
    t->classifying = true;
}

/* An average of torchvision's kind stands between features and classifier, in neither. */
static bool stands_between(const Tree *t, const Step *s, const DraftLayer *layer) {
    return layer->adaptive && !t->classifying && (s == t->step || !share_list(s - 1, s));
}

/* Fully connected layers of a class of one's own with nothing between them. */
static bool lacks_relu(const Tree *t, const Step *s) {
    const Draft *d = &t->chain.out->draft;
    bool fc = d->layers && d->layer[d->layers - 1].kind == KIND_FC;
    return fc && s->loose && s > t->step && s[-1].loose;
}

static Error add_step(Tree *t, const Step *s) {
    const Known *known = find_known(s);
    if (!known || (known->kind == KIND_SOFTMAX && s + 1 < t->step + t->steps))
        return error("derive.module", "%s\t%s\t%s", s->path, s->type, t->file);
    if (known->kind == KIND_FC && !t->classifying)
        begin_classifier(t);
    if (!known->read) {
        if (known->counts)
            index_of(t, s);
        return NO_ERROR;
    }
    if (known->kind == KIND_FC && lacks_relu(t, s))
        TRY(add_relu(t));
    DraftLayer layer = {.kind = known->kind, .part = t->classifying ? PART_CLASSIFIER : PART_FEATURES};
    TRY(known->read(t, s, &layer));
    if (stands_between(t, s, &layer))
        layer.part = PART_AVGPOOL;
    else
        layer.index = index_of(t, s);
    snprintf(layer.path, sizeof layer.path, "%s", s->path);
    bool has = known->kind == KIND_CONV || known->kind == KIND_BN || known->kind == KIND_FC;
    const NetModule *m = has ? modules_find(t->module, t->modules, s->path) : NULL;
    if (has && (!m || m->tensor[MODULE_WEIGHT] < 0)) return chain_lacks(&t->chain, s->path);
    if (has && m->kind != known->kind) return chain_misfit(m);
    return chain_add(&t->chain, layer, m);
}

static Error add_steps(Tree *t) {
    for (const Step *s = t->step; s < t->step + t->steps; s++)
        TRY(add_step(t, s));
    if (!t->classifying)
        t->chain.out->draft.features = t->index;
    return t->chain.out->draft.layers ? NO_ERROR : error("weights.missing", "%s\t%s", "features.0.weight", t->file);
}

static Error describe(TensorFile *f, Tree *t, const char *type, const Value *state, bool *tells) {
    t->file = f->path;
    TRY(gather(t, type, state, "", false, 0));
    *tells = !runs_by_code(t);
    if (!*tells)
        return NO_ERROR;
    TRY(modules_list(f, f->chosen, false, t->module, &t->modules));
    TRY(chain_begin(f, &t->chain));
    TRY(add_steps(t));
    net_draft_open(&t->chain.out->draft);
    t->chain.out->source = "PyTorch";
    chain_end(&t->chain, t->by_order ? DESCRIBED_BY_ORDER : DESCRIBED_BY_FILE);
    return NO_ERROR;
}

Error module_tree_describe(TensorFile *f, bool *tells) {
    const char *type = "";
    const Value *state = tensor_file_module(f, &type);
    *tells = state != NULL;
    if (!state)
        return NO_ERROR;
    Tree *t = ARENA_NEW(&f->names, 1, Tree);
    return t ? describe(f, t, type, state, tells) : error("memory", "%s", f->path);
}
