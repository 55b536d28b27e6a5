#include "app/features/match.h"

#include <stdlib.h>

#include "nn/match.h"

static void close_task(JobTask *task) {
    Match *m = (Match *)task;
    free(m->relevance);
    free(m->place);
    free(m);
}

static Error work(JobTask *task) {
    Match *m = (Match *)task;
    bool finished;
    TRY(match_patches(m->engine, run_values(m->photo, m->row), m->shape, run_values(m->reference, m->row), m->shape,
                      (Watch){&task->cancel, &task->thousandths}, m->relevance, m->place, &finished));
    if (finished) atomic_store(&task->done, true);
    return NO_ERROR;
}

static bool same_shape(Shape a, Shape b) { return a.c == b.c && a.h == b.h && a.w == b.w; }

Error match_open(Engine *engine, const Run *photo, const Run *reference, int row, Match **out) {
    *out = NULL;
    if (!same_shape(net_shape(run_net(photo), row), net_shape(run_net(reference), row)))
        return error("match.differ", "%s", "");
    Match *m = *out = calloc(1, sizeof *m);
    if (!m) return error("memory", "%s", "match");
    m->task.work = work;
    m->task.close = close_task;
    m->engine = engine;
    m->photo = photo;
    m->reference = reference;
    m->row = row;
    m->shape = net_shape(run_net(photo), row);
    size_t n = (size_t)m->shape.h * (size_t)m->shape.w;
    m->relevance = calloc(n, sizeof *m->relevance);
    m->place = calloc(n, sizeof *m->place);
    if (m->relevance && m->place) return NO_ERROR;
    close_task(&m->task);
    *out = NULL;
    return error("memory", "%s", "match");
}
