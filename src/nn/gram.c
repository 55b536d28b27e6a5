#include "nn/gram.h"

#include <string.h>

#include "base/memory.h"
#include "nn/engine_inside.h"

enum { CHUNK = 256 }; /* places at once: with a panel of channels, half of a nearest cache */

/* A piece of work on maps, shared out by panels of channels or of places. */
typedef struct Gram {
    Engine *engine;
    const float *maps;
    int channels;
    int64_t plane; /* places */
    float *gram;
    const float *matrix; /* (C, C), to be multiplied by the maps */
    float *gradient;
} Gram;

static size_t scratch_numbers(const Gram *g) {
    size_t panel = (size_t)g->engine->kernels->panel;
    size_t longest = (size_t)most(g->channels, CHUNK); /* a panel of places, or of channels */
    return panel * (longest + 2 * padded((size_t)g->channels));
}

/* A panel of columns of the Gram matrix: all maps against the panel's, chunk by chunk of the places. */
static void gram_panel(void *ctx, int item, int worker) {
    const Gram *g = ctx;
    const Kernels *k = g->engine->kernels;
    int panel = k->panel, first = item * panel, n = least(panel, g->channels - first);
    float *u = g->engine->scratch[worker].data, *part = u + CHUNK * panel, *sum = part + g->channels * panel;
    Planes planes = {(float *)g->maps + first * g->plane, g->plane, n, 1, (int)g->plane};
    memset(u, 0, (size_t)(CHUNK * panel) * sizeof *u);
    memset(sum, 0, (size_t)(g->channels * panel) * sizeof *sum);
    for (int64_t at = 0; at < g->plane; at += CHUNK) {
        int places = (int)(g->plane - at < CHUNK ? g->plane - at : CHUNK);
        k->to_last(&planes, 0, 1, (int)at, places, u, (size_t)panel);
        k->products(&(Products){.u = u, .v = g->maps + at, .out = part, .pixel = (size_t)g->plane,
                                .out_pixel = (size_t)panel, .runs = 1, .run = places, .pixels = g->channels,
                                .soon = (const char *)u});
        for (int i = 0; i < g->channels * panel; i++) sum[i] += part[i];
    }
    for (int i = 0; i < g->channels; i++)
        for (int o = 0; o < n; o++) g->gram[i * g->channels + first + o] = sum[i * panel + o] / (float)g->plane;
}

/* A panel of places: the matrix, row by row, times all maps there. */
static void apply_panel(void *ctx, int item, int worker) {
    const Gram *g = ctx;
    const Kernels *k = g->engine->kernels;
    int64_t first = (int64_t)item * k->panel;
    size_t panel = (size_t)k->panel, channels = (size_t)g->channels;
    size_t n = (size_t)(g->plane - first < k->panel ? g->plane - first : k->panel);
    float *u = g->engine->scratch[worker].data, *part = u + channels * panel;
    for (size_t c = 0; c < channels; c++) {
        memcpy(u + c * panel, g->maps + (int64_t)c * g->plane + first, n * sizeof *u);
        memset(u + c * panel + n, 0, (panel - n) * sizeof *u);
    }
    k->products(&(Products){.u = u, .v = g->matrix, .out = part, .pixel = channels, .out_pixel = panel, .runs = 1,
                            .run = g->channels, .pixels = g->channels, .soon = (const char *)u});
    for (size_t c = 0; c < channels; c++) {
        float *to = g->gradient + (int64_t)c * g->plane + first;
        for (size_t i = 0; i < n; i++) to[i] += part[c * panel + i];
    }
}

static Error reserve(const Gram *g) {
    return engine_scratch(g->engine, &(Layer){.name = "Gram"}, 0, scratch_numbers(g));
}

Error gram_matrix(Engine *engine, const float *maps, Shape s, float *gram) {
    Gram g = {.engine = engine, .maps = maps, .channels = s.c, .plane = (int64_t)s.h * s.w, .gram = gram};
    TRY(reserve(&g));
    workers_run(engine->workers, divide_up(s.c, engine->kernels->panel), gram_panel, &g);
    return NO_ERROR;
}

Error gram_apply(Engine *engine, const float *matrix, const float *maps, Shape s, float *out) {
    Gram g = {.engine = engine, .maps = maps, .channels = s.c, .plane = (int64_t)s.h * s.w, .matrix = matrix,
              .gradient = out};
    int panel = engine->kernels->panel;
    TRY(reserve(&g));
    workers_run(engine->workers, (int)((g.plane + panel - 1) / panel), apply_panel, &g);
    return NO_ERROR;
}

Error gram_loss(Engine *engine, const float *maps, Shape s, const float *target, float weight, float *gram,
                float *gradient, double *loss) {
    TRY(gram_matrix(engine, maps, s, gram));
    size_t n = (size_t)s.c * (size_t)s.c;
    float *difference = memory_alloc(n * sizeof *difference);
    if (!difference) return error("memory", "%s", "Gram");
    double far = 0, all = 0;
    for (size_t i = 0; i < n; i++) {
        double d = (double)gram[i] - (double)target[i];
        far += d * d;
        all += (double)target[i] * (double)target[i];
    }
    if (all == 0) all = 1;
    *loss = far / all;
    float scale = (float)(4 * (double)weight / (all * (double)((int64_t)s.h * s.w)));
    for (size_t i = 0; i < n; i++) difference[i] = scale * (gram[i] - target[i]);
    Error e = gram_apply(engine, difference, maps, s, gradient);
    memory_free(difference);
    return e;
}
