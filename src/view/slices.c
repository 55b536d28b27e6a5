/* Screen 7: torchvision's index, and slices of it. */
#include "view/screens.h"

void slices_draw(Ui *ui, Rect room) { ui_panel(ui, 2, room, NULL); }
