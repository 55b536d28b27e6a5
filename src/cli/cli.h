/* The sub-commands, one file each. Each gets its own arguments, argv[0] being its name, and returns
 * the exit status: 0, 1 for what went wrong, 2 for wrong usage. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <jansson.h>

#include "app/session/command.h"
#include "io/fetch.h"
#include "shell/fonts.h"
#include "view/screens.h"

enum { EXIT_FINE = 0, EXIT_TROUBLE = 1, EXIT_USAGE = 2 };

#define VGGSCOPE_VERSION "0.1"

typedef struct SubCommand {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *usage;
} SubCommand; /* what it does is said by the string help.NAME */

const SubCommand *cli_subs(int *n);

/* What `make install` needs besides: printed on standard output. */
int cli_help(void);
int cli_man(void);        /* the man page, as troff */
int cli_completion(void); /* for bash */
int cli_icon(void);       /* as SVG */

/* Whether the first argument is the path of a file (or meant as one: it has a dot or a slash), which opens the window.
 */
bool cli_is_path(const char *word);
int cli_window(int argc, char **argv);
int cli_table(int argc, char **argv);
int cli_run(int argc, char **argv);
int cli_shot(int argc, char **argv);
int cli_read(int argc, char **argv);
int cli_bench(int argc, char **argv);
int cli_weights(int argc, char **argv);
int cli_lesson(int argc, char **argv);
int cli_ask(int argc, char **argv);

/* The part of cli_weights that fetches published ones. */
int cli_weights_get(const char *net, const FetchOptions *options);

/* The part of cli_bench that opens a window: frame times of every screen, or how soon what a hand does is shown. */
int cli_bench_window(AppOptions *options, const char *size, bool hand, bool json);

/* Runs the network on the default photo without a display, as cli_window does where there is none. */
int cli_headless(const AppOptions *options);

/* ---- shared ---- */

/* Adds the side of the photos and, of a network of one's own, who told its layers (described), and that they
 * (layers_guessed) or the side (input_guessed) are a guess. */
void described_json(const Weights *w, json_t *out);

/* An option of a sub-command: "--net NAME" or a switch like "--json". */
typedef struct Option {
    const char *name;   /* with its dashes */
    const char **value; /* of an option with a value */
    bool *on;           /* of a switch */
} Option;

/* Takes the options off argv; what is left, in order, goes to rest[]. Returns EXIT_FINE, or EXIT_USAGE
 * after saying what is wrong. */
int cli_options(int argc, char **argv, const Option options[], int n, const char *rest[], int most,
                int *n_rest);
/* A whole number of an option, NULL gives `otherwise`. EXIT_USAGE after saying what is wrong. */
int cli_number(const char *option, const char *text, int least, int most, int otherwise, int *out);

/* The texts in the language that the surroundings ask for; NULL without any. */
Strings *cli_strings(void);
/* A line to whoever started the program: on standard error, behind its name; of the program for Windows
 * src/windows/say.c is this. */
void cli_say(const char *line);
/* Says an error so, after `where` unless that is NULL; EXIT_TROUBLE. */
int cli_error(const char *where, const Error *e);
/* Says what is wrong with the arguments; EXIT_USAGE. */
int cli_usage(Error e);
/* "WIDTHxHEIGHT". EXIT_USAGE after saying so if it is none from 320x200 to 16384x16384. */
int cli_size(const char *text, int *w, int *h);

/* Opens the program without a window and does a script of commands; then all is computed that the
 * screen needs. With an error it is said, and nothing is open. The image "-" comes from standard input. */
int cli_open(const AppOptions *options, const char *script, App *app);
/* The same behind an app_open that has been called, waiting so many milliseconds at most; INFINITY: for a download,
 * too. */
int cli_go_on(Error opened, const char *script, double patience, App *app);

/* Says once what is missing where the texts of the screen cannot be drawn; the program goes on. */
void cli_check_fonts(Fonts *fonts, const App *app);
/* The picture of the state; out->pixels is the caller's to free. */
Error cli_paint(const App *app, int w, int h, Canvas *out);
/* The same as a PNG. */
Error cli_save_shot(const App *app, int w, int h, const char *path);
/* Carries out the effects that need no window: shots, in the size that ctx (int[2]) says. */
Error cli_outside(void *ctx, App *app, const Effect *effect);

#endif
