/* What the X server says too late. */
#ifndef SHELL_X_ERRORS_H
#define SHELL_X_ERRORS_H

#include <SDL.h>

/* SDL wakes the thread that waits for events by a message to the window, through an X connection of its own. Where the
 * window has gone when the server reads it, at the end or because another renderer needs another window, Xlib would end
 * the program. From now on such a message is forgotten; any other error is what it was. Other systems: nothing. */
void x_errors_forget_wakes(SDL_Window *window);

#endif
