#include "nn/backward.h"

#include <string.h>

#include "base/memory.h"
#include "base/stop.h"
#include "model/kind.h"
#include "nn/engine_inside.h"
#include "nn/layer.h"

Error backward_unit(const Run *run, Engine *engine, int row, int map, int x, int y, Guide guide, Watch watch,
                    float *gradient, bool *finished) {
    const Net *net = run_net(run);
    if (net_lead(net, row) != row && layer_kind(net->layer[row].kind)->joins == JOINS_ACTIVATION) row--;
    Backprop c = {run, engine, guide, watch, {x, y, x, y}};
    Shape shape = net->layer[row].out;
    float *out = backprop_gradient(shape);
    Error e = out ? NO_ERROR : error("memory", "%s", net->layer[row].name);
    if (out) out[((int64_t)map * shape.h + y) * shape.w + x] = 1;
    int at = row;
    for (; at >= 0 && !failed(&e) && !stop_asked(watch.cancel); at--) {
        if (watch.done) atomic_store(watch.done, 1000 * (row - at) / (row + 1));
        float *in = backprop_gradient(net->layer[at].in);
        e = in ? layer_run(net->layer[at].kind)->backward(&c, at, out, in) : error("memory", "%s", net->layer[at].name);
        memory_free(out);
        out = in;
    }
    if (!failed(&e)) e = weights_unchanged(run_weights(run));
    *finished = at < 0 && !failed(&e);
    if (*finished) memcpy(gradient, out, (size_t)shape_count(net->input) * sizeof *gradient);
    memory_free(out);
    return e;
}
