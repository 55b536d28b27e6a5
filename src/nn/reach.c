#include "nn/reach.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "model/kind.h"

void reach_input(Shape s, const float *a, const float *b, uint8_t *out) {
    int places = s.h * s.w;
    memset(out, false, (size_t)places);
    for (int c = 0; c < s.c; c++, a += places, b += places)
        for (int at = 0; at < places; at++) out[at] |= memcmp(&a[at], &b[at], sizeof *a) != 0;
}

void reach_through(const Layer *l, const uint8_t *in, uint8_t *out) {
    if (layer_kind(l->kind)->sees == SEES_PLACE) {
        for (int at = 0; at < l->out.h * l->out.w; at++) out[at] |= in[at];
        return;
    }
    for (int y = 0; y < l->out.h; y++, out += l->out.w) {
        Extent rows = layer_inside(l, y, l->in.h);
        const uint8_t *from = in + (int64_t)rows.first * l->in.w;
        if (!memchr(from, 1, (size_t)(rows.end - rows.first) * (size_t)l->in.w)) continue;
        for (int x = 0; x < l->out.w; x++) {
            Extent columns = layer_inside(l, x, l->in.w);
            for (int i = 0; i < rows.end - rows.first && !out[x]; i++)
                for (int j = columns.first; j < columns.end; j++) out[x] |= from[i * l->in.w + j];
        }
    }
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
    uint8_t *both = malloc(2 * most);
    if (!both) return error("memory", "%s", "difference");
    uint8_t *here = both, *next = both + most;
    reach_input(net->input, a, b, here);
    for (int at = 0; at <= row; at++) {
        const Layer *l = &net->layer[at];
        if (layer_kind(l->kind)->sees == SEES_PLACE) continue;
        memset(next, false, (size_t)(l->out.h * l->out.w));
        reach_through(l, here, next);
        uint8_t *swap = here;
        here = next;
        next = swap;
    }
    for (int i = 0; i < places; i++) out[i] = here[i];
    free(both);
    return NO_ERROR;
}
