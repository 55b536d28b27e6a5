/* The program's icon as SVG, in the colours of its dark theme: three layers, smaller and thicker from one to the next,
 * and the field of one unit of the last on the first. */
#include <stdio.h>

#include "cli/cli.h"
#include "view/theme.h"

static unsigned rgb(Color c) { return (unsigned)(c & 0xFFFFFF); }

/* A solid: its front, its top and its side, `rise` to the right and upward. */
static void solid(double x, double y, double w, double h, double rise, Color color) {
    printf("<path fill=\"#%06x\" d=\"M%g %gh%gv%gh%gz\"/>\n", rgb(color), x, y, w, h, -w);
    printf("<path fill=\"#%06x\" fill-opacity=\".7\" d=\"M%g %gl%g %gh%gl%g %gz\"/>\n", rgb(color), x, y, rise, -rise / 2, w,
           -rise, rise / 2);
    printf("<path fill=\"#%06x\" fill-opacity=\".45\" d=\"M%g %gl%g %gv%gl%g %gz\"/>\n", rgb(color), x + w, y, rise, -rise / 2,
           h, -rise, rise / 2);
}

int cli_icon(void) {
    const Theme *t = theme(THEME_DARK);
    printf("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"128\" height=\"128\" viewBox=\"0 0 128 128\">\n"
           "<rect width=\"128\" height=\"128\" rx=\"24\" fill=\"#%06x\"/>\n", rgb(t->panel));
    solid(14, 36, 12, 70, 22, t->conv);
    solid(54, 52, 16, 46, 15, t->conv);
    solid(90, 64, 20, 28, 9, t->fc);
    printf("<g fill=\"none\" stroke=\"#%06x\" stroke-width=\"3\">\n"
           "<path stroke-dasharray=\"5 4\" stroke-width=\"2\" d=\"M96 78L26 52M96 78L26 96\"/>\n"
           "<rect x=\"93\" y=\"75\" width=\"7\" height=\"7\"/><rect x=\"12\" y=\"50\" width=\"16\" height=\"48\"/>\n</g>\n</svg>\n",
           rgb(t->accent));
    return EXIT_FINE;
}
