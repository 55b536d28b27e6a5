/* What the two halves of the Slices screen share. */
#ifndef VIEW_SCREENS_SLICES_INSIDE_H
#define VIEW_SCREENS_SLICES_INSIDE_H

#include "view/screens/slices_facts.h"

/* A match takes the place of the slices, and adds a panel. */
enum { PANEL_LIST = 2, PANEL_SLICES, PANEL_MATCH = PANEL_SLICES, PANEL_RELEVANCE };

/* Slices are told apart by their lane, and by this. */
Color slice_color(const Ui *ui, int i);
/* A map of a row of any run, in the colours of its layer or of its own. */
void slice_map_draw(Ui *ui, Rect square, const SliceRun *run, int row, int map);
/* The maps of a row, strongest first, or by number while that is not known, into order (NULL: not wanted); returns the
 * first of them. */
int slice_order(const SliceRun *run, int row, MapRank order[]);

/* Tells of a slice all that `read` has; of: the SlicesFacts, n: which one. */
void slices_tell(Ui *ui, const Hit *hit, Hint *out);
void slices_presets_draw(Ui *ui, Rect line);
void slices_expr_draw(Ui *ui, Rect line, const SlicesFacts *f);

/* The match: both photos with their maps, and beside them the relevance of every patch. */
void slices_match_draw(Ui *ui, Rect room, const SlicesFacts *f);
void slices_relevance_draw(Ui *ui, Rect room, const SlicesFacts *f);

#endif
