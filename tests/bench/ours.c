/* ours NET WEIGHTS THREADS: times one pass for each line on standard input, and answers with a line
 * of JSON: {"features", "total", "layers": {NAME: ms}, "stages": {NAME: [ms, ms, ms]}}, of another pass what Winograd's
 * convolutions spend with transforming the input, multiplying and transforming back. WEIGHTS is a file, or "random". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "io/weights_file.h"
#include "nn/run.h"

static const size_t BUDGET = (size_t)256 << 20; /* of transformed weights, as in the program */

/* A pass a layer at a time. */
static Error stages(Engine *engine, Run *run) {
    const Net *net = run_net(run);
    const char *comma = "";
    bool finished;
    engine_stages(engine);
    printf("\"stages\": {");
    for (int row = 0; row < net->layers; row++) {
        if (net->layer[row].kind == KIND_RELU) continue; /* comes with the layer before it */
        TRY(run_to(run, net->layer[row].weight_layer ? net_after_relu(net, row) : row, &finished));
        Stages s = engine_stages(engine);
        if (s.products <= 0) continue;
        printf("%s\"%s\": [%.4f, %.4f, %.4f]", comma, net->layer[row].name, s.input, s.products, s.output);
        comma = ", ";
    }
    puts("}}");
    fflush(stdout);
    return NO_ERROR;
}

static Error pass(Engine *engine, Weights *weights, const float *input) {
    const Net *net = &weights->net;
    int pool = net->layers - 1;
    while (net->layer[pool].kind != KIND_POOL) pool--;
    Run *run;
    bool finished;
    double began = clock_ms();
    TRY(run_open(engine, weights, input, &run));
    TRY(run_to(run, pool, &finished));
    double features = clock_ms() - began;
    TRY(run_to(run, net->layers - 1, &finished));
    double total = clock_ms() - began;
    printf("{\"features\": %.4f, \"total\": %.4f, \"layers\": {", features, total);
    const char *comma = "";
    for (int row = 0; row < net->layers; row++) {
        const Layer *l = &net->layer[row];
        if (l->kind == KIND_RELU) continue; /* part of the loop before it */
        int timed = l->weight_layer ? net_after_relu(net, row) : row;
        printf("%s\"%s\": %.4f", comma, l->name, run_ms(run, timed));
        comma = ", ";
    }
    printf("}, ");
    run_renew(run, input, 1);
    TRY(stages(engine, run));
    run_close(run);
    return NO_ERROR;
}

int main(int argc, char **argv) {
    NetId id;
    static Weights weights;
    Engine *engine = NULL;
    Isa isa;
    char line[64];
    if (argc != 4 || !net_find(argv[1], &id)) return 2;
    Error e = isa_choose(&isa);
    if (!failed(&e)) e = engine_open(isa, atoi(argv[3]), BUDGET, &engine);
    if (!failed(&e))
        e = strcmp(argv[2], "random") == 0 ? weights_seeded(id, 1, &weights) : weights_open_file(argv[2], id, &weights);
    size_t n = failed(&e) ? 0 : (size_t)shape_count(weights.net.input);
    float *input = malloc(n * sizeof *input);
    for (size_t i = 0; input && i < n; i++) input[i] = (float)(i * 2654435761u >> 20 & 0xfff) / 1024.0f - 2.0f;
    while (input && !failed(&e) && fgets(line, sizeof line, stdin)) e = pass(engine, &weights, input);
    if (failed(&e)) fprintf(stderr, "ours: %s\n", e.id);
    free(input);
    weights_close(&weights);
    engine_close(engine);
    return failed(&e);
}
