/* The third topic of Parameters: batch normalization folded into the layer before it. */
#ifndef VIEW_SCREENS_PARAMETERS_NORM_H
#define VIEW_SCREENS_PARAMETERS_NORM_H

#include "view/screens.h"

void norm_draw(Ui *ui, Rect r);
const char *norm_headline(const Ui *ui);
const char *norm_words(const Ui *ui);
void norm_json(json_t *o, const App *app); /* the outcome, where there is one */

#endif
