/* How things are shown, as far as the state knows it; what it looks like is the view's. Each choice is a list of its
 * values and of the words by which commands and files know them. */
#ifndef APP_LOOK_H
#define APP_LOOK_H

#include <stdbool.h>

#include "base/words.h"

/* view/picture.c has a row for each. */
#define EACH_PALETTE(FIRST, NEXT) FIRST(PALETTE_MAGMA, magma) NEXT(PALETTE_VIRIDIS, viridis) NEXT(PALETTE_GREY, grey)
typedef enum Palette { WORD_VALUES(EACH_PALETTE) PALETTE_COUNT } Palette;
#define PALETTE_WORDS WORDS(EACH_PALETTE)

/* view/theme.c has a row for each. */
#define EACH_THEME(FIRST, NEXT) FIRST(THEME_DARK, dark) NEXT(THEME_LIGHT, light) NEXT(THEME_CONTRAST, contrast)
typedef enum ThemeId { WORD_VALUES(EACH_THEME) THEME_COUNT } ThemeId;
#define THEME_WORDS WORDS(EACH_THEME)

/* What shows the window's picture: the renderer that suits the system, or one of one's own choice. */
#define EACH_PRESENT(FIRST, NEXT) \
    FIRST(PRESENT_AUTO, auto) NEXT(PRESENT_SOFTWARE, software) NEXT(PRESENT_ACCELERATED, accelerated)
typedef enum Present { WORD_VALUES(EACH_PRESENT) PRESENT_COUNT } Present;
#define PRESENT_WORDS WORDS(EACH_PRESENT)

#define EACH_ORDER(FIRST, NEXT) FIRST(ORDER_INDEX, index) NEXT(ORDER_ENERGY, energy)
typedef enum MapOrder { WORD_VALUES(EACH_ORDER) ORDER_COUNT } MapOrder;
#define ORDER_WORDS WORDS(EACH_ORDER)

/* One scale for the layer, or each map its own. */
#define EACH_SCALE(FIRST, NEXT) FIRST(SCALE_LAYER, layer) NEXT(SCALE_MAP, map)
typedef enum MapScale { WORD_VALUES(EACH_SCALE) SCALE_COUNT } MapScale;
#define SCALE_WORDS WORDS(EACH_SCALE)

#define EACH_CHART(FIRST, NEXT) FIRST(CHART_PARAMETERS, parameters) NEXT(CHART_MACS, macs) NEXT(CHART_MEMORY, memory)
typedef enum Chart { WORD_VALUES(EACH_CHART) CHART_COUNT } Chart;
#define CHART_WORDS WORDS(EACH_CHART)

#define EACH_AXIS(FIRST, NEXT) FIRST(CHART_LINEAR, linear) NEXT(CHART_LOG, log)
typedef enum ChartScale { WORD_VALUES(EACH_AXIS) CHART_SCALE_COUNT } ChartScale;
#define AXIS_WORDS WORDS(EACH_AXIS)

/* 27C^2 against 49C^2, 1x1 layers, maps lowered and raised by them, or batch normalization folded. */
#define EACH_TOPIC(FIRST, NEXT) \
    FIRST(TOPIC_STACKS, stacks) NEXT(TOPIC_ONE, 1x1) NEXT(TOPIC_LOWER, lower) NEXT(TOPIC_NORM, norm)
typedef enum Topic { WORD_VALUES(EACH_TOPIC) TOPIC_COUNT } Topic;
#define TOPIC_WORDS WORDS(EACH_TOPIC)

/* This photo's best, all photos', any, or this photo's best of those whose fields do not overlap. */
#define EACH_PATCHES(FIRST, NEXT)                                                            \
    FIRST(PATCHES_HERE, this) NEXT(PATCHES_ALL, all) NEXT(PATCHES_RANDOM, random)            \
    NEXT(PATCHES_APART, apart)
typedef enum Patches { WORD_VALUES(EACH_PATCHES) PATCHES_COUNT } Patches;
#define PATCHES_WORDS WORDS(EACH_PATCHES)

#define EACH_EXCITE(FIRST, NEXT) FIRST(EXCITE_OFF, off) NEXT(EXCITE_GRADIENT, gradient) NEXT(EXCITE_GUIDED, guided)
typedef enum Excite { WORD_VALUES(EACH_EXCITE) EXCITE_COUNT } Excite;
#define EXCITE_WORDS WORDS(EACH_EXCITE)

/* Whether two maps stand beside one another without their names, or with them where they stood without. */
#define EACH_GUESS(FIRST, NEXT) FIRST(GUESS_OFF, off) NEXT(GUESS_ON, on) NEXT(GUESS_TOLD, told)
typedef enum Guess { WORD_VALUES(EACH_GUESS) GUESS_COUNT } Guess;
#define GUESS_WORDS WORDS(EACH_GUESS)

/* Which page is shown of what stands on several: so many on from the one that has what is selected, so that it is
 * followed; or, once it has been asked for by its number, that one, from 0. Views count round and round. */
typedef struct Paging {
    int at;
    bool numbered;
} Paging;

/* False, or true. */
#define RELU_WORDS "after|before"
#define DIGITS_WORDS "short|full"

#endif
