#include <signal.h>
#include <string.h>

#include "base/file.h"
#include "cli/ending.h"
#include "cli/host.h"
#include "io/kind.h"

enum { MOST_PATHS = 64 };

static void stop(void *ctx) {
    (void)ctx;
    window_end();
}

bool cli_is_path(const char *word) { return strpbrk(word, "./") || file_exists(word) || dir_exists(word); }

/* Of each that is named, also of one that is not shown yet. */
static Error check_photo(const char *path) {
    Mapped file;
    TRY(file_map(path, &file));
    bool photo = kind_is_photo(file.data, file.size);
    Error e = photo ? NO_ERROR : kind_no_photo(&(Encoded){.bytes = file.data, .size = file.size, .name = path});
    file_unmap(&file);
    return e;
}

/* What the paths are is told by what is in the files: weights are loaded, also for a network that a text
 * describes, and the first photo is shown. The others stay in
 * `path`, in their order; the gallery shows the photos of a folder. */
static Error sort_paths(const char *path[], int n, AppOptions *options) {
    int photos = 0;
    for (int i = 0; i < n; i++) {
        FileKind kind;
        if (dir_exists(path[i])) {
            options->folder = path[i];
            continue;
        }
        TRY(kind_of_file(path[i], &kind));
        if (kind_is_weights(kind)) options->weights = path[i];
        else if (kind == FILE_NET_TEXT && !options->net) options->net = path[i];
        else {
            TRY(check_photo(path[i]));
            path[photos++] = path[i];
        }
    }
    if (photos) options->image = path[0];
    options->more = path + 1;
    options->n_more = photos > 0 ? photos - 1 : 0;
    return NO_ERROR;
}

int cli_window(int argc, char **argv) {
    static Host host;
    static Keeper keeper;
    const char *script = "", *size = NULL, *threads = NULL, *path[MOST_PATHS];
    bool notes = false;
    int n, w = 0, h = 0;
    AppOptions app_options = {0};
    const Option options[] = {{"--do", &script, NULL},
                              {"--size", &size, NULL},
                              {"--notes", NULL, &notes},
                              {"--net", &app_options.net, NULL},
                              {"--weights", &app_options.weights, NULL},
                              {"--image", &app_options.image, NULL},
                              {"--threads", &threads, NULL}};
    int status = cli_options(argc, argv, options, 7, path, MOST_PATHS, &n);
    Error e = status ? NO_ERROR : sort_paths(path, n, &app_options);
    if (failed(&e)) return cli_error(NULL, &e);
    if (!status) status = cli_number("--threads", threads, 1, 64, 0, &app_options.threads);
    if (!status && size) status = cli_size(size, &w, &h);
    if (status) return status;

    kept_read(&keeper.kept);
    const WindowOptions window_options = {.title = "vggscope", .w = w, .h = h,
                                          .renderer = host_renderer(keeper.kept.present)};
    AppOptions in_window = app_options;
    in_window.kept = &keeper.kept;
    Fonts *fonts = fonts_open();
    Window *window = NULL;
    e = fonts ? host_open(&host, &window_options, &in_window, fonts, &window)
              : error("memory", "%s", "window");
    if (failed(&e)) {
        fonts_close(fonts);
        status = cli_error(NULL, &e);
        return strcmp(e.id, "window.no_display") == 0 ? cli_headless(&app_options) : status;
    }
#ifdef SIGPIPE
    signal(SIGPIPE, SIG_IGN); /* who reads what the window prints may go away */
#endif
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
