#include "io/onnx/open.h"

#ifndef WITH_ONNX

Error onnx_open(const Mapped *file, const char *path, Arena *memory, Described *out) {
    (void)file, (void)memory, (void)out;
    return error("onnx.without", "%s", path);
}

#else

#include <string.h>

#include "io/onnx/inside.h"
#include "io/onnx/outline.h"

enum { USUAL_SIDE = 224, OPEN_SIDE_MOST = 512, ROOM_TIMES = 8, ROOM_MORE = 1 << 20, PIECE = 64 };

/* ---- unpacking ---- */

/* From the arena, which parts its memory by 64 bytes; no more than a few times what is unpacked. */
static void *take(void *ctx, size_t size) {
    Onnx *o = ctx;
    size_t piece = size > SIZE_MAX - PIECE ? SIZE_MAX : (size + PIECE - 1) / PIECE * PIECE;
    if (piece > o->room) return NULL;
    o->room -= piece;
    return arena_alloc(&o->d->values, size, 1);
}

static void keep(void *ctx, void *memory) { (void)ctx, (void)memory; } /* it goes with the arena */

static Error unpack(Onnx *o) {
    ProtobufCAllocator allocator = {take, keep, o};
    unsigned char *outline;
    size_t size;
    Described *d = o->d;
    TRY(onnx_outline(d->file, d->path, &d->values, &outline, &size));
    o->room = ROOM_MORE + (d->file->size < SIZE_MAX / 2 / ROOM_TIMES ? ROOM_TIMES * d->file->size : SIZE_MAX / 2);
    o->model = onnx__model_proto__unpack(&allocator, size, outline);
    if (d->values.failed) return error("memory", "%s", d->path);
    if (!o->model) return error("onnx.broken", "%s\t%s", d->path, "it is no such file, or damaged");
    o->graph = o->model->graph;
    if (!o->graph) return error("onnx.broken", "%s\t%s", d->path, "its graph is missing");
    if (!o->model->n_opset_import) return error("weights.cut", "%s", d->path); /* it stands behind the graph */
    return NO_ERROR;
}

/* ---- the network ---- */

/* Where the file leaves the photo's size open it is the usual one, or else one of those that fit all layers. */
static Error read_chain(Onnx *o) {
    bool open = false;
    Error e = onnx_chain(o, USUAL_SIDE, &open), again = e;
    for (int side = 1; open && failed(&again) && strcmp(e.id, "onnx.side") == 0 && side <= OPEN_SIDE_MOST; side++)
        again = onnx_chain(o, side, &open);
    if (failed(&again)) return e;
    if (open && !o->sized) net_draft_open(&o->d->draft);
    return NO_ERROR;
}

/* What no node asks for. */
static Error list_left_out(Onnx *o) {
    const Onnx__GraphProto *g = o->graph;
    const char **names = ARENA_NEW(&o->d->values, g->n_initializer ? g->n_initializer : 1, const char *);
    if (!names) return error("memory", "%s", o->d->path);
    for (size_t i = 0; i < g->n_initializer; i++) {
        const char *name = g->initializer[i]->name;
        const GraphValue *v = name && *name ? onnx_value(o, name) : NULL;
        if (v && !v->uses) names[o->d->left++] = name;
    }
    o->d->left_out = names;
    return NO_ERROR;
}

static Error get(Described *d, size_t i, Tensor *out) {
    Onnx *o = d->inside;
    const Tensor *shape = &d->tensor[i].shape;
    o->d = d;
    TRY(onnx_numbers(o, &o->wanted[i].from, o->wanted[i].factor, out));
    out->rank = shape->rank;
    memcpy(out->dim, shape->dim, sizeof out->dim);
    return NO_ERROR;
}

static void leave(Described *d) {
    Onnx *o = d->inside;
    arena_free(&o->pass);
}

static Error read_all(Onnx *o) {
    TRY(unpack(o));
    TRY(onnx_values_list(o));
    TRY(read_chain(o));
    return list_left_out(o);
}

Error onnx_open(const Mapped *file, const char *path, Arena *memory, Described *out) {
    *out = (Described){.source = "ONNX", .memory = memory, .file = file, .path = path, .get = get, .close = leave};
    Onnx *o = ARENA_NEW(&out->values, 1, Onnx);
    out->tensor = ARENA_NEW(&out->values, TENSORS_MOST, DescribedTensor);
    Error e = o && out->tensor ? NO_ERROR : error("memory", "%s", path);
    if (!failed(&e)) {
        o->d = out;
        out->inside = o;
        e = read_all(o);
        if (failed(&e)) leave(out);
    }
    if (failed(&e)) arena_free(&out->values);
    return e;
}

#endif
