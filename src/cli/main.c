#include <stdio.h>
#include <string.h>

#include "app/command.h"
#include "cli/cli.h"

#define VERSION "0.1"

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *usage;
} COMMANDS[] = {
    {"table", cli_table, "[--net NAME] [--json]"},
    {"run", cli_run,
     "[--net NAME] [--weights FILE|bundled|random[:SEED]] [--image FILE] [--top N] [--json]\n"
     "                 [--save-activations DIR] [--until LAYER] [--threads N]"},
    {"shot", cli_shot, "--out FILE.png [--do 'COMMANDS'] [--size 1280x720]"},
    {"read", cli_read, "[--do 'COMMANDS'] [--json] [--save DIR]"},
    {"bench", cli_bench, "[--net NAME] [--weights ...] [--threads N] [--ui [--size WxH]] [--json]"},
    {"weights", cli_weights,
     "list | get NAME [--mirror URL] [--timeout SECONDS] | check FILE [--net NAME]\n"
     "                 | pack IN OUT [--net NAME] [--type u8|f16|f32]"},
    {"lesson", cli_lesson, "list | check FILE | export NAME DIR [--lang LANGUAGE]"},
};
enum { N_COMMANDS = sizeof COMMANDS / sizeof *COMMANDS };

static int help(void) {
    Strings *strings = NULL;
    Error e = strings_open("en", &strings);
    if (failed(&e)) return cli_error(NULL, &e);
    printf("%s\n\nvggscope [--net NAME] [--weights ...] [--image FILE] [--do 'COMMANDS'] [--size WxH] [--notes]\n"
           "                 %s\n",
           strings_get(strings, "help.program"), strings_get(strings, "help.window"));
    for (int i = 0; i < N_COMMANDS; i++) {
        char name[40];
        snprintf(name, sizeof name, "help.%s", COMMANDS[i].name);
        printf("vggscope %s %s\n                 %s\n", COMMANDS[i].name, COMMANDS[i].usage,
               strings_get(strings, name));
    }
    printf("vggscope --help, --version\n\n%s:", strings_get(strings, "help.networks"));
    for (int id = 0; id < NET_COUNT; id++) printf(" %s", net_info((NetId)id)->name);
    printf("\n\n%s\n", strings_get(strings, "help.commands"));
    int n;
    const Command *all = commands(&n);
    for (int i = 0; i < n; i++) {
        char name[40], call[80];
        snprintf(name, sizeof name, "command.%s", all[i].name);
        snprintf(call, sizeof call, "%s %s", all[i].name, all[i].args);
        printf("  %-36s %s\n", call, strings_get(strings, name));
    }
    printf("\n%s\n", strings_get(strings, "help.keys"));
    const Key *key = keys(&n);
    for (int i = 0; i < n; i++)
        if (key[i].states & KEYS_SCREENS) printf("  %-36s %s\n", key[i].name, key[i].command);
    strings_close(strings);
    return EXIT_FINE;
}

int main(int argc, char **argv) {
    const char *name = argc > 1 ? argv[1] : "";
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) return help();
    if (strcmp(name, "--version") == 0) {
        puts("vggscope " VERSION);
        return EXIT_FINE;
    }
    if (argc < 2 || name[0] == '-') return cli_window(argc, argv);
    for (int i = 0; i < N_COMMANDS; i++)
        if (strcmp(name, COMMANDS[i].name) == 0) return COMMANDS[i].run(argc - 1, argv + 1);
    return cli_usage("there is no command '%s'", name);
}
