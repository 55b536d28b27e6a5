/* What the program says of itself: --help, the man page and the completion of bash, all from the same tables. */
#include <stdio.h>
#include <string.h>

#include "app/session/command.h"
#include "cli/cli.h"

static const char WINDOW_USAGE[] =
    "[FILE|FOLDER ...] [--net NAME] [--weights ...] [--image FILE] [--do 'COMMANDS'] [--size WxH] [--notes]";

static const SubCommand SUBS[] = {
    {"table", cli_table, "[--net NAME] [--weights FILE] [--json]"},
    {"run", cli_run,
     "[--net NAME] [--weights FILE[#NAME]|bundled|u8|f16|random[:SEED]] [--image FILE|-] [--top N] [--json]\n"
     "                 [--save-activations DIR] [--until LAYER] [--threads N] [--input SIDE] [--preprocess WORDS]\n"
     "                 [--labels FILE]"},
    {"shot", cli_shot,
     "--out FILE.png [--do 'COMMANDS'] [--size 1280x720] [--net NAME] [--weights ...] [--image FILE|-]"},
    {"read", cli_read, "[--do 'COMMANDS'] [--json] [--save DIR] [--net NAME] [--weights ...] [--image FILE|-]"},
    {"bench", cli_bench, "[--net NAME] [--weights ...] [--threads N] [--ui|--hand [--size WxH]] [--json]"},
    {"weights", cli_weights,
     "list | get NAME [--mirror URL] [--timeout SECONDS] | check FILE [--net NAME] [--json]\n"
     "                 | pack IN OUT [--net NAME] [--type u8|f16|f32]"},
    {"lesson", cli_lesson,
     "list | course [45|90|week|7] | check FILE | export NAME DIR [--page URL] [--pdf] | answers [clear]\n"
     "                 [--lang LANGUAGE]"},
    {"ask", cli_ask, "WORDS ... [--lang LANGUAGE]"},
};

const SubCommand *cli_subs(int *n) {
    *n = (int)(sizeof SUBS / sizeof *SUBS);
    return SUBS;
}

static const char *about(const Strings *strings, const char *kind, const char *name) {
    char key[160];
    snprintf(key, sizeof key, "%s.%s", kind, name);
    return strings_get(strings, key);
}

/* What a key does: its own text, or the command's. */
static const char *key_about(const Strings *strings, const char *command) {
    char key[120];
    snprintf(key, sizeof key, "key.%s", command);
    const char *text = strings_get(strings, key);
    if (text != key) return text;
    snprintf(key, sizeof key, "%.*s", (int)strcspn(command, " "), command);
    return about(strings, "command", key);
}

/* Of a key that has its meaning on some screens only, their names. */
static void put_screens(const Strings *strings, int states) {
    int screens = states & KEYS_SCREENS;
    const char *before = "  (";
    for (int view = 0; view < VIEW_COUNT && screens != KEYS_SCREENS; view++) {
        if (!(screens >> view & 1)) continue;
        char key[40];
        snprintf(key, sizeof key, "view.%s", view_name((View)view));
        printf("%s%s", before, strings_get(strings, key));
        before = ", ";
    }
    puts(screens == KEYS_SCREENS ? "" : ")");
}

/* ---- help ---- */

int cli_help(void) {
    Strings *strings = cli_strings();
    if (!strings) return EXIT_TROUBLE;
    int n;
    printf("%s\n\nvggscope %s\n                 %s\n", strings_get(strings, "help.program"), WINDOW_USAGE,
           strings_get(strings, "help.window"));
    const SubCommand *sub = cli_subs(&n);
    for (int i = 0; i < n; i++)
        printf("vggscope %s %s\n                 %s\n", sub[i].name, sub[i].usage, about(strings, "help", sub[i].name));
    printf("vggscope --help, --version\n\n%s:", strings_get(strings, "help.networks"));
    for (int id = 0; id < NET_COUNT; id++) printf(" %s", net_info((NetId)id)->name);
    printf("\n\n%s\n", strings_get(strings, "help.commands"));
    const Command *all = commands(&n);
    for (int i = 0; i < n; i++) {
        int wide = printf("  %s %s", all[i].name, all[i].args);
        printf("%*s %s\n", wide < 38 ? 38 - wide : 0, "", about(strings, "command", all[i].name));
    }
    printf("\n%s\n", strings_get(strings, "help.keys"));
    const Key *key = keys(&n);
    for (int i = 0; i < n; i++) {
        if (!(key[i].states & KEYS_SCREENS)) continue;
        printf("  %-36s %s", key[i].name, key_about(strings, key[i].command));
        put_screens(strings, key[i].states);
    }
    strings_close(strings);
    return EXIT_FINE;
}

/* ---- the man page ---- */

/* Text as troff takes it: a hyphen that may be copied, no control line, no escape. */
static void put_troff(const char *text) {
    if (*text == '.' || *text == '\'') fputs("\\&", stdout);
    for (; *text; text++) {
        if (*text == '\\') fputs("\\e", stdout);
        else if (*text == '-') fputs("\\-", stdout);
        else if (*text == '\n') putchar(' ');
        else putchar(*text);
    }
    putchar('\n');
}

static void put_item(const char *bold, const char *rest, const char *text) {
    char line[400];
    snprintf(line, sizeof line, "%s%s%s", bold, *rest ? " " : "", rest);
    puts(".TP");
    fputs("\\fB", stdout);
    for (const char *at = line; *at; at++) {
        if (*at == '\\') fputs("\\e", stdout);
        else if (*at == '-') fputs("\\-", stdout);
        else if (*at == '\n') {
            while (at[1] == ' ') at++;
            putchar(' ');
        } else putchar(*at);
        if (at == line + strlen(bold) - 1) fputs("\\fR", stdout);
    }
    putchar('\n');
    put_troff(text);
}

static void put_files(void) {
    static const char *const FILES[][2] = {
        {"$XDG_DATA_HOME/vggscope/NET.safetensors",
         "Weights that are taken for this network where none are named; also NET.pth. Without XDG_DATA_HOME: "
         "~/.local/share."},
        {"$XDG_CONFIG_HOME/vggscope/settings.json",
         "How the window was left: language, theme, text size, renderer. Without XDG_CONFIG_HOME: ~/.config."},
        {"$XDG_STATE_HOME/vggscope/state.json",
         "Photos of one's own that were looked at last, the card of each lesson and what was answered there. Without "
         "XDG_STATE_HOME: ~/.local/state."},
    };
    static const char *const VARIABLES[][2] = {
        {"LC_ALL, LC_MESSAGES, LANG", "The language of help and errors, and of the window until another is chosen."},
        {"GDK_SCALE, QT_SCALE_FACTOR",
         "How much larger the window is than on a screen of 96 dots an inch; else Xft.dpi says so, or the screen."},
        {"VGGSCOPE_ISA", "Forces an instruction set: portable, sse2, avx2, avx512 or neon."},
        {"VGGSCOPE_MIRROR", "Where weights get fetches from."},
    };
    puts(".SH FILES");
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) put_item(FILES[i][0], "", FILES[i][1]);
    puts(".SH ENVIRONMENT");
    for (size_t i = 0; i < sizeof VARIABLES / sizeof *VARIABLES; i++) put_item(VARIABLES[i][0], "", VARIABLES[i][1]);
    puts(".SH EXIT STATUS\n0, 1 for what went wrong (one line on standard error says what, and what to do), 2 for "
         "wrong usage.");
}

int cli_man(void) {
    Strings *strings;
    Error e = strings_open("en", &strings);
    if (failed(&e)) return cli_error(NULL, &e);
    int n;
    puts(".TH VGGSCOPE 1 \"\" \"vggscope " VGGSCOPE_VERSION "\" \"User Commands\"\n.SH NAME\n"
         "vggscope \\- watch VGG\\-16 and VGG\\-19 see a photo, one layer at a time\n.SH SYNOPSIS");
    const SubCommand *sub = cli_subs(&n);
    printf(".B vggscope\n");
    put_troff(WINDOW_USAGE);
    for (int i = 0; i < n; i++) {
        printf(".br\n.B vggscope %s\n", sub[i].name);
        put_troff(sub[i].usage);
    }
    puts(".SH DESCRIPTION");
    put_troff(strings_get(strings, "help.program"));
    put_item("vggscope", "", strings_get(strings, "help.window"));
    for (int i = 0; i < n; i++) put_item(sub[i].name, "", about(strings, "help", sub[i].name));
    printf(".PP\n%s:", strings_get(strings, "help.networks"));
    for (int id = 0; id < NET_COUNT; id++) {
        putchar(' ');
        for (const char *at = net_info((NetId)id)->name; *at; at++)
            fputs(*at == '-' ? "\\-" : (char[]){*at, '\0'}, stdout);
    }
    puts("\n.SH COMMANDS");
    put_troff(strings_get(strings, "help.commands"));
    const Command *all = commands(&n);
    for (int i = 0; i < n; i++) put_item(all[i].name, all[i].args, about(strings, "command", all[i].name));
    puts(".SH KEYS\nOn single screens and in lessons more keys have a meaning; ? or F1 shows those of the place, as "
         "the keyboard in use has them.");
    const Key *key = keys(&n);
    for (int i = 0; i < n; i++) {
        char label[24];
        if ((key[i].states & KEYS_SCREENS) != KEYS_SCREENS) continue;
        key_label(NULL, key[i].name, label);
        put_item(label, "", key_about(strings, key[i].command));
    }
    put_files();
    strings_close(strings);
    return EXIT_FINE;
}

/* ---- completion ---- */

int cli_completion(void) {
    int n;
    puts("# bash completion of vggscope\n_vggscope() {\n"
         "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n    case $before in\n"
         "    --net) COMPREPLY=($(compgen -W \"\\");
    for (int id = 0; id < NET_COUNT; id++) printf("%s ", net_info((NetId)id)->name);
    puts("\" -- \"$word\")); return ;;\n    --type) COMPREPLY=($(compgen -W \"u8 f16 f32\" -- \"$word\")); return ;;\n"
         "    weights) COMPREPLY=($(compgen -W \"list get check pack\" -- \"$word\")); return ;;\n"
         "    lesson) COMPREPLY=($(compgen -W \"list course check export answers\" -- \"$word\")); return ;;\n"
         "    esac\n"
         "    if [[ $word == -* ]]; then\n"
         "        COMPREPLY=($(compgen -W \"--net --weights --image --do --size --out --json --save --top --until \\\n"
         "            --save-activations --threads --type --ui --hand --notes --lang --input --preprocess --labels \\\n"
         "            --help --version\" \\\n"
         "            -- \"$word\"))\n"
         "    elif ((COMP_CWORD == 1)); then\n        COMPREPLY=($(compgen -W \"\\");
    const SubCommand *sub = cli_subs(&n);
    for (int i = 0; i < n; i++) printf("%s ", sub[i].name);
    puts("\" -- \"$word\") $(compgen -f -- \"$word\"))\n    else\n        COMPREPLY=($(compgen -f -- \"$word\"))\n    "
         "fi\n}\n"
         "complete -o filenames -F _vggscope vggscope");
    return EXIT_FINE;
}
