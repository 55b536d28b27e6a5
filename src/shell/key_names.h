/* Keys by name: "space", "ctrl+shift+left". */
#ifndef SHELL_KEY_NAMES_H
#define SHELL_KEY_NAMES_H

#include <SDL.h>
#include <stdbool.h>

#include "shell/layout.h"

enum { KEY_NAME_SIZE = 64, KEY_NAMES = 3 };

/* The names that a key press may go by, at most KEY_NAMES, the first one first that means anything:
 * 1. the character that the key gives in this layout, with Shift and AltGr as they are held;
 * 2. without Shift, the one that it gives with Shift (a digit on a French keyboard);
 * 3. the one at its place on a keyboard of the United States, if the layout gives that nowhere.
 * A layout without letters from a to z has the letters of that keyboard printed on it as well: there 3 comes first.
 * Returns how many; 0 for Shift and Ctrl themselves. */
int key_names(const Layout *layout, SDL_Keysym key, char out[KEY_NAMES][KEY_NAME_SIZE]);
/* What a key types, as UTF-8, where the system does not say; false: nothing. */
bool key_text(const Layout *layout, SDL_Keysym key, char out[5]);
/* The key of a name in this layout; false if there is none. */
bool key_of_name(const Layout *layout, const char *name, SDL_Keysym *out);

#endif
