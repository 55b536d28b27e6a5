#include "lesson/figure.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/kind.h"
#include "model/paper.h"

/* ---- names ---- */

enum { NAME_SIZE = 64, DEEP = 32 };

typedef struct NetFigure {
    const char *name;
    double (*get)(const Net *net);
} NetFigure;

static double net_params(const Net *net) { return (double)net->params; }
static double net_macs(const Net *net) { return (double)net->macs; }
static double net_values(const Net *net) { return (double)net->values; }
static double net_convs(const Net *net) { return net->convs; }
static double net_fcs(const Net *net) { return net->fcs; }
static double net_side(const Net *net) { return net->input.h; }
static double net_weight_layers(const Net *net) { return net->weight_layers; }
static double net_layer_steps(const Net *net) { return net_steps(net, STEP_LAYERS); }
static double net_modules(const Net *net) { return net_steps(net, STEP_MODULES); }

static double kind_params(const Net *net, Kind kind) {
    int64_t sum = 0;
    for (int row = 0; row < net->layers; row++)
        if (net->layer[row].kind == kind) sum += net->layer[row].params;
    return (double)sum;
}

static double net_conv_params(const Net *net) { return kind_params(net, KIND_CONV); }
static double net_fc_params(const Net *net) { return kind_params(net, KIND_FC); }

static double kind_macs(const Net *net, Kind kind) {
    int64_t sum = 0;
    for (int row = 0; row < net->layers; row++)
        if (net->layer[row].kind == kind) sum += net->layer[row].macs;
    return (double)sum;
}

static double net_conv_macs(const Net *net) { return kind_macs(net, KIND_CONV); }
static double net_fc_macs(const Net *net) { return kind_macs(net, KIND_FC); }

static double net_pools(const Net *net) {
    int n = 0;
    for (int row = 0; row < net->layers; row++) n += net->layer[row].kind == KIND_POOL;
    return n;
}

static double net_len_features(const Net *net) {
    int n = 0;
    for (int i = 0; i < net->modules; i++) n += net->module[i].part == PART_FEATURES;
    return n;
}

static double net_field(const Net *net) {
    int row = net_layer(net, "pool5");
    return row < 0 ? NAN : net->layer[row].field;
}

static double net_paper_top1(const Net *net) { return net_info(net->id)->paper_top1; }
static double net_paper_top5(const Net *net) { return net_info(net->id)->paper_top5; }
static double net_larger_top1(const Net *net) { return net_info(net->id)->larger_top1; }
static double net_larger_top5(const Net *net) { return net_info(net->id)->larger_top5; }
static double net_jitter_top1(const Net *net) { return net_info(net->id)->jitter_top1; }
static double net_jitter_top5(const Net *net) { return net_info(net->id)->jitter_top5; }
static double net_torchvision_top1(const Net *net) { return net_info(net->id)->torchvision_top1; }
static double net_torchvision_top5(const Net *net) { return net_info(net->id)->torchvision_top5; }

static const NetFigure NET_FIGURES[] = {
    {"side", net_side}, {"params", net_params}, {"macs", net_macs}, {"values", net_values},
    {"conv_params", net_conv_params}, {"fc_params", net_fc_params},
    {"conv_macs", net_conv_macs}, {"fc_macs", net_fc_macs},
    {"convs", net_convs}, {"pools", net_pools}, {"fcs", net_fcs},
    {"weight_layers", net_weight_layers}, {"steps", net_layer_steps},
    {"modules", net_modules}, {"len_features", net_len_features},
    {"field", net_field}, {"paper_top1", net_paper_top1},
    {"paper_top5", net_paper_top5}, {"paper_larger_top1", net_larger_top1},
    {"paper_larger_top5", net_larger_top5}, {"paper_jitter_top1", net_jitter_top1},
    {"paper_jitter_top5", net_jitter_top5}, {"torchvision_top1", net_torchvision_top1},
    {"torchvision_top5", net_torchvision_top5},
};

/* A figure of a layer; false where it has no such figure. NAN: this layer has none, as a pool has no weights. */
static bool layer_figure(const Net *net, int row, const char *name, double *out) {
    const Layer *l = &net->layer[row];
    bool learns = l->kind == KIND_CONV || l->kind == KIND_FC;
    const struct { const char *name; double value; } all[] = {
        {"params", (double)l->params},
        {"weights", (double)(learns ? layer_terms(l) * l->out.c : 0)},
        {"macs", (double)l->macs},
        {"field", l->field},
        {"jump", l->jump},
        {"in", l->in.c},
        {"out", l->out.c},
        {"side", l->out.h},
        {"kernel", l->kernel ? l->kernel : NAN},
        {"stride", l->kernel ? l->stride : NAN},
        {"pad", l->kernel ? l->pad : NAN},
        {"index", l->features_index >= 0 ? l->features_index : NAN},
        {"classifier", l->classifier_index >= 0 ? l->classifier_index : NAN},
        {"weight_layer", l->weight_layer ? l->weight_layer : NAN},
        {"step", net_row_step(net, STEP_LAYERS, row)},
        {"values", (double)shape_count(l->out)},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (strcmp(all[i].name, name) != 0) continue;
        *out = all[i].value;
        return true;
    }
    return false;
}

/* The network of a name, built when it is first asked for. */
static Error find_net(Figures *f, const char *name, const Net **out) {
    static const struct { const char *name; NetId id; } SLIM[] = {{"slim16", NET_VGG16}, {"slim19", NET_VGG19}};
    int at = -1, width = 1;
    NetId id;
    for (int i = 0; i < 2; i++)
        if (strcmp(name, SLIM[i].name) == 0) at = NET_COUNT + i, id = SLIM[i].id, width = 4;
    if (at < 0 && net_find(name, &id) && !net_is_own(id)) at = (int)id;
    if (at < 0) return error("figure.net", "%s", name);
    if (!f->net[at]) {
        f->net[at] = ARENA_NEW(f->arena, 1, Net);
        if (!f->net[at]) return error("memory", "%s", name);
        net_build(f->net[at], id, width);
    }
    *out = f->net[at];
    return NO_ERROR;
}

static Error name_value(Figures *f, const char *name, double *out) {
    const char *first = strchr(name, '.'), *last = strrchr(name, '.'); /* between them the layer, perhaps features.14 */
    char parts[3][NAME_SIZE] = {"", "", ""};
    if (!first) return error("figure.name", "%s", name);
    int n = first == last ? 2 : 3;
    snprintf(parts[0], NAME_SIZE, "%.*s", (int)(first - name), name);
    snprintf(parts[n - 1], NAME_SIZE, "%s", last + 1);
    if (n == 3) snprintf(parts[1], NAME_SIZE, "%.*s", (int)(last - first - 1), first + 1);
    if (strcmp(parts[0], "paper") == 0)
        return n == 2 && paper_figure(parts[1], out) ? NO_ERROR : error("figure.name", "%s", name);
    const Net *net = NULL;
    TRY(find_net(f, parts[0], &net));
    *out = NAN;
    if (n == 2) {
        size_t i = 0, count = sizeof NET_FIGURES / sizeof *NET_FIGURES;
        while (i < count && strcmp(NET_FIGURES[i].name, parts[1]) != 0) i++;
        if (i == count) return error("figure.name", "%s", name);
        *out = NET_FIGURES[i].get(net);
    } else {
        int row;
        Error none = net_find_layer(net, parts[1], &row);
        if (failed(&none) && strcmp(none.id, "command.layer") != 0) return none;
        if (failed(&none) && strchr(parts[1], '.')) return error("figure.name", "%s", name);
        if (failed(&none) || row < 0) return error("figure.layer", "%s\t%s", parts[1], net_info(net->id)->title);
        if (!layer_figure(net, row, parts[2], out)) return error("figure.name", "%s", name);
    }
    return isnan(*out) ? error("figure.none", "%s", name) : NO_ERROR;
}

/* ---- expressions: sum = product {+|- product}, product = factor {*|/ factor}, factor = [-] power,
 *      power = atom [^ factor] ---- */

typedef struct Reader {
    Figures *figures;
    const char *text;
    size_t n, at;
    int depth;
} Reader;

static char next_char(Reader *r) {
    while (r->at < r->n && r->text[r->at] == ' ') r->at++;
    return r->at < r->n ? r->text[r->at] : '\0';
}

static Error read_sum(Reader *r, double *out);

static bool in_name(const Reader *r) {
    if (r->at >= r->n) return false;
    unsigned char c = (unsigned char)r->text[r->at];
    return isalnum(c) || c == '_' || c == '.' || c == '-' || c == '[' || c == ']';
}

static Error read_name(Reader *r, double *out) {
    char name[NAME_SIZE];
    size_t from = r->at;
    while (in_name(r)) r->at++;
    size_t length = r->at - from;
    snprintf(name, sizeof name, "%.*s", (int)(length < NAME_SIZE ? length : NAME_SIZE - 1), r->text + from);
    Error e = length < NAME_SIZE ? name_value(r->figures, name, out) : error("figure.name", "%s", name);
    if (failed(&e)) r->at = from;
    return e;
}

static Error read_number(Reader *r, double *out) {
    char digits[NAME_SIZE];
    size_t n = 0, from = r->at;
    while (r->at < r->n && n < sizeof digits - 1 && (isdigit((unsigned char)r->text[r->at]) || r->text[r->at] == '.'))
        digits[n++] = r->text[r->at++];
    digits[n] = '\0';
    char *end;
    *out = strtod(digits, &end);
    if (end != digits && !*end) return NO_ERROR;
    r->at = from;
    return error("figure.syntax", "%s", digits);
}

static Error read_atom(Reader *r, double *out) {
    char c = next_char(r), found[2] = {c, '\0'};
    if (c == '(') {
        size_t open = r->at++;
        TRY(read_sum(r, out));
        if (next_char(r) == ')') {
            r->at++;
            return NO_ERROR;
        }
        r->at = open;
        return error("figure.syntax", "%s", "(");
    }
    if (isdigit((unsigned char)c) || c == '.') return read_number(r, out);
    if (isalpha((unsigned char)c)) return read_name(r, out);
    return error("figure.syntax", "%s", found);
}

static Error read_factor(Reader *r, double *out) {
    if (++r->depth > DEEP) return error("figure.deep", "%s", "");
    bool minus = next_char(r) == '-';
    if (minus) {
        r->at++;
        TRY(read_factor(r, out));
        *out = -*out;
    } else {
        double power;
        TRY(read_atom(r, out));
        if (next_char(r) == '^') {
            r->at++;
            TRY(read_factor(r, &power));
            *out = pow(*out, power);
        }
    }
    r->depth--;
    return NO_ERROR;
}

static Error read_product(Reader *r, double *out) {
    TRY(read_factor(r, out));
    for (char c; (c = next_char(r)) == '*' || c == '/';) {
        double other;
        size_t at = r->at++;
        TRY(read_factor(r, &other));
        if (c == '/' && other == 0) {
            r->at = at;
            return error("figure.zero", "%s", "");
        }
        *out = c == '*' ? *out * other : *out / other;
    }
    return NO_ERROR;
}

static Error read_sum(Reader *r, double *out) {
    TRY(read_product(r, out));
    for (char c; (c = next_char(r)) == '+' || c == '-';) {
        double other;
        r->at++;
        TRY(read_product(r, &other));
        *out += c == '+' ? other : -other;
    }
    return NO_ERROR;
}

Error figure_value(Figures *figures, const char *text, size_t n, double *value, size_t *at) {
    Reader r = {.figures = figures, .text = text, .n = n};
    Error e = read_sum(&r, value);
    char left[2] = {next_char(&r), '\0'};
    if (!failed(&e) && r.at < n) e = error("figure.syntax", "%s", left);
    if (!failed(&e) && !isfinite(*value)) e = error("figure.zero", "%s", "");
    *at = r.at;
    return e;
}

/* ---- how a value is written ---- */

/* With commas between thousands, a true minus sign, and so many digits behind the point. */
static const char *write_number(Arena *arena, double v, int digits) {
    char plain[400], out[600];
    size_t n = 0;
    snprintf(plain, sizeof plain, "%.*f", digits, fabs(v));
    size_t whole = strcspn(plain, ".");
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0) out[n++] = ',';
        out[n++] = plain[i];
    }
    snprintf(out + n, sizeof out - n, "%s", plain + whole);
    bool zero = strspn(out, "0.,") == strlen(out);
    return arena_printf(arena, "%s%s", v < 0 && !zero ? "−" : "", out);
}

/* The fewest digits, six at most, that say the value as exactly as a double does; -1: more are needed. */
static int exact_digits(double v) {
    for (int digits = 0; digits <= 6; digits++) {
        double scale = pow(10, digits), rounded = round(v * scale) / scale;
        if (fabs(rounded - v) <= 1e-12 * fmax(1, fabs(v))) return digits;
    }
    return -1;
}

Error figure_text(Figures *figures, const char *text, size_t n, Arena *arena, const char **out, double *value,
                  size_t *at) {
    const char *bar = memchr(text, '|', n);
    size_t length = bar ? (size_t)(bar - text) : n;
    TRY(figure_value(figures, text, length, value, at));
    double v = *value;
    int digits = 0;
    *at = length;
    if (!bar) {
        digits = exact_digits(v);
        *at = 0;
        if (digits < 0) return error("figure.not_exact", "%.*s", (int)length, text);
    } else {
        const char *format = bar + 1, *end = text + n;
        bool more = format < end && *format == '+';
        if (more) format++;
        bool percent = format < end && *format == '%';
        double scale = percent ? 0.01 : 1;
        if (!percent && !more && format < end && *format == 'M') scale = 1e6;
        if (!percent && !more && format < end && *format == 'G') scale = 1e9;
        if (scale != 1) format++;
        if ((more && !percent) || end - format != 1 || *format < '0' || *format > '6')
            return error("figure.format", "%.*s", (int)(end - bar - 1), bar + 1);
        digits = *format - '0';
        v = (more ? v - 1 : v) / scale;
    }
    *out = write_number(arena, v, digits);
    return *out ? NO_ERROR : error("memory", "%s", "figure");
}
