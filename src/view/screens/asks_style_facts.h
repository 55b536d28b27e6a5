/* What Asks says of textures, styles and inversions. */
#ifndef VIEW_SCREENS_ASKS_STYLE_FACTS_H
#define VIEW_SCREENS_ASKS_STYLE_FACTS_H

#include "app/features/paint.h"
#include "view/facts.h"

/* "The owl in the style of the jaguar" */
const char *say_styled(const Ui *ui);
const char *style_words(const Ui *ui, const Painted *p);
void style_json(json_t *o, const App *app, const Painted *p, Arena *arena);

#endif
