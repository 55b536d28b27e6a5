#include "nn/layer.h"

#define DECLARE(value, word) extern const LayerRun word##_layer;
ROW_KINDS(DECLARE)

const LayerRun *layer_run(Kind kind) {
#define ENTRY(value, word) [KIND_##value] = &word##_layer,
    static const LayerRun *const RUNS[] = {ROW_KINDS(ENTRY)};
    return RUNS[kind];
}

double light_work(const Engine *engine, const Layer *l) {
    (void)engine;
    return 20e-6 * (double)shape_count(l->out);
}

int row_by_row(const Layer *l) {
    (void)l;
    return 1;
}

Error prepare_nothing(const Portion *s) {
    (void)s;
    return NO_ERROR;
}

void no_terms(const Layer *l, Trace *t) { (void)l, (void)t; }

void no_sum(Trace *t, double *products, double *by_channel) { (void)t, (void)products, (void)by_channel; }
