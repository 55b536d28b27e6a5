/* jitter PARTS SEED STEP ZOOM C H W FOLDER: what a step of Asks makes of FOLDER/picture.f32, and of FOLDER/gradient.f32
 * on its way back, both bare float32 (C, H, W): FOLDER/seen.npy, FOLDER/back.npy; and FOLDER/matrix.npy, (2, 3), which
 * gives the place of a pixel in the picture by (x, y, 1). */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "io/npy.h"
#include "nn/engine.h"
#include "nn/jitter.h"

static float *read_numbers(const char *folder, const char *name, size_t n) {
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    float *numbers = malloc(n * sizeof *numbers);
    FILE *file = fopen(path, "rb");
    bool fine = file && numbers && fread(numbers, sizeof *numbers, n, file) == n && fgetc(file) == EOF;
    if (file) fclose(file);
    if (fine) return numbers;
    free(numbers);
    return NULL;
}

static Error write_numbers(const char *folder, const char *name, const float *numbers, const int64_t shape[],
                           int dims) {
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return npy_write(path, numbers, shape, dims);
}

static Error move(const Jitter *j, Workers *workers, Shape s, const char *folder) {
    const int64_t shape[] = {s.c, s.h, s.w}, rows[] = {2, 3};
    const float matrix[] = {j->xx, j->xy, j->x0, j->yx, j->yy, j->y0};
    size_t n = (size_t)shape_count(s);
    float *picture = read_numbers(folder, "picture.f32", n), *gradient = read_numbers(folder, "gradient.f32", n);
    float *out = malloc(n * sizeof *out);
    Error e = picture && gradient && out ? NO_ERROR : error("file.read", "%s", folder);
    if (!failed(&e)) e = write_numbers(folder, "matrix.npy", matrix, rows, 2);
    if (!failed(&e)) jitter_apply(j, workers, picture, s, out), e = write_numbers(folder, "seen.npy", out, shape, 3);
    if (!failed(&e)) jitter_back(j, workers, gradient, s, out), e = write_numbers(folder, "back.npy", out, shape, 3);
    free(picture);
    free(gradient);
    free(out);
    return e;
}

int main(int argc, char **argv) {
    Engine *engine = NULL;
    Isa isa;
    if (argc != 9) return 2;
    Shape s = {atoi(argv[5]), atoi(argv[6]), atoi(argv[7])};
    Jitter j = jitter_of(atoi(argv[1]), (uint32_t)atoi(argv[2]), atoi(argv[3]), s.w, s.h, atof(argv[4]));
    Error e = isa_choose(&isa);
    if (!failed(&e)) e = engine_open(isa, 0, 0, &engine);
    if (!failed(&e)) e = move(&j, engine_workers(engine), s, argv[8]);
    if (failed(&e)) fprintf(stderr, "jitter: %s %s\n", e.id, e.arg[0]);
    engine_close(engine);
    return failed(&e);
}
