/* Layers as solids, as the strips of all screens have them. */
#ifndef VIEW_WIDGETS_STRIP_H
#define VIEW_WIDGETS_STRIP_H

#include "view/screens.h"

/* A layer as a solid: as high as its maps, as thick as there are channels. */
typedef struct Solid {
    int row;
    float face, side, h, rise; /* width of the front, width and rise of the side, height */
    float x;
} Solid;

/* The largest map is `full` pixels high. */
Solid solid_make(const Ui *ui, const Layer *l, float full);
/* Standing on `base`, filled from the top down as far as it has run, 0 to 1. */
void solid_draw(Ui *ui, const Solid *s, Color color, float base, float part, bool selected);
/* The line where maps become a vector. */
void solid_break(Ui *ui, float x, float top, float base);
/* How much of a layer has been computed, 0 to 1; what is still to come is 0 although it may be known. */
float strip_part(const App *app, int row);
/* The same as it is shown: the layer of a step that has just been taken fills within a moment. moves: that, or it is
 * being computed. */
float strip_filled(Ui *ui, int row, bool *moves);
/* Whether the network is shown in space, at the left of the room. */
void space_button_draw(Ui *ui, Rect *room);
/* Which colour each kind of layer has, from the right, in a room that is as wide as all need. */
void strip_legend_draw(Ui *ui, Rect room);
float strip_legend_width(const Ui *ui);
const char *strip_name(const Ui *ui, const Layer *l); /* "1_1" of conv1_1 */

#endif
