/* Writing weights: float32, half precision, or one byte a weight. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/follows.h"
#include "io/net_text.h"
#include "io/own.h"
#include "io/weights_file.h"

typedef struct Packing {
    Weights *w;
    DType type;
    Output out;
    json_t *header;
    int64_t offset;
} Packing;

/* ---- the header ---- */

static void add_entry(Packing *p, const char *name, DType type, const int64_t dim[], int rank) {
    json_t *shape = json_array();
    int64_t bytes = dtype_size(type);
    for (int i = 0; i < rank; i++) {
        json_array_append_new(shape, json_integer(dim[i]));
        bytes *= dim[i];
    }
    json_object_set_new(p->header, name,
                        json_pack("{s:s,s:o,s:[I,I]}", "dtype", dtype_name(type), "shape", shape,
                                  "data_offsets", (json_int_t)p->offset,
                                  (json_int_t)(p->offset + bytes)));
    p->offset += bytes;
}

/* Vectors, a number an output, stay as they are: biases and what batch normalization has. */
static bool kept_whole(const TensorShape *shape) { return shape->rank == 1; }

static void add_layer(Packing *p, int row) {
    const Layer *l = &p->w->net.layer[row];
    TensorShape shape[LAYER_TENSORS];
    int n = layer_kind(l->kind)->tensors(l, shape);
    char name[32], pair[48];
    for (int i = 0; i < n; i++) {
        bool whole = kept_whole(&shape[i]);
        weights_name(l, shape[i].name, name);
        add_entry(p, name, whole ? DTYPE_F32 : p->type, shape[i].dim, shape[i].rank);
        if (whole || p->type != DTYPE_U8) continue;
        snprintf(pair, sizeof pair, "%s.scale", name);
        add_entry(p, pair, DTYPE_F32, shape[i].dim, 1);
        snprintf(pair, sizeof pair, "%s.min", name);
        add_entry(p, pair, DTYPE_F32, shape[i].dim, 1);
    }
}

static const char *source_of(const Weights *w, char out[64]) {
    switch (w->origin) {
    case ORIGIN_RANDOM: snprintf(out, 64, "random:%u", (unsigned)w->seed); break;
    case ORIGIN_KERAS: snprintf(out, 64, "Oxford VGG, CC BY 4.0, through Keras"); break;
    case ORIGIN_TORCHVISION: snprintf(out, 64, "torchvision"); break;
    case ORIGIN_SLIM: snprintf(out, 64, "slim 1/%d", w->net.width); break;
    default: snprintf(out, 64, "unknown"); break;
    }
    return out;
}

/* What the tensors of a network of one's own do not tell: its layers, unless they are read off tensors anyhow, the
 * names of its classes, and how photos are prepared. False without memory or room. */
static bool describe(const Packing *p, json_t *metadata) {
    const Net *net = &p->w->net;
    char text[NET_TEXT], prepared[160];
    if (!net_is_own(net->id)) return true;
    DescribedBy by = p->w->described;
    bool derived = by == DESCRIBED_BY_LISTS || by == DESCRIBED_BY_SHAPES || by == DESCRIBED_BY_NAMES;
    bool whole = derived || net_text_write(net_drafted(net->id), text);
    if (whole && !derived) json_object_set_new(metadata, "layers", json_string(text));
    json_t *names = json_array();
    for (int i = 0; i < net_classes(net); i++) json_array_append_new(names, json_string(own_label(net->id, i)));
    char *classes = json_dumps(names, JSON_COMPACT);
    if (classes && *own_names_file(net->id)) json_object_set_new(metadata, "classes", json_string(classes));
    preparation_text(&p->w->preparation, prepared, sizeof prepared);
    if (!p->w->doubtful) json_object_set_new(metadata, "prepared", json_string(prepared));
    json_decref(names);
    free(classes);
    return whole && classes;
}

/* false without memory, or where its text has no room. */
static bool write_header(Packing *p) {
    char source[64], *follows = follows_text(p->w);
    json_t *metadata = json_pack("{s:s,s:s,s:s*}", "model", net_info(p->w->net.id)->name, "source",
                                 source_of(p->w, source), "follows", follows);
    free(follows);
    json_object_set_new(p->header, "__metadata__", metadata);
    if (!metadata || !describe(p, metadata)) return false;
    for (int row = 0; row < p->w->net.layers; row++)
        add_layer(p, row);
    char *text = json_dumps(p->header, JSON_COMPACT);
    if (!text) return false;
    size_t length = strlen(text), padded = (length + 63) / 64 * 64;
    unsigned char size[8];
    for (int i = 0; i < 8; i++) size[i] = (unsigned char)((uint64_t)padded >> 8 * i);
    fwrite(size, 1, 8, p->out.stream);
    fwrite(text, 1, length, p->out.stream);
    for (size_t i = length; i < padded; i++) fputc(' ', p->out.stream);
    free(text);
    return true;
}

/* ---- the numbers ---- */

/* IEEE 754 half precision, rounding half to even; too large a number becomes infinite. */
static uint16_t half_of_float(float value) {
    uint32_t bits;
    memcpy(&bits, &value, 4);
    uint16_t sign = (uint16_t)(bits >> 16 & 0x8000);
    double size = fabs((double)value);
    if (size >= 65520.0) return sign | 0x7C00;
    if (size < ldexp(1, -14)) return sign | (uint16_t)nearbyint(ldexp(size, 24));
    int exponent;
    double mantissa = frexp(size, &exponent); /* 0.5 to 1 */
    long rounded = (long)nearbyint(ldexp(mantissa, 11)); /* 1024 to 2048 */
    return sign | (uint16_t)(((exponent + 14) << 10) + (rounded - 1024));
}

static float float_of_half(uint16_t half) {
    Tensor t = {.data = &half, .type = DTYPE_F16, .rank = 1, .dim = {1}};
    float value;
    tensor_read(&t, 0, 1, &value);
    return value;
}

typedef struct Quantized {
    float scale, min;
} Quantized;

/* One output channel as bytes: value = u8 * scale + min. */
static Quantized quantize(const float *in, int64_t n, uint8_t *out) {
    float lo = in[0], hi = in[0];
    for (int64_t i = 1; i < n; i++) {
        lo = fminf(lo, in[i]);
        hi = fmaxf(hi, in[i]);
    }
    Quantized q = {(hi - lo) / 255.0f, lo};
    for (int64_t i = 0; i < n; i++) {
        double step = q.scale > 0 ? nearbyint(((double)in[i] - lo) / q.scale) : 0;
        out[i] = step > 255 ? 255 : (uint8_t)step;
    }
    return q;
}

/* The weights of a row, an output channel at a time; `bytes` has room for one channel. false if a
 * number is too large for the type. */
static bool write_weights(Packing *p, const Tensor *t, float *values, uint8_t *bytes,
                          Quantized *pairs, double *worst) {
    int64_t channels = t->dim[0], n = tensor_count(t) / channels;
    uint16_t *halves = (uint16_t *)(void *)bytes;
    bool fits = true;
    for (int64_t c = 0; c < channels; c++) {
        tensor_read(t, c * n, n, values);
        size_t size = (size_t)dtype_size(p->type);
        if (p->type == DTYPE_U8) pairs[c] = quantize(values, n, bytes);
        if (p->type == DTYPE_F16)
            for (int64_t i = 0; i < n; i++) halves[i] = half_of_float(values[i]);
        const void *from = p->type == DTYPE_F32 ? (const void *)values : bytes;
        fwrite(from, size, (size_t)n, p->out.stream);
        for (int64_t i = 0; i < n; i++) {
            double stored = p->type == DTYPE_U8    ? (double)(bytes[i] * pairs[c].scale + pairs[c].min)
                            : p->type == DTYPE_F16 ? (double)float_of_half(halves[i])
                                                   : (double)values[i];
            *worst = fmax(*worst, fabs(stored - (double)values[i]));
            fits &= isfinite(stored) != 0;
        }
    }
    return fits;
}

/* Float32, as it is. false without memory. */
static bool write_whole(Packing *p, const Tensor *t) {
    int64_t n = tensor_count(t);
    float *values = malloc((size_t)n * sizeof *values);
    if (!values) return false;
    tensor_read(t, 0, n, values);
    fwrite(values, sizeof *values, (size_t)n, p->out.stream);
    free(values);
    return true;
}

static Error write_tensor(Packing *p, int row, const TensorShape *shape, const Tensor *t, double *worst) {
    int64_t channels = t->dim[0], n = tensor_count(t) / channels;
    float *values = malloc((size_t)n * sizeof *values);
    uint8_t *bytes = malloc((size_t)n * 2);
    Quantized *pairs = malloc((size_t)channels * sizeof *pairs);
    Error e = NO_ERROR;
    if (!values || !bytes || !pairs) {
        e = error("memory", "%s", p->w->net.layer[row].name);
    } else {
        char name[32];
        weights_name(&p->w->net.layer[row], shape->name, name);
        if (!write_weights(p, t, values, bytes, pairs, worst))
            e = error("weights.type", "%s\t%s", dtype_name(p->type), name);
        if (p->type == DTYPE_U8) {
            for (int64_t c = 0; c < channels; c++) fwrite(&pairs[c].scale, 4, 1, p->out.stream);
            for (int64_t c = 0; c < channels; c++) fwrite(&pairs[c].min, 4, 1, p->out.stream);
        }
    }
    free(values);
    free(bytes);
    free(pairs);
    return e;
}

static Error write_row(Packing *p, int row, double *worst) {
    TensorShape shape[LAYER_TENSORS];
    Tensor *tensor[LAYER_TENSORS];
    int n = layer_tensors(&p->w->net.layer[row], &p->w->layer[row], shape, tensor);
    for (int i = 0; i < n; i++) {
        if (!kept_whole(&shape[i])) TRY(write_tensor(p, row, &shape[i], tensor[i], worst));
        else if (!write_whole(p, tensor[i])) return error("memory", "%s", p->w->net.layer[row].name);
    }
    return NO_ERROR;
}

Error weights_pack(Weights *w, Workers *workers, DType type, const char *path, PackReport *report) {
    Packing p = {.w = w, .type = type, .header = json_object()};
    *report = (PackReport){{0}};
    if (!p.header) return error("memory", "%s", path);
    Error e = file_create(path, &p.out);
    bool open = !failed(&e);
    if (open && !write_header(&p)) e = error("memory", "%s", path);
    for (int row = 0; row < w->net.layers && !failed(&e); row++) {
        if (!w->net.layer[row].params) continue;
        e = weights_touch(w, row, workers, NULL);
        if (!failed(&e)) e = write_row(&p, row, &report->error[row]);
    }
    if (!failed(&e)) e = weights_unchanged(w);
    json_decref(p.header);
    if (open && failed(&e)) file_discard(&p.out);
    return failed(&e) ? e : file_commit(&p.out);
}
