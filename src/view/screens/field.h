/* What the files of the Field screen share. */
#ifndef VIEW_SCREENS_FIELD_H
#define VIEW_SCREENS_FIELD_H

#include "view/screens.h"

/* The layers that are looked at: a stack's or the network's, with their names. */
typedef struct Chain {
    int n;
    Sliding layer[NET_LAYERS];
    const char *name[NET_LAYERS];
    bool stack;
} Chain;

/* Whether all layers have stride 1; whether they are 3x3 at stride 1. */
bool chain_is_dense(const Chain *c);
bool chain_is_plain(const Chain *c);

/* The buttons that build a stack. Takes its lines off the room. */
void builder_draw(Ui *ui, Rect *room, const Chain *c);
/* The planes from one unit down to the input, each with the window that the unit depends on. */
void pyramid_draw(Ui *ui, Rect room, const Chain *c);
/* The stack against the one kernel that sees the same. */
void equality_draw(Ui *ui, int panel, Rect room, const Chain *c);

#endif
