#include "nn/reach.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "model/kind.h"

static void input_reach(Shape s, const float *a, const float *b, unsigned char *out) {
    int places = s.h * s.w;
    memset(out, false, (size_t)places);
    for (int c = 0; c < s.c; c++)
        for (int at = 0; at < places; at++) out[at] |= a[(int64_t)c * places + at] != b[(int64_t)c * places + at];
}

static bool window_reached(const Layer *l, const unsigned char *in, int y, int x) {
    Extent rows = layer_inside(l, y, l->in.h), columns = layer_inside(l, x, l->in.w);
    for (int i = rows.first; i < rows.end; i++)
        for (int j = columns.first; j < columns.end; j++)
            if (in[i * l->in.w + j]) return true;
    return false;
}

static void layer_reach(const Layer *l, const unsigned char *in, unsigned char *out) {
    for (int y = 0; y < l->out.h; y++)
        for (int x = 0; x < l->out.w; x++)
            out[y * l->out.w + x] = window_reached(l, in, y, x);
}

/* Places of the largest map up to a row: padding can make them larger than the photo. */
static size_t largest_map(const Net *net, int row) {
    size_t most = 0;
    for (int at = -1; at <= row; at++) {
        Shape s = net_shape(net, at);
        size_t places = (size_t)s.h * (size_t)s.w;
        if (places > most) most = places;
    }
    return most;
}

Error reach(const Net *net, int row, const float *a, const float *b, float *out) {
    Shape shape = net_shape(net, row);
    int places = shape.h * shape.w;
    if (places == 1) {
        *out = 1;
        return NO_ERROR;
    }
    size_t most = largest_map(net, row);
    unsigned char *both = malloc(2 * most);
    if (!both) return error("memory", "%s", "difference");
    unsigned char *here = both, *next = both + most;
    input_reach(net->input, a, b, here);
    for (int at = 0; at <= row; at++) {
        const Layer *l = &net->layer[at];
        if (layer_kind(l->kind)->sees == SEES_PLACE) continue;
        layer_reach(l, here, next);
        unsigned char *swap = here;
        here = next;
        next = swap;
    }
    for (int i = 0; i < places; i++) out[i] = here[i];
    free(both);
    return NO_ERROR;
}
