/* What is said of a network of one's own. */
#ifndef VIEW_FACTS_OWN_H
#define VIEW_FACTS_OWN_H

#include "view/ui.h"

enum { OWN_LINES = 3 };

/* What it is a changed one of: "VGG-16 with 2 classes", "the convolutions of VGG-16"; "" if of none. */
const char *kin_words(const Ui *ui, const Net *net);
/* What is wrong with a file of names that lies beside it and was passed over; "" where none was. */
const char *names_note(const App *app, Arena *arena);
/* The network that runs, where its weights come from and how photos are prepared, and what else is in their file, a
 * line each; returns how many. None for one of the catalogue. */
int own_lines(const Ui *ui, const char *line[OWN_LINES]);

#endif
