/* What the files of the Why screen share. */
#ifndef VIEW_SCREENS_WHY_INSIDE_H
#define VIEW_SCREENS_WHY_INSIDE_H

#include "view/screens/why_facts.h"

/* A map over the grey photo, to its own largest value: what speaks for the answer blue, against it orange. stretched:
 * what is found at places of a layer is drawn between them, too; version: of the numbers. */
void why_map_draw(Ui *ui, Rect square, const WhyMap *m, bool stretched, bool smooth, uint64_t version);

#endif
