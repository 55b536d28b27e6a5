#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/ending.h"

static int version(void) {
    puts("vggscope " VGGSCOPE_VERSION);
    return EXIT_FINE;
}

static bool asks_help(int argc, char **argv) {
    bool asks = false;
    for (int i = 2; i < argc; i++) asks |= strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0;
    return asks;
}

static int run(int argc, char **argv) {
    static const struct {
        const char *option;
        int (*run)(void);
    } PRINTED[] = {{"--help", cli_help}, {"-h", cli_help},     {"--version", version},
                   {"--man", cli_man},   {"--icon", cli_icon}, {"--completion", cli_completion},
                   {"help", cli_help}};
    const char *name = argc > 1 ? argv[1] : "";
    for (size_t i = 0; i < sizeof PRINTED / sizeof *PRINTED; i++)
        if (strcmp(name, PRINTED[i].option) == 0) return PRINTED[i].run();
    if (argc < 2 || name[0] == '-') return cli_window(argc, argv);
    int n;
    const SubCommand *sub = cli_subs(&n);
    for (int i = 0; i < n; i++)
        if (strcmp(name, sub[i].name) == 0) return asks_help(argc, argv) ? cli_help() : sub[i].run(argc - 1, argv + 1);
    return cli_is_path(name) ? cli_window(argc, argv) : cli_usage(error("usage.command", "%s", name));
}

int main(int argc, char **argv) {
    ending_begin();
    int status = run(argc, argv);
    ending_tell(NULL, NULL);
    if (fflush(stdout) == 0 && !ferror(stdout)) return status;
    Error e = error("file.write", "%s\t%s", strerror(errno), "standard output");
    return cli_error(NULL, &e);
}
