/* Keys by name: "space", "ctrl+shift+left". */
#ifndef SHELL_KEY_NAMES_H
#define SHELL_KEY_NAMES_H

#include <SDL.h>
#include <stdbool.h>

enum { KEY_NAME_SIZE = 64 };

/* False for what has no name of its own, as Shift and Ctrl themselves. */
bool key_name(SDL_Keysym key, char out[KEY_NAME_SIZE]);
/* The key of a name, as on a keyboard of the United States; false if there is none. */
bool key_of_name(const char *name, SDL_Keysym *out);

#endif
