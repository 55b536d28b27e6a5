/* Screen 6: two networks at the same boundary. */
#include "view/screens.h"

void compare_draw(Ui *ui, Rect room) { ui_panel(ui, 2, room, NULL); }
