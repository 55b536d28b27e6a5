/* The parts of the Compare screen. */
#ifndef VIEW_SCREENS_COMPARE_INSIDE_H
#define VIEW_SCREENS_COMPARE_INSIDE_H

#include "view/screens/compare_facts.h"
#include "view/screens.h"

/* Blue and plain above, pink and with a pattern below. */
Color side_color(const Ui *ui, int side);
/* A bar of a side, the lower one's hatched. */
void side_fill(Ui *ui, Rect r, int side);

/* Both strips in the common order. */
void compare_strips_draw(Ui *ui, Rect room, const CompareFacts *f);
/* What selects a layer: of the main network by its name; what only the other has makes that the main one. */
const char *compare_say_select(const Ui *ui, const CompareFacts *f, int place);
/* One quantity over depth, both networks. */
void compare_curve_draw(Ui *ui, Rect room, const CompareFacts *f, Curve curve);
/* How far the race has come for a row of a side, 0 to 1; false where no race is to be seen. */
bool compare_race_part(const Ui *ui, int side, int row, float *part);
/* By how much the replay is slowed down; 1: the race is watched as it is run. */
int compare_race_slowed(const Ui *ui);
/* What the picture of the race shows, in a line: where both are, or who won; NULL where none is to be seen. */
const char *compare_race_headline(const Ui *ui);
/* "7.9", "112": milliseconds, as exact as they are long. */
const char *race_ms(const Ui *ui, double ms);

#endif
