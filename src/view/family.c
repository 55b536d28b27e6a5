/* Screen 8: the paper's table 1 and AlexNet. */
#include "view/screens.h"

void family_draw(Ui *ui, Rect room) { ui_panel(ui, 2, room, NULL); }
