/* Layer with its sheet: what each of the layer's maps asks for, in the place of patches, photo and statistics. */
#ifndef VIEW_SCREENS_LAYER_SHEET_H
#define VIEW_SCREENS_LAYER_SHEET_H

#include "view/screens.h"

void layer_sheet_draw(Ui *ui, Rect room, int panel, const UnitFacts *f);
/* What turns it on and off, where the selected layer can have one; how wide that is. */
bool layer_sheet_offered(const App *app);
void layer_sheet_toggle(Ui *ui, Rect *line);
float layer_sheet_toggle_width(const Ui *ui);
/* How far it is, behind the text; likewise, with the scores. Nothing of it where it is not shown. */
const char *layer_sheet_words(const Ui *ui, const char *text, const UnitFacts *f);
void layer_sheet_json(json_t *o, const App *app);
/* sheet.png and scores.npy of what is painted. Errors: sheet_write's, save_array's. */
Error layer_sheet_save(const App *app, Arena *arena, const char *dir);

#endif
