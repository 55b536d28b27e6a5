#include "model/slice.h"
#include "model/kind.h"
#include "model/path.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* LTE: Yang et al., "Learning Texture Transformer Network" (TTSR), 2020. relu1: the five layers of pix2pixHD's and
 * most style losses. johnson: Johnson et al., 2016, with VGG-16. srgan: Ledig et al., VGG5,4; esrgan: the
 * same before its ReLU. */
static const SlicePreset PRESETS[] = {
    {"lte", "vgg19.features[0:2], [2:7], [7:12]"},
    {"relu1", "vgg19.features[0:2], [2:7], [7:12], [12:21], [21:30]"},
    {"johnson", "vgg16.features[0:4], [4:9], [9:16], [16:23]"},
    {"srgan", "vgg19.features[:36]"},
    {"esrgan", "vgg19.features[:35]"},
};
enum { PRESET_COUNT = sizeof PRESETS / sizeof *PRESETS };

const SlicePreset *slice_preset(int i) { return i >= 0 && i < PRESET_COUNT ? &PRESETS[i] : NULL; }

static const char *part_name(Part part) { return part == PART_FEATURES ? "features" : "classifier"; }

/* ---- modules ---- */

int part_modules(const Net *net, Part part) {
    int n = 0;
    for (int m = 0; m < net->modules; m++) n += net->module[m].part == part;
    return n;
}

int part_module(const Net *net, Part part, int index) {
    for (int m = 0; m < net->modules; m++)
        if (net->module[m].part == part && net->module[m].index == index) return m;
    return -1;
}

int slice_module(const Net *net, const ModuleSlice *s, int i) {
    return part_module(net, s->part, s->start + i * s->step);
}

bool slice_follows(const ModuleSlice *s) { return s->step == 1 || s->count <= 1; }

int module_row(const Net *net, int module) {
    for (; module >= 0; module--)
        if (net->module[module].layer >= 0) return net->module[module].layer;
    return -1;
}

static bool is_vector(const Module *m) {
    return m->part == PART_FLATTEN || m->part == PART_CLASSIFIER || m->part == PART_NONE;
}

Shape module_out(const Net *net, int module) {
    Shape s = net_shape(net, module_row(net, module));
    if (module >= 0 && is_vector(&net->module[module])) s = (Shape){(int)shape_count(s), 1, 1};
    return s;
}

Shape module_in(const Net *net, int module) { return module_out(net, module - 1); }

const char *module_name(const Net *net, int module) {
    const Module *m = &net->module[module];
    return m->layer >= 0 ? net->layer[m->layer].name : layer_kind(m->kind)->name;
}

/* ---- figures ---- */

/* Sends a shape through a module; false if it does not fit. */
static bool pass(const Net *net, const Module *m, Shape *s, SliceFigures *f, int *jump) {
    const Layer *l = m->layer >= 0 ? &net->layer[m->layer] : NULL;
    if (!l) return true;
    const LayerKind *kind = layer_kind(l->kind);
    Sliding w;
    if (!kind->shape(l, *s, s)) return false;
    f->macs += kind->macs(l, *s);
    if (kind->sees == SEES_ALL) f->field_own = 0;
    if (kind->sees != SEES_WINDOW || !kind->window(l, &w)) return true;
    if (f->field_own) f->field_own += (w.kernel - 1) * *jump;
    *jump *= w.stride;
    return true;
}

SliceFigures slice_figures(const Net *net, const ModuleSlice *s) {
    int before = part_module(net, s->part, s->start) - 1, jump = 1;
    if (s->start == part_modules(net, s->part)) before = part_module(net, s->part, s->start - 1);
    SliceFigures f = {.misfit = -1, .field_own = 1, .row = -2};
    f.in = f.out = module_out(net, before);
    for (int i = 0; i < s->count; i++) {
        int at = slice_module(net, s, i);
        const Module *m = &net->module[at];
        if (m->layer >= 0) f.params += net->layer[m->layer].params;
        if (f.misfit < 0 && !pass(net, m, &f.out, &f, &jump)) f.misfit = at;
    }
    if (f.misfit >= 0) {
        f.out = (Shape){0, 0, 0};
        f.field_own = 0;
    }
    if (!slice_follows(s)) return f;
    f.row = module_row(net, s->count ? slice_module(net, s, s->count - 1) : before);
    f.field = f.row < 0 ? 1 : net->layer[f.row].field;
    return f;
}

/* ---- reading ---- */

/* Python's slice.indices: start, stop and step made to fit n modules. */
static void clamp_slice(ModuleSlice *s, bool has_start, long start, bool has_stop, long stop, long step, int n) {
    long low = step < 0 ? -1 : 0, high = step < 0 ? n - 1 : n;
    if (!has_start) start = step < 0 ? high : low;
    else if (start < 0) start = start + n < low ? low : start + n;
    else if (start > high) start = high;
    if (!has_stop) stop = step < 0 ? low : high;
    else if (stop < 0) stop = stop + n < low ? low : stop + n;
    else if (stop > high) stop = high;
    long span = step < 0 ? start - stop : stop - start, by = step < 0 ? -step : step;
    s->count = span > 0 ? (int)((span - 1) / by + 1) : 0;
    s->step = s->count > 1 ? (int)step : 1;
    s->start = start < 0 ? 0 : (int)start;
}

/* A whole number, long ones clamped; false if there is none. Moves *at behind it. */
static bool read_number(const char **at, long *out) {
    const char *digits = *at + (**at == '-' || **at == '+');
    char *end;
    if (!isdigit((unsigned char)*digits)) return false;
    *out = strtol(*at, &end, 10);
    if (*out > INT_MAX / 2) *out = INT_MAX / 2;
    if (*out < -(INT_MAX / 2)) *out = -(INT_MAX / 2);
    *at = end;
    return true;
}

static Error read_spec(const char *item, const Net *net, ModuleSlice *s) {
    const char *at = s->spec;
    int n = part_modules(net, s->part);
    long start = 0, stop = 0, step = 1;
    bool has_start = read_number(&at, &start);
    if (has_start && !*at) {
        if (start < -n || start >= n)
            return error("slice.index", "%ld\t%s\t%d", start, part_name(s->part), n);
        s->single = true;
        s->start = (int)(start < 0 ? start + n : start);
        s->step = s->count = 1;
        return NO_ERROR;
    }
    if (*at++ != ':') return error("slice.syntax", "%s", item);
    bool has_stop = read_number(&at, &stop);
    if (*at == ':') {
        at++;
        if (!read_number(&at, &step)) step = 1;
    }
    if (*at) return error("slice.syntax", "%s", item);
    if (step == 0) return error("slice.step", "%s", item);
    clamp_slice(s, has_start, start, has_stop, stop, step, n);
    return NO_ERROR;
}

/* "relu3_3": everything up to that layer. */
static bool read_layer(const char *word, const Net *net, ModuleSlice *s) {
    int row = net_layer(net, word);
    if (row < 0) return false;
    int feature = net->layer[row].features_index, classifier = net->layer[row].classifier_index;
    if (feature < 0 && classifier < 0) return false;
    s->part = feature >= 0 ? PART_FEATURES : PART_CLASSIFIER;
    s->count = 1 + (feature >= 0 ? feature : classifier);
    s->step = 1;
    snprintf(s->spec, sizeof s->spec, ":%d", s->count);
    return true;
}

/* A part by torchvision's name, or by that of its file. */
static bool read_part(const char *word, size_t n, const Net *net, Part *out) {
    static const Part PARTS[] = {PART_FEATURES, PART_CLASSIFIER};
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++) {
        char path[PATH_TEXT];
        part_path(net, PARTS[i], path);
        const char *names[] = {part_name(PARTS[i]), path};
        for (int k = 0; k < 2; k++) {
            if (strlen(names[k]) != n || strncasecmp(word, names[k], n) != 0) continue;
            *out = PARTS[i];
            return true;
        }
    }
    return false;
}

/* The network that an item begins with, if it does: what stands before the first dot. A path may have dots, too. */
static Error read_net(const char *item, const char *open, NetId *net, const char **word) {
    const char *dot = strchr(item, '.');
    char name[32];
    Part part;
    Net loaded;
    *word = item;
    if (!dot || (open && dot > open)) return NO_ERROR;
    net_build(&loaded, *net, 1);
    if (read_part(item, open ? (size_t)(open - item) : strlen(item), &loaded, &part)) return NO_ERROR;
    if (dot - item >= (int)sizeof name) return error("slice.syntax", "%s", item);
    snprintf(name, sizeof name, "%.*s", (int)(dot - item), item);
    *word = dot + 1;
    return net_find(name, net) ? NO_ERROR : error("command.net", "%s", name);
}

/* One item without spaces: [NET.](PART[SPEC] | PART | LAYER), or [SPEC]. `s` holds the one before. */
static Error read_item(const char *item, ModuleSlice *s) {
    Net net;
    const char *open = strchr(item, '['), *word;
    TRY(read_net(item, open, &s->net, &word));
    net_build(&net, s->net, 1);
    size_t n = open ? (size_t)(open - word) : strlen(word);
    s->single = false;
    s->start = 0;
    if (read_part(word, n, &net, &s->part)) n = 0;
    else if (n || !open) return !open && read_layer(word, &net, s) ? NO_ERROR : error("slice.syntax", "%s", item);
    size_t length = open ? strlen(open) : 0;
    if (open && (length < 3 || length - 2 >= sizeof s->spec || open[length - 1] != ']'))
        return error("slice.syntax", "%s", item);
    snprintf(s->spec, sizeof s->spec, "%.*s", open ? (int)length - 2 : 1, open ? open + 1 : ":");
    return read_spec(item, &net, s);
}

/* Copies the next item without its spaces; inside brackets nothing parts. False at the end. */
static bool next_item(const char **text, char *item, size_t size, bool *fits) {
    size_t n = 0;
    bool inside = false;
    const char *at = *text;
    while (*at == ',' || isspace((unsigned char)*at)) at++;
    *text = at;
    for (; *at && (inside || (*at != ',' && !isspace((unsigned char)*at))); at++) {
        if (*at == '[') inside = true;
        if (*at == ']') inside = false;
        if (isspace((unsigned char)*at) && !(isdigit((unsigned char)at[-1]) && isdigit((unsigned char)at[1]))) continue;
        if (n + 1 < size) item[n] = *at;
        n++;
    }
    *fits = n < size;
    item[*fits ? n : size - 1] = '\0';
    *text = at;
    return n > 0;
}

Error slice_parse(const char *text, NetId loaded, ModuleSlice out[SLICES_MOST], int *n) {
    char item[SLICE_TEXT];
    bool fits;
    ModuleSlice s = {.net = loaded, .part = PART_FEATURES};
    *n = 0;
    for (const char *at = text; next_item(&at, item, sizeof item, &fits);) {
        if (!fits) return error("slice.syntax", "%s", item);
        if (*n == SLICES_MOST) return error("slice.many", "%d", SLICES_MOST);
        TRY(read_item(item, &s));
        if (*n && s.net != out[0].net) return error("slice.nets", "%s\t%s", net_info(out[0].net)->name, item);
        out[(*n)++] = s;
    }
    return *n ? NO_ERROR : error("slice.syntax", "%s", text);
}

void slice_text(const ModuleSlice *s, char out[SLICE_TEXT]) {
    Net net;
    char part[PATH_TEXT];
    net_build(&net, s->net, 1);
    part_path(&net, s->part, part);
    snprintf(out, SLICE_TEXT, "%s[%s]", part, s->spec);
}

void slices_text(const ModuleSlice s[], int n, char out[SLICES_TEXT]) {
    int at = n ? snprintf(out, SLICES_TEXT, "%s.", net_info(s[0].net)->name) : 0;
    if (!n) *out = '\0';
    for (int i = 0; i < n; i++) {
        bool same = i && s[i].part == s[i - 1].part;
        char text[SLICE_TEXT];
        slice_text(&s[i], text);
        at += snprintf(out + at, (size_t)(SLICES_TEXT - at), "%s%s", i ? ", " : "", same ? strrchr(text, '[') : text);
    }
}
