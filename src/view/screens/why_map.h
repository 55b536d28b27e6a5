/* A map of Why over the photo, and the legend of its colours. */
#ifndef VIEW_SCREENS_WHY_MAP_H
#define VIEW_SCREENS_WHY_MAP_H

#include "view/screens.h"
#include "view/screens/why_facts.h"

/* Over the grey photo, to its own largest value: what speaks for the answer blue, against it orange. stretched: what is
 * found at places of a layer is drawn between them, too; what: the name that is told where it is pointed at; version:
 * of the numbers. */
void why_map_draw(Ui *ui, Rect square, const WhyMap *m, const char *what, bool stretched, bool smooth,
                  uint64_t version);
/* The colours, and the numbers that they end at; takes its height off the room. one_side: nothing speaks against. */
void why_legend_draw(Ui *ui, Rect *room, const WhyMap *m, bool one_side);

#endif
