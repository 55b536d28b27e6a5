/* What lies over a screen, as the commands and the keys know it. The file that knows what one shows exports its row, as
 * AppOverlay; how it is drawn is view/'s. */
#ifndef APP_OVERLAY_H
#define APP_OVERLAY_H

#include <stdbool.h>

#include "app/overlays.h"
#include "base/error.h"

typedef struct App App;

/* NULL or false where one has nothing of its own. */
typedef struct AppOverlay {
    const char *command; /* what opens it, and closes it again; NULL: the way back leaves it out */
    void (*open)(App *app);  /* it has been opened: finds what it shows, and the line to begin with */
    /* app->overlay_at is a line of it, from 0, or a page of it. */
    int (*lines)(const App *app);        /* how many there are to choose from */
    int columns;                         /* that they stand in; 0: one */
    Error (*choose)(App *app, int line); /* does what a line says, and closes the list where that ends it */
    bool pages;
    Error (*turn)(App *app,
                  const char *word); /* to another page, where its lines stand on several: what `page` takes */
} AppOverlay;

/* help_overlay, ...: one each, and the one of a value; of OVERLAY_NONE one that has nothing. */
#define OVERLAY_ROW(NAME, word) extern const AppOverlay word##_overlay;
EACH_OVERLAY(OVERLAY_ROW)
const AppOverlay *overlay_of(Overlay overlay);

/* Opens it, in the place of another; closes it where it is open. What was typed is forgotten either way. */
void overlay_toggle(App *app, Overlay overlay);
void overlay_close(App *app); /* whichever is open */

#endif
