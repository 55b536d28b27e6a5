/* Hints: what is pointed at gets a thin frame, and a small box beside it says what it is. */
#ifndef VIEW_HINT_H
#define VIEW_HINT_H

#include "view/ui.h"

/* Finds what the state points at among the areas of the frame, tells it (frame->pointed, frame->hint) and draws it over
 * them. The box lies within the window and beside the area; where no side has room for it, beside the cell alone. */
void hint_draw(Ui *ui, Rect window);
/* The same for an area that is named, whatever the state points at. */
void hint_draw_of(Ui *ui, Rect window, Pointed at);
/* Its words, a line each; "" where nothing is pointed at. */
const char *hint_words(const Ui *ui, const Hint *hint);

/* Adds a line; one too many is left out. "" adds nothing. */
void hint_line(Hint *out, const char *line);
/* What a command does in the words of the help, as a sentence; "" where it does nothing. */
const char *say_command(const Ui *ui, const char *command);
/* The key of a command, "Key: S"; "" where none says it here. */
const char *say_key(const Ui *ui, const char *command);

#endif
