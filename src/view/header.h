/* The row above every screen. */
#ifndef VIEW_HEADER_H
#define VIEW_HEADER_H

#include "view/ui.h"

float header_height(const Ui *ui);
void header_draw(Ui *ui, Rect room);

#endif
