#include "nn/backprop.h"

#include <string.h>

#include "base/memory.h"
#include "nn/engine_inside.h"

Box backprop_window(const Layer *l, Box out) {
    int w = l->in.w, h = l->in.h;
    return (Box){layer_inside(l, out.x0, w).first, layer_inside(l, out.y0, h).first, layer_inside(l, out.x1, w).end - 1,
                 layer_inside(l, out.y1, h).end - 1};
}

float *backprop_gradient(Shape s) {
    size_t bytes = (size_t)shape_count(s) * sizeof(float);
    float *g = memory_alloc(bytes);
    return g ? memset(g, 0, bytes + 64) : NULL;
}
