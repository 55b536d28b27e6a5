#include <signal.h>
#include <string.h>

#include "cli/ending.h"
#include "cli/host.h"

static void stop(void *ctx) {
    (void)ctx;
    window_end();
}

int cli_window(int argc, char **argv) {
    static Host host;
    static Keeper keeper;
    const char *script = "", *size = "1280x720", *threads = NULL;
    bool notes = false;
    int n, w, h;
    AppOptions app_options = {0};
    const Option options[] = {{"--do", &script, NULL},
                              {"--size", &size, NULL},
                              {"--notes", NULL, &notes},
                              {"--net", &app_options.net, NULL},
                              {"--weights", &app_options.weights, NULL},
                              {"--image", &app_options.image, NULL},
                              {"--threads", &threads, NULL}};
    int status = cli_options(argc, argv, options, 7, NULL, 0, &n);
    if (!status) status = cli_number("--threads", threads, 1, 64, 0, &app_options.threads);
    if (!status) status = cli_size(size, &w, &h);
    if (status) return status;

    kept_read(&keeper.kept);
    const WindowOptions window_options = {.title = "vggscope", .w = w, .h = h,
                                          .renderer = host_renderer(keeper.kept.present)};
    AppOptions in_window = app_options;
    in_window.kept = &keeper.kept;
    Fonts *fonts = fonts_open();
    Window *window = NULL;
    Error e = fonts ? host_open(&host, &window_options, &in_window, fonts, &window)
                    : error("memory", "%s", "window");
    if (failed(&e)) {
        fonts_close(fonts);
        status = cli_error(NULL, &e);
        return strcmp(e.id, "window.no_display") == 0 ? cli_headless(&app_options) : status;
    }
    signal(SIGPIPE, SIG_IGN); /* who reads what the window prints may go away */
    ending_tell(stop, NULL);
    if (notes) host.notes = notes_open();
    status = host_start(&host, script);
    host.keeper = status ? NULL : &keeper;
    if (!status) {
        cli_check_fonts(fonts, &host.app);
        e = window_run(window);
        if (failed(&e)) status = cli_error(NULL, &e);
        keeper_close(&keeper);
        host_close(&host);
    }
    notes_close(host.notes);
    window_close(window);
    fonts_close(fonts);
    return status;
}
