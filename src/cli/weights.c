#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "io/net_text.h"
#include "io/own.h"
#include "io/found.h"
#include "io/sums.h"
#include "model/path.h"

static const char *const ORIGINS[ORIGIN_COUNT] = {"unknown", "keras", "torchvision", "slim", "random"};

/* Opens a file for the network that is named, or for the one that it holds. */
static Error open_any(const char *file, const char *net, Weights *w) {
    NetId id;
    WeightsWish wish;
    if (net) {
        TRY(net_named(net, &id));
        return weights_open_file(file, id, w);
    }
    TRY(source_parse(file, NET_VGG16, &wish));
    TRY(source_net(&wish, &wish.net));
    return source_weights(&wish, w);
}

/* Where weights come from, by the sum of their file. */
static Error recognize(Weights *w) {
    char sum[SHA256_TEXT];
    if (w->origin != ORIGIN_UNKNOWN || w->net.width > 1 || !fetch_published(w->net.id)) return NO_ERROR;
    FileStamp stamp = file_stamp_mapped(&w->file);
    TRY(sha256_file(w->path, NULL, sum));
    if (!file_is(&w->file, w->path)) return error("file.changed", "%s", w->path); /* another one was summed */
    sums_add(w->path, &stamp, sum);
    if (fetch_is_published(w->net.id, sum)) w->origin = ORIGIN_TORCHVISION;
    return NO_ERROR;
}

/* ---- what a file holds ---- */

/* What else is in the file: as text, and as a list of names. */
typedef struct LeftOut {
    json_t *names, *beside; /* names; and what they are, tensors of no layer apart */
    char text[600];
    size_t n, more;
} LeftOut;

static void add_left_out(void *ctx, const char *name, const char *what) {
    LeftOut *l = ctx;
    char one[600];
    json_t *text = json_string(name); /* NULL for what is no UTF-8 */
    if (text) json_array_append_new(l->names, text);
    if (text && strcmp(what, "tensor") != 0) json_object_set_new(l->beside, name, json_string(what));
    int n = snprintf(one, sizeof one, "%s%s (%s)", l->n ? ", " : "", name, what);
    if (l->more || n < 0 || l->n + (size_t)n >= sizeof l->text) l->more++;
    else memcpy(l->text + l->n, one, (size_t)n + 1), l->n += (size_t)n;
}

/* What it is a changed one of, in a few words. */
static void kin(const Net *net, char out[80]) {
    NetId like = net_like(net->id);
    if (like == NET_COUNT) snprintf(out, 80, "%d convolutions, %d fully connected layers, %d classes", net->convs,
                                    net->fcs, net_classes(net));
    else if (net_differs_in_classes(net))
        snprintf(out, 80, "%s with %d classes", net_info(like)->title, net_classes(net));
    else if (net_classes(net))
        snprintf(out, 80, "the convolutions of %s, %d classes", net_info(like)->title, net_classes(net));
    else snprintf(out, 80, "the convolutions of %s alone", net_info(like)->title);
}

/* A file that was found; of a network of one's own with what it is. */
static void print_found(const char *word, const char *path) {
    Weights w;
    LeftOut left = {.names = json_array(), .beside = json_object()};
    Error e = open_any(path, NULL, &w);
    bool open = !failed(&e), own = open && net_is_own(w.net.id);
    printf("%-13s %s\n", word, path);
    if (own && left.names && left.beside) e = weights_left_out(&w, add_left_out, &left);
    if (own && !failed(&e)) {
        char what[80], prepared[160];
        kin(&w.net, what);
        preparation_text(&w.preparation, prepared, sizeof prepared);
        printf("%-13s %s, origin %s, photos as for %s%s%s\n", "", what, ORIGINS[w.origin], prepared,
               *left.text ? ", left out: " : "", left.text);
    }
    if (open) weights_close(&w);
    json_decref(left.names);
    json_decref(left.beside);
}

static int list(void) {
    FoundFile others[FOUND_MOST];
    int n;
    for (int id = 0; id < NET_COUNT; id++) {
        char path[PATH_SIZE];
        bool found = weights_find((NetId)id, path, sizeof path);
        if (found) print_found(net_info((NetId)id)->name, path);
        else printf("%-13s random:1\n", net_info((NetId)id)->name);
        n = found_files((NetId)id, others);
        for (int i = 0; i < n; i++)
            if (!found || strcmp(others[i].path, path) != 0) print_found("  also", others[i].path);
    }
    n = found_others(others);
    for (int i = 0; i < n; i++) print_found("own", others[i].path);
    return EXIT_FINE;
}

static json_t *list_modules(const Net *net) {
    json_t *modules = json_array();
    for (int row = 0; row < net->layers; row++) {
        char name[PATH_TEXT];
        if (!net->layer[row].params) continue;
        layer_path(net, &net->layer[row], name);
        json_array_append_new(modules, json_string(name));
    }
    return modules;
}

/* Why something is left out; "" where nothing is. */
static void fault_text(const Error *e, char out[ERROR_TEXT]) {
    Strings *strings = failed(e) ? cli_strings() : NULL;
    *out = '\0';
    if (failed(e)) strings_error(strings, e, out, ERROR_TEXT);
    strings_close(strings);
}

/* The photo's side, where it is assumed. */
static void print_side(const Weights *w) {
    const Draft *d = net_drafted(w->net.id);
    int side = w->net.input.h;
    if (d->guessed && d->side_least)
        printf("that photos are %dx%d is a guess: %d to %d fit\n", side, side, d->side_least, d->side_most);
    else if (d->guessed) printf("that photos are %dx%d is a guess: others fit as well\n", side, side);
    else if (weights_guessed(w)) printf("photos of %dx%d\n", side, side);
}

/* What a reader should know who told the layers. */
static void print_described(const Weights *w) {
    static const char *const SAID[] = {
        [DESCRIBED_BY_FILE] = "its layers are those that the file says",
        [DESCRIBED_BY_TEXT] = "its layers are those of the text that is written for it",
        [DESCRIBED_BY_LISTS] = "check it: by the gaps between the numbers of its modules, ReLUs and pools are guessed",
        [DESCRIBED_BY_SHAPES] = "check it: what its names do not tell is as in the network with the same convolutions",
        [DESCRIBED_BY_NAMES] = "check it: by its names, ReLUs stand behind convolutions, pools behind blocks",
        [DESCRIBED_BY_ORDER] = "check it: its modules are taken in the order in which they were registered"};
    int classes = net_classes(&w->net);
    const char *names = own_names_file(w->net.id);
    if (!net_is_own(w->net.id)) return;
    printf("%s\n", w->seeded ? "it describes a network and has no weights: it gets random ones" : SAID[w->described]);
    print_side(w);
    char what[80];
    kin(&w->net, what);
    if (net_like(w->net.id) != NET_COUNT) printf("%s\n", what);
    if (classes && *names) printf("%d classes, named in %s: %s, ...\n", classes, names, own_label(w->net.id, 0));
    else if (classes) printf("%d classes, without names\n", classes);
}

static void print_checked(const char *file, const Weights *w, const LeftOut *left, bool json) {
    char width[24] = "full width", prepared[160], fault[ERROR_TEXT], names[ERROR_TEXT];
    Error passed_over = own_names_fault(w->net.id);
    const char *followed = NULL;
    for (int row = 0; row < w->net.layers && !followed; row++)
        if (w->follows[row].map) followed = net_info(w->follows_net)->name;
    fault_text(&w->follows_fault, fault);
    fault_text(&passed_over, names);
    preparation_text(&w->preparation, prepared, sizeof prepared);
    if (json) {
        json_t *o = json_pack("{s:s,s:i,s:s,s:s,s:o,s:O,s:O,s:s}", "net", net_info(w->net.id)->name, "classes",
                              net_shape(&w->net, w->net.layers - 1).c, "origin", ORIGINS[w->origin], "preprocess",
                              prepared, "modules", list_modules(&w->net), "left_out", left->names, "beside",
                              left->beside, "taken", w->taken);
        described_json(w, o);
        NetId like = net_like(w->net.id);
        if (like != NET_COUNT) json_object_set_new(o, "like", json_string(net_info(like)->name));
        if (net_is_own(w->net.id)) json_object_set_new(o, "labels", json_string(own_names_file(w->net.id)));
        if (w->doubtful) json_object_set_new(o, "preprocess_guessed", json_true());
        if (followed) json_object_set_new(o, "follows", json_string(followed));
        if (*fault) json_object_set_new(o, "follows_fault", json_string(fault));
        if (*names) json_object_set_new(o, "labels_fault", json_string(names));
        json_dumpf(o, stdout, JSON_INDENT(1));
        putchar('\n');
        json_decref(o);
        return;
    }
    if (w->net.width > 1) snprintf(width, sizeof width, "slim 1/%d", w->net.width);
    printf("%s: %s, %s, %s, %lld parameters%s\n", file, net_info(w->net.id)->title, width,
           dtype_name(w->type), (long long)w->net.params, w->origin == ORIGIN_TORCHVISION ? ", torchvision" : "");
    const char *guess = w->doubtful ? ", by the scale of the first weights: check" : "";
    if (w->preparation.kind != PREPARE_TORCHVISION) printf("photos are prepared as for %s%s\n", prepared, guess);
    print_described(w);
    if (*w->taken) printf("taken of several networks: %s\n", w->taken);
    if (followed) printf("its maps follow maps of %s\n", net_info(w->follows_net)->title);
    if (*fault) printf("which maps they follow is left out: %s\n", fault);
    if (*names) printf("names of classes that are left out: %s\n", names);
    if (*left->text) printf("left out: %s\n", left->text);
    if (left->more) printf("and %zu more\n", left->more);
}

static int check(const char *file, const char *net, bool json) {
    Weights w;
    LeftOut left = {.names = json_array(), .beside = json_object()};
    Workers *workers = workers_open(1);
    Error e = workers && left.names && left.beside ? open_any(file, net, &w) : error("memory", "%s", file);
    bool open = !failed(&e);
    for (int row = 0; open && row < w.net.layers && !failed(&e); row++) e = weights_touch(&w, row, workers, NULL);
    if (open && !failed(&e)) e = recognize(&w);
    if (open && !w.seeded && !failed(&e)) e = weights_left_out(&w, add_left_out, &left);
    if (!failed(&e)) print_checked(file, &w, &left, json);
    int status = failed(&e) ? cli_error(NULL, &e) : EXIT_FINE;
    if (open) weights_close(&w);
    json_decref(left.names);
    json_decref(left.beside);
    workers_close(workers);
    return status;
}

static Error open_source(const char *in, const char *net, Weights *w) {
    uint32_t seed;
    NetId id = NET_VGG16;
    if (!weights_random(in, &seed)) return open_any(in, net, w);
    if (net) TRY(net_named(net, &id));
    return weights_seeded(id, seed, w);
}

static int pack(const char *in, const char *out, const char *net, DType type) {
    Weights w;
    PackReport report;
    Workers *workers = workers_open(processor_count());
    Error e = workers ? open_source(in, net, &w) : error("memory", "%s", out);
    bool open = workers && !failed(&e);
    if (open && file_same(in, out)) e = error("file.is_read", "%s", out); /* a text, of which nothing is mapped */
    if (open && !failed(&e)) e = weights_pack(&w, workers, type, out, &report);
    for (int row = 0; !failed(&e) && row < w.net.layers; row++)
        if (w.net.layer[row].params)
            printf("%-9s largest error %.3g\n", w.net.layer[row].name, report.error[row]);
    int status = failed(&e) ? cli_error(NULL, &e) : EXIT_FINE;
    if (open) weights_close(&w);
    workers_close(workers);
    return status;
}

int cli_weights(int argc, char **argv) {
    const char *rest[3], *net = NULL, *type_name = "f32", *patience = NULL;
    FetchOptions fetch = {0};
    bool json = false;
    int n;
    const Option options[] = {{"--net", &net, NULL},
                              {"--type", &type_name, NULL},
                              {"--mirror", &fetch.mirror, NULL},
                              {"--timeout", &patience, NULL},
                              {"--json", NULL, &json}};
    int status = cli_options(argc, argv, options, 5, rest, 3, &n);
    if (!status) status = cli_number("--timeout", patience, 1, 3600, 0, &fetch.patience);
    if (status) return status;
    const char *verb = n ? rest[0] : "";
    if (strcmp(verb, "list") == 0 && n == 1) return list();
    if (strcmp(verb, "check") == 0 && n == 2) return check(rest[1], net, json);
    if (strcmp(verb, "pack") == 0 && n == 3) {
        DType type = DTYPE_F32;
        if (strcmp(type_name, "f16") == 0) type = DTYPE_F16;
        else if (strcmp(type_name, "u8") == 0) type = DTYPE_U8;
        else if (strcmp(type_name, "f32") != 0)
            return cli_usage(error("usage.one_of", "%s\t%s\t%s", "--type", "u8 | f16 | f32", type_name));
        return pack(rest[1], rest[2], net, type);
    }
    if (strcmp(verb, "get") == 0 && n == 2) return cli_weights_get(rest[1], &fetch);
    return cli_usage(error("usage.words", "%s\t%s", "weights", "list | get NAME | check FILE | pack IN OUT"));
}
