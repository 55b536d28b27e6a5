/* Functions of X11's libraries, which SDL opens itself where it uses them: the program does without them elsewhere. */
#ifndef SHELL_X_FUNCTIONS_H
#define SHELL_X_FUNCTIONS_H

#include <SDL.h>

/* NULL: the library or the function is not there. The library stays open. To be stored as POSIX has it for dlsym:
 * *(void **)&pointer = x_function(...). */
static inline void *x_function(const char *library, const char *name) {
    void *object = SDL_LoadObject(library);
    return object ? SDL_LoadFunction(object, name) : NULL;
}

static inline void *x11_function(const char *name) { return x_function("libX11.so.6", name); }

#endif
