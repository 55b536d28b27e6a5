#include <jansson.h>
#include <math.h>
#include <stdio.h>

#include "cli/cli.h"

static json_t *index_json(int index) { return index < 0 ? json_null() : json_integer(index); }

static json_t *layer_json(const Layer *l) {
    return json_pack("{s:s,s:s,s:o,s:o,s:[iii],s:i,s:i,s:i,s:I,s:I,s:i,s:i,s:f}", "name", l->name,
                     "kind", kind_name(l->kind), "features_index", index_json(l->features_index),
                     "classifier_index", index_json(l->classifier_index), "out", l->out.c, l->out.h,
                     l->out.w, "kernel", l->kernel, "stride", l->stride, "pad", l->pad, "params",
                     (json_int_t)l->params, "macs", (json_int_t)l->macs, "field", l->field, "jump",
                     l->jump, "start", l->start);
}

static void print_json(const Net *net) {
    json_t *layers = json_array();
    for (int row = 0; row < net->layers; row++)
        json_array_append_new(layers, layer_json(&net->layer[row]));
    json_t *o = json_pack("{s:s,s:I,s:I,s:o}", "net", net_info(net->id)->name, "params",
                          (json_int_t)net->params, "macs", (json_int_t)net->macs, "layers", layers);
    json_dumpf(o, stdout, JSON_INDENT(1));
    putchar('\n');
    json_decref(o);
}

static void print_text(const Net *net) {
    printf("%s: %lld parameters, %lld multiply-adds\n\n", net_info(net->id)->title,
           (long long)net->params, (long long)net->macs);
    printf("%-9s %-14s %-14s %3s %3s %3s %12s %14s %6s %5s %7s\n", "name", "torchvision", "out", "k",
           "s", "p", "params", "multiply-adds", "field", "jump", "start");
    for (int row = 0; row < net->layers; row++) {
        const Layer *l = &net->layer[row];
        char index[24] = "", out[24];
        if (l->features_index >= 0) snprintf(index, sizeof index, "features[%d]", l->features_index);
        if (l->classifier_index >= 0)
            snprintf(index, sizeof index, "classifier[%d]", l->classifier_index);
        snprintf(out, sizeof out, "%dx%dx%d", l->out.c, l->out.h, l->out.w);
        printf("%-9s %-14s %-14s %3d %3d %3d %12lld %14lld %6d %5d %7g\n", l->name, index, out,
               l->kernel, l->stride, l->pad, (long long)l->params, (long long)l->macs, l->field,
               l->jump, l->start);
    }
}

int cli_table(int argc, char **argv) {
    const char *name = "vgg16";
    bool json = false;
    int n;
    const Option options[] = {{"--net", &name, NULL}, {"--json", NULL, &json}};
    int status = cli_options(argc, argv, options, 2, NULL, 0, &n);
    if (status) return status;
    NetId id;
    if (!net_find(name, &id)) {
        Error e = error("command.net", "%s", name);
        return cli_error(NULL, &e);
    }
    Net net;
    net_build(&net, id, 1);
    if (json) print_json(&net);
    else print_text(&net);
    return EXIT_FINE;
}
