/* A topic of Why: the maps once more, of networks whose last layers have random weights. */
#ifndef VIEW_SCREENS_WHY_RANDOM_H
#define VIEW_SCREENS_WHY_RANDOM_H

#include "view/screens.h"

void why_random_draw(Ui *ui, Rect room);
const char *why_random_words(const Ui *ui, const char *text); /* a line a method behind the text, of the step shown */
void why_random_json(json_t *o, const App *app);
/* The arrays of the step that is shown: random_gradcam.npy, ... Errors: save_array's. */
Error why_random_save(const App *app, Arena *arena, const char *dir);

#endif
