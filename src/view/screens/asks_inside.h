/* What the files of the Asks screen share. */
#ifndef VIEW_SCREENS_ASKS_INSIDE_H
#define VIEW_SCREENS_ASKS_INSIDE_H

#include "view/screens/asks_facts.h"

enum { PANEL_PAINTED = 1, PANEL_ASKED, PANEL_PATCHES }; /* the second and third belong to the topic */

/* One of several, on a line; a switch on the line, or on a next one cut off the room. */
void asks_choice(Ui *ui, Rect *line, const char *text, const char *command, bool here);
void asks_toggle(Ui *ui, Rect *line, Rect *room, const char *text, bool on, const char *command);
/* The text with the key that says the command behind it. */
const char *asks_with_key(const Ui *ui, const char *key, const char *command);

/* The switches of what helps, below a line that says so, and what begins anew. */
void asks_helps(Ui *ui, Rect *r);

/* What stands beside the picture, a topic each: in the panels PANEL_ASKED and PANEL_PATCHES, or in the one of them that
 * ui->panel says. */
void ascent_draw(Ui *ui, Rect room, const AsksFacts *f);
void dream_draw(Ui *ui, Rect room, const AsksFacts *f);
void style_draw(Ui *ui, Rect room, const AsksFacts *f); /* of textures, styles and inversions */

#endif
