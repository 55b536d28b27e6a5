/* The network as volumes in space: how the Network screen draws it, and what it says of it. */
#ifndef VIEW_SCREENS_NETWORK_SPACE_H
#define VIEW_SCREENS_NETWORK_SPACE_H

#include "view/screens.h"
#include "view/space.h"

/* The panel `number` over all of the room. */
void space_draw(Ui *ui, Rect room, int number, const UnitFacts *f);

/* What the selected unit sees of each volume, as space_cone has it. */
void unit_cone(const App *app, const UnitFacts *f, const Volume volumes[], int n, Seen out[]);
const char *space_words(const Ui *ui, const char *text, const UnitFacts *f); /* a text with more lines */
void space_json(json_t *o, const App *app, const UnitFacts *f);

#endif
