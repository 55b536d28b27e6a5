#include "io/onnx/outline.h"

#include <string.h>

/* ---- the schema, as far as it is asked for ---- */

typedef enum How { COPIED, TEXT, NUMBERS, MESSAGES, MESSAGE /* one at most */ } How;

typedef struct Field {
    unsigned number;
    How how;
    const struct Field *inside;
} Field;

static const Field ENTRY[] = {{1, TEXT, NULL} /* key */, {2, TEXT, NULL} /* value */, {0}};
static const Field TENSOR[] = {{1, COPIED, NULL} /* dims */, {2, COPIED, NULL} /* data_type */,
                               {4, NUMBERS, NULL} /* float_data */, {5, COPIED, NULL} /* int32_data */,
                               {7, COPIED, NULL} /* int64_data */, {8, TEXT, NULL} /* name */,
                               {9, NUMBERS, NULL} /* raw_data */, {10, NUMBERS, NULL} /* double_data */,
                               {13, MESSAGES, ENTRY} /* external_data */, {14, COPIED, NULL} /* data_location */, {0}};
static const Field ATTRIBUTE[] = {{1, TEXT, NULL} /* name */, {2, COPIED, NULL} /* f */, {3, COPIED, NULL} /* i */,
                                  {4, TEXT, NULL} /* s */, {5, MESSAGE, TENSOR} /* t */,
                                  {7, COPIED, NULL} /* floats */, {8, COPIED, NULL} /* ints */, {0}};
static const Field NODE[] = {{1, TEXT, NULL} /* input */, {2, TEXT, NULL} /* output */, {3, TEXT, NULL} /* name */,
                             {4, TEXT, NULL} /* op_type */, {5, MESSAGES, ATTRIBUTE}, {7, TEXT, NULL} /* domain */,
                             {0}};
static const Field SIDE[] = {{1, COPIED, NULL} /* dim_value */, {2, TEXT, NULL} /* dim_param */, {0}};
static const Field SHAPE[] = {{1, MESSAGES, SIDE}, {0}};
static const Field TENSOR_TYPE[] = {{1, COPIED, NULL} /* elem_type */, {2, MESSAGE, SHAPE}, {0}};
static const Field TYPE[] = {{1, MESSAGE, TENSOR_TYPE}, {0}};
static const Field VALUE[] = {{1, TEXT, NULL} /* name */, {2, MESSAGE, TYPE}, {0}};
static const Field GRAPH[] = {{1, MESSAGES, NODE}, {5, MESSAGES, TENSOR}, {11, MESSAGES, VALUE} /* input */,
                              {12, MESSAGES, VALUE} /* output */, {0}};
static const Field OPSET[] = {{1, TEXT, NULL} /* domain */, {2, COPIED, NULL} /* version */, {0}};
static const Field MODEL[] = {{1, COPIED, NULL} /* ir_version */, {7, MESSAGE, GRAPH}, {8, MESSAGES, OPSET}, {0}};

static const Field *find_field(const Field *of, uint64_t number) {
    for (; of->number; of++)
        if (of->number == number) return of;
    return NULL;
}

/* ---- the wire format: protobuf.dev/programming-guides/encoding ---- */

enum { WIRE_VARINT, WIRE_64, WIRE_BYTES, WIRE_32 = 5, LENGTH_BYTES = 5 };

typedef struct Copying {
    const unsigned char *begin; /* of the file */
    unsigned char *out;         /* NULL: it is only measured */
    size_t n;
    bool cut;                   /* something reaches beyond the end of the file */
} Copying;

static bool read_varint(const unsigned char **at, const unsigned char *end, uint64_t *out) {
    *out = 0;
    for (int shift = 0; shift < 64 && *at < end; shift += 7) {
        unsigned char byte = *(*at)++;
        *out |= (uint64_t)(byte & 127) << shift;
        if (byte < 128) return true;
    }
    return false;
}

static void put(Copying *c, const void *bytes, size_t n) {
    if (c->out) memcpy(c->out + c->n, bytes, n);
    c->n += n;
}

/* Always as long, so that it can be put in once it is known. */
static void put_length(Copying *c, size_t at, size_t length) {
    for (int i = 0; c->out && i < LENGTH_BYTES; i++)
        c->out[at + (size_t)i] = (unsigned char)((length >> 7 * i & 127) | (i + 1 < LENGTH_BYTES ? 128 : 0));
}

static void put_text(Copying *c, const unsigned char *text, size_t n) {
    size_t from = c->n;
    put(c, text, n);
    for (size_t i = from; c->out && i < c->n; i++)
        if (c->out[i] < 32 || c->out[i] == 127) c->out[i] = '?';
}

/* The bytes of a field behind its tag; of one with a length those behind it. */
static bool read_content(const unsigned char **at, const unsigned char *end, unsigned wire, uint64_t *size) {
    const unsigned char *from = *at;
    switch (wire) {
    case WIRE_VARINT:
        if (!read_varint(at, end, size)) return false;
        *size = (uint64_t)(*at - from);
        *at = from;
        return true;
    case WIRE_64: *size = 8; break;
    case WIRE_32: *size = 4; break;
    case WIRE_BYTES: return read_varint(at, end, size);
    default: return false;
    }
    return true;
}

static bool copy_message(Copying *c, const Field *of, const unsigned char *at, const unsigned char *end);

static bool copy_field(Copying *c, const Field *f, unsigned wire, const unsigned char *content, size_t size) {
    bool bytes = f->how == COPIED || wire == WIRE_BYTES;
    unsigned char tag = (unsigned char)(f->number << 3 | (f->how == NUMBERS ? WIRE_BYTES : wire));
    if (!bytes) return true; /* what no schema of ONNX has: it says nothing */
    if (f->how == NUMBERS) tag = 9 << 3 | WIRE_BYTES;
    put(c, &tag, 1);
    size_t length = c->n;
    if (wire == WIRE_BYTES) c->n += LENGTH_BYTES;
    size_t from = c->n;
    const OnnxPlace place = {(uint64_t)(content - c->begin), size};
    bool whole = true;
    if (f->how == COPIED) put(c, content, size);
    else if (f->how == TEXT) put_text(c, content, size);
    else if (f->how == NUMBERS) put(c, &place, sizeof place);
    else whole = copy_message(c, f->inside, content, content + size);
    if (wire == WIRE_BYTES) put_length(c, length, c->n - from);
    return whole;
}

static bool copy_message(Copying *c, const Field *of, const unsigned char *at, const unsigned char *end) {
    uint64_t tag, size;
    unsigned once = 0; /* those that have been, by their numbers */
    while (at < end) {
        if (!read_varint(&at, end, &tag) || !read_content(&at, end, (unsigned)tag & 7, &size) ||
            size > (uint64_t)(end - at)) {
            c->cut = of == MODEL;
            return false;
        }
        if (!(tag >> 3)) return false;
        const Field *f = find_field(of, tag >> 3);
        if (f && f->how == MESSAGE) {
            if (once >> f->number & 1) return false; /* protobuf would mix the two */
            once |= 1u << f->number;
        }
        if (f && !copy_field(c, f, (unsigned)tag & 7, at, (size_t)size)) return false;
        at += size;
    }
    return true;
}

Error onnx_outline(const Mapped *file, const char *path, Arena *memory, unsigned char **out, size_t *size) {
    Copying c = {.begin = file->data};
    const unsigned char *end = file->data + file->size;
    bool whole = copy_message(&c, MODEL, file->data, end);
    if (!whole && c.cut) return error("weights.cut", "%s", path);
    if (!whole || c.n > file->size + (1 << 20) || (uint64_t)c.n >> 7 * LENGTH_BYTES)
        return error("onnx.broken", "%s\t%s", path, "it is no such file, or damaged");
    *size = c.n;
    c = (Copying){.begin = file->data, .out = ARENA_NEW(memory, c.n ? c.n : 1, unsigned char)};
    if (!c.out) return error("memory", "%s", path);
    copy_message(&c, MODEL, file->data, end);
    *out = c.out;
    return NO_ERROR;
}
