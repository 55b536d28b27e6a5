/* The changes of the photo, and the commands that make them. */
#ifndef APP_DRAWING_H
#define APP_DRAWING_H

#include "app/live_state.h"
#include "app/part.h"
#include "app/source.h"

typedef struct App App;

/* ---- the photo ---- */

bool live_changed(const App *app); /* there are changes */
/* A colour's name, or #rrggbb. */
void live_color_name(uint32_t color, char out[16]);
/* Nothing is changed any more, and no tool is in hand. */
void live_begin(App *app);
/* Goes to what a place has kept. Error: memory. */
Error live_restore(App *app, const Painting *painting);
/* The photo with its changes, framed otherwise: as it came, and changed. Errors: those of source_photo, memory. */
Error live_crop(const App *app, Framing framing, Image *plain, Image *changed);
/* Another photo, the bytes of a file (copied), under the present one's name: as it came, in `plain`, and with the same
 * changes made in it, in `out`. Errors: those of image_load_memory, memory. */
Error live_make(const App *app, const unsigned char *bytes, size_t size, Photo *out, Image *plain);
/* Takes both over in the place of the photo; no run is closed. */
void live_exchange(App *app, const Photo *photo, Image *plain);
void live_forget(App *app); /* the originals */
/* What leads to these changes. */
extern const AppPart DRAWING_PART;
/* One change as commands, "tool square 56 grey; occlude 80 90"; returns its length. */
int live_say_edit(const Edits *edits, int i, char *out, size_t size);

/* ---- commands ---- */

Error live_tool(App *app, int argc, char *const argv[]);
Error live_draw(App *app, int argc, char *const argv[]);
Error live_occlude(App *app, int argc, char *const argv[]);
Error live_shift(App *app, int argc, char *const argv[]);
Error live_rotate(App *app, int argc, char *const argv[]);
Error live_mirror(App *app, int argc, char *const argv[]);
Error live_blur(App *app, int argc, char *const argv[]);
Error live_grey(App *app, int argc, char *const argv[]);
Error live_undo(App *app, int argc, char *const argv[]);
Error live_clear(App *app, int argc, char *const argv[]);
Error live_set_difference(App *app, int argc, char *const argv[]); /* difference */

#endif
