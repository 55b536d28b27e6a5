/* What `vggscope read` says: the facts of the open screen. */
#ifndef VIEW_READ_H
#define VIEW_READ_H

#include "view/screens.h"

/* As a JSON object (DESIGN's keys); NULL without memory. */
json_t *facts_json(const App *app, Arena *arena);
/* The same as sentences, parted by newlines. */
const char *facts_text(const App *app, Arena *arena);
/* Saves the arrays of the screen as .npy into a directory. */
Error facts_save(const App *app, Arena *arena, const char *dir);

#endif
