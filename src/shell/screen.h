/* The pixels of a window: a canvas as large as it, and the way onto the glass. */
#ifndef SHELL_SCREEN_H
#define SHELL_SCREEN_H

#include <SDL.h>

#include "base/error.h"
#include "shell/canvas.h"
#include "shell/renderer.h"

typedef struct Screen {
    SDL_Window *window;
    SDL_Renderer *renderer; /* NULL: the canvas is the window's own surface */
    SDL_Texture *texture;
    Canvas canvas;    /* between screen_begin and screen_show */
    bool fresh;       /* it does not hold what was shown last */
    uint32_t *pixels; /* NULL: the canvas lies in the texture or the surface */
    bool software;
    const char *name; /* of what presents */
} Screen;

/* Error: window.open. */
Error screen_open(Screen *screen, SDL_Window *window, Renderer wanted);
void screen_close(Screen *screen);

/* Pixels of the window, which may be more than its size in the system's units. */
void screen_size(const Screen *screen, int *w, int *h);
/* Makes the canvas, as large as the window; what it holds is the last frame, unless it is fresh.
 * An accelerated renderer that fails is replaced. Error: window.present. */
Error screen_begin(Screen *screen);
/* Shows what is new of the canvas, n parts. *again: the renderer failed and was replaced, the frame has to be drawn
 * anew. Error: window.present. */
Error screen_show(Screen *screen, const PixelBox parts[], int n, bool *again);

#endif
