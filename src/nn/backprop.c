#include "nn/backprop.h"

#include <string.h>

#include "base/memory.h"
#include "nn/engine_inside.h"

Box backprop_window(const Layer *l, Box out) {
    return (Box){most(0, out.x0 * l->stride - l->pad), most(0, out.y0 * l->stride - l->pad),
                 least(l->in.w - 1, out.x1 * l->stride - l->pad + l->kernel - 1),
                 least(l->in.h - 1, out.y1 * l->stride - l->pad + l->kernel - 1)};
}

float *backprop_gradient(Shape s) {
    size_t bytes = (size_t)shape_count(s) * sizeof(float);
    float *g = memory_alloc(bytes);
    return g ? memset(g, 0, bytes + 64) : NULL;
}
