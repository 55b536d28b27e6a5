/* What is on the screen, as data. A view writes it, the canvas paints it, tests measure it.
 *
 * Lengths are pixels of the target; (0, 0) is the top left corner. Commands are painted in order. */
#ifndef VIEW_DRAW_H
#define VIEW_DRAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/look.h"
#include "base/arena.h"

typedef struct Rect {
    float x, y, w, h;
} Rect;

typedef struct Point {
    float x, y;
} Point;

typedef uint32_t Color; /* 0xAARRGGBB, not premultiplied */

typedef enum Font { FONT_TEXT, FONT_BOLD, FONT_MONO, FONT_MONO_BOLD, FONT_COUNT } Font;

/* The line box of a text of a given size (pixels an em), measured from its baseline. */
#define FONT_ASCENT 0.97f
#define FONT_DESCENT 0.25f

/* Numbers shown as a picture: what one map, a kernel or a photo looks like. */
typedef enum PictureKind {
    PICTURE_MAP,    /* float32, from lo to hi through the palette, or to a tint */
    PICTURE_SIGNED, /* float32, diverging around 0, -hi to hi */
    PICTURE_RGB,    /* bytes R, G, B, interleaved */
    PICTURE_HEAT    /* such a photo, grey, and over it numbers: `heat` */
} PictureKind;

/* Numbers over a photo of at most HEAT_SIDE pixels a side: from -hi, orange, over 0, the photo, to hi, blue. */
enum { HEAT_SIDE = 4096 };
typedef struct Heat {
    const float *values; /* (h, w) over all of the photo; NULL: none are there */
    int w, h;
    int known;           /* how many of them are, from the first */
    bool between;        /* stretched bilinearly, rather than squares */
} Heat;

typedef struct Picture {
    PictureKind kind;
    Palette palette;   /* of a map */
    Color tint;        /* of a map: from black to this instead; 0: through the palette */
    const void *data;  /* (h, w) or (h, w, 3) */
    const Heat *heat;  /* of a PICTURE_HEAT; `version` tells it from others */
    const float *less; /* (h, w), taken from the numbers of a PICTURE_SIGNED; NULL: nothing */
    int w, h;          /* size of the source */
    int rows;          /* rows of it that are there; those below are left transparent */
    float lo, hi;
    bool smooth;       /* enlarged: bilinear rather than square pixels */
    uint64_t version;  /* changes whenever the numbers behind `data` do; the key of a cache */
} Picture;

/* Where a text command says what it is, so that tests can hold its size against the rules. */
typedef enum TextRole { ROLE_SMALL, ROLE_BODY, ROLE_TITLE, ROLE_KEY, ROLE_COUNT } TextRole;

typedef enum DrawKind {
    DRAW_FILL,    /* rect, corners rounded by `radius` */
    DRAW_FRAME,   /* the outline of rect, `width` wide, inside it, corners rounded by `radius` */
    DRAW_LINE,    /* a to b, `width` wide; dash > 0: dashes and gaps of that length */
    DRAW_POLYGON, /* convex, filled */
    DRAW_HATCH,   /* rect filled with diagonal lines, `width` wide, `dash` apart */
    DRAW_TEXT,    /* one line of UTF-8 */
    DRAW_PICTURE, /* a picture stretched over rect */
    DRAW_CLIP,    /* from here on nothing is painted outside rect */
    DRAW_SHEET    /* a picture over a parallelogram */
} DrawKind;

typedef struct Draw {
    DrawKind kind;
    Rect rect; /* of a text: its line box, as wide as the text; the baseline lies FONT_ASCENT below its top */
    Color color;
    float radius, width, dash;
    union {
        struct { Point a, b; } line;
        struct { const Point *at; int n; } polygon;
        struct {
            const char *utf8;
            Font font;
            float size; /* pixels an em */
            TextRole role;
            Rect room; /* the room that the layout had for it */
            bool cut;  /* it did not fit and was shortened */
        } text;
        Picture picture;
        struct { Picture picture; Point at, across, down; } sheet; /* its top left, top right and bottom left */
    };
} Draw;

typedef struct DrawList {
    Arena *arena; /* of the frame: all that the commands point to that is not the state's; once it has failed, something
                     is left out */
    Draw *at;
    int n, room;
} DrawList;

/* Appends a command. */
void draw_push(DrawList *list, Draw draw);

/* How wide a text is, in pixels: the fonts are the shell's, a view asks through this. */
typedef struct Metrics {
    void *ctx;
    float (*width)(void *ctx, Font font, float size, const char *utf8, size_t bytes);
} Metrics;

#endif
