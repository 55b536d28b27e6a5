/* Text with bold, code, raised and lowered parts, set in lines: what the cards of a lesson are made of. */
#ifndef VIEW_WIDGETS_RICH_H
#define VIEW_WIDGETS_RICH_H

#include "lesson/lesson.h"
#include "view/ui.h"

typedef struct RichLook {
    float size;  /* pixels an em, whole */
    Color color;
    bool bold;
    Align align;
} RichLook;

float rich_line(const RichLook *look); /* height of a line with its leading */
/* How wide the text is on one line; lines that are broken by hand count apart. */
float rich_width(Ui *ui, Rich text, const RichLook *look);
/* Sets the text in lines and returns their height. `draw`: false to measure only; what does not fit the height of the
 * room is drawn all the same. */
float rich_set(Ui *ui, Rect room, Rich text, const RichLook *look, bool draw);
/* A table, and a block of code. */
float rich_table(Ui *ui, Rect room, const Table *table, const RichLook *look, bool draw);
float rich_code(Ui *ui, Rect room, const char *code, const RichLook *look, bool draw);
/* One line of plain text in the middle of the room's height. */
Rect rich_label(Ui *ui, Rect room, const char *utf8, const RichLook *look);

#endif
