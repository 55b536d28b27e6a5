#include "app/sight.h"

#include <stdlib.h>

static void close_task(JobTask *task) { sight_close((Sight *)task); }

static Error find(Sight *s, Guide guide, float *gradient, bool *finished) {
    Watch watch = {&s->task.cancel, &s->task.thousandths};
    return backward_unit(s->run, s->engine, s->row, s->map, s->x, s->y, guide, watch, gradient, finished);
}

/* What is there is being read, and not made again. */
static Error find_plain(Sight *s) {
    bool finished;
    if (atomic_load(&s->plain_there)) return NO_ERROR;
    TRY(find(s, GUIDE_NONE, s->plain, &finished));
    if (!finished) return NO_ERROR;
    const Layer *l = &run_net(s->run)->layer[s->row];
    s->field = effective_field(s->plain, s->input, l->start + s->x * l->jump, l->start + s->y * l->jump, s->heat);
    atomic_store(&s->plain_there, true);
    return NO_ERROR;
}

static Error work(JobTask *task) {
    Sight *s = (Sight *)task;
    bool finished;
    TRY(find_plain(s));
    if (!atomic_load(&s->plain_there)) return NO_ERROR;
    TRY(find(s, GUIDE_POSITIVE, s->guided, &finished));
    if (finished) atomic_store(&task->done, true);
    return NO_ERROR;
}

Error sight_open(const Run *run, Engine *engine, int row, int map, int x, int y, Sight **out) {
    Sight *s = *out = calloc(1, sizeof *s);
    if (!s) return error("memory", "%s", "gradient");
    s->task.work = work;
    s->task.close = close_task;
    s->run = run;
    s->engine = engine;
    s->row = row;
    s->map = map;
    s->x = x;
    s->y = y;
    s->input = run_net(run)->input;
    size_t n = (size_t)shape_count(s->input);
    s->plain = calloc(n, sizeof *s->plain);
    s->guided = calloc(n, sizeof *s->guided);
    s->heat = calloc(n, sizeof *s->heat);
    if (s->plain && s->guided && s->heat) return NO_ERROR;
    sight_close(s);
    *out = NULL;
    return error("memory", "%s", "gradient");
}

void sight_close(Sight *sight) {
    if (!sight) return;
    free(sight->plain);
    free(sight->guided);
    free(sight->heat);
    free(sight);
}
