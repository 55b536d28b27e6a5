#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "io/found.h"
#include "io/sums.h"

static int list(void) {
    for (int id = 0; id < NET_COUNT; id++) {
        char path[PATH_SIZE];
        bool found = weights_find((NetId)id, path, sizeof path);
        printf("%-13s %s\n", net_info((NetId)id)->name, found ? path : "random:1");
        FoundFile others[FOUND_MOST];
        int n = found_files((NetId)id, others);
        for (int i = 0; i < n; i++)
            if (!found || strcmp(others[i].path, path) != 0) printf("%-13s %s\n", "  also", others[i].path);
    }
    return EXIT_FINE;
}

/* Opens a file for the network that is named, or for the first that it fits. */
static Error open_any(const char *file, const char *net, Weights *w) {
    NetId id;
    if (net) {
        if (!net_find(net, &id)) return error("command.net", "%s", net);
        return weights_open_file(file, id, w);
    }
    Error first = weights_open_file(file, NET_VGG16, w);
    Error e = first;
    for (int i = 0; i < NET_COUNT && failed(&e); i++) e = weights_open_file(file, (NetId)i, w);
    return failed(&e) ? first : NO_ERROR;
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

static int check(const char *file, const char *net) {
    Weights w;
    Arena arena = {0};
    Pool *pool = pool_open(1);
    Error e = pool ? open_any(file, net, &w) : error("memory", "%s", file);
    bool open = pool && !failed(&e);
    for (int row = 0; open && row < w.net.layers && !failed(&e); row++) e = weights_touch(&w, row, pool, NULL);
    if (open && !failed(&e)) e = recognize(&w);
    char width[24] = "full width";
    if (!failed(&e) && w.net.width > 1) snprintf(width, sizeof width, "slim 1/%d", w.net.width);
    if (!failed(&e))
        printf("%s: %s, %s, %s, %lld parameters%s\n", file, net_info(w.net.id)->title, width,
               dtype_name(w.type), (long long)w.net.params, w.origin == ORIGIN_TORCHVISION ? ", torchvision" : "");
    int status = failed(&e) ? cli_error(NULL, &e) : EXIT_FINE;
    if (open) weights_close(&w);
    pool_close(pool);
    arena_free(&arena);
    return status;
}

static Error open_source(const char *in, const char *net, Weights *w) {
    uint32_t seed;
    NetId id = NET_VGG16;
    if (!weights_random(in, &seed)) return open_any(in, net, w);
    if (net && !net_find(net, &id)) return error("command.net", "%s", net);
    return weights_seeded(id, seed, w);
}

static int pack(const char *in, const char *out, const char *net, DType type) {
    Weights w;
    PackReport report;
    Pool *pool = pool_open(processor_count());
    Error e = pool ? open_source(in, net, &w) : error("memory", "%s", out);
    bool open = pool && !failed(&e);
    if (open) e = weights_pack(&w, pool, type, out, &report);
    for (int row = 0; !failed(&e) && row < w.net.layers; row++)
        if (w.net.layer[row].weight_layer)
            printf("%-9s largest error %.3g\n", w.net.layer[row].name, report.error[row]);
    int status = failed(&e) ? cli_error(NULL, &e) : EXIT_FINE;
    if (open) weights_close(&w);
    pool_close(pool);
    return status;
}

int cli_weights(int argc, char **argv) {
    const char *rest[3], *net = NULL, *type_name = "f32", *patience = NULL;
    FetchOptions fetch = {0};
    int n;
    const Option options[] = {{"--net", &net, NULL}, {"--type", &type_name, NULL},
                              {"--mirror", &fetch.mirror, NULL}, {"--timeout", &patience, NULL}};
    int status = cli_options(argc, argv, options, 4, rest, 3, &n);
    if (!status) status = cli_number("--timeout", patience, 1, 3600, 0, &fetch.patience);
    if (status) return status;
    const char *verb = n ? rest[0] : "";
    if (strcmp(verb, "list") == 0 && n == 1) return list();
    if (strcmp(verb, "check") == 0 && n == 2) return check(rest[1], net);
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
