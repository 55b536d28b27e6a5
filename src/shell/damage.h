/* Which parts of a frame differ from the last one: only they are painted and shown.
 *
 * The picture is cut into square cells. Of each one a hash is kept of all commands that reach into it, in their order;
 * a cell whose hash is as it was needs nothing. */
#ifndef SHELL_DAMAGE_H
#define SHELL_DAMAGE_H

#include "shell/canvas.h"

enum { DAMAGE_CELL = 64 }; /* pixels */

typedef struct Damage Damage;

Damage *damage_open(void); /* NULL without memory */
void damage_close(Damage *damage);

/* What was painted last is lost, or is not what its list says. */
void damage_forget(Damage *damage);

/* The parts of a w x h canvas where the list may look other than the last one did, at most CANVAS_PARTS, none over
 * another; *n of them. Good until the next call. */
const PixelBox *damage_parts(Damage *damage, const DrawList *list, int w, int h, int *n);

#endif
