#ifndef CLI_HANDOUT_H
#define CLI_HANDOUT_H

#include "cli/cli.h"

/* Writes a lesson into a folder: card-01.png and so on, and index.html with their text, a page a card. Files stand
 * under their names only when they are whole. Errors: those of the command lesson, and of writing files. */
Error handout_write(App *app, const char *name, const char *dir);

#endif
