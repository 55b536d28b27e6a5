/* How things are shown, as far as the state knows it; what it looks like is the view's. */
#ifndef APP_LOOK_H
#define APP_LOOK_H

typedef enum Palette { PALETTE_MAGMA, PALETTE_VIRIDIS, PALETTE_GREY, PALETTE_COUNT } Palette;
typedef enum ThemeId { THEME_DARK, THEME_LIGHT, THEME_CONTRAST, THEME_COUNT } ThemeId;
/* What shows the window's picture: the renderer that suits the system, or one of one's own choice. */
typedef enum Present { PRESENT_AUTO, PRESENT_SOFTWARE, PRESENT_ACCELERATED, PRESENT_COUNT } Present;
typedef enum MapOrder { ORDER_INDEX, ORDER_ENERGY, ORDER_COUNT } MapOrder;
typedef enum MapScale { SCALE_LAYER, SCALE_MAP, SCALE_COUNT } MapScale; /* one scale for the layer, or each its own */
typedef enum Chart { CHART_PARAMETERS, CHART_MACS, CHART_MEMORY, CHART_COUNT } Chart;
typedef enum ChartScale { CHART_LINEAR, CHART_LOG, CHART_SCALE_COUNT } ChartScale;
typedef enum Topic { TOPIC_STACKS, TOPIC_ONE, TOPIC_COUNT } Topic; /* 27C^2 against 49C^2, or 1x1 layers */
typedef enum Patches {
    PATCHES_HERE,
    PATCHES_ALL,
    PATCHES_RANDOM,
    PATCHES_COUNT
} Patches; /* this photo's best, all photos' */
typedef enum Excite { EXCITE_OFF, EXCITE_GRADIENT, EXCITE_GUIDED, EXCITE_COUNT } Excite;

/* The words of these in commands and files, by their places. */
#define PALETTE_WORDS "magma|viridis|grey"
#define THEME_WORDS "dark|light|contrast"
#define PRESENT_WORDS "auto|software|accelerated"

#endif
