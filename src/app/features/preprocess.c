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

Error preprocess_command(App *app, int argc, char *const argv[]) {
    Preparation p;
    float mean[3], deviation[3];
    int kind, n = argc == 5 ? 1 : 3; /* a grey network's have one number */
    if ((argc == 9 || argc == 5) && strcmp(argv[1], "mean") == 0 && strcmp(argv[2 + n], "deviation") == 0) {
        TRY(read_three(argv + 2, n, false, mean));
        TRY(read_three(argv + 3 + n, n, true, deviation));
        p = preparation_own(mean, deviation);
    } else if (argc == 2) {
        TRY(command_word(word_of(argv[1]), PREPARE_WORDS, &kind));
        p = preparation((PrepareKind)kind);
    } else {
        return error("command.args", "%s\t%s", argv[0], command_find(argv[0])->args);
    }
    return app_set_preparation(app, &p);
}

static void script(const App *app, WayPlace at, Script *s) {
    char text[160];
    const Weights *w = app->weights;
    if (at != WAY_WEIGHTS || preparation_same(&w->preparation, &w->found)) return;
    preparation_text(&w->preparation, text, sizeof text);
    script_say(s, "preprocess %s; ", text);
}

const AppPart PREPROCESS_PART = {.script = script};
