#include "io/modules.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const MODULE_TENSOR[MODULE_TENSORS] = {"weight", "bias", "running_mean", "running_var"};

/* ---- names ---- */

/* "conv1_1" and which of its tensors; -1: none that a layer has. */
static int split(const char *name, char path[MODULE_PATH]) {
    static const char *const ALSO[MODULE_TENSORS] = {"weights", "biases", "moving_mean", "moving_variance"};
    size_t n = strlen(name);
    while (n && name[n - 1] != '.' && name[n - 1] != '/')
        n--;
    for (int i = 0; n > 1 && n <= MODULE_PATH && i < MODULE_TENSORS; i++) {
        if (strcmp(name + n, MODULE_TENSOR[i]) != 0 && strcmp(name + n, ALSO[i]) != 0)
            continue;
        snprintf(path, MODULE_PATH, "%.*s", (int)n - 1, name);
        return i;
    }
    return -1;
}

static void read_number(NetModule *m) {
    const char *own = m->path + strlen(m->path);
    while (own > m->path && own[-1] != '.' && own[-1] != '/')
        own--;
    char *end;
    long number = isdigit((unsigned char)*own) ? strtol(own, &end, 10) : -1;
    m->parent = (int)(own - m->path);
    m->number = number >= 0 && !*end && number < 1000 ? (int)number : -1;
}

int module_numbers(const NetModule *m, int out[PATH_NUMBERS]) {
    int n = 0;
    for (const char *at = m->path; *at && n < PATH_NUMBERS;) {
        if (!isdigit((unsigned char)*at)) {
            at++;
            continue;
        }
        char *end;
        long number = strtol(at, &end, 10);
        out[n++] = number < 1000 ? (int)number : 1000;
        at = end;
    }
    return n;
}

bool modules_share_list(const NetModule *a, const NetModule *b) {
    return a->number >= 0 && b->number >= 0 && a->parent == b->parent &&
           strncmp(a->path, b->path, (size_t)a->parent) == 0;
}

const NetModule *modules_find(const NetModule module[], int n, const char *path) {
    for (int i = 0; i < n; i++)
        if (strcmp(module[i].path, path) == 0)
            return &module[i];
    return NULL;
}

/* ---- the list ---- */

static Kind kind_of_weight(const TensorFile *f, int net, const NetModule *m) {
    bool answers = strncmp(m->path, "pre_logits.", 11) == 0 || strncmp(m->path, "head.", 5) == 0;
    bool timm = f->net[net].timm && answers && m->weight.rank == 4; /* there they are convolutions */
    if (m->weight.rank == 2 || timm)
        return KIND_FC;
    if (m->weight.rank == 4)
        return KIND_CONV;
    return m->weight.rank == 1 && m->tensor[MODULE_MEAN] >= 0 ? KIND_BN : KIND_DROPOUT;
}

/* Stable; `before` says whether a has to stand before b. */
static void sort(NetModule module[], int n, bool (*before)(const NetModule *a, const NetModule *b)) {
    for (int i = 1; i < n; i++)
        for (int k = i; k > 0 && before(&module[k], &module[k - 1]); k--) {
            NetModule m = module[k];
            module[k] = module[k - 1];
            module[k - 1] = m;
        }
}

static bool is_earlier(const NetModule *a, const NetModule *b) {
    if (a->answers != b->answers)
        return b->answers;
    return modules_share_list(a, b) && a->number < b->number;
}

static bool has_lower_numbers(const NetModule *a, const NetModule *b) {
    int i[PATH_NUMBERS], k[PATH_NUMBERS], ni = module_numbers(a, i), nk = module_numbers(b, k);
    if (a->answers != b->answers)
        return b->answers;
    for (int at = 0; at < ni && at < nk; at++)
        if (i[at] != k[at])
            return i[at] < k[at];
    if (ni != nk)
        return a->answers ? ni > nk : ni < nk; /* "classifier" behind fc1 and fc2 */
    return a->kind != KIND_BN && b->kind == KIND_BN;
}

void modules_by_number(NetModule module[], int n) { sort(module, n, has_lower_numbers); }

/* Whether a batch normalization stands behind a fully connected layer: of its list, or, where the file keeps the order
 * of its modules, right behind one of its width. */
static bool is_behind(const NetModule module[], int at, int n, bool ordered) {
    const NetModule *m = &module[at], *before = m - 1;
    for (const NetModule *fc = module; fc < module + n; fc++)
        if (fc->kind == KIND_FC && modules_share_list(fc, m) && fc->number < m->number)
            return true;
    return ordered && at > 0 && before->kind == KIND_FC && before->weight.dim[0] == m->weight.dim[0];
}

static Error add_tensor(const TensorFile *f, size_t i, NetModule out[MODULES_MOST], int *n) {
    char path[MODULE_PATH], name[TENSOR_NAME];
    if (!tensor_file_unwrap(f, i, name))
        return NO_ERROR;
    int what = split(name, path);
    NetModule *m = (NetModule *)modules_find(out, *n, path);
    if (what < 0)
        return NO_ERROR;
    if (!m && *n == MODULES_MOST)
        return error("net.layers", "%d", NET_LAYERS - 1);
    if (!m) {
        m = &out[(*n)++];
        *m = (NetModule){.kind = KIND_DROPOUT, .tensor = {-1, -1, -1, -1}};
        memcpy(m->path, path, sizeof path);
        read_number(m);
    }
    m->tensor[what] = (int)i;
    return NO_ERROR;
}

Error modules_list(TensorFile *f, int net, bool known, NetModule out[MODULES_MOST], int *n) {
    *n = 0;
    for (size_t i = 0; i < f->n; i++)
        if (f->tensor[i].net == net && (!known || *f->tensor[i].known))
            TRY(add_tensor(f, i, out, n));
    for (NetModule *m = out; m < out + *n; m++) {
        if (m->tensor[MODULE_WEIGHT] >= 0)
            TRY(tensor_file_shape_at(f, m->tensor[MODULE_WEIGHT], &m->weight));
        m->kind = kind_of_weight(f, net, m);
    }
    bool ordered = tensor_file_ordered(f);
    for (int i = 0; i < *n; i++)
        out[i].answers = out[i].kind == KIND_FC || (out[i].kind == KIND_BN && is_behind(out, i, *n, ordered));
    sort(out, *n, is_earlier);
    return NO_ERROR;
}
