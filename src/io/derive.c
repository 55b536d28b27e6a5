#include "io/derive.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "io/chain.h"
#include "io/module_tree.h"
#include "io/net_text.h"
#include "io/paths.h"

enum { SIDE_USUAL = 224, SIDE_SMALL = 32 };

typedef struct Derivation {
    Chain chain;
    const NetModule *module;
    int n, convs; /* modules before the classifier */
    int places;   /* along a side of what the classifier gets; 0: there is none */
    int index;    /* of the next layer within its part */
    bool list;    /* all that is before the fully connected layers is one list */
    DescribedBy by;
} Derivation;

static Error add(Derivation *d, DraftLayer layer, const NetModule *m) {
    layer.index = d->index++;
    return chain_add(&d->chain, layer, m);
}

/* ---- what has no tensors ---- */

/* A module of a list without tensors has its place in the list. */
static void name_gap(DraftLayer *layer, const NetModule *list, int number) {
    if (list)
        snprintf(layer->path, sizeof layer->path, "%.*s%d", list->parent, list->path, number);
}

static Error add_relu(Derivation *d, Part part, const NetModule *list, int number) {
    DraftLayer layer = {.kind = KIND_RELU, .part = part};
    name_gap(&layer, list, number);
    return add(d, layer, NULL);
}

static Error add_pool(Derivation *d, const NetModule *list, int number) {
    DraftLayer layer = {.kind = KIND_POOL, .part = PART_FEATURES, .kernel = 2, .stride = 2};
    name_gap(&layer, list, number);
    return add(d, layer, NULL);
}

/* More modules without tensors than are known to lie between two layers: something is lost, or is not known. */
static Error gap(const Derivation *d, const NetModule *m, int number, int modules) {
    return error("derive.gap", "%.*s%d\t%d\t%s", m->parent, m->path, number, modules, d->chain.f->path);
}

/* What lies in a list behind m, `modules` of it. */
static Error fill_gap(Derivation *d, const NetModule *m, int modules) {
    if (modules > 2)
        return gap(d, m, m->number + 1, modules);
    if (modules > 0)
        TRY(add_relu(d, PART_FEATURES, m, m->number + 1));
    if (modules > 1)
        TRY(add_pool(d, m, m->number + 2));
    return NO_ERROR;
}

/* ---- features ---- */

static Error add_module(Derivation *d, const NetModule *m, DraftLayer layer) {
    if (m->tensor[MODULE_WEIGHT] < 0) return chain_lacks(&d->chain, m->path);
    if (m->kind != KIND_CONV && m->kind != KIND_BN) return chain_misfit(m);
    layer.kind = m->kind;
    layer.part = PART_FEATURES;
    return add(d, layer, m);
}

static Error add_keeping(Derivation *d, const NetModule *m) {
    if (m->kind != KIND_CONV || m->weight.dim[2] < 1 || m->weight.dim[2] > KERNEL_MOST)
        return m->kind == KIND_CONV ? chain_misfit(m) : add_module(d, m, (DraftLayer){0});
    int kernel = (int)m->weight.dim[2], around = kernel - 1;
    return add_module(d, m, (DraftLayer){.kernel = kernel, .stride = 1, .pad = around / 2, .pad_more = around % 2});
}

/* The number of the block that a module is in; -1 its name has no two numbers. */
static int block_of(const NetModule *m) {
    int number[PATH_NUMBERS];
    return module_numbers(m, number) >= 2 ? number[0] : -1;
}

/* Whether the names tell blocks as VGG's do: several, of which one has more than one convolution. */
static bool tells_blocks(const Derivation *d) {
    int block = -1, blocks = 0;
    bool several = false;
    for (const NetModule *m = d->module; m < d->module + d->convs; m++) {
        int of = block_of(m);
        if (of < 0 || of < block)
            return false;
        several |= of == block && m->kind == KIND_CONV;
        blocks += of != block;
        block = of;
    }
    return several && blocks > 1;
}

/* Between two modules. */
static Error add_between(Derivation *d, const NetModule *before, const NetModule *m) {
    if (modules_share_list(before, m))
        return fill_gap(d, before, m->number - before->number - 1);
    if (before->kind == KIND_CONV && m->kind == KIND_BN)
        return NO_ERROR;
    TRY(add_relu(d, PART_FEATURES, NULL, 0));
    return block_of(before) == block_of(m) ? NO_ERROR : add_pool(d, NULL, 0);
}

/* Behind the last one. A list that goes on with the fully connected layers has a flattening before them, and perhaps
 * something that passes its input through. */
static Error add_last(Derivation *d, const NetModule *last) {
    const NetModule *fc = d->convs < d->n ? &d->module[d->convs] : NULL;
    if (!d->list) {
        TRY(add_relu(d, PART_FEATURES, NULL, 0));
        return add_pool(d, NULL, 0);
    }
    int modules = 2;
    if (fc && modules_share_list(last, fc))
        modules = fc->number - last->number - 2;
    if (modules > 3)
        return gap(d, last, last->number + 1, modules);
    if (modules < 0)
        return chain_misfit(fc);
    return fill_gap(d, last, modules < 2 ? modules : 2);
}

static Error derive_features(Derivation *d) {
    const NetModule *end = d->module + d->convs;
    if (d->list && d->module->number > 0)
        return gap(d, d->module, 0, d->module->number); /* what comes first? */
    for (const NetModule *m = d->module; m < end; m++) {
        if (m > d->module)
            TRY(add_between(d, m - 1, m));
        TRY(add_keeping(d, m));
    }
    return add_last(d, end - 1);
}

/* ---- those of the catalogue ---- */

/* Whether the layers with weights have the shapes, and in a list the numbers, of a network of the catalogue. */
static bool has_features_of(const Derivation *d, const Net *net) {
    const NetModule *m = d->module, *end = m + d->convs;
    for (const Layer *l = net->layer; l->features_index >= 0; l++) {
        if (!l->params)
            continue;
        if (m == end || m->kind != l->kind || m->weight.dim[0] != l->out.c)
            return false;
        if (l->kind == KIND_CONV && (m->weight.dim[1] * l->groups != l->in.c || m->weight.dim[2] != l->kernel))
            return false;
        if (d->list && m->number != l->features_index)
            return false;
        m++;
    }
    return m == end;
}

static Error derive_known(Derivation *d, const Net *net) {
    const NetModule *m = d->module, *list = d->list ? m : NULL;
    for (const Layer *l = net->layer; l->features_index >= 0; l++) {
        DraftLayer layer = {
            .kind = l->kind, .part = PART_FEATURES, .kernel = l->kernel, .stride = l->stride, .pad = l->pad};
        d->index = l->features_index;
        if (!l->params)
            name_gap(&layer, list, l->features_index);
        TRY(l->params ? add_module(d, m++, layer) : add(d, layer, NULL));
    }
    return NO_ERROR;
}

/* ---- the classifier ---- */

/* What averages to the places that the first layer gets, where the photo leaves others. */
static Error add_average(Derivation *d, const NetModule *first) {
    d->places = chain_places(&d->chain, first);
    if (!d->places)
        return chain_misfit(first);
    return chain_add(&d->chain,
                     (DraftLayer){.kind = KIND_AVERAGE, .part = PART_AVGPOOL, .index = -1, .adaptive = d->places},
                     NULL);
}

static Error add_answer(Derivation *d, const NetModule *m, bool alone) {
    if (m->kind != KIND_FC && m->kind != KIND_BN)
        return chain_misfit(m);
    TRY(add(d, (DraftLayer){.kind = m->kind, .part = PART_CLASSIFIER}, m));
    Draft *draft = &d->chain.out->draft;
    if (alone)
        draft->layer[draft->layers - 1].index = -1; /* the classifier is this layer */
    return NO_ERROR;
}

/* Between two modules of the classifier. */
static Error add_gap(Derivation *d, const NetModule *before, const NetModule *m) {
    if (!modules_share_list(before, m))
        return m->kind == KIND_BN ? NO_ERROR : add_relu(d, PART_CLASSIFIER, NULL, 0);
    int modules = m->number - before->number - 1;
    if (modules > 2)
        return gap(d, before, before->number + 1, modules);
    if (modules > 0)
        TRY(add_relu(d, PART_CLASSIFIER, before, before->number + 1));
    d->index += modules > 1;
    return NO_ERROR;
}

static Error derive_classifier(Derivation *d) {
    const NetModule *first = d->module + d->convs, *end = d->module + d->n, *last = first - 1;
    bool goes_on = first < end && modules_share_list(last, first);
    d->index = first < end && first->number >= 0 && !goes_on ? first->number : 0;
    if (first < end)
        TRY(add_average(d, first));
    for (const NetModule *m = first; m < end; m++) {
        if (m > first)
            TRY(add_gap(d, m - 1, m));
        TRY(add_answer(d, m, end - first == 1 && m->number < 0));
    }
    return NO_ERROR;
}

/* ---- the side of the photo ---- */

static int count(const Draft *d, Kind kind) {
    int n = 0;
    for (int i = 0; i < d->layers; i++) n += d->layer[i].kind == kind;
    return n;
}

/* One place a map is either all that the pools of a small picture leave, or the mean of a large one: the latter is
 * taken for one fully connected layer behind the catalogue's features, without batch normalization, which is how
 * networks that were trained already are used again. */
static int side_of(const Draft *d, int places) {
    NetId like = chain_like(d);
    bool again = like != NET_COUNT && count(d, KIND_FC) == 1 && !count(d, KIND_BN);
    if (!places || like == NET_ALEXNET || (places == 1 && again))
        return SIDE_USUAL;
    int side = net_draft_input(d, places);
    return places == 1 && side < SIDE_SMALL ? SIDE_SMALL : side;
}

/* Where the shapes alone say it, any other will do as well. */
static Error choose_side(Derivation *d) {
    Draft *draft = &d->chain.out->draft;
    draft->input = side_of(draft, d->places);
    draft->any_side = true;
    draft->guessed = d->places <= 1;
    return draft->input ? NO_ERROR : chain_misfit(&d->module[d->convs]);
}

/* ---- all of it ---- */

static Error derive_chain(Derivation *d) {
    Draft *draft = &d->chain.out->draft;
    const NetModule *last = d->module + d->convs - 1;
    d->list = d->convs > 0;
    for (int i = 1; i < d->convs; i++)
        d->list &= modules_share_list(d->module, &d->module[i]);
    d->list &= d->convs > 0 && d->module->number >= 0;
    if (!d->convs)
        return error("weights.missing", "%s\t%s", "features.0.weight", d->chain.f->path);
    for (NetId id = 0; id < NET_COUNT; id++) {
        Net net;
        net_build(&net, id, 1);
        if (!has_features_of(d, &net))
            continue;
        d->by = DESCRIBED_BY_SHAPES;
        TRY(derive_known(d, &net));
        draft->features = d->index;
        TRY(derive_classifier(d));
        return choose_side(d);
    }
    if (!d->list && !tells_blocks(d))
        return error("derive.pools", "%s\t%s", last->path, d->chain.f->path);
    d->by = d->list ? DESCRIBED_BY_LISTS : DESCRIBED_BY_NAMES;
    TRY(derive_features(d));
    draft->features = d->index;
    TRY(derive_classifier(d));
    return choose_side(d);
}

/* ---- a text that is written beside the file ---- */

static const NetModule *next_of(const Derivation *d, Kind kind, int *at) {
    while (*at < d->n && d->module[*at].kind == KIND_DROPOUT)
        ++*at;
    return *at < d->n && d->module[*at].kind == kind ? &d->module[(*at)++] : NULL;
}

/* The layers of the text with the tensors of the file, in their order. */
static Error derive_written(Derivation *d, const char *text, const Draft *as) {
    Draft written = *as;
    int at = 0;
    for (const DraftLayer *l = written.layer; l < written.layer + written.layers; l++) {
        bool has = l->kind == KIND_CONV || l->kind == KIND_BN || l->kind == KIND_FC;
        const NetModule *m = has ? next_of(d, l->kind, &at) : NULL;
        int outputs = l->outputs, groups = l->groups, row = (int)(l - written.layer);
        if (has && !m)
            return error("derive.written", "%s\t%s\t%s", text, at < d->n ? d->module[at].path : "", d->chain.f->path);
        TRY(chain_add(&d->chain, *l, m));
        const DraftLayer *made = &d->chain.out->draft.layer[row];
        if (has && (made->outputs != outputs || made->groups != groups))
            return error("derive.written", "%s\t%s\t%s", text, m->path, d->chain.f->path);
    }
    if (at < d->n)
        return error("derive.written", "%s\t%s\t%s", text, d->module[at].path, d->chain.f->path);
    d->chain.out->draft.features = written.features;
    if (!written.any_side)
        d->chain.out->draft.input = written.input;
    else
        net_draft_open(&d->chain.out->draft);
    return NO_ERROR;
}

/* By the text beside the file, or the one that it has itself (io/pack.c). *told: there is one. */
static Error derive_by_text(Derivation *d, bool *told) {
    char beside[PATH_SIZE];
    const char *inside = tensor_file_metadata(d->chain.f, "layers");
    Draft written;
    path_beside(d->chain.f->path, ".net", beside);
    bool text = file_exists(beside);
    *told = text || *inside;
    if (!*told)
        return NO_ERROR;
    if (text)
        TRY(net_text_file(beside, &written));
    else
        TRY(net_text_read(inside, strlen(inside), d->chain.f->path, &written));
    d->by = text ? DESCRIBED_BY_TEXT : DESCRIBED_BY_FILE;
    d->chain.biased = !text;
    return derive_written(d, text ? beside : d->chain.f->path, &written);
}

/* The modules in one order. */
static Error try_order(TensorFile *f, const NetModule module[], int n) {
    bool told;
    Derivation d = {.module = module, .n = n};
    TRY(chain_begin(f, &d.chain));
    while (d.convs < n && !module[d.convs].answers)
        d.convs++;
    TRY(derive_by_text(&d, &told));
    if (!told)
        TRY(derive_chain(&d));
    if (!d.chain.biased)
        TRY(chain_biases(&d.chain));
    chain_end(&d.chain, d.by);
    return NO_ERROR;
}

static Error try_modules(TensorFile *f, bool known) {
    NetModule module[MODULES_MOST];
    int n;
    TRY(modules_list(f, f->chosen, known, module, &n));
    if (tensor_file_ordered(f)) {
        Error e = try_order(f, module, n);
        if (!failed(&e))
            return NO_ERROR;
        modules_by_number(module, n);
        Error again = try_order(f, module, n);
        return failed(&again) ? e : NO_ERROR;
    }
    modules_by_number(module, n);
    return try_order(f, module, n);
}

/* ---- what is no chain of layers, by its names ---- */

/* The word before a place in a name; its bytes. */
static size_t word_before(const char *name, const char *at, const char **out) {
    const char *end = at > name ? at - 1 : name, *from = end;
    while (from > name && from[-1] != '.') from--;
    *out = from;
    return (size_t)(end - from);
}

static bool is_numbered(const char *word, size_t n, const char *name) {
    size_t from = strlen(name);
    bool begins = n > from && strncmp(word, name, from) == 0;
    return begins && strspn(word + from, "0123456789") >= n - from;
}

/* Whether a name is one of a block whose layers part and meet again: layer1.0.conv2 and 2.0.downsample of ResNet,
 * expand1x1 of SqueezeNet, denselayer3 of DenseNet. */
static bool is_of_branch(const char *name) {
    for (const char *at = name; *at; at += strcspn(at, "."), at += *at == '.') {
        size_t n = strcspn(at, ".");
        const char *list, *stage;
        size_t listed = word_before(name, at, &list), stages = word_before(name, list, &stage);
        bool numbered = is_numbered(list, listed, "");
        bool aside = (n == 10 && strncmp(at, "downsample", n) == 0) || (n == 8 && strncmp(at, "shortcut", n) == 0);
        bool staged = numbered && is_numbered(stage, stages, "layer");
        if ((aside && numbered) || (staged && is_numbered(at, n, "conv")) || is_numbered(at, n, "denselayer") ||
            (n == 9 && strncmp(at, "expand1x1", n) == 0))
            return true;
    }
    return false;
}

/* Whether PyTorch has quantized a module: it has a zero point and no weight. *n: bytes of its name. */
static bool is_quantized(const TensorFile *f, const char *name, size_t *n) {
    const char *end = strrchr(name, '.');
    *n = end ? (size_t)(end - name) : 0;
    if (!end || strcmp(end, ".zero_point") != 0) return false;
    for (size_t i = 0; i < f->n; i++)
        if (strncmp(f->tensor[i].name, name, *n + 1) == 0 && strcmp(f->tensor[i].name + *n + 1, "weight") == 0)
            return false;
    return true;
}

static Error check_names(const TensorFile *f) {
    for (size_t i = 0; i < f->n; i++) {
        const FileTensor *t = &f->tensor[i];
        size_t n;
        if (t->net != f->chosen) continue;
        if (is_of_branch(t->name + t->key)) return error("derive.branch", "%s\t%s", t->name, f->path);
        if (is_quantized(f, t->name, &n)) return error("derive.quantized", "%.*s\t%s", (int)n, t->name, f->path);
    }
    return NO_ERROR;
}

/* ---- the chosen network ---- */

static bool has_text(const TensorFile *f) {
    char beside[PATH_SIZE];
    path_beside(f->path, ".net", beside);
    return file_exists(beside);
}

/* By the text beside it, also where the module was saved whole; which is then no other network. */
static Error derive_texted(TensorFile *f) {
    const char *type;
    Error e = try_modules(f, false);
    f->net[f->chosen].refused = failed(&e) && tensor_file_module(f, &type);
    return e;
}

Error derive_net(TensorFile *f) {
    FileNet *net = &f->net[f->chosen];
    bool tells;
    if (net->described)
        return NO_ERROR;
    if (has_text(f))
        return derive_texted(f);
    Error whole = module_tree_describe(f, &tells);
    net->refused = failed(&whole);
    if (net->refused || tells)
        return whole;
    TRY(check_names(f));
    Error e = try_modules(f, false);
    return failed(&e) && net->named ? try_modules(f, true) : e; /* what has names of its own may lie beside it */
}

void derive_draft(const Described *described, const char *name, Draft *out) {
    memcpy(out, &described->draft, sizeof *out); /* also what lies between its members: drafts are compared */
    snprintf(out->name, sizeof out->name, "%s", name);
    out->like = chain_like(out);
}
