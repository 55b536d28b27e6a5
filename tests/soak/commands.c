/* Random commands of the registry, a picture painted after each: nothing may crash, what is painted where the picture
 * changed has to be the whole picture, and memory may not grow over the second half.
 *
 *     commands [any|running|brief|sizes] [N [SEED]]
 *     commands print N SEED     says none of them, and prints them, for tests/web/soak.mjs
 *
 * any: all commands, half of them waited for. running: those that change what is computed, in the midst of it, never
 * waited for. brief: those but for measuring, which takes half a minute a time under ThreadSanitizer. sizes: those that
 * change or show the photo, in networks that take it in different sizes. What touches the outside is left out. Built
 * with SAN=asan or SAN=tsan, it tells more. SHOW=1 prints each command before it is said. */
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "app/session/link.h"
#include "app/session/way.h"
#include "base/memory.h"
#include "pictures.h"

enum { CHECKS = 20 /* of memory */, SPARE = 1 << 19 /* bytes: what a picture's texts and maps make different */ };

/* Bytes that were asked for and not given back; the sanitizers' own count where there is one. */
extern size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));
static size_t in_use(void) {
    if (__sanitizer_get_current_allocated_bytes) return __sanitizer_get_current_allocated_bytes();
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

static uint64_t state;
static bool sizes; /* the networks are those of different sizes */

/* splitmix64: 0 to n - 1. */
static int any_of(int n) {
    uint64_t z = state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (int)((z ^ z >> 31) % (uint64_t)n);
}

static const char *one_of(const char *words, char out[64]) {
    int n = 1;
    for (const char *c = words; *c; c++) n += *c == '|';
    for (int skip = any_of(n); skip > 0; skip--) words = strchr(words, '|') + 1;
    snprintf(out, 64, "%.*s", (int)strcspn(words, "|"), words);
    return out;
}

static const char *number(char out[64]) {
    static const int MOST[] = {3, 10, 40, 224, 600};
    snprintf(out, 64, "%d", any_of(MOST[any_of(5)]));
    return out;
}

static const char *argument(const App *app, const Command *c, char out[64]) {
    if (any_of(8) == 0) return number(out);
    switch (c->completion) {
    case COMPLETE_NET:
        return one_of(
            sizes ? "vgg16|vgg19|alexnet|alexnet-2012|other" : "vgg16|vgg19|vgg11|vgg13|a|b|c|d|e|alexnet|other", out);
    case COMPLETE_LAYER: return app_row_name(app, any_of(app->weights->net.layers + 1) - 1);
    case COMPLETE_PHOTO: return any_of(4) ? app->gallery->name[any_of(app->gallery->n)] : "noise:7";
    case COMPLETE_LANGUAGE: return one_of("en|zh", out);
    case COMPLETE_LESSON:
        return any_of(2) ? one_of(c->words, out) : one_of("what-is-vgg|one-step|parameters|features|mistakes", out);
    case COMPLETE_WORDS: return any_of(4) ? one_of(c->words, out) : number(out);
    case COMPLETE_NOTHING: break;
    }
    return number(out);
}

/* A command with as many words as it takes, most of which it knows. */
static void make_command(const App *app, const Command *c, char *out, size_t size) {
    char word[64];
    size_t n = (size_t)snprintf(out, size, "%s", c->name);
    if (strcmp(c->name, "sheet") == 0) { /* a whole one would take minutes each time */
        snprintf(out, size, "sheet at %d", any_of(3));
        return;
    }
    int most = c->most < c->least + 3 ? c->most : c->least + 3, words = c->least + any_of(most - c->least + 1);
    for (int i = 0; i < words; i++) n += (size_t)snprintf(out + n, size - n, " %s", argument(app, c, word));
}

static bool among(const char *name, const char *const list[]) {
    for (; *list; list++)
        if (strcmp(*list, name) == 0) return true;
    return false;
}

static const char *const OUTSIDE[] = {"quit",  "fullscreen", "renderer", "paste",  "copy",
                                      "state", "shot",       "save",     "camera", NULL};
/* measure, which `brief` leaves out, stands first */
static const char *const RUNNING[] = {
    "measure", "step",   "back",   "until",   "here",    "run",   "reset",     "stop",       "together",
    "race",    "steps",  "net",    "weights", "compare", "image", "photo",     "draw",       "occlude",
    "shift",   "rotate", "mirror", "blur",    "grey",    "undo",  "clear",     "difference", "view",
    "select",  "map",    "pixel",  "photos",  "excite",  "slice", "reference", "relu",       NULL};

/* More than once: said more often; whole commands are said as they are. */
static const char *const SIZES[] = {"net",
                                    "net other",
                                    "net other",
                                    "net other",
                                    "net alexnet-2012",
                                    "net vgg16",
                                    "compare",
                                    "compare vgg16 alexnet-2012",
                                    "compare alexnet-2012 vgg19",
                                    "compare alexnet alexnet-2012",
                                    "view",
                                    "view compare",
                                    "view compare",
                                    "view compare",
                                    "view network",
                                    "view layer",
                                    "view slices",
                                    "draw",
                                    "draw 20 20 90 120",
                                    "draw 200 10 222 226",
                                    "draw on 226 226",
                                    "occlude",
                                    "rotate",
                                    "mirror",
                                    "blur",
                                    "shift",
                                    "undo",
                                    "clear",
                                    "image",
                                    "photo",
                                    "difference unchanged",
                                    "reference",
                                    "step",
                                    "back",
                                    "until",
                                    "run",
                                    "together next",
                                    "select",
                                    "map",
                                    "pixel",
                                    "point",
                                    "move",
                                    "excite",
                                    "photos",
                                    "pin",
                                    "slice",
                                    "modules",
                                    "lesson",
                                    "mark",
                                    "return",
                                    "race",
                                    "stop",
                                    NULL};

/* What words drawn by lot hardly ever make of Why and Asks, with few steps: `any` says them whole, once in WHOLE_IN. */
enum { WHOLE_IN = 16 };
static const char *const WHOLE[] = {"view why; why topic random",
                                    "why topic random; why seed 3",
                                    "why topic terms; why more",
                                    "why topic maps",
                                    "asks off; asks steps 2; asks several 3; view asks",
                                    "asks off; asks steps 2; asks class 3; view asks",
                                    "asks off; asks steps 2; asks direction 1 2:-1; view asks",
                                    "asks off; asks steps 2; asks dream; view asks",
                                    "asks off; asks steps 2; asks texture; view asks",
                                    "asks off; asks steps 2; asks style; style next; view asks",
                                    "asks off; asks steps 2; asks inversion; view asks",
                                    "asks steps 2; asks several",
                                    "asks steps 2; asks unit; asks from photo",
                                    "asks steps 2; asks plain; optimizer; pools"};

/* One of a list, or any that does not touch the outside. */
static const Command *choose(const char *const from[]) {
    int n;
    const Command *all = commands(&n);
    for (;;) {
        const Command *c = &all[any_of(n)];
        if (from ? among(c->name, from) : !among(c->name, OUTSIDE)) return c;
    }
}

static void make_script(const App *app, const char *mode, char *out, size_t size) {
    if (!sizes) {
        const char *const *from = strcmp(mode, "running") == 0 ? RUNNING
                                  : strcmp(mode, "brief") == 0 ? RUNNING + 1
                                                               : NULL;
        if (!from && any_of(WHOLE_IN) == 0) {
            snprintf(out, size, "%s", WHOLE[any_of((int)(sizeof WHOLE / sizeof *WHOLE))]);
            return;
        }
        make_command(app, choose(from), out, size);
        return;
    }
    const char *line = SIZES[any_of((int)(sizeof SIZES / sizeof *SIZES) - 1)];
    if (strchr(line, ' ')) snprintf(out, size, "%s", line);
    else make_command(app, command_find(line), out, size);
}

/* A while in which the job gets further, so that the next command comes in the midst of something. */
static void linger(void) {
    struct timespec time = {.tv_nsec = any_of(20) * 1000000L};
    nanosleep(&time, NULL);
}

static char beginning[SCRIPT_SIZE]; /* the way back of a program that has just begun */

/* What is in use once everything is as it was at the beginning. */
static size_t settle(App *app, Pictures *pictures) {
    Error e = app_do(app,
                     "black off; freeze off; lesson close; close; net vgg16; weights bundled; image noise; image panda;"
                     "compare vgg16 vgg19; reference none; lang en; theme dark; textsize 1",
                     NULL);
    if (!failed(&e)) e = link_follow(app, beginning, "");
    app_retire_all(app); /* what was found of a map or a unit, and the runs beside, stay otherwise: some at one time,
                            some at another */
    for (int role = 0; role < BESIDE_COUNT; role++) app_beside_close(app, (BesideRole)role);
    if (!failed(&e)) e = app_wait(app);
    if (failed(&e)) printf("cannot go back to the beginning: %s %s\n", e.id, e.arg[0]), exit(1);
    pictures_close(pictures); /* with its caches, which fill up */
    if (!pictures_open(pictures)) exit(2);
    paint(pictures, app);
    memory_trim();
    return in_use();
}

static int by_size(const void *a, const void *b) {
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

int main(int argc, char *argv[]) {
    bool running = argc > 1 && (strcmp(argv[1], "running") == 0 || strcmp(argv[1], "brief") == 0);
    sizes = argc > 1 && strcmp(argv[1], "sizes") == 0;
    int n = argc > 2 ? atoi(argv[2]) : 1000, understood = 0;
    size_t most = 0, later[CHECKS + 1]; /* at the checks of the first half, and each of the second */
    int n_later = 0;
    App *app = malloc(sizeof *app);
    Pictures pictures;
    const AppOptions options = {.weights = "bundled", .threads = 2};
    state = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
    setenv("VGGSCOPE_MIRROR", "file:///nowhere", 1); /* nothing is fetched */
    setenv("XDG_DATA_HOME", "/nowhere", 1);
    setenv("XDG_CACHE_HOME", "/nowhere", 1);
    if (!app || !pictures_open(&pictures)) return 2;
    Error e = app_open(&options, app);
    if (failed(&e)) return printf("%s %s\n", e.id, e.arg[0]), 2;
    app_script(app, beginning, sizeof beginning);
    for (int i = 0; i < n && argc > 1 && strcmp(argv[1], "print") == 0; i++) {
        char script[512];
        make_script(app, "any", script, sizeof script);
        puts(script);
    }
    if (argc > 1 && strcmp(argv[1], "print") == 0) return 0;
    for (int i = 1; i <= n; i++) {
        char script[512];
        make_script(app, argc > 1 ? argv[1] : "any", script, sizeof script);
        if (getenv("SHOW")) printf("%d %s\n", i, script), fflush(stdout);
        e = app_do(app, script, NULL);
        understood += !failed(&e);
        if (running || any_of(2)) {
            app_want(app);
            linger();
        } else {
            e = app_wait(app); /* what a random command wants may not be there */
        }
        paint(&pictures, app);
        if (!painted_right(&pictures))
            return printf("%d %s: not all of the picture that changed was painted\n", i, script), 1;
        if (i % (n / CHECKS + 1) == 0) {
            size_t bytes = settle(app, &pictures);
            printf("%6d commands: %.1f MB in use\n", i, (double)bytes / 1e6);
            fflush(stdout);
            if (2 * i > n) later[n_later++] = bytes;
            else if (bytes > most) most = bytes;
        }
    }
    app_close(app);
    free(app);
    pictures_close(&pictures);
    qsort(later, (size_t)n_later, sizeof *later, by_size);
    size_t usual = n_later ? later[n_later / 2] : 0; /* once in a while something has not come to its end yet */
    bool grew = usual > most + SPARE;
    printf("%d of %d commands were understood; at most %.1f MB in the first half, the median of the second %.1f MB\n",
           understood, n, (double)most / 1e6, (double)usual / 1e6);
    printf("%d passed, %d failed\n", !grew, grew);
    return grew;
}
