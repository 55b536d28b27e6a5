#include "app/features/preprocess.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/script.h"
#include "app/world.h"

/* Three numbers, or n = 1 for all three; a deviation is divided by. */
static Error read_three(char *const argv[], int n, bool positive, float out[3]) {
    for (int i = 0; i < 3; i++) {
        const char *word = argv[n == 1 ? 0 : i];
        char *end;
        out[i] = strtof(word, &end);
        bool right = end != word && !*end && isfinite(out[i]) && (!positive || out[i] >= 1e-6f);
        if (!right) return error("preprocess.number", "%s", word);
    }
    return NO_ERROR;
}

/* What the pixels become says it as well. */
static const char *word_of(const char *range) {
    static const char *const RANGES[][2] = {{"-1..1", "tf"}, {"0..1", "unit"}, {"0..255", "raw"}};
    for (size_t i = 0; i < sizeof RANGES / sizeof *RANGES; i++)
        if (strcmp(range, RANGES[i][0]) == 0) return RANGES[i][1];
    return range;
}

static Error misused(void) { return error("command.args", "%s\t%s", "preprocess", command_find("preprocess")->args); }

/* A word, the next of them, or mean and deviation; the size stays. */
static Error read_numbers(int n, char *const word[], Preparation *p) {
    float mean[3], deviation[3];
    int kind, each = n == 4 ? 1 : 3; /* a grey network's have one number */
    Preparation before = *p;
    if ((n == 8 || n == 4) && strcmp(word[0], "mean") == 0 && strcmp(word[1 + each], "deviation") == 0) {
        TRY(read_three(word + 1, each, false, mean));
        TRY(read_three(word + 2 + each, each, true, deviation));
        *p = preparation_own(mean, deviation);
    } else if (n == 1 && strcmp(word[0], "next") == 0) {
        *p = preparation(p->kind >= PREPARE_OWN - 1 ? PREPARE_TORCHVISION : p->kind + 1);
    } else if (n == 1) {
        TRY(command_word(word_of(word[0]), PREPARE_WORDS, &kind));
        *p = preparation((PrepareKind)kind);
    } else {
        return misused();
    }
    p->size = before.size;
    p->squash = before.squash;
    return NO_ERROR;
}

/* size N [crop N] [squash]; the crop is the network's own. */
static Error read_size(const App *app, int n, char *const word[], Preparation *p) {
    enum { SIZE_MOST = 4096 };
    int side = app->own.input.w, size, crop = side, at = 2;
    if (n < 2) return misused();
    TRY(command_int(word[1], side, SIZE_MOST, &size));
    if (at + 1 < n && strcmp(word[at], "crop") == 0) {
        TRY(command_int(word[at + 1], 1, SIZE_MOST, &crop));
        at += 2;
    }
    bool squash = at < n && strcmp(word[at], "squash") == 0;
    if (at + squash < n) return misused();
    if (crop != side) return error("preprocess.crop", "%d\t%d", crop, side);
    Framing usual = framing(side), asked = {side, size, squash};
    p->size = framing_same(&usual, &asked) ? 0 : size;
    p->squash = p->size && squash;
    return NO_ERROR;
}

Error preprocess_command(App *app, int argc, char *const argv[]) {
    Preparation p = app->weights->preparation;
    int numbers = 1;
    bool own = argc == 2 && strcmp(argv[1], "own") == 0;
    if (own) p = app->weights->found;
    while (numbers < argc && strcmp(argv[numbers], "size") != 0) numbers++;
    if (numbers > 1 && !own) TRY(read_numbers(numbers - 1, argv + 1, &p));
    if (numbers < argc) TRY(read_size(app, argc - numbers, argv + numbers, &p));
    TRY(app_set_preparation(app, &p));
    app->noted = !app->teaching->open; /* how is said, and what else there is; on a card its hint stays */
    app->noted_from = app->own.id;
    return NO_ERROR;
}

static void script(const App *app, WayPlace at, Script *s) {
    char text[160];
    const Weights *w = app->weights;
    if (at != WAY_WEIGHTS || preparation_same(&w->preparation, &w->found)) return;
    preparation_text(&w->preparation, text, sizeof text);
    script_say(s, "preprocess %s; ", text);
}

const AppPart PREPROCESS_PART = {.script = script};
