#include "model/torch.h"
#include "model/kind.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void module_text(const Net *net, int module, bool brief, char out[MODULE_TEXT]) {
    const Module *m = &net->module[module];
    const Layer *l = m->layer >= 0 ? &net->layer[m->layer] : NULL;
    layer_kind(m->kind)->torch(l, module_in(net, module), brief, out);
}

/* ---- lines ---- */

typedef struct Lines {
    char *out;
    size_t size, used;
} Lines;

__attribute__((format(printf, 2, 3))) static void add(Lines *l, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int n = l->used < l->size ? vsnprintf(l->out + l->used, l->size - l->used, format, args) : 0;
    va_end(args);
    l->used += n > 0 ? (size_t)n : 0;
}

/* Dropout passes its input through in eval() only. */
Error torch_line(const ModuleSlice s[], int n, char *out, size_t size) {
    const NetInfo *info = net_info(s[0].net);
    Lines l = {out, size, 0};
    char text[SLICE_TEXT];
    bool drops = false, mixed = false;
    if (!info->in_torchvision) return error("slice.not_torchvision", "%s", info->title);
    for (int i = 0; i < n; i++) {
        drops |= s[i].part == PART_CLASSIFIER;
        mixed |= s[i].part != s[0].part;
    }
    const char *name = mixed ? "net" : s[0].part == PART_FEATURES ? "features" : "classifier";
    if (n > 1) add(&l, "%s = ", name);
    add(&l, "torchvision.models.%s(weights=\"IMAGENET1K_V1\")%s", info->name, drops ? ".eval()" : "");
    slice_text(&s[0], text);
    if (n == 1) {
        add(&l, ".%s", text);
        return NO_ERROR;
    }
    if (!mixed) add(&l, ".%s", name);
    add(&l, "\nslices = [");
    for (int i = 0; i < n; i++) {
        slice_text(&s[i], text);
        add(&l, "%s%s%s", i ? ", " : "", mixed ? "net." : "", text);
    }
    add(&l, "]");
    return NO_ERROR;
}

void torch_list(const ModuleSlice s[], int n, char *out, size_t size) {
    Net net;
    Lines l = {out, size, 0};
    char text[MODULE_TEXT];
    *out = '\0';
    net_build(&net, s[0].net, 1);
    for (int i = 0; i < n; i++) {
        char slice[SLICE_TEXT];
        slice_text(&s[i], slice);
        add(&l, "%s.%s\n", net_info(s[i].net)->name, slice);
        for (int k = 0; k < s[i].count; k++) {
            int at = slice_module(&net, &s[i], k);
            Shape shape = module_out(&net, at);
            module_text(&net, at, false, text);
            add(&l, "  (%d): %s  %s  ", net.module[at].index, text, module_name(&net, at));
            if (shape.h > 1) add(&l, "%dx%dx%d\n", shape.c, shape.h, shape.w);
            else add(&l, "%d\n", shape.c);
        }
    }
}
