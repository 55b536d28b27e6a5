/* A topic of Parameters: a layer's maps lowered to fewer channels by a 1x1 convolution, and raised again. */
#ifndef VIEW_SCREENS_PARAMETERS_LOWER_H
#define VIEW_SCREENS_PARAMETERS_LOWER_H

#include "view/screens.h"

void lower_draw(Ui *ui, Rect r);
const char *lower_words(const Ui *ui);
void lower_json(json_t *o, const App *app); /* the outcome, where there is one */
/* The maps between and behind, of what is there: low.npy, raised.npy. Errors: save_array's. */
Error lower_save(const App *app, Arena *arena, const char *dir);

#endif
