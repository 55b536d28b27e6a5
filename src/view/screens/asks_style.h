/* What Asks says of textures, styles and inversions, for `read`. */
#ifndef VIEW_SCREENS_ASKS_STYLE_H
#define VIEW_SCREENS_ASKS_STYLE_H

#include "view/screens/asks_facts.h"
#include "view/ui.h"

/* "The owl in the style of the jaguar" */
const char *say_styled(const Ui *ui);
const char *style_words(const Ui *ui, const AsksFacts *f);
void style_json(json_t *o, const App *app, const AsksFacts *f, Arena *arena);

#endif
