/* values NET WEIGHTS PICTURE LAYER FOLDER: writes what a network makes of a painted picture, every row up to LAYER,
 * as FOLDER/NAME.npy. PICTURE: the bare float32 of (C, H, W) between 0 and 1, unrounded, as no file of a photo holds
 * it. */
#include <stdio.h>
#include <stdlib.h>

#include "io/npy.h"
#include "io/weights_file.h"
#include "nn/run.h"

/* What the network gets of the picture; NULL: there is none in that shape. */
static float *input_of(const Weights *w, const char *path) {
    Shape s = w->net.input;
    size_t plane = (size_t)s.h * (size_t)s.w, n = plane * (size_t)s.c;
    float *picture = malloc(n * sizeof *picture), *input = malloc(n * sizeof *input);
    FILE *file = fopen(path, "rb");
    bool fine = file && picture && input && fread(picture, sizeof *picture, n, file) == n && fgetc(file) == EOF;
    if (fine) prepare_picture(&w->preparation, s.c, picture, plane, input);
    if (file) fclose(file);
    free(picture);
    if (fine) return input;
    free(input);
    return NULL;
}

static Error write_rows(Run *run, int last, const char *folder) {
    const Net *net = run_net(run);
    for (int row = 0; row <= last; row++) {
        char path[PATH_SIZE];
        bool finished;
        Shape s = net_shape(net, row);
        const int64_t shape[] = {s.c, s.h, s.w};
        snprintf(path, sizeof path, "%s/%s.npy", folder, net->layer[row].name);
        TRY(run_to(run, row, &finished));
        TRY(npy_write(path, run_values(run, row), shape, s.h == 1 && s.w == 1 ? 1 : 3));
    }
    return NO_ERROR;
}

static Error write_values(Engine *engine, Weights *w, const char *picture, const char *layer, const char *folder) {
    Run *run;
    int last;
    float *input = input_of(w, picture);
    if (!input) return error("file.read", "%s", picture);
    Error e = net_find_layer(&w->net, layer, &last);
    if (!failed(&e)) e = run_open(engine, w, input, &run);
    free(input);
    if (failed(&e)) return e;
    e = write_rows(run, last, folder);
    run_close(run);
    return e;
}

int main(int argc, char **argv) {
    static Weights weights;
    NetId id;
    Engine *engine = NULL;
    Isa isa;
    size_t budget;
    if (argc != 6 || !net_find(argv[1], &id)) return 2;
    Error e = isa_choose(&isa);
    if (!failed(&e)) e = engine_budget(&budget);
    if (!failed(&e)) e = engine_open(isa, 0, budget, &engine);
    if (!failed(&e)) e = weights_open_file(argv[2], id, &weights);
    if (!failed(&e)) e = write_values(engine, &weights, argv[3], argv[4], argv[5]);
    if (failed(&e)) fprintf(stderr, "values: %s %s\n", e.id, e.arg[0]);
    weights_close(&weights);
    engine_close(engine);
    return failed(&e);
}
