#include "io/config.h"

#include <jansson.h>
#include <math.h>

#include "io/paths.h"

/* Three numbers of a list; a deviation is divided by. */
static bool read_three(const json_t *list, double least, float out[3]) {
    for (size_t i = 0; i < 3; i++) {
        const json_t *v = json_array_get(list, i);
        double number = json_number_value(v);
        if (!json_is_number(v) || !isfinite(number) || number < least || number > 1000)
            return false;
        out[i] = (float)number;
    }
    return json_array_size(list) == 3;
}

static bool read(const json_t *config, int classes, Preparation *out) {
    const json_t *inner = json_object_get(config, "pretrained_cfg"), *n = json_object_get(config, "num_classes");
    float mean[3], deviation[3];
    if (!n)
        n = json_object_get(inner, "num_classes");
    if (!inner)
        inner = config; /* as older ones have it */
    if (!json_is_integer(n) || json_integer_value(n) != classes)
        return false;
    if (!read_three(json_object_get(inner, "mean"), -1000, mean))
        return false;
    if (!read_three(json_object_get(inner, "std"), 1e-6, deviation))
        return false;
    *out = preparation_own(mean, deviation);
    Preparation usual = preparation(PREPARE_TORCHVISION);
    usual.kind = out->kind;
    if (preparation_same(&usual, out))
        *out = preparation(PREPARE_TORCHVISION);
    return true;
}

bool config_preparation(const char *weights, int classes, Preparation *out) {
    enum { SIZE_MOST = 1 << 20 };
    char path[PATH_SIZE];
    Mapped file;
    path_beside(weights, "config.json", path);
    if (!file_exists(path))
        return false;
    Error e = file_map(path, &file);
    if (failed(&e))
        return false;
    json_t *json = file.size <= SIZE_MOST ? json_loadb((const char *)file.data, file.size, 0, NULL) : NULL;
    Error changed = file_unchanged(&file, path);
    bool said = json && !failed(&changed) && read(json, classes, out);
    json_decref(json);
    file_unmap(&file);
    return said;
}
