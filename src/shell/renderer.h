#ifndef SHELL_RENDERER_H
#define SHELL_RENDERER_H

/* What puts pictures on the glass; AUTO: an accelerated one where it is not emulated. */
typedef enum Renderer { RENDERER_AUTO, RENDERER_SOFTWARE, RENDERER_ACCELERATED } Renderer;

#endif
