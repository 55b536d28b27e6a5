#include "cli/cli.h"
#include "cli/save.h"

int cli_shot(int argc, char **argv) {
    const char *script = "", *size = "1280x720", *out = NULL;
    int n, wh[2];
    AppOptions app_options = {.outside = cli_outside, .ctx = wh};
    const Option options[] = {{"--do", &script, NULL},
                              {"--size", &size, NULL},
                              {"--out", &out, NULL},
                              {"--net", &app_options.net, NULL},
                              {"--weights", &app_options.weights, NULL},
                              {"--image", &app_options.image, NULL}};
    int status = cli_options(argc, argv, options, 6, NULL, 0, &n);
    if (!status && !out) status = cli_usage(error("usage.words", "%s\t%s", "shot", "--out FILE.png"));
    if (!status) status = cli_size(size, &wh[0], &wh[1]);
    if (status) return status;
    App app;
    status = cli_open(&app_options, script, &app);
    if (status) return status;
    Error e = save_spares(&app, out);
    if (!failed(&e)) e = cli_save_shot(&app, wh[0], wh[1], out);
    if (failed(&e)) status = cli_error(NULL, &e);
    app_close(&app);
    return status;
}
