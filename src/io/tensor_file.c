#include "io/tensor_file.h"

#include <stdio.h>
#include <string.h>

/* ---- names ---- */

/* The i-th name, not terminated; false behind the last one. */
static bool name_at(const TensorFile *f, size_t i, void **at, const char **name, size_t *n) {
    if (f->is_pth) return pth_name(&f->pth, i, name, n);
    json_t *header = f->safetensors.header;
    *at = i ? json_object_iter_next(header, *at) : json_object_iter(header);
    *name = *at ? json_object_iter_key(*at) : NULL;
    *n = *name ? strlen(*name) : 0;
    return *name;
}

/* What stands before the name of the first convolution stands before all names. */
static void find_prefix(TensorFile *f) {
    static const char FIRST[] = "features.0.weight";
    const char *name;
    size_t n, first = sizeof FIRST - 1;
    void *at = NULL;
    for (size_t i = 0; name_at(f, i, &at, &name, &n); i++) {
        if (n < first || memcmp(name + n - first, FIRST, first) != 0) continue;
        bool part = n == first || name[n - first - 1] == '.';
        if (!part || n - first >= sizeof f->prefix) continue;
        snprintf(f->prefix, sizeof f->prefix, "%.*s", (int)(n - first), name);
        return;
    }
}

/* timm makes the classifier of convolutions: 7x7, then 1x1, then a layer of its own. */
static const char *timm_name(const char *name) {
    static const char *const PAIRS[][2] = {
        {"classifier.0.weight", "pre_logits.fc1.weight"}, {"classifier.0.bias", "pre_logits.fc1.bias"},
        {"classifier.3.weight", "pre_logits.fc2.weight"}, {"classifier.3.bias", "pre_logits.fc2.bias"},
        {"classifier.6.weight", "head.fc.weight"},        {"classifier.6.bias", "head.fc.bias"}};
    for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++)
        if (strcmp(name, PAIRS[i][0]) == 0) return PAIRS[i][1];
    return name;
}

/* ---- the file ---- */

Error tensor_file_open(const Mapped *file, const char *path, Arena *memory, TensorFile *out) {
    *out = (TensorFile){.is_pth = pth_is(file, path)};
    TRY(out->is_pth ? pth_open(file, path, memory, &out->pth) : safetensors_open(file, path, &out->safetensors));
    find_prefix(out);
    out->timm = tensor_file_has(out, "head.fc.weight") && !tensor_file_has(out, "classifier.6.weight");
    return NO_ERROR;
}

void tensor_file_close(TensorFile *f) {
    if (f->is_pth) pth_close(&f->pth);
    else safetensors_close(&f->safetensors);
}

static void full_name(const TensorFile *f, const char *name, char out[192]) {
    snprintf(out, 192, "%s%s", f->prefix, f->timm ? timm_name(name) : name);
}

Error tensor_file_get(TensorFile *f, const char *name, Tensor *out) {
    char full[192];
    full_name(f, name, full);
    return f->is_pth ? pth_get(&f->pth, full, out) : safetensors_get(&f->safetensors, full, out);
}

bool tensor_file_has(const TensorFile *f, const char *name) {
    char full[192];
    full_name(f, name, full);
    return f->is_pth ? value_get(f->pth.dict, full) != NULL
                     : json_object_get(f->safetensors.header, full) != NULL;
}

const char *tensor_file_metadata(const TensorFile *f, const char *key) {
    return f->is_pth ? "" : safetensors_metadata(&f->safetensors, key);
}
