/* The right side of Asks where a picture is to be like another: textures, styles, inversions. */
#ifndef VIEW_SCREENS_ASKS_STYLE_H
#define VIEW_SCREENS_ASKS_STYLE_H

#include "view/screens/asks_facts.h"
#include "view/ui.h"

/* "The owl in the style of the giraffe" */
const char *say_styled(const Ui *ui);
/* What is asked for, with the photos; and the layers, with their losses, or depths. panel: their number for Z. */
void style_asked_draw(Ui *ui, Rect room, int panel, const AsksFacts *f);
void style_layers_draw(Ui *ui, Rect room, int panel, const AsksFacts *f);

const char *style_words(const Ui *ui, const AsksFacts *f);
void style_json(json_t *o, const App *app, const AsksFacts *f, Arena *arena);

#endif
