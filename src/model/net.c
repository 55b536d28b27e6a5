#include "model/net.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/table.h"
#include "model/kind.h"

/* ---- the table ---- */

typedef struct Spec {
    Kind kind;
    int width, kernel, stride, pad, groups;
    bool unbiased;
} Spec;

#define C3(width) {KIND_CONV, width, 3, 1, 1, 1, false}
#define C1(width) {KIND_CONV, width, 1, 1, 0, 1, false}
#define CONV(width, k, s, p, g) {KIND_CONV, width, k, s, p, g, false}
#define LRN {KIND_LRN, 0, LRN_SIZE, 0, 0, 0, false}
#define POOL(k) {KIND_POOL, 0, k, 2, 0, 0, false}
#define AVGPOOL {KIND_AVGPOOL, 0, 0, 0, 0, 0, false}
#define FC(width) {KIND_FC, width, 0, 0, 0, 0, false}
#define RELU {KIND_RELU, 0, 0, 0, 0, 0, false}
#define DROP {KIND_DROPOUT, 0, 0, 0, 0, 0, false}
#define END {KIND_SOFTMAX, 0, 0, 0, 0, 0, false}
/* torchvision's classifiers: VGG drops after each ReLU, AlexNet before each layer. */
#define VGG_END AVGPOOL, FC(4096), RELU, DROP, FC(4096), RELU, DROP, FC(1000), END
#define ALEX_END AVGPOOL, DROP, FC(4096), RELU, DROP, FC(4096), RELU, FC(1000), END

/* A convolution's ReLU follows by itself, its batch normalization where the network has it. */
static const Spec SPEC_A[] = {C3(64), POOL(2), C3(128), POOL(2), C3(256), C3(256), POOL(2),
                              C3(512), C3(512), POOL(2), C3(512), C3(512), POOL(2), VGG_END};
static const Spec SPEC_A_LRN[] = {C3(64), LRN, POOL(2), C3(128), POOL(2), C3(256), C3(256), POOL(2),
                                  C3(512), C3(512), POOL(2), C3(512), C3(512), POOL(2), VGG_END};
static const Spec SPEC_B[] = {C3(64), C3(64), POOL(2), C3(128), C3(128), POOL(2),
                              C3(256), C3(256), POOL(2), C3(512), C3(512), POOL(2),
                              C3(512), C3(512), POOL(2), VGG_END};
static const Spec SPEC_C[] = {C3(64), C3(64), POOL(2), C3(128), C3(128), POOL(2),
                              C3(256), C3(256), C1(256), POOL(2), C3(512), C3(512), C1(512), POOL(2),
                              C3(512), C3(512), C1(512), POOL(2), VGG_END};
static const Spec SPEC_D[] = {C3(64), C3(64), POOL(2), C3(128), C3(128), POOL(2),
                              C3(256), C3(256), C3(256), POOL(2), C3(512), C3(512), C3(512), POOL(2),
                              C3(512), C3(512), C3(512), POOL(2), VGG_END};
static const Spec SPEC_E[] = {C3(64), C3(64), POOL(2), C3(128), C3(128), POOL(2),
                              C3(256), C3(256), C3(256), C3(256), POOL(2),
                              C3(512), C3(512), C3(512), C3(512), POOL(2),
                              C3(512), C3(512), C3(512), C3(512), POOL(2), VGG_END};
static const Spec SPEC_ALEXNET[] = {CONV(64, 11, 4, 2, 1), POOL(3), CONV(192, 5, 1, 2, 1), POOL(3),
                                    C3(384), C3(256), C3(256), POOL(3), ALEX_END};
static const Spec SPEC_ALEXNET_2012[] = {
    CONV(96, 11, 4, 0, 1), LRN, POOL(3), CONV(256, 5, 1, 2, 2), LRN, POOL(3), C3(384),
    CONV(384, 3, 1, 1, 2), CONV(256, 3, 1, 1, 2), POOL(3), ALEX_END};

/* A convolution makes two rows and two modules, as the pooling behind the features makes two modules; all else one. */
#define FITS(spec)                                                                                          \
    static_assert(2 * sizeof(spec) / sizeof *(spec) <= NET_LAYERS && NET_LAYERS <= NET_MODULES, #spec " is too long")
FITS(SPEC_A);
FITS(SPEC_A_LRN);
FITS(SPEC_B);
FITS(SPEC_C);
FITS(SPEC_D);
FITS(SPEC_E);
FITS(SPEC_ALEXNET);
FITS(SPEC_ALEXNET_2012);

static const struct {
    NetInfo info;
    const Spec *spec;
    int input;
    bool vgg;   /* named by block, conv3_1; otherwise by number, conv3 */
    bool keras; /* Keras has it */
    bool norm;  /* batch normalization behind each convolution */
} CATALOGUE[] = {
    [NET_A] = {{"vgg11", "a", "VGG-11", "A", true, 29.6, 10.4, NAN, NAN, NAN, NAN, 69.020, 88.628},
               SPEC_A, 224, true, false, false},
    [NET_A_LRN] = {{"a-lrn", "a-lrn", "VGG A-LRN", "A-LRN", false, 29.7, 10.5, NAN, NAN, NAN, NAN, NAN, NAN},
                   SPEC_A_LRN, 224, true, false, false},
    [NET_B] = {{"vgg13", "b", "VGG-13", "B", true, 28.7, 9.9, NAN, NAN, NAN, NAN, 69.928, 89.246},
               SPEC_B, 224, true, false, false},
    [NET_C] = {{"c", "c", "VGG C", "C", false, 28.1, 9.4, 28.1, 9.3, 27.3, 8.8, NAN, NAN},
               SPEC_C, 224, true, false, false},
    [NET_VGG16] = {{"vgg16", "d", "VGG-16", "D", true, 27.0, 8.8, 26.8, 8.7, 25.6, 8.1, 71.592, 90.382},
                   SPEC_D, 224, true, true, false},
    [NET_VGG19] = {{"vgg19", "e", "VGG-19", "E", true, 27.3, 9.0, 26.9, 8.7, 25.5, 8.0, 72.376, 90.876},
                   SPEC_E, 224, true, true, false},
    [NET_ALEXNET] = {{"alexnet", "", "AlexNet", "", true, NAN, NAN, NAN, NAN, NAN, NAN, 56.522, 79.066},
                     SPEC_ALEXNET, 224, false, false, false},
    [NET_ALEXNET_2012] = {{"alexnet-2012", "", "AlexNet 2012", "", false, 40.7, 18.2, NAN, NAN, NAN, NAN, NAN, NAN},
                          SPEC_ALEXNET_2012, 227, false, false, false},
    [NET_A_BN] = {{"vgg11_bn", "", "VGG-11 BN", "A", true, NAN, NAN, NAN, NAN, NAN, NAN, 70.370, 89.810},
                  SPEC_A, 224, true, false, true},
    [NET_B_BN] = {{"vgg13_bn", "", "VGG-13 BN", "B", true, NAN, NAN, NAN, NAN, NAN, NAN, 71.586, 90.374},
                  SPEC_B, 224, true, false, true},
    [NET_VGG16_BN] = {{"vgg16_bn", "", "VGG-16 BN", "D", true, NAN, NAN, NAN, NAN, NAN, NAN, 73.360, 91.516},
                      SPEC_D, 224, true, false, true},
    [NET_VGG19_BN] = {{"vgg19_bn", "", "VGG-19 BN", "E", true, NAN, NAN, NAN, NAN, NAN, NAN, 74.218, 91.842},
                      SPEC_E, 224, true, false, true},
};
TABLE_HAS(CATALOGUE, NET_COUNT);

/* ---- networks of one's own ---- */

typedef struct Own {
    Draft draft;
    NetInfo info;
} Own;

static Own own[DRAFTS_MOST]; /* they stay, so that what net_info hands out does */
static int owns;

static_assert(sizeof(DraftLayer) == 18 * sizeof(int) + sizeof ((DraftLayer *)0)->path, "equal ones have equal bytes");
static_assert(sizeof(Draft) == 9 * sizeof(int) + sizeof ((Draft *)0)->name + sizeof ((Draft *)0)->layer, "likewise");
static bool same_draft(const Draft *a, const Draft *b) { return memcmp(a, b, sizeof *a) == 0; }

bool net_is_own(NetId id) { return id >= NET_OWN; }

const Draft *net_drafted(NetId id) { return &own[id - NET_OWN].draft; }

const NetInfo *net_info(NetId id) { return net_is_own(id) ? &own[id - NET_OWN].info : &CATALOGUE[id].info; }


NetId net_like(NetId id) { return net_is_own(id) ? own[id - NET_OWN].draft.like : NET_COUNT; }

NetId net_column(NetId id) {
    NetId column = 0;
    if (net_is_own(id)) id = own[id - NET_OWN].draft.like;
    if (id == NET_COUNT) return NET_VGG16;
    while (id >= FAMILY_NETS && strcmp(net_info(column)->letter, net_info(id)->letter) != 0) column++;
    return id < FAMILY_NETS ? id : column;
}

bool net_find(const char *name, NetId *id) {
    for (int i = NET_OWN + owns - 1; i >= 0; i--) {
        if (i == NET_COUNT) continue;
        const NetInfo *info = net_info((NetId)i);
        if (strcasecmp(name, info->name) != 0 && strcasecmp(name, info->title) != 0 &&
            (!*info->alias || strcasecmp(name, info->alias) != 0))
            continue;
        *id = (NetId)i;
        return true;
    }
    return false;
}

/* ---- building ---- */

typedef struct Builder {
    Net *net;
    bool vgg, keras;
    int first_fc;        /* the number of the first: 6 behind five blocks */
    int block, in_block; /* counters of the paper's names */
    int convs, fcs;      /* numbers of AlexNet's conv and of fc */
    int feature, classifier;
    bool classifying;
    bool pooled; /* of one's own: `avgpool` is there already */
} Builder;

static void add_module(Builder *b, Part part, Kind kind, int layer) {
    int index = part == PART_FEATURES ? b->feature++ : part == PART_CLASSIFIER ? b->classifier++ : -1;
    b->net->module[b->net->modules++] = (Module){part, index, kind, layer};
    if (layer < 0) return;
    Layer *l = &b->net->layer[layer];
    l->features_index = part == PART_FEATURES ? index : -1;
    l->classifier_index = part == PART_CLASSIFIER ? index : -1;
}

/* The stage that the names speak of: "3_2" in VGG, "3" in AlexNet, "6" for fc6. */
static void stage(const Builder *b, Kind kind, char *out, size_t size) {
    if (b->classifying) snprintf(out, size, "%d", b->first_fc - 1 + b->fcs);
    else if (b->vgg && kind != KIND_POOL && kind != KIND_AVERAGE && kind != KIND_LRN)
        snprintf(out, size, "%d_%d", b->block, b->in_block);
    else snprintf(out, size, "%d", b->vgg ? b->block : b->convs);
}

/* Whether a row before it has the name: two ReLUs may follow one convolution. */
static bool is_named(const Net *net, const char *name, const Layer *before) {
    for (const Layer *l = net->layer; l < before; l++)
        if (strcmp(l->name, name) == 0) return true;
    return false;
}

static void name_layer(const Builder *b, Layer *l) {
    char at[16];
    stage(b, l->kind, at, sizeof at);
    if (l->kind == KIND_SOFTMAX) snprintf(l->name, sizeof l->name, "prob");
    else snprintf(l->name, sizeof l->name, "%s%s", layer_kind(l->kind)->name, at);
    for (char more = 'b'; is_named(b->net, l->name, l); more++)
        snprintf(l->name, sizeof l->name, "%s%s%c", layer_kind(l->kind)->name, at, more);
    if (!b->keras) return;
    if (l->kind == KIND_CONV)
        snprintf(l->keras, sizeof l->keras, "block%d_conv%d", b->block, b->in_block);
    else if (l->kind == KIND_POOL) snprintf(l->keras, sizeof l->keras, "block%d_pool", b->block);
    else if (l->kind == KIND_FC && b->fcs < 3) snprintf(l->keras, sizeof l->keras, "fc%d", b->fcs);
    else if (l->kind == KIND_SOFTMAX) snprintf(l->keras, sizeof l->keras, "predictions");
}

/* Pixels are not counted beyond what any photo has: layers that blow maps up and shrink them know no end. */
static int bounded(int64_t pixels) {
    enum { MOST = 1 << 24 };
    return pixels > MOST ? MOST : pixels < -MOST ? -MOST : (int)pixels;
}

/* Shapes, figures and the field: r += (k-1)*j, j *= s; the first unit's centre moves by half a kernel less the padding.
 */
static void measure(Layer *l) {
    const LayerKind *kind = layer_kind(l->kind);
    TensorShape tensor[LAYER_TENSORS];
    Sliding w;
    Shape out = l->in;
    if (!kind->shape(l, l->in, &out)) out = (Shape){0, 0, 0}; /* of a draft alone: net_draft refuses it */
    l->out = out;
    l->macs = kind->macs(l, out);
    for (int i = kind->tensors(l, tensor) - 1; i >= 0; i--)
        if (!tensor[i].buffer) l->params += tensor_shape_count(&tensor[i]);
    if (!kind->window(l, &w)) return;
    double first = windows_differ(l) ? (layer_span(l, 0, l->in.h).end - 1) / 2.0 : (w.kernel - 1) / 2.0 - w.pad;
    l->field = bounded(l->field + (int64_t)(w.kernel - 1) * l->jump);
    l->start += first * l->jump;
    l->jump = bounded((int64_t)l->jump * w.stride);
}

/* The window of an average that makes so many places. */
static void adapt(Layer *l) {
    if (!l->adaptive) return;
    l->kernel = l->pad = l->pad_more = 0;
    for (int i = 0; i < l->adaptive; i++) {
        Extent s = layer_span(l, i, l->in.h);
        if (s.end - s.first > l->kernel) l->kernel = s.end - s.first;
    }
    l->stride = (l->in.h + l->adaptive / 2) / l->adaptive;
    if (l->stride < 1) l->stride = 1;
    l->uneven |= windows_differ(l);
}

/* What goes without saying. */
static void set_usual(Layer *l) {
    if (l->kind == KIND_BN && l->epsilon == 0) l->epsilon = BN_EPSILON;
    if (l->kind == KIND_LEAKY && l->slope == 0) l->slope = LEAKY_SLOPE;
    if (l->kind == KIND_ELU && l->slope == 0) l->slope = 1;
    if (l->kind != KIND_LRN) return;
    if (l->kernel == 0) l->kernel = LRN_SIZE;
    if (l->alpha == 0) l->alpha = LRN_ALPHA;
    if (l->beta == 0) l->beta = LRN_BETA;
    if (l->k == 0) l->k = LRN_K;
}

/* What a row has from the one before it. */
static void follow(Net *net, int row) {
    const Layer *before = row ? &net->layer[row - 1] : NULL;
    Layer *l = &net->layer[row];
    l->in = before ? before->out : net->input;
    l->field = before ? before->field : 1;
    l->jump = before ? before->jump : 1;
    l->start = before ? before->start : 0.0;
    l->uneven = before && before->uneven;
}

/* A layer of which its kind, window and numbers are known. */
static void put_layer(Builder *b, Layer known, int width) {
    Net *net = b->net;
    Layer *l = &net->layer[net->layers++];
    *l = known;
    l->features_index = l->classifier_index = -1;
    l->block = b->classifying ? 0 : b->vgg ? b->block : b->convs;
    follow(net, net->layers - 1);
    l->out.c = width ? width : l->in.c;
    set_usual(l);
    adapt(l);
    measure(l);
    if (l->params && layer_kind(l->kind)->joins == JOINS_NONE) l->weight_layer = ++net->weight_layers;
    net->convs += l->kind == KIND_CONV;
    net->fcs += l->kind == KIND_FC;
    net->params += l->params;
    net->macs += l->macs;
    name_layer(b, l);
}

static void add_layer(Builder *b, const Spec *spec, int width) {
    put_layer(b, (Layer){.kind = spec->kind, .kernel = spec->kernel, .stride = spec->stride, .pad = spec->pad,
                         .groups = spec->groups, .unbiased = spec->unbiased, .path = ""}, width);
}

/* Activations of all steps. */
static void count_values(Net *net) {
    for (int step = 1; step <= net_steps(net, STEP_LAYERS); step++)
        net->values += shape_count(net->layer[net_step_row(net, STEP_LAYERS, step)].out);
}

/* Modules of a part up to an index pass their input through. */
static void pass_to(Builder *b, Part part, int index) {
    int *at = part == PART_FEATURES ? &b->feature : &b->classifier;
    while (*at < index) add_module(b, part, KIND_DROPOUT, -1);
}

/* Where the features end. */
static void flatten(Builder *b, const Draft *d) {
    pass_to(b, PART_FEATURES, d->features);
    b->classifying = true;
    b->first_fc = b->block == 6 ? 6 : 1;
    if (!b->pooled) add_module(b, PART_AVGPOOL, KIND_AVGPOOL, -1);
    add_module(b, PART_FLATTEN, KIND_FLATTEN, -1);
}

static Layer drafted(const DraftLayer *l) {
    return (Layer){.kind = l->kind, .kernel = l->kernel, .stride = l->stride, .pad = l->pad, .groups = l->groups,
                   .unbiased = l->unbiased, .pad_more = l->pad_more, .ceil = l->ceil,
                   .counts_padding = l->counts_padding, .adaptive = l->adaptive, .epsilon = (double)l->epsilon,
                   .slope = (double)l->slope, .alpha = (double)l->alpha, .beta = (double)l->beta, .k = (double)l->k,
                   .path = l->path};
}

static bool wants_maps(Kind kind) { return layer_kind(kind)->sees == SEES_WINDOW || kind == KIND_LRN; }

/* An average to as many places as it is given, behind the first `rows` rows. */
static bool passes_through(const DraftLayer *l, const Net *net, int rows) {
    return l->kind == KIND_AVERAGE && rows && l->adaptive == net->layer[rows - 1].out.h;
}

int net_draft_row(const Draft *draft, const Net *net, int layer) {
    int row = 0;
    for (int i = 0; i < layer; i++) row += !passes_through(&draft->layer[i], net, row);
    return row;
}

static void add_drafted(Builder *b, const Draft *d, const DraftLayer *l) {
    Net *net = b->net;
    bool averages = l->kind == KIND_AVERAGE, pools = averages || l->kind == KIND_POOL;
    bool ended = l->part == PART_CLASSIFIER && !b->classifying && b->classifier == 0;
    if (ended && !wants_maps(l->kind)) flatten(b, d);
    else if (ended || l->part == PART_AVGPOOL) pass_to(b, PART_FEATURES, d->features);
    if (l->part == PART_FEATURES || l->part == PART_CLASSIFIER) pass_to(b, l->part, l->index);
    b->pooled |= l->part == PART_AVGPOOL || l->adaptive; /* there is no other then */
    if (passes_through(l, net, net->layers)) {
        add_module(b, l->part, KIND_AVGPOOL, -1);
        return;
    }
    b->classifying |= l->kind == KIND_FC;
    b->convs += l->kind == KIND_CONV;
    b->in_block += l->kind == KIND_CONV;
    b->fcs += l->kind == KIND_FC;
    put_layer(b, drafted(l), l->outputs);
    add_module(b, l->part, l->kind, net->layers - 1);
    if (l->index < 0) net->module[net->modules - 1].index = net->layer[net->layers - 1].classifier_index = -1;
    if (pools) b->block++, b->in_block = 0;
}

/* Whether its values are a score a class. */
static bool scores(const Layer *l) {
    if (l->kind == KIND_FC) return true;
    return (l->kind == KIND_CONV || l->kind == KIND_AVERAGE) && l->out.h == 1 && l->out.c <= CLASSES_MOST;
}

static void build_own(Net *net, NetId id, const Draft *d) {
    static const Spec end = END;
    int channels = d->channels ? d->channels : 3;
    *net = (Net){.id = id, .width = 1, .input = {channels, d->input, d->input}};
    Builder b = {.net = net, .vgg = true, .first_fc = 1, .block = 1};
    for (const DraftLayer *l = d->layer; l < d->layer + d->layers; l++) add_drafted(&b, d, l);
    if (scores(&net->layer[net->layers - 1]) && net->layer[net->layers - 1].out.c > 1) {
        add_layer(&b, &end, 0);
        add_module(&b, PART_NONE, KIND_SOFTMAX, net->layers - 1);
    }
    count_values(net);
}

/* Rows and modules that building it would make. */
static bool has_room(const Draft *d) {
    int last[] = {[PART_FEATURES] = d->features, [PART_AVGPOOL] = 0, [PART_FLATTEN] = 0, [PART_CLASSIFIER] = 0};
    for (const DraftLayer *l = d->layer; l < d->layer + d->layers; l++)
        if (l->index + 1 > last[l->part]) last[l->part] = l->index + 1;
    int beside = 4; /* avgpool, flatten, softmax, and a classifier that is one layer */
    return d->layers > 0 && d->layers < NET_LAYERS &&
           last[PART_FEATURES] + last[PART_CLASSIFIER] + beside < NET_MODULES;
}

static bool same_number(double a, double b) { return fabs(a - b) <= 1e-6 * fabs(b); } /* a draft's are float */

static bool same_layer(const Layer *a, const Layer *b) {
    return a->kind == b->kind && memcmp(&a->in, &b->in, sizeof a->in) == 0 &&
           memcmp(&a->out, &b->out, sizeof a->out) == 0 && a->kernel == b->kernel && a->stride == b->stride &&
           a->pad == b->pad && a->groups == b->groups && a->unbiased == b->unbiased && a->pad_more == b->pad_more &&
           a->ceil == b->ceil && a->counts_padding == b->counts_padding && a->adaptive == b->adaptive &&
           same_number(a->epsilon, b->epsilon) && same_number(a->slope, b->slope) && same_number(a->alpha, b->alpha) &&
           same_number(a->beta, b->beta) && same_number(a->k, b->k);
}

bool net_draft_is(const Draft *draft, const Net *net) {
    Net own;
    if (!has_room(draft)) return false;
    build_own(&own, net->id, draft);
    if (own.layers != net->layers) return false;
    for (int row = 0; row < own.layers; row++)
        if (!same_layer(&own.layer[row], &net->layer[row])) return false;
    return true;
}

bool net_differs_in_classes(const Net *net) {
    Net like;
    NetId id = net_like(net->id);
    if (id == NET_COUNT) return false;
    net_build(&like, id, 1);
    int last = like.layers - 1;
    while (!like.layer[last].params) last--;
    bool same = net->layers > last && net->layers <= last + 2 && net->layer[last].kind == like.layer[last].kind &&
                net->layer[last].unbiased == like.layer[last].unbiased;
    for (int row = 0; row < last && same; row++) same = same_layer(&like.layer[row], &net->layer[row]);
    return same;
}

static int features_end(const Draft *draft, int input) {
    Net net;
    Draft of = *draft;
    of.input = input;
    if (!has_room(&of)) return 0;
    build_own(&net, NET_OWN, &of);
    int row = 0;
    while (row < net.layers && net.layer[row].features_index >= 0) row++;
    for (int i = 0; i < row; i++)
        if (net.layer[i].out.h <= 0) return 0;
    return row ? net.layer[row - 1].out.h : input;
}

/* ---- the side of the photo ---- */

enum { SIDE_MOST = 1024 };

/* Sides that collections of photos and networks have, the commonest first: ImageNet, CIFAR, MNIST, Tiny ImageNet,
 * STL-10, powers of two, AlexNet, Inception. Grey photos are MNIST's before all others. */
static const int USUAL[] = {224, 32, 28, 64, 96, 128, 256, 227, 299, 48, 160, 192, 384, 512};
enum { USUAL_SIDES = sizeof USUAL / sizeof *USUAL, USUAL_GREY = 28 };

static int usual_side(const Draft *d, int i) { return i < 0 ? d->channels == 1 ? USUAL_GREY : USUAL[0] : USUAL[i]; }

int net_draft_input(const Draft *draft, int side) {
    int64_t least = side;
    for (int i = -1; i < USUAL_SIDES; i++)
        if (features_end(draft, usual_side(draft, i)) == side) return usual_side(draft, i);
    for (const DraftLayer *l = draft->layer + draft->layers; l-- > draft->layer;) {
        if (l->part != PART_FEATURES || l->kernel < 1 || l->stride < 1) continue;
        least = (least - 1) * l->stride + l->kernel - 2 * l->pad - l->pad_more - (l->ceil ? l->stride - 1 : 0);
        if (least > SIDE_MOST) return 0;
        if (least < 1) least = 1;
    }
    while (least <= SIDE_MOST && features_end(draft, (int)least) < side) least++;
    return least <= SIDE_MOST && features_end(draft, (int)least) == side ? (int)least : 0;
}

/* Places along a side of what the first fully connected layer gets of such a photo; 0: a layer before it does not
 * fit. */
static int first_places(const Draft *draft, int input) {
    Net net;
    Draft of = *draft;
    of.input = input;
    build_own(&net, NET_OWN, &of);
    for (const Layer *l = net.layer; l < net.layer + net.layers; l++) {
        if (l->kind == KIND_FC) return l->in.h;
        if (l->out.h <= 0) return 0;
    }
    return 0;
}

/* Places along a side that averages make before the first fully connected layer, whatever the side; 0: without such a
 * layer, where any will do; -1: it gets as many as there are. */
static int averaged_places(const Draft *d) {
    int places = -1;
    for (const DraftLayer *l = d->layer; l < d->layer + d->layers; l++) {
        if (l->kind == KIND_FC) return places;
        if (l->adaptive) places = l->adaptive;
    }
    return 0;
}

void net_draft_open(Draft *d) {
    if (!has_room(d)) return;
    int averaged = averaged_places(d), places = averaged < 0 ? first_places(d, d->input) : 0, input = d->input;
    d->any_side = true;
    d->guessed = averaged <= 1;
    if (averaged >= 0) return;
    d->side_least = d->side_most = input;
    while (d->side_least > 1 && first_places(d, d->side_least - 1) == places) d->side_least--;
    while (d->side_most < SIDE_MOST && first_places(d, d->side_most + 1) == places) d->side_most++;
    d->any_side = d->guessed = d->side_most > d->side_least;
    for (int i = USUAL_SIDES - 1; i >= -1; i--)
        if (usual_side(d, i) >= d->side_least && usual_side(d, i) <= d->side_most) input = usual_side(d, i);
    d->input = input;
}

/* ---- drafts ---- */

Error net_try(const Draft *draft, Net *net) {
    if (!has_room(draft)) return error("net.layers", "%d", NET_LAYERS - 1);
    const DraftLayer *last = &draft->layer[draft->layers - 1];
    if (last->kind == KIND_FC && last->outputs > CLASSES_MOST)
        return error("net.classes", "%d\t%d", last->outputs, CLASSES_MOST);
    build_own(net, NET_OWN, draft);
    for (int row = 0; row < net->layers; row++) {
        const Layer *l = &net->layer[row];
        if (l->out.c <= 0 || l->out.h <= 0) return error("net.misfit", "%s\t%d", l->name, draft->input);
    }
    return NO_ERROR;
}

Error net_draft(const Draft *draft, NetId *id) {
    Net net;
    for (int i = 0; i < owns; i++)
        if (same_draft(&own[i].draft, draft)) {
            *id = (NetId)(NET_OWN + i);
            return NO_ERROR;
        }
    TRY(net_try(draft, &net));
    if (owns == DRAFTS_MOST) return error("net.drafts", "%d", DRAFTS_MOST);
    Own *o = &own[owns];
    *o = (Own){.draft = *draft};
    o->info = (NetInfo){o->draft.name, "", o->draft.name, "", false, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    *id = (NetId)(NET_OWN + owns++);
    return NO_ERROR;
}

bool net_sized(const Net *net, int last, int side, Net *out) {
    *out = *net;
    out->input.h = out->input.w = side;
    out->layers = last + 1;
    out->modules = 0;
    for (int row = 0; row <= last; row++) {
        Layer *l = &out->layer[row];
        if (layer_kind(l->kind)->sees == SEES_ALL) return false;
        follow(out, row);
        adapt(l);
        l->params = 0;
        measure(l);
        if (l->out.h <= 0 || l->out.w <= 0) return false;
    }
    return true;
}

void net_build(Net *net, NetId id, int width) {
    if (net_is_own(id)) {
        build_own(net, id, &own[id - NET_OWN].draft);
        return;
    }
    static const Spec norm = {KIND_BN, 0, 0, 0, 0, 0, false}, relu = RELU;
    int input = CATALOGUE[id].input;
    *net = (Net){.id = id, .width = width, .input = {3, input, input}};
    Builder b = {.net = net, .vgg = CATALOGUE[id].vgg, .keras = CATALOGUE[id].keras, .first_fc = 6, .block = 1};
    for (const Spec *spec = CATALOGUE[id].spec;; spec++) {
        Part part = b.classifying ? PART_CLASSIFIER : PART_FEATURES;
        /* The classes are not divided. */
        bool last = spec->kind == KIND_FC && spec[1].kind == KIND_SOFTMAX;
        switch (spec->kind) {
        case KIND_CONV:
            b.convs++;
            b.in_block++;
            add_layer(&b, spec, spec->width / width);
            add_module(&b, part, KIND_CONV, net->layers - 1);
            if (CATALOGUE[id].norm) {
                add_layer(&b, &norm, spec->width / width);
                add_module(&b, part, KIND_BN, net->layers - 1);
            }
            add_layer(&b, &relu, 0);
            add_module(&b, part, KIND_RELU, net->layers - 1);
            break;
        case KIND_FC:
            b.fcs++;
            add_layer(&b, spec, last ? spec->width : spec->width / width);
            add_module(&b, part, KIND_FC, net->layers - 1);
            break;
        case KIND_POOL:
            add_layer(&b, spec, 0);
            add_module(&b, part, KIND_POOL, net->layers - 1);
            b.block++;
            b.in_block = 0;
            break;
        case KIND_RELU:
        case KIND_LRN:
            add_layer(&b, spec, 0);
            add_module(&b, part, spec->kind, net->layers - 1);
            break;
        case KIND_AVGPOOL:
            b.classifying = true;
            add_module(&b, PART_AVGPOOL, KIND_AVGPOOL, -1);
            add_module(&b, PART_FLATTEN, KIND_FLATTEN, -1);
            break;
        case KIND_DROPOUT: add_module(&b, PART_CLASSIFIER, KIND_DROPOUT, -1); break;
        case KIND_SOFTMAX:
            add_layer(&b, spec, 0);
            add_module(&b, PART_NONE, KIND_SOFTMAX, net->layers - 1);
            count_values(net);
            return;
        default: break; /* batch normalization comes with its convolution, flattening with the average pool */
        }
    }
}

int net_score_row(const Net *net) {
    int last = net->layers - 1;
    const Layer *l = &net->layer[last];
    bool turned = l->kind == KIND_SOFTMAX || layer_kind(l->kind)->joins == JOINS_ACTIVATION;
    return turned && last > 0 ? last - 1 : last;
}

/* Maps of one place tell classes apart where a softmax or a sigmoid says so. */
int net_classes(const Net *net) {
    const Layer *last = &net->layer[net->layers - 1], *score = &net->layer[net_score_row(net)];
    if (last->kind == KIND_SOFTMAX) return last->out.c;
    bool told = score->kind == KIND_FC || last->kind == KIND_SIGMOID || last->out.c == 1;
    return told && scores(score) && last->out.c <= CLASSES_MOST ? last->out.c : 0;
}

bool net_has_shares(const Net *net) {
    Kind last = net->layer[net->layers - 1].kind;
    return net_classes(net) && (last == KIND_SOFTMAX || last == KIND_SIGMOID);
}

/* ---- finding one's way ---- */

static const char *const PARTS[] = {[PART_FEATURES] = "features", [PART_CLASSIFIER] = "classifier"};

/* features[14], features.14, classifier[-1]: a module by torchvision's index. */
static bool read_index(const char *name, Part *part, long *index) {
    *part = strncasecmp(name, "c", 1) == 0 ? PART_CLASSIFIER : PART_FEATURES;
    size_t n = strlen(PARTS[*part]);
    if (strncasecmp(name, PARTS[*part], n) != 0 || (name[n] != '[' && name[n] != '.')) return false;
    const char *number = name + n + 1;
    char *end;
    if (!isdigit((unsigned char)number[*number == '-'])) return false;
    *index = strtol(number, &end, 10); /* one too long for it is out of range all the same */
    return strcmp(end, name[n] == '[' ? "]" : "") == 0;
}

/* Its names, then what its file calls its module, where no other row has that name. */
static int row_named(const Net *net, const char *name) {
    if (strcasecmp(name, "input") == 0) return -1;
    for (int row = 0; row < net->layers; row++) {
        const Layer *l = &net->layer[row];
        if (strcasecmp(name, l->name) == 0 || (*l->keras && strcasecmp(name, l->keras) == 0)) return row;
    }
    for (int row = 0; row < net->layers; row++)
        if (*net->layer[row].path && strcasecmp(name, net->layer[row].path) == 0) return row;
    return -2;
}

/* The row whose output module m of the list hands on: its own, or where it passes its input on the one before it, or
 * the input (-1). */
static int row_of_module(const Net *net, int m) {
    while (m >= 0 && net->module[m].layer < 0) m--;
    return m < 0 ? -1 : net->module[m].layer;
}

/* The place in the list of a module by its index. */
static Error find_index(const Net *net, const char *name, Part part, long index, int *m) {
    int first = 0, n = 0;
    while (first < net->modules && net->module[first].part != part) first++;
    while (first + n < net->modules && net->module[first + n].part == part) n++;
    if (n == 0) return error("command.layer", "%s\t%s", name, net_info(net->id)->title);
    if (index < -n || index >= n)
        return error("layer.index", "%s\t%s\t%s[0] – %s[%d]", name, net_info(net->id)->title, PARTS[part], PARTS[part],
                     n - 1);
    *m = first + (int)(index < 0 ? index + n : index);
    return NO_ERROR;
}

Error net_find_layer(const Net *net, const char *name, int *row) {
    Part part;
    long index;
    int m;
    if (read_index(name, &part, &index)) {
        TRY(find_index(net, name, part, index, &m));
        *row = row_of_module(net, m);
        return NO_ERROR;
    }
    *row = row_named(net, name);
    if (*row >= -1) return NO_ERROR;
    for (m = 0; m < net->modules; m++) { /* the one of its kind; dropouts are several */
        Kind kind = net->module[m].kind;
        if ((kind != KIND_AVGPOOL && kind != KIND_FLATTEN) || strcasecmp(name, layer_kind(kind)->name) != 0) continue;
        *row = row_of_module(net, m);
        return NO_ERROR;
    }
    return error("command.layer", "%s\t%s", name, net_info(net->id)->title);
}

int net_layer(const Net *net, const char *name) {
    Part part;
    long index;
    int m;
    if (!read_index(name, &part, &index)) return row_named(net, name);
    Error e = find_index(net, name, part, index, &m);
    return failed(&e) || net->module[m].layer < 0 ? -2 : net->module[m].layer;
}

static bool joins(const Net *net, int row) { return layer_kind(net->layer[row].kind)->joins != JOINS_NONE; }

int net_lead(const Net *net, int row) {
    while (row > 0 && joins(net, row) && net->layer[row - 1].params) row--;
    return row;
}

int net_after_relu(const Net *net, int row) {
    while (row >= 0 && row + 1 < net->layers && net->layer[row].params && joins(net, row + 1)) row++;
    return row;
}

int net_before_relu(const Net *net, int row) {
    int after = net_after_relu(net, row);
    bool relu = after > row && layer_kind(net->layer[after].kind)->joins == JOINS_ACTIVATION;
    return relu ? after - 1 : after;
}

int net_step_row(const Net *net, StepMode mode, int step) {
    int row = -1;
    while (step-- > 0 && row + 1 < net->layers)
        row = mode == STEP_LAYERS ? net_after_relu(net, row + 1) : row + 1;
    return row;
}

int net_steps(const Net *net, StepMode mode) { return net_row_step(net, mode, net->layers - 1); }

int net_row_step(const Net *net, StepMode mode, int row) {
    int step = 0;
    for (int at = -1; at < row; step++)
        at = mode == STEP_LAYERS ? net_after_relu(net, at + 1) : at + 1;
    return step;
}

int net_step_layer(const Net *net, StepMode mode, int step) {
    if (step <= 0) return -1;
    return net_step_row(net, mode, step - 1) + 1;
}

Shape net_shape(const Net *net, int row) { return row < 0 ? net->input : net->layer[row].out; }

/* The nearest of n places. */
static int within(long at, int n) { return at < 0 ? 0 : at >= n ? n - 1 : (int)at; }

/* The window of a row on the row before it: [first, last] of units becomes that of what they see. */
static void widen(const Layer *l, int *first, int *last) {
    Sliding w;
    if (!layer_kind(l->kind)->window(l, &w)) return;
    if (windows_differ(l)) {
        *first = layer_span(l, within(*first, l->adaptive), l->in.h).first;
        *last = layer_span(l, within(*last, l->adaptive), l->in.h).end - 1;
        return;
    }
    *first = bounded((int64_t)*first * w.stride - w.pad);
    *last = bounded((int64_t)*last * w.stride - w.pad + w.kernel - 1);
}

Box net_box(const Net *net, int row, int x, int y) { return net_box_on(net, row, x, y, -1); }

Box net_box_on(const Net *net, int row, int x, int y, int before) {
    Box b = {x, y, x, y};
    for (; row > before; row--) {
        widen(&net->layer[row], &b.x0, &b.x1);
        widen(&net->layer[row], &b.y0, &b.y1);
    }
    return b;
}

double net_centre(const Net *net, int row, int at) {
    Box b = net_box(net, row, at, at);
    return (b.x0 + b.x1) / 2.0;
}

/* Of those that are as near the first. */
static int nearest_uneven(const Net *net, int row, int pixel, int n) {
    int best = 0;
    for (int i = 1; i < n; i++)
        if (fabs(net_centre(net, row, i) - pixel) < fabs(net_centre(net, row, best) - pixel)) best = i;
    return best;
}

static int nearest(const Net *net, int row, int pixel, int n) {
    if (row < 0) return within(pixel, n);
    const Layer *l = &net->layer[row];
    if (l->uneven) return nearest_uneven(net, row, pixel, n);
    return within(lround((pixel - l->start) / l->jump), n);
}

void net_unit_at(const Net *net, int row, int px, int py, int *x, int *y) {
    Shape s = net_shape(net, row);
    *x = nearest(net, row, px, s.w);
    *y = nearest(net, row, py, s.h);
}
