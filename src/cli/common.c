#include <errno.h>
#include <stdarg.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/session/command.h"
#include "app/world.h"
#include "cli/cli.h"
#include "cli/film.h"
#include "cli/save.h"
#include "io/png.h"
#include "shell/shot.h"

Strings *cli_strings(void) {
    Strings *strings = NULL;
    Languages languages;
    char language[LANGUAGE_SIZE];
    strings_languages(&languages);
    languages_preferred(&languages, language);
    Error e = strings_open(language, &strings);
    return failed(&e) ? NULL : strings;
}

int cli_error(const char *where, const Error *e) {
    char text[ERROR_TEXT];
    Strings *strings = cli_strings(); /* without the texts, the error's id is said */
    strings_error(strings, e, text, sizeof text);
    strings_close(strings);
    char line[ERROR_TEXT + PATH_SIZE]; /* where: an option, a command or a file */
    snprintf(line, sizeof line, "%s%s%s", where ? where : "", where ? ": " : "", text);
    cli_say(line);
    return EXIT_TROUBLE;
}

int cli_usage(Error e) {
    cli_error(NULL, &e);
    return EXIT_USAGE;
}

int cli_options(int argc, char **argv, const Option options[], int n, const char *rest[], int most,
                int *n_rest) {
    *n_rest = 0;
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--", 2) != 0) {
            if (*n_rest == most) return cli_usage(error("usage.too_much", "%s\t%s", argv[i], argv[0]));
            rest[(*n_rest)++] = argv[i];
            continue;
        }
        const char *equals = strchr(argv[i], '=');
        size_t length = equals ? (size_t)(equals - argv[i]) : strlen(argv[i]);
        const Option *found = NULL;
        for (int k = 0; k < n; k++)
            if (strlen(options[k].name) == length && strncmp(options[k].name, argv[i], length) == 0)
                found = &options[k];
        if (!found) return cli_usage(error("usage.option", "%s\t%.*s", argv[0], (int)length, argv[i]));
        if (found->on) {
            if (equals) return cli_usage(error("usage.no_value", "%s", found->name));
            *found->on = true;
        } else if (equals) {
            *found->value = equals + 1;
        } else if (i + 1 < argc) {
            *found->value = argv[++i];
        } else {
            return cli_usage(error("usage.value", "%s", found->name));
        }
    }
    return EXIT_FINE;
}

int cli_number(const char *option, const char *text, int least, int most, int otherwise, int *out) {
    char *end;
    *out = otherwise;
    if (!text) return EXIT_FINE;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (end == text || *end || errno || value < least || value > most)
        return cli_usage(error("usage.number", "%s\t%d–%d\t%s", option, least, most, text));
    *out = (int)value;
    return EXIT_FINE;
}

int cli_size(const char *text, int *w, int *h) {
    int end = 0;
    bool fits =
        sscanf(text, "%dx%d%n", w, h, &end) == 2 && !text[end] && *w >= 320 && *w <= 16384 && *h >= 200 && *h <= 16384;
    return fits ? EXIT_FINE : cli_usage(error("usage.size", "%s", text));
}

/* All of standard input; the caller's to free. */
static Error read_piped(unsigned char **bytes, size_t *size) {
    enum { PIECE = 1 << 16, MOST = 1 << 29 };
    *bytes = NULL;
    *size = 0;
    for (size_t got = 1; got > 0; *size += got) {
        unsigned char *more = *size < MOST ? realloc(*bytes, *size + PIECE) : NULL;
        if (!more) {
            free(*bytes);
            return error("memory", "%s", "standard input");
        }
        *bytes = more;
        got = fread(*bytes + *size, 1, PIECE, stdin);
    }
    return NO_ERROR;
}

static Error take_piped(App *app) {
    unsigned char *bytes;
    size_t size;
    TRY(read_piped(&bytes, &size));
    Error e = app_set_photo_bytes(app, bytes, size, "standard input");
    free(bytes);
    return e;
}

int cli_open(const AppOptions *options, const char *script, App *app) {
    AppOptions opened = *options;
    bool piped = options->image && strcmp(options->image, "-") == 0;
    if (piped) opened.image = NULL;
    Error e = app_open(&opened, app);
    if (piped && !failed(&e)) {
        e = take_piped(app);
        if (failed(&e)) app_close(app);
    }
    return cli_go_on(e, script, INFINITY, app);
}

int cli_go_on(Error opened, const char *script, double patience, App *app) {
    if (failed(&opened)) return cli_error(NULL, &opened);
    int at = 0;
    char where[64];
    Error e = app_do(app, script, &at);
    if (failed(&e)) {
        snprintf(where, sizeof where, "--do, command %d", at);
        int status = cli_error(where, &e);
        app_close(app);
        return status;
    }
    app_want(app);
    e = isinf(patience) ? app_wait(app) : app_wait_for(app, patience);
    if (!failed(&e)) e = app->trouble;
    if (!failed(&e)) return EXIT_FINE;
    int status = cli_error(NULL, &e);
    app_close(app);
    return status;
}

void cli_check_fonts(Fonts *fonts, const App *app) {
    static bool said;
    Error e = said ? NO_ERROR : fonts_check(fonts, strings_get(app->strings, "header.weights"));
    said |= failed(&e);
    if (failed(&e)) cli_error(NULL, &e);
}

Error cli_paint(const App *app, int w, int h, Canvas *out) {
    Arena arena = {0};
    *out = (Canvas){0};
    Fonts *fonts = fonts_open();
    Frame *frame = ARENA_NEW(&arena, 1, Frame);
    Error e = fonts && frame ? NO_ERROR : error("memory", "%dx%d", w, h);
    if (!failed(&e)) {
        cli_check_fonts(fonts, app);
        Metrics metrics = fonts_metrics(fonts);
        view_frame(app, &metrics, w, h, 1e9, &arena, frame);
        e = arena.failed ? error("memory", "%dx%d", w, h) : shot_paint(&frame->list, fonts, w, h, out);
    }
    fonts_close(fonts);
    arena_free(&arena);
    return e;
}

Error cli_save_shot(const App *app, int w, int h, const char *path) {
    Canvas canvas;
    Error e = cli_paint(app, w, h, &canvas);
    if (!failed(&e)) e = png_write(path, canvas.pixels, w, h, canvas.pitch);
    free(canvas.pixels);
    return e;
}

/* `shot` without a name has always had this one. */
static Error shoot(const App *app, const char *file, const int size[2]) {
    char path[PATH_SIZE];
    TRY(save_path(app, *file ? file : "vggscope.png", SAVE_PNG, false, false, path, sizeof path));
    return cli_save_shot(app, size[0], size[1], path);
}

static Error keep(App *app, const char *file) {
    SaveFormat format = SAVE_NPY;
    char path[PATH_SIZE];
    save_format(file, &format);
    TRY(app_wait(app));
    TRY(save_path(app, file, format, false, false, path, sizeof path));
    return save_write(app, path, format, true);
}

static Error keep_answers(const App *app, const char *file) {
    char path[PATH_SIZE];
    TRY(save_path(app, file, SAVE_CSV, true, false, path, sizeof path));
    return save_answers(app, path);
}

static Error keep_sheet(App *app, const char *file) {
    char path[PATH_SIZE];
    TRY(app_wait(app));
    TRY(save_path(app, file, SAVE_PNG, true, false, path, sizeof path));
    return sheet_write(app, path);
}

static Error film(const App *app, FilmOf of, const char *file, const int size[2]) {
    FilmPlan plan;
    Film progress = {0};
    char path[PATH_SIZE];
    TRY(save_path(app, file, SAVE_GIF, of == FILM_LESSON, false, path, sizeof path));
    TRY(film_plan(app, of, size[0], size[1], path, &plan));
    Error e = film_make(&plan, &progress, NULL, NULL);
    film_forget(&plan);
    return e;
}

Error cli_outside(void *ctx, App *app, const Effect *effect) {
    const int *size = ctx;
    switch (effect->kind) {
    case EFFECT_SHOT:
        TRY(app_wait(app));
        return shoot(app, effect->text, size);
    case EFFECT_SAVE: return keep(app, effect->text);
    case EFFECT_SAVE_ANSWERS: return keep_answers(app, effect->text);
    case EFFECT_SAVE_SHEET: return keep_sheet(app, effect->text);
    case EFFECT_FILM_STEPS: return film(app, FILM_STEPS, effect->text, size);
    case EFFECT_FILM_LESSON: return film(app, FILM_LESSON, effect->text, size);
    case EFFECT_FILM_MOTION: return film(app, FILM_MOTION, effect->text, size);
    case EFFECT_FILM_SPACE: return film(app, FILM_SPACE, effect->text, size);
    case EFFECT_PRINT: puts(effect->text); return NO_ERROR;
    default: return NO_ERROR; /* a window's affair */
    }
}

void described_json(const Weights *w, json_t *out) {
    static const char *const DESCRIBED[] = {WORD_NAMES(EACH_DESCRIBED)};
    json_object_set_new(out, "input", json_integer(w->net.input.h));
    if (!net_is_own(w->net.id)) return;
    json_object_set_new(out, "described", json_string(DESCRIBED[w->described]));
    if (weights_guessed(w)) json_object_set_new(out, "layers_guessed", json_true());
    if (net_drafted(w->net.id)->guessed) json_object_set_new(out, "input_guessed", json_true());
}
