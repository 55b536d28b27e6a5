#include <stdio.h>

#include "cli/cli.h"
#include "model/path.h"
#include "view/facts_table.h"

static void print_text(const Net *net) {
    printf("%s: %lld parameters, %lld multiply-adds\n\n", net_info(net->id)->title,
           (long long)net->params, (long long)net->macs);
    printf("%-9s %-14s %-14s %3s %3s %3s %12s %14s %6s %5s %7s\n", "name",
           net_is_own(net->id) ? "module" : "torchvision", "out", "k", "s", "p", "params",
           "multiply-adds", "field", "jump", "start");
    for (int row = 0; row < net->layers; row++) {
        const Layer *l = &net->layer[row];
        char index[PATH_TEXT], out[24];
        layer_place(net, l, index);
        snprintf(out, sizeof out, "%dx%dx%d", l->out.c, l->out.h, l->out.w);
        printf("%-9s %-14s %-14s %3d %3d %3d %12lld %14lld %6d %5d %7g\n", l->name, index, out,
               l->kernel, l->stride, l->pad, (long long)l->params, (long long)l->macs, l->field,
               l->jump, l->start);
    }
}

int cli_table(int argc, char **argv) {
    const char *name = NULL, *weights = NULL;
    bool json = false, csv = false;
    int n;
    const Option options[] = {
        {"--net", &name, NULL}, {"--weights", &weights, NULL}, {"--json", NULL, &json}, {"--csv", NULL, &csv}};
    int status = cli_options(argc, argv, options, 4, NULL, 0, &n);
    if (status) return status;
    WeightsWish wish;
    Error wrong = source_wish(name, weights, &wish);
    if (failed(&wrong)) return cli_error(NULL, &wrong);
    Net net;
    net_build(&net, wish.net, 1);
    if (json && !table_write_json(&net, stdout) && !ferror(stdout)) { /* main says the latter */
        Error e = error("memory", "%s", "table");
        return cli_error(NULL, &e);
    }
    if (csv) table_write_csv(&net, stdout);
    else if (!json) print_text(&net);
    return EXIT_FINE;
}
