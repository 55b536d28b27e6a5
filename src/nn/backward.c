#include "nn/backward.h"

#include <string.h>

#include "base/memory.h"
#include "base/stop.h"
#include "model/kind.h"
#include "nn/engine_inside.h"
#include "nn/layer.h"

/* What joins a gradient on its way down. */
typedef struct Joining {
    const RowGradient *from;
    int n;
} Joining;

static void join(Backprop *c, const Joining *joining, int row, float *out) {
    Shape shape = net_shape(run_net(c->run), row);
    int64_t count = shape_count(shape);
    for (int i = 0; joining && i < joining->n; i++) {
        if (joining->from[i].row != row) continue;
        const float *values = joining->from[i].values;
        for (int64_t k = 0; k < count; k++) out[k] += values[k];
        c->window = (Box){0, 0, shape.w - 1, shape.h - 1};
    }
}

/* From the output of a row, whose gradient `out` is freed, to that of row `to`; joining may be NULL. */
static Error go_back(Backprop *c, int row, float *out, const Joining *joining, int to, float *gradient,
                     bool *finished) {
    const Net *net = run_net(c->run);
    Error e = out ? NO_ERROR : error("memory", "%s", net->layer[row].name);
    int at = row;
    for (; at > to && !failed(&e) && !stop_asked(c->watch.cancel); at--) {
        if (c->watch.done) atomic_store(c->watch.done, 1000 * (row - at) / (row - to));
        join(c, joining, at, out);
        float *in = backprop_gradient(net->layer[at].in);
        e = in ? layer_run(net->layer[at].kind)->backward(c, at, out, in) : error("memory", "%s", net->layer[at].name);
        memory_free(out);
        out = in;
    }
    if (!failed(&e)) e = weights_unchanged(run_weights(c->run));
    *finished = at == to && !failed(&e) && !stop_asked(c->watch.cancel); /* the last one may have been left halfway */
    if (*finished) memcpy(gradient, out, (size_t)shape_count(net_shape(net, to)) * sizeof *gradient);
    memory_free(out);
    return e;
}

Error backward_unit(const Run *run, Engine *engine, int row, int map, int x, int y, Guide guide, Watch watch,
                    float *gradient, bool *finished) {
    const Net *net = run_net(run);
    if (net_lead(net, row) != row && layer_kind(net->layer[row].kind)->joins == JOINS_ACTIVATION) row--;
    Backprop c = {run, engine, guide, watch, {x, y, x, y}};
    Shape shape = net->layer[row].out;
    float *out = backprop_gradient(shape);
    if (out) out[((int64_t)map * shape.h + y) * shape.w + x] = 1;
    return go_back(&c, row, out, NULL, -1, gradient, finished);
}

Error backward_sum(const Run *run, Engine *engine, int row, const float *sum, int to, Guide guide, Watch watch,
                   float *gradient, bool *finished) {
    Shape shape = run_net(run)->layer[row].out;
    Backprop c = {run, engine, guide, watch, {0, 0, shape.w - 1, shape.h - 1}};
    float *out = backprop_gradient(shape);
    if (out) memcpy(out, sum, (size_t)shape_count(shape) * sizeof *out);
    return go_back(&c, row, out, NULL, to, gradient, finished);
}

Error backward_sums(const Run *run, Engine *engine, const RowGradient from[], int n, int to, Watch watch,
                    float *gradient, bool *finished) {
    int row = from[0].row;
    for (int i = 1; i < n; i++) row = from[i].row > row ? from[i].row : row;
    Backprop c = {run, engine, GUIDE_NONE, watch, {0}};
    return go_back(&c, row, backprop_gradient(run_net(run)->layer[row].out), &(Joining){from, n}, to, gradient,
                   finished);
}
