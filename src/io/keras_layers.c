/* What each layer of a Keras model is in a draft. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/keras_inside.h"

enum { SIDE_LEAST = 8, SIDE_MOST = 1024, SIDE_USUAL = 224, OUTPUTS_MOST = 1 << 16, WINDOW_MOST = 64 };

typedef struct Reading {
    Keras *k;
    Draft *draft;
    const KerasLayer *at;
    bool begun;                /* its input is known */
    int channels, side;        /* of what the layer gets; behind Flatten `channels` numbers */
    bool flat, ended;          /* Flatten was there; what would end an answer was */
    bool first;                /* maps lie channel first in what Flatten makes */
    Shape maps;                /* that were flattened, until the first Dense; c 0: none were */
    int classifier;            /* modules of it */
    int pad, pad_more;         /* of ZeroPadding2D, for the next window */
    bool positive;             /* nothing is below 0 */
    bool rescaled;             /* the pixels are: */
    double scale[3], shift[3];
} Reading;

/* ---- what is not understood ---- */

static Error refuse(const Reading *r, const char *name, const json_t *value) {
    char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
    Error e = error("keras.layer", "%s (%s)\t%s %.80s\t%s", r->at->name, r->at->class_name, name, text ? text : "",
                    r->k->d->path);
    free(text);
    return e;
}

static Error misplaced(const Reading *r) {
    return error("keras.place", "%s (%s)\t%s", r->at->name, r->at->class_name, r->k->d->path);
}

/* ---- values ---- */

static bool is_whole(const json_t *value, int least, int most) {
    json_int_t n = json_integer_value(value);
    return json_is_integer(value) && n >= least && n <= most;
}

/* A whole number, or a pair of the same; `usual` where there is none. */
static Error number(const Reading *r, const char *name, const char *older, int usual, int most, int *out) {
    const json_t *value = keras_value(r->at, name, older), *one = value;
    size_t n = json_array_size(value);
    *out = usual;
    if (!value && usual) return NO_ERROR;
    if (n == 1 || n == 2) one = json_array_get(value, 0);
    if (n == 2 && !json_equal((json_t *)one, json_array_get(value, 1))) return refuse(r, name, value);
    if (!is_whole(one, 1, most)) return refuse(r, name, value);
    *out = (int)json_integer_value(one);
    return NO_ERROR;
}

static double real(const Reading *r, const char *name, const char *older, double usual) {
    const json_t *value = keras_value(r->at, name, older);
    return json_is_number(value) ? json_number_value(value) : usual;
}

static bool is_true(const Reading *r, const char *name, const char *older, bool usual) {
    const json_t *value = keras_value(r->at, name, older);
    return value ? json_is_true(value) : usual;
}

/* Which is the only one that is understood; or there is none. */
static Error only(const Reading *r, const char *name, int wanted) {
    int n;
    TRY(number(r, name, NULL, wanted, 1 << 20, &n));
    return n == wanted ? NO_ERROR : refuse(r, name, keras_value(r->at, name, NULL));
}

static const char *word(const Reading *r, const char *name, const char *older, const char *usual) {
    const char *text = json_string_value(keras_value(r->at, name, older));
    return text ? text : usual;
}

static bool is_first(const char *order) { return strcmp(order, "channels_first") == 0; }

/* All layers of maps have to say the same. */
static Error look_order(Reading *r) {
    const char *order = word(r, "data_format", NULL, NULL);
    bool same = !order || is_first(order) == r->first;
    return same ? NO_ERROR : refuse(r, "data_format", keras_value(r->at, "data_format", NULL));
}

/* ---- rows and their tensors ---- */

static Error add(Reading *r, Kind kind, const char *path, DraftLayer **out) {
    Draft *d = r->draft;
    if (!r->begun || r->ended) return misplaced(r);
    if (d->layers == NET_LAYERS - 1) return error("net.layers", "%d", NET_LAYERS - 1);
    DraftLayer *l = *out = &d->layer[d->layers++];
    l->kind = kind;
    l->part = r->flat ? PART_CLASSIFIER : PART_FEATURES;
    l->index = r->flat ? r->classifier++ : d->features++;
    snprintf(l->path, sizeof l->path, "%s", path);
    r->positive = false;
    return NO_ERROR;
}

/* A module that does nothing when a network answers. */
static Error pass(Reading *r) {
    if (r->flat) r->classifier++;
    else if (r->draft->layers) r->draft->features++;
    return NO_ERROR;
}

static KerasTensor *add_tensor(Reading *r, const char *what, const char *name, Tensor shape) {
    Described *d = r->k->d;
    KerasTensor *t = &r->k->tensor[d->n];
    d->tensor[d->n++] = (DescribedTensor){name, r->draft->layers - 1, what, shape};
    return t;
}

static Error wrong_shape(const Hdf5Data *data, const int64_t dim[], int rank) {
    char has[DIMS_TEXT], needs[DIMS_TEXT];
    dims_text(data->dim, data->rank, has);
    dims_text(dim, rank, needs);
    return error("weights.shape", "%s\t%s\t%s", data->name, has, needs);
}

/* Finds weights that have to have a shape. */
static Error find(const Reading *r, KerasRole role, int variable, const int64_t dim[], int rank, Hdf5Data *out) {
    TRY(keras_find(r->k, r->at, role, variable, out));
    bool fits = out->rank == rank;
    for (int i = 0; i < rank && fits; i++) fits = out->dim[i] == dim[i];
    return fits ? NO_ERROR : wrong_shape(out, dim, rank);
}

/* Numbers a channel. */
static Error add_vector(Reading *r, KerasRole role, int variable, const char *what, int n) {
    const int64_t dim[] = {n};
    Hdf5Data data;
    TRY(find(r, role, variable, dim, 1, &data));
    add_tensor(r, what, data.name, (Tensor){.type = data.type, .rank = 1, .dim = {n}})->data = data;
    return NO_ERROR;
}

static void add_filled(Reading *r, const char *what, int n, float fill) {
    KerasTensor *t = add_tensor(r, what, r->at->name, (Tensor){.type = DTYPE_F32, .rank = 1, .dim = {n}});
    t->order = KERAS_FILLED;
    t->fill = fill;
}

static void add_turned(Reading *r, const Hdf5Data *data, Tensor shape, Shape maps, int outputs) {
    shape.type = data->type;
    KerasTensor *t = add_tensor(r, "weight", data->name, shape);
    *t = (KerasTensor){*data, KERAS_TURNED, maps.h, maps.w, maps.c, outputs, 0};
}

/* ---- activations ---- */

typedef struct Activation {
    const char *name; /* of the function */
    Kind kind;
    float slope;      /* Keras's */
} Activation;

static const Activation ACTIVATIONS[] = {
    {"relu", KIND_RELU, 0},   {"relu6", KIND_RELU6, 0}, {"leaky_relu", KIND_LEAKY, 0.2f},
    {"elu", KIND_ELU, 1},     {"gelu", KIND_GELU, 0},   {"silu", KIND_SILU, 0},
    {"swish", KIND_SILU, 0},  {"tanh", KIND_TANH, 0},   {"sigmoid", KIND_SIGMOID, 0},
};

static Error add_activation(Reading *r, Kind kind, double slope, const char *path) {
    DraftLayer *l;
    if (kind == KIND_LEAKY && slope == 0) kind = KIND_RELU;
    TRY(add(r, kind, path, &l));
    l->slope = kind == KIND_LEAKY || kind == KIND_ELU ? (float)slope : 0;
    r->positive = kind == KIND_RELU || kind == KIND_RELU6 || kind == KIND_SIGMOID;
    return NO_ERROR;
}

/* The draft's end adds it by itself, behind a score a class. */
static Error read_softmax(Reading *r) {
    const DraftLayer *last = &r->draft->layer[r->draft->layers ? r->draft->layers - 1 : 0];
    bool scores = last->kind == KIND_FC || last->part == PART_AVGPOOL ||
                  (last->kind == KIND_CONV && last->outputs == r->channels);
    if (!r->draft->layers || !r->flat || r->ended || !scores) return misplaced(r);
    r->ended = true;
    return NO_ERROR;
}

static Error add_named(Reading *r, const json_t *value, const char *path) {
    const char *name = json_string_value(value);
    if (!name) name = keras_word(value, "config"); /* Keras 3 may have it as a function */
    if (strcmp(name, "linear") == 0) return NO_ERROR;
    if (strcmp(name, "softmax") == 0) return read_softmax(r);
    for (size_t i = 0; i < sizeof ACTIVATIONS / sizeof *ACTIVATIONS; i++)
        if (strcmp(name, ACTIVATIONS[i].name) == 0)
            return add_activation(r, ACTIVATIONS[i].kind, (double)ACTIVATIONS[i].slope, path);
    return refuse(r, "activation", value);
}

/* What a layer does with its own result. */
static Error add_fused(Reading *r) {
    const json_t *value = keras_value(r->at, "activation", NULL);
    return value ? add_named(r, value, "") : NO_ERROR;
}

static Error read_activation(Reading *r) { return add_named(r, keras_value(r->at, "activation", NULL), r->at->name); }

static Error read_relu(Reading *r) {
    double slope = real(r, "negative_slope", NULL, 0), most = real(r, "max_value", NULL, 0);
    bool six = most == 6 && slope == 0;
    if (real(r, "threshold", NULL, 0) != 0) return refuse(r, "threshold", keras_value(r->at, "threshold", NULL));
    if (most != 0 && !six) return refuse(r, "max_value", keras_value(r->at, "max_value", NULL));
    return add_activation(r, six ? KIND_RELU6 : KIND_LEAKY, slope, r->at->name);
}

static Error read_leaky(Reading *r) {
    return add_activation(r, KIND_LEAKY, real(r, "negative_slope", "alpha", 0.3), r->at->name);
}

static Error read_elu(Reading *r) { return add_activation(r, KIND_ELU, real(r, "alpha", NULL, 1), r->at->name); }

/* ---- windows ---- */

/* TensorFlow's rule for "same": as many places as the stride leaves; half of what they lack before, half, with the odd
 * one, behind. False: another word. */
static bool pad_for(const char *how, int side, int kernel, int stride, int *pad, int *more) {
    int places = (side + stride - 1) / stride, missing = (places - 1) * stride + kernel - side;
    bool same = strcmp(how, "same") == 0;
    if (missing < 0 || !same) missing = 0;
    *pad = missing / 2;
    *more = missing - 2 * *pad;
    return same || strcmp(how, "valid") == 0;
}

/* Gives a window its padding, ZeroPadding2D's with it; and says what side comes out. */
static Error slide(Reading *r, DraftLayer *l, int *side) {
    const char *how = word(r, "padding", "border_mode", "valid");
    int in = r->side + 2 * r->pad + r->pad_more;
    if (!pad_for(how, in, l->kernel, l->stride, &l->pad, &l->pad_more))
        return refuse(r, "padding", keras_value(r->at, "padding", "border_mode"));
    *side = (in + 2 * l->pad + l->pad_more - l->kernel) / l->stride + 1;
    if (in + 2 * l->pad + l->pad_more < l->kernel) return misplaced(r);
    l->pad += r->pad;
    l->pad_more += r->pad_more;
    r->pad = r->pad_more = 0;
    return NO_ERROR;
}

/* Keras 1 has the two sides of a kernel apart. */
static Error read_kernel(const Reading *r, int *kernel) {
    const json_t *columns = keras_value(r->at, "nb_col", NULL);
    TRY(number(r, "kernel_size", "nb_row", 0, WINDOW_MOST, kernel));
    return !columns || json_integer_value(columns) == *kernel ? NO_ERROR : refuse(r, "nb_col", columns);
}

static Error read_conv(Reading *r) {
    DraftLayer l = {0}, *row;
    int side;
    TRY(look_order(r));
    TRY(only(r, "dilation_rate", 1));
    TRY(number(r, "filters", "nb_filter", 0, OUTPUTS_MOST, &l.outputs));
    TRY(read_kernel(r, &l.kernel));
    TRY(number(r, "strides", "subsample", 1, WINDOW_MOST, &l.stride));
    TRY(number(r, "groups", NULL, 1, OUTPUTS_MOST, &l.groups));
    if (r->flat || !r->begun) return misplaced(r);
    if (r->channels % l.groups || l.outputs % l.groups) return refuse(r, "groups", keras_value(r->at, "groups", NULL));
    TRY(slide(r, &l, &side));
    TRY(add(r, KIND_CONV, r->at->name, &row));
    row->outputs = l.outputs, row->kernel = l.kernel, row->stride = l.stride, row->groups = l.groups;
    row->pad = l.pad, row->pad_more = l.pad_more;
    row->unbiased = !is_true(r, "use_bias", "bias", true);
    int inputs = r->channels / l.groups, k = l.kernel;
    const int64_t dim[] = {k, k, inputs, l.outputs};
    Hdf5Data kernel;
    TRY(find(r, KERAS_KERNEL, 0, dim, 4, &kernel));
    add_turned(r, &kernel, (Tensor){.rank = 4, .dim = {l.outputs, inputs, k, k}}, (Shape){inputs, k, k}, l.outputs);
    if (!row->unbiased) TRY(add_vector(r, KERAS_BIAS, 1, "bias", l.outputs));
    r->channels = l.outputs;
    r->side = side;
    return add_fused(r);
}

static Error read_window(Reading *r, Kind kind) {
    DraftLayer l = {0}, *row;
    int side;
    bool zeros = r->pad || r->pad_more, positive = r->positive;
    TRY(look_order(r));
    TRY(number(r, "pool_size", NULL, 2, WINDOW_MOST, &l.kernel));
    TRY(number(r, "strides", NULL, l.kernel, WINDOW_MOST, &l.stride));
    if (r->flat || !r->begun) return misplaced(r);
    TRY(slide(r, &l, &side));
    /* Zeros change no maximum where nothing is below them; an average counts them, but not those of "same". */
    bool counts = kind == KIND_AVERAGE && zeros;
    bool valid = strcmp(word(r, "padding", "border_mode", "valid"), "valid") == 0;
    if (zeros && !(counts ? valid : positive)) return misplaced(r);
    TRY(add(r, kind, r->at->name, &row));
    row->kernel = l.kernel, row->stride = l.stride, row->pad = l.pad, row->pad_more = l.pad_more;
    row->counts_padding = counts;
    r->positive = positive;
    r->side = side;
    return NO_ERROR;
}

static Error read_pool(Reading *r) { return read_window(r, KIND_POOL); }
static Error read_average(Reading *r) { return read_window(r, KIND_AVERAGE); }

/* ((top, bottom), (left, right)), (rows, columns), or one number for all. */
static Error read_padding(Reading *r) {
    const json_t *value = keras_value(r->at, "padding", NULL), *rows = json_array_get(value, 0);
    TRY(look_order(r));
    if (r->flat || !r->begun) return misplaced(r);
    if (!json_is_array(value)) rows = value;
    else if (json_array_size(value) != 2 || !json_equal((json_t *)rows, json_array_get(value, 1)))
        return refuse(r, "padding", value);
    const json_t *top = json_is_array(rows) ? json_array_get(rows, 0) : rows;
    const json_t *bottom = json_is_array(rows) ? json_array_get(rows, 1) : rows;
    if (!is_whole(top, 0, WINDOW_MOST) || !is_whole(bottom, 0, WINDOW_MOST)) return refuse(r, "padding", value);
    int more = (int)(json_integer_value(bottom) - json_integer_value(top));
    if (more < 0) return refuse(r, "padding", value);
    r->pad += (int)json_integer_value(top);
    r->pad_more += more;
    return pass(r);
}

/* ---- batch normalization ---- */

/* Its axis is the one of the channels: the last, or behind the photo's number; it may be said as a list. */
static bool is_axis(const Reading *r, const json_t *axis) {
    int dims = r->flat ? 2 : 4;
    json_int_t n = json_integer_value(json_is_array(axis) ? json_array_get(axis, 0) : axis);
    if (!axis || json_array_size(axis) > 1) return !axis;
    if (r->first && !r->flat) return n == 1 || n == 1 - dims;
    return n == -1 || n == dims - 1;
}

static Error read_norm(Reading *r) {
    DraftLayer *l;
    int variable = 0, n = r->channels;
    const json_t *axis = keras_value(r->at, "axis", NULL);
    if (r->pad || r->pad_more) return misplaced(r);
    if (!is_axis(r, axis)) return refuse(r, "axis", axis);
    TRY(add(r, KIND_BN, r->at->name, &l));
    l->outputs = n;
    l->epsilon = (float)real(r, "epsilon", NULL, 1e-3);
    if (is_true(r, "scale", NULL, true)) TRY(add_vector(r, KERAS_GAMMA, variable++, "weight", n));
    else add_filled(r, "weight", n, 1);
    if (is_true(r, "center", NULL, true)) TRY(add_vector(r, KERAS_BETA, variable++, "bias", n));
    else add_filled(r, "bias", n, 0);
    TRY(add_vector(r, KERAS_MEAN, variable, "running_mean", n));
    return add_vector(r, KERAS_VARIANCE, variable + 1, "running_var", n);
}

/* ---- maps become numbers ---- */

static void flatten(Reading *r, bool order) {
    r->maps = (Shape){order ? r->channels : 0, r->side, r->side};
    r->channels *= r->side * r->side;
    r->side = 1;
    r->flat = true;
}

static Error read_flatten(Reading *r) {
    bool says = is_first(word(r, "data_format", NULL, "channels_last"));
    if (r->flat) return NO_ERROR;
    if (!r->begun || r->pad || r->pad_more || (int64_t)r->channels * r->side * r->side > 1 << 24) return misplaced(r);
    if (says && !r->first) return refuse(r, "data_format", keras_value(r->at, "data_format", NULL));
    flatten(r, !r->first || says); /* it puts channels last where it is told that they are first */
    return NO_ERROR;
}

static Error read_mean(Reading *r) {
    DraftLayer *l;
    TRY(look_order(r));
    if (r->flat || r->pad || r->pad_more) return misplaced(r);
    TRY(add(r, KIND_AVERAGE, r->at->name, &l));
    l->part = PART_AVGPOOL;
    l->index = 0;
    l->adaptive = 1;
    r->draft->features--;
    r->side = 1;
    flatten(r, false);
    return NO_ERROR;
}

static Error read_most(Reading *r) {
    DraftLayer *l;
    TRY(look_order(r));
    if (r->flat || r->pad || r->pad_more) return misplaced(r);
    TRY(add(r, KIND_POOL, r->at->name, &l));
    l->kernel = l->stride = r->side;
    r->side = 1;
    flatten(r, false);
    return NO_ERROR;
}

static Error read_dense(Reading *r) {
    DraftLayer *l;
    int outputs, inputs = r->channels;
    TRY(number(r, "units", "output_dim", 0, OUTPUTS_MOST, &outputs));
    if (!r->flat) return misplaced(r);
    TRY(add(r, KIND_FC, r->at->name, &l));
    l->outputs = outputs;
    l->unbiased = !is_true(r, "use_bias", "bias", true);
    const int64_t dim[] = {inputs, outputs};
    Hdf5Data kernel;
    TRY(find(r, KERAS_KERNEL, 0, dim, 2, &kernel));
    Shape maps = r->maps.c ? r->maps : (Shape){inputs, 1, 1};
    add_turned(r, &kernel, (Tensor){.rank = 2, .dim = {outputs, inputs}}, maps, outputs);
    if (!l->unbiased) TRY(add_vector(r, KERAS_BIAS, 1, "bias", outputs));
    r->channels = outputs;
    r->maps = (Shape){0, 0, 0};
    return add_fused(r);
}

/* ---- preparation ---- */

/* A number, or one a channel, in lists or not. */
static bool read_channels(const json_t *value, int channels, double out[3]) {
    while (json_is_array(value) && json_array_size(value) == 1) value = json_array_get(value, 0);
    while (json_is_array(json_array_get(value, 0)) && json_array_size(value) == 1) value = json_array_get(value, 0);
    bool list = json_is_array(value) && (int)json_array_size(value) == channels;
    for (int c = 0; c < 3; c++) {
        const json_t *one = list ? json_array_get(value, (size_t)(c < channels ? c : 0)) : value;
        if (!json_is_number(one)) return false;
        out[c] = json_number_value(one);
    }
    return true;
}

/* y = scale * x + shift, behind what is done with the pixels already. */
static Error prepare(Reading *r, const double scale[3], const double shift[3]) {
    if (!r->begun || r->draft->layers || r->pad || r->pad_more) return misplaced(r);
    for (int c = 0; c < 3; c++) {
        r->scale[c] *= scale[c];
        r->shift[c] = r->shift[c] * scale[c] + shift[c];
        if (!isnormal(r->scale[c]) || !isfinite(r->shift[c])) return misplaced(r);
    }
    r->rescaled = true;
    return NO_ERROR;
}

static Error read_rescaling(Reading *r) {
    double scale[3], shift[3] = {0};
    const json_t *by = keras_value(r->at, "scale", NULL), *offset = keras_value(r->at, "offset", NULL);
    if (!read_channels(by, r->channels, scale)) return refuse(r, "scale", by);
    if (offset && !read_channels(offset, r->channels, shift)) return refuse(r, "offset", offset);
    return prepare(r, scale, shift);
}

/* What a Normalization has learnt lies in the weights. */
static Error read_learnt(const Reading *r, KerasRole role, int variable, double out[3]) {
    const int64_t dim[] = {r->channels};
    Hdf5Data data;
    Arena scratch = {0};
    TRY(find(r, role, variable, dim, 1, &data));
    r->k->learnt = r->at;
    void *bytes = arena_alloc(&scratch, data.size, 1);
    Error e = bytes ? hdf5_read(r->k->h5, &data, bytes) : error("memory", "%s", r->k->d->path);
    const Tensor t = {.data = bytes, .type = data.type, .rank = 1, .dim = {r->channels}};
    float value[3];
    if (!failed(&e) && data.wide) tensor_narrow(bytes, r->channels, value);
    else if (!failed(&e)) tensor_read(&t, 0, r->channels, value);
    for (int c = 0; c < 3 && !failed(&e); c++) out[c] = (double)value[c < r->channels ? c : 0];
    arena_free(&scratch);
    return e;
}

static Error read_normalization(Reading *r) {
    double mean[3], variance[3], scale[3], shift[3];
    const json_t *m = keras_value(r->at, "mean", NULL), *v = keras_value(r->at, "variance", NULL);
    if (!r->begun || r->draft->layers) return misplaced(r);
    if (!is_axis(r, keras_value(r->at, "axis", NULL))) return refuse(r, "axis", keras_value(r->at, "axis", NULL));
    if (is_true(r, "invert", NULL, false)) return refuse(r, "invert", keras_value(r->at, "invert", NULL));
    if (!m) TRY(read_learnt(r, KERAS_MEAN, 0, mean));
    else if (!read_channels(m, r->channels, mean)) return refuse(r, "mean", m);
    if (!v) TRY(read_learnt(r, KERAS_VARIANCE, 1, variance));
    else if (!read_channels(v, r->channels, variance)) return refuse(r, "variance", v);
    for (int c = 0; c < 3; c++) {
        scale[c] = 1 / fmax(sqrt(variance[c]), 1e-7); /* Keras's epsilon */
        shift[c] = -mean[c] * scale[c];
    }
    return prepare(r, scale, shift);
}

static bool all_near(const double value[3], double wanted) {
    for (int c = 0; c < 3; c++)
        if (fabs(value[c] - wanted) > 1e-6 * fmax(fabs(wanted), 1)) return false;
    return true;
}

static Preparation preparation_of(const Reading *r) {
    float mean[3], deviation[3];
    double over[3];
    for (int c = 0; c < 3; c++) {
        over[c] = 1 / r->scale[c];
        deviation[c] = (float)(over[c] / 255);
        mean[c] = (float)(0 - r->shift[c] * over[c] / 255); /* no -0 */
    }
    if (all_near(over, 1) && all_near(r->shift, 0)) return preparation(PREPARE_RAW);
    if (all_near(over, 255) && all_near(r->shift, 0)) return preparation(PREPARE_UNIT);
    if (all_near(over, 127.5) && all_near(r->shift, -1)) return preparation(PREPARE_TF);
    return preparation_own(mean, deviation);
}

/* ---- the layers ---- */

static Error read_nothing(Reading *r) { return r->flat || r->draft->layers ? pass(r) : NO_ERROR; }
static Error read_input(Reading *r) {
    (void)r; /* it is read as any layer's shape is */
    return NO_ERROR;
}

static const struct {
    const char *name;
    Error (*read)(Reading *r);
} LAYERS[] = {
    {"InputLayer", read_input},
    {"Conv2D", read_conv},
    {"Convolution2D", read_conv},
    {"ZeroPadding2D", read_padding},
    {"BatchNormalization", read_norm},
    {"Activation", read_activation},
    {"ReLU", read_relu},
    {"LeakyReLU", read_leaky},
    {"ELU", read_elu},
    {"MaxPooling2D", read_pool},
    {"MaxPool2D", read_pool},
    {"AveragePooling2D", read_average},
    {"AvgPool2D", read_average},
    {"GlobalAveragePooling2D", read_mean},
    {"GlobalAvgPool2D", read_mean},
    {"GlobalMaxPooling2D", read_most},
    {"GlobalMaxPool2D", read_most},
    {"Flatten", read_flatten},
    {"Dense", read_dense},
    {"Softmax", read_softmax},
    {"Rescaling", read_rescaling},
    {"Normalization", read_normalization},
    /* of the training: */
    {"Dropout", read_nothing},
    {"SpatialDropout2D", read_nothing},
    {"GaussianNoise", read_nothing},
    {"GaussianDropout", read_nothing},
    {"AlphaDropout", read_nothing},
    {"ActivityRegularization", read_nothing},
    {"RandomFlip", read_nothing},
    {"RandomRotation", read_nothing},
    {"RandomZoom", read_nothing},
    {"RandomTranslation", read_nothing},
    {"RandomContrast", read_nothing},
    {"RandomBrightness", read_nothing},
};

/* [null, rows, columns, channels]; rows and columns may be null, too. */
static Error begin(Reading *r, const json_t *shape) {
    size_t rows = r->first ? 2 : 1, channel = r->first ? 1 : 3;
    const json_t *side = json_array_get(shape, rows), *other = json_array_get(shape, rows + 1);
    const json_t *channels = json_array_get(shape, channel);
    bool any = json_is_null(side) && json_is_null(other);
    bool fits = json_array_size(shape) == 4 && (any || (is_whole(side, SIDE_LEAST, SIDE_MOST) &&
                                                        json_equal((json_t *)side, (json_t *)other)));
    if (!fits || !(is_whole(channels, 1, 1) || is_whole(channels, 3, 3))) {
        char *text = json_dumps(shape, JSON_COMPACT | JSON_ENCODE_ANY);
        Error e = error("keras.input", "%s\t%.80s", r->k->d->path, text ? text : "");
        free(text);
        return e;
    }
    r->draft->input = r->side = any ? SIDE_USUAL : (int)json_integer_value(side);
    r->draft->channels = r->channels = (int)json_integer_value(channels);
    r->begun = true;
    return NO_ERROR;
}

/* What a layer says of its input, if nothing is known yet. */
static Error look_input(Reading *r) {
    static const char *const NAMES[] = {"batch_input_shape", "batch_shape"};
    for (size_t i = 0; i < 2 && !r->begun; i++) {
        const json_t *shape = keras_value(r->at, NAMES[i], NULL);
        if (shape) return begin(r, shape);
    }
    return NO_ERROR;
}

static Error read_layer(Reading *r) {
    TRY(look_input(r));
    for (size_t i = 0; i < sizeof LAYERS / sizeof *LAYERS; i++)
        if (strcmp(r->at->class_name, LAYERS[i].name) == 0) return LAYERS[i].read(r);
    return error("keras.class", "%s\t%s\t%s", r->at->class_name, r->at->name, r->k->d->path);
}

/* The first convolution that says how maps lie says it for all. In Keras 1 the kernels lay like the maps. */
static Error find_order(Reading *r) {
    for (size_t i = 0; i < r->k->n; i++) {
        const KerasLayer *l = &r->k->layer[i];
        const char *order = json_string_value(keras_value(l, "data_format", "dim_ordering"));
        if (!order || strncmp(l->class_name, "Conv", 4) != 0) continue;
        r->first = is_first(order);
        return strcmp(order, "th") == 0 ? error("keras.theano", "%s\t%s", l->name, r->k->d->path) : NO_ERROR;
    }
    return NO_ERROR;
}

Error keras_layers(Keras *k) {
    Reading r = {.k = k, .draft = &k->d->draft, .at = k->layer, .scale = {1, 1, 1}};
    TRY(find_order(&r));
    k->d->draft.like = NET_COUNT;
    const json_t *built = json_object_get(json_object_get(k->config, "config"), "build_input_shape");
    if (json_array_size(built) == 4) TRY(begin(&r, built));
    for (size_t i = 0; i < k->n; i++) {
        r.at = &k->layer[i];
        TRY(read_layer(&r));
    }
    if (!k->d->draft.layers || r.pad || r.pad_more) return misplaced(&r);
    if (r.rescaled) k->d->prepared = true, k->d->preparation = preparation_of(&r);
    return NO_ERROR;
}
