/* Where the program's own files lie, found from the place of the program itself, and the user's. */
#ifndef IO_PATHS_H
#define IO_PATHS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/file.h"

/* Each writes the path of a file into out; false if the folder is not there or the path does not fit. */
bool paths_assets(const char *name, char *out, size_t size);  /* assets/NAME */
bool paths_weights(const char *name, char *out, size_t size); /* weights/NAME, the bundled networks */
bool paths_lessons(const char *name, char *out, size_t size); /* lessons/NAME */
/* $XDG_DATA_HOME/vggscope/NAME, else ~/.local/share/vggscope/NAME; need not be there. */
bool paths_user(const char *name, char *out, size_t size);
/* The same for settings ($XDG_CONFIG_HOME, ~/.config) and for what was left ($XDG_STATE_HOME, ~/.local/state). */
bool paths_config(const char *name, char *out, size_t size);
bool paths_state(const char *name, char *out, size_t size);
bool paths_cache(const char *name, char *out, size_t size); /* what can be made again: $XDG_CACHE_HOME, ~/.cache */
/* A file in the user's folder of pictures or documents, as the desktop names it (user-dirs.dirs), else ~/Pictures and
 * ~/Documents; false where that folder is not there. */
bool paths_pictures(const char *name, char *out, size_t size);
bool paths_documents(const char *name, char *out, size_t size);

/* The path with its last part replaced by `name`, or only that part's ending where `name` begins with a dot. */
void path_beside(const char *path, const char *name, char out[PATH_SIZE]);

#endif
