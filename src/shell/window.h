/* The window: it takes events from the system, hands them to a host, and shows what the host draws.
 *
 * The window knows nothing of the program. It draws only when something changed: after an event
 * that the host used, after window_wake, while an animation runs, and when the system asks for the
 * picture again. Between those it sleeps. All calls but window_wake belong to the main thread. */
#ifndef SHELL_WINDOW_H
#define SHELL_WINDOW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "shell/fonts.h"
#include "shell/renderer.h"
#include "view/draw.h"

enum { WINDOW_MIN_W = 1024, WINDOW_MIN_H = 640 };

typedef enum MouseKind { MOUSE_MOVE, MOUSE_DOWN, MOUSE_UP, MOUSE_WHEEL, MOUSE_LEAVE } MouseKind;
typedef enum MouseButton { MOUSE_LEFT = 1, MOUSE_MIDDLE, MOUSE_RIGHT } MouseButton;

typedef struct MouseEvent {
    MouseKind kind;
    float x, y;             /* pixels of the picture, whatever the scale of the screen */
    MouseButton button;     /* of DOWN and UP */
    int clicks;             /* of DOWN: 2 for a double click */
    float wheel_x, wheel_y; /* of WHEEL, in notches and parts of them: right and away from the hand are positive, or the
                             * other way round where the system is set so */
    bool shift, ctrl, alt;  /* ctrl: on macOS the command key too */
} MouseEvent;

/* What the host wants of the system. */
typedef enum WishKind {
    WISH_QUIT,
    WISH_FULLSCREEN,  /* `on`, or the other state with `toggle` */
    WISH_COPY,        /* `text` to the clipboard */
    WISH_PASTE,       /* the clipboard's text, or what is marked somewhere if `marked`, is sent to text() */
    WISH_PASTE_PHOTO, /* an image to photo(), else a file that the text names to drop(), else no_photo() */
    WISH_TITLE,       /* `text` */
    WISH_TYPING,      /* `on`: letters are typed into a line (and input methods work) */
    WISH_RENDERER,    /* `renderer` */
    WISH_CURSOR       /* `cursor` */
} WishKind;

typedef enum Cursor { CURSOR_ARROW, CURSOR_HAND, CURSOR_CROSS, CURSOR_TEXT, CURSOR_COUNT } Cursor;

typedef struct Wish {
    WishKind kind;
    bool on, toggle, marked;
    Cursor cursor;
    Renderer renderer;
    const char *text; /* valid until the next call of the host */
} Wish;

/* When the picture is to be drawn again. */
typedef enum Due { DUE_NEVER, DUE_SOON, DUE_NOW } Due;

/* The program behind the window. Every call but `frame` may be NULL. Those that return bool say
 * whether the event was used, and then the picture is drawn again. */
typedef struct WindowHost {
    void *ctx;

    /* Draws the state at `t` (milliseconds since the window was opened) for w x h pixels into an
     * empty list whose arena lasts until the next frame. They cover all pixels. True: an animation
     * runs, call again. */
    bool (*frame)(void *ctx, int w, int h, double t, const Metrics *metrics, DrawList *out);

    /* Draws the window's icon, `size` pixels wide and high. */
    void (*icon)(float size, DrawList *out);

    /* A key by the name of what is printed on it, lower case, after its modifiers, in this order:
     * "space", "pageup", "return", "f11", "a", "7", "/", "ctrl+v", "ctrl+alt+shift+left". The
     * command key of macOS counts as ctrl, the keypad's keys as the others. Shift is named before
     * letters and keys without a character only: "shift+n", but "?" and "+" wherever they lie. A
     * press is tried under several names (shell/key_names.h) until one is used, and where the
     * layout is not known as typed text as well. A key that was used types nothing. */
    bool (*key)(void *ctx, const char *name, bool down, bool repeat);
    /* What is printed here on the key that has this character on a keyboard of the United States:
     * called for each that makes one when the window opens, and when another layout is chosen. */
    void (*label)(void *ctx, char character, const char *label);
    bool (*text)(void *ctx, const char *utf8); /* typed or pasted; false: no line is open */
    bool (*mouse)(void *ctx, MouseEvent event);
    bool (*drop)(void *ctx, const char *path); /* a file dropped onto the window or pasted */
    bool (*photo)(void *ctx, const unsigned char *bytes, size_t n); /* pasted: the bytes of a PNG */
    /* The clipboard holds no photo but this text, perhaps ""; or nobody knows, since a package is not installed (else
     * NULL). */
    bool (*no_photo)(void *ctx, const char *text, const char *package);
    Due (*changed)(void *ctx); /* after window_wake: something happened in the background */
    /* The system wants the window closed; true: not yet. Without this it closes. */
    bool (*closing)(void *ctx);

    /* Called after every event and frame until it returns false. */
    bool (*wish)(void *ctx, Wish *out);
} WindowHost;

typedef struct WindowOptions {
    const char *title;
    int w, h; /* pixels; 0: what 1280 x 720 are at 96 dots an inch. Made smaller where the screen is */
    bool fullscreen;
    Renderer renderer; /* auto: software on X11; elsewhere accelerated unless by llvmpipe or such */
} WindowOptions;

typedef struct Window Window;

/* Errors: window.no_display (nothing to open a window on: run headless), window.open, memory. */
Error window_open(const WindowOptions *options, const WindowHost *host, Fonts *fonts, Window **out);
void window_close(Window *window);

/* Runs until the host wishes to quit or the window is closed. Error: window.present. */
Error window_run(Window *window);

/* One turn of that loop: waits for events if `wait` and nothing has to be drawn, hands on those
 * that are there, draws if that is due. *open is false once the window should close. */
Error window_turn(Window *window, bool wait, bool *open);

/* The state has changed by no event: the picture is drawn again. */
void window_expose(Window *window);
/* From any thread: calls the host's changed() soon, on the main thread. Calls that come close
 * together count as one. Does nothing while no window is open. */
void window_wake(void);
/* From any thread: the window closes as if the system wanted it. */
void window_end(void);

/* Puts the press and release of a key into the queue, as if it had been pressed, for measurements.
 * The name is one of those that key() gets. False: there is no such key. */
bool window_send_key(Window *window, const char *name);

/* The same for the left button of the mouse: MOUSE_DOWN, MOUSE_UP and, with the button down or not, MOUSE_MOVE. */
bool window_send_mouse(Window *window, MouseKind kind, float x, float y);

/* How long a frame took, in milliseconds. */
typedef struct FrameTime {
    double event;   /* from the oldest event that it answers to its start; 0 if there is none */
    double frame;   /* the host's drawing */
    double paint;   /* the draw list made into pixels */
    double present; /* until it was handed to the system */
    double total;   /* all of these */
    double share;   /* of the window that was painted: what differs from the frame before */
} FrameTime;

enum { WINDOW_TIMES = 1024 };

/* The last frames, oldest first, at most WINDOW_TIMES; returns how many. */
int window_times(const Window *window, FrameTime *out, int room);
/* "software", "opengl", ...; what presents the picture. */
const char *window_renderer(const Window *window);

#endif
