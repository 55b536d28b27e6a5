/* The program behind a window. */
#ifndef CLI_HOST_H
#define CLI_HOST_H

#include <jansson.h>

#include "app/session/kept.h"
#include "cli/cli.h"
#include "cli/film.h"
#include "cli/notes.h"
#include "shell/window.h"

enum { WISHES = 8 };

typedef struct Host {
    App app;
    AppOptions options; /* that it is opened with */
    Error opened;       /* how that went */
    Fonts *fonts;
    Frame frame;      /* the last picture: what can be clicked */
    char *dragged;    /* what was said last since the button went down; NULL while it is up */
    int from;         /* the number in a range where it went down, or -1 */
    Hit stroke;       /* the area that a stroke began in, while the button is down; its command is a literal */
    bool stroking;
    Hit grip;         /* where something is turned, while the button is down; its command is a literal; none: NULL */
    float grip_x, grip_y; /* the place that has been turned to */
    bool turned;      /* since the button went down */
    char *gripped;    /* what is pressed there if it is let go without a turn; NULL: nothing */
    bool mouse_known;          /* it has been somewhere before: what it does from now on is meant */
    float mouse_x, mouse_y;
    Rect quiet;                /* the area that was pressed: nothing is said of it until the mouse has left it */
    uint64_t walked;           /* of a walk the area that it stands on, as a hash of what it says; 0: none, */
    Rect walked_place;         /* where that lies, */
    int walked_area;           /* and its number */
    Wish wishes[WISHES];
    int n_wishes;
    char text[SCRIPT_SIZE];
    /* what the last picture showed, to know when something moved */
    int step, moves;
    int stack_at;
    uint64_t version, races;
    uint64_t maps_of, answers_of; /* the versions of the photo that its maps and answers were of */
    bool maps_there;              /* all of the maps that it showed */
    double moved;
    double played; /* the clock up to which what plays has been shown */
    bool plays;
    View view;             /* of the last picture, and where it had the selected map */
    Rect chosen, grows_of; /* grows_of: where it was on the screen before, */
    double grew;           /* which was left then */
    int row;               /* the selected layer of the last picture, and its field on the photo; */
    Box field, field_of;   /* field_of: that of the layer before, */
    double field_grew;     /* which was left then */
    uint64_t field_photo;  /* on this photo */
    Notes *notes;     /* NULL: none are printed */
    Filming *filming; /* a GIF that is being made, or NULL */
    Picture kept;     /* while the window is frozen; its bytes are ours */
    Keeper *keeper;   /* where what changes is kept; NULL: nowhere */
    Kept now;
    uint64_t keeps;   /* how many were kept so far */
    Cursor cursor;
    bool typing;
    Keyboard keyboard; /* the app's, once it is there */
    bool started;
    int w, h;
} Host;

/* The renderer that a window is to be opened with. */
Renderer host_renderer(Present present);
/* Opens a window that shows the host's state, and meanwhile the program in it, on a thread of its own; to be started
 * before the window runs. Errors: those of window_open, after which the program is closed. */
Error host_open(Host *host, const WindowOptions *options, const AppOptions *app, Fonts *fonts, Window **window);
/* Does a script once the program is open, and waits a moment for what it asks for; an exit status, as cli_open. */
int host_start(Host *host, const char *script);
/* Whether a finger that goes on from here draws or turns something. */
bool host_grips(const Host *host, float x, float y);
/* A finger went sideways there, and turned a card or a page (on: the next one; < 0: the one before; 0: it is only asked
 * whether there is something to turn). */
bool host_leaf(Host *host, float x, float y, int on);
/* Whether a number is typed into what lies there, or anywhere (x < 0). */
bool host_asks_number(const Host *host, float x, float y);
/* Two fingers there went apart (notches > 0, each by a fifth) or together: what lies in space comes nearer or goes
 * farther; else the panel there fills the window, or no longer does. */
void host_pinch(Host *host, float x, float y, int notches);
/* Times how soon a stroke on the photo shows in the maps and in the answers; prints it, or adds it to `json`. Errors:
 * those of the window, memory. */
Error bench_drawing(Host *host, Window *window, json_t *json);
/* The same for all else that a hand does, by commands. Errors: theirs too. */
Error bench_hand(Host *host, Window *window, json_t *json);
/* Closes the program; the window may still be there. */
void host_close(Host *host);

#endif
