/* What screens are built of: rectangles that are cut up, texts that fit their room, panels, buttons,
 * and the areas that answer to the mouse. */
#ifndef VIEW_UI_H
#define VIEW_UI_H

#include "app/session/command.h"
#include "view/draw.h"
#include "view/theme.h"

/* An area that says a command when it is clicked. One with cells adds the one that was hit, by column
 * and row ("pixel 3 5"), by its number counted row by row ("map 131"), or by the numbers of two: where the button
 * went down and where the pointer is ("modules 2 6"), or by its number in thousandths ("motion at 2.150"). A
 * stroke adds the cell, and says "COMMAND on" with those that the pointer comes to while the button is down, also
 * outside ("draw 3 5", "draw on 4 5"). Where something is turned, a pointer that is drawn adds how far, in columns to
 * the left and rows down ("space turn -2.5 1"), also where it sets out from another area in there; that is pressed once
 * the button is let go. */
typedef enum HitKind {
    HIT_WHOLE, HIT_CELL, HIT_NUMBER, HIT_RANGE, HIT_THOUSANDTHS, HIT_STROKE, HIT_TURN
} HitKind;

typedef struct Ui Ui;
typedef struct Hit Hit;
typedef struct Hint Hint;

/* What is told of an area while it is pointed at. It is asked for only then; without `tell` it is what a press there
 * does, and its key. */
typedef struct Told {
    void (*tell)(Ui *ui, const Hit *hit, Hint *out);
    const void *of; /* what it needs to know for that, as long as the frame lasts, and numbers */
    int n[3];
    bool cells;     /* each cell is told apart */
    bool nothing;   /* it hides what lies below, and says nothing */
} Told;

struct Hit {
    HitKind kind;
    Rect rect;
    const char *command; /* NULL: it only tells, a press goes to what lies below */
    int columns, rows;
    int first; /* the number of the first cell */
    const Point *outline; /* convex; NULL: all of the rect */
    int corners;
    Told told;
};

enum { HINT_LINES = 3 };

/* What is said of the area, or of its cell, that is pointed at. */
struct Hint {
    int column, row;                /* the cell */
    const char *title;              /* its name; NULL: none */
    const char *line[HINT_LINES];   /* NULL behind the last */
    bool figures;                   /* the lines are numbers, one below the other */
    bool has_field;
    Box field;                      /* on the photo, what a unit sees */
    int before, before_map;         /* the row and the map that it reads, to be shown beside the words; */
    Box window;                     /* and where on it; empty: none */
    Rect at, box;                   /* what it speaks of; where it is drawn */
};

/* An area of a frame, or a cell of it; hit: -1 none. */
typedef struct Pointed {
    int hit, column, row;
} Pointed;

/* The command of an area that is hit at (x, y); `from`: the number where the button went down in a range; `on`: a
 * stroke goes on. The text lies in memory that the caller frees; NULL without memory. */
char *hit_command(const Hit *hit, float x, float y, int from, bool on);
/* Of one to turn, drawn so many pixels; likewise. */
char *hit_turn_command(const Hit *hit, float right, float down);

typedef struct Area {
    Rect rect;
    int panel;
    bool less;        /* something has no room in it */
    const char *note; /* of what has none, the first text; NULL: none */
} Area;

/* How high a button is in an upright window, where a finger has to meet it: units. */
enum { TOUCHED = 46 };

enum { UI_HITS = 1024, UI_PANELS = 16 };

/* One picture of the screen, with what can be clicked on it. */
typedef struct Frame {
    DrawList list;
    Hit hits[UI_HITS + 1]; /* the last takes what is too much */
    int n_hits;
    Rect photo, photo_room; /* where the photo lies, and the room for what is beyond it; empty: nowhere */
    int photo_side;         /* its pixels */
    Pointed pointed;        /* what the hint is about */
    Hint hint;
    Area panels[UI_PANELS]; /* that Z makes large */
    int n_panels;
    Rect card, number; /* the card of a lesson, and the field on it that a number is typed into; empty: nowhere */
    int chosen; /* of the commands the picture of the selected map, counted from 1; 0: it is not shown */
    int field;  /* likewise the first of the two frames around the field on the photo: */
    Box field_box; /* these pixels */
    bool animating;
} Frame;

struct Ui {
    const App *app;
    Frame *frame;
    Arena *arena;
    const Metrics *metrics;
    const Theme *theme;
    int panel;    /* of the screen the one that is drawn, over all of its room; 0: all */
    float scale;  /* pixels per unit of the layout; 1 at 1280x720 */
    bool upright; /* the window is higher than wide, as a phone is held (view/upright.c) */
    double since; /* milliseconds since the last step; large when nothing moves */
};

/* ---- rectangles ---- */

float ui_px(const Ui *ui, float units); /* in whole pixels */
/* Each takes a strip off the rectangle and returns it. */
Rect cut_top(Rect *r, float h);
Rect cut_bottom(Rect *r, float h);
Rect cut_left(Rect *r, float w);
Rect cut_right(Rect *r, float w);
Rect inset(Rect r, float by);
Rect fit_square(Rect r); /* the largest square in it, at the top, centred */

/* ---- text ---- */

typedef enum Align { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT } Align;

typedef struct Style {
    TextRole role;
    Font font;
    Color color;
} Style;

float ui_size(const Ui *ui, TextRole role); /* pixels an em */
float ui_line(const Ui *ui, TextRole role); /* height of a line with its leading */
float ui_width(const Ui *ui, Style style, const char *utf8);
/* As much of a text as fits into a width, with an ellipsis behind it where that is not all. */
const char *ui_shortened(const Ui *ui, float room, Style style, const char *utf8);
/* One line in the middle of the room's height; shortened with an ellipsis where it does not fit. */
Rect ui_text(Ui *ui, Rect room, Style style, Align align, const char *utf8);
/* Lines broken at spaces (Chinese anywhere); returns the height used. */
float ui_paragraph(Ui *ui, Rect room, Style style, const char *utf8);
/* The same for what may be left out: it is drawn whole or not at all. */
float ui_paragraph_height(const Ui *ui, float w, Style style, const char *utf8); /* whole */
float ui_note(Ui *ui, Rect room, Style style, const char *utf8);
/* Where a line may end, behind `from`. */
size_t ui_next_break(const char *utf8, size_t from);
/* The end of the part from `from` to `to` without the spaces that it ends in. */
size_t ui_without_space(const char *utf8, size_t from, size_t to);
/* How wide bytes from to to - 1 are. */
typedef float UiMeasure(const void *ctx, size_t from, size_t to);
/* Where the line that begins at `from` ends so that it is at most `width` wide: at a break, at `stop` at the latest,
 * and behind one break at least; spaces at its end take no room. `size`: pixels an em, from which the first guess is
 * made; few widths are asked for. */
size_t ui_line_end(const char *utf8, size_t from, size_t stop, float width, float size, UiMeasure *measure,
                   const void *ctx);
/* Texts one after another on one line, each in its style; returns the width. */
typedef struct Span {
    Style style;
    const char *utf8;
} Span;
float ui_spans(Ui *ui, Rect room, const Span spans[], int n);

/* A sentence of assets/strings with its {0}, {1}, ... filled in; the list ends with NULL. */
const char *ui_say(const Ui *ui, const char *key, ...);
#define SAY(ui, ...) ui_say((ui), __VA_ARGS__, (const char *)NULL)
char *ui_format(const Ui *ui, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- shapes ---- */

void ui_fill(Ui *ui, Rect r, Color color, float radius);
void ui_frame(Ui *ui, Rect r, Color color, float width, float radius);
void ui_line_to(Ui *ui, Point a, Point b, Color color, float width, float dash);
void ui_polygon(Ui *ui, const Point at[], int n, Color color);
void ui_hatch(Ui *ui, Rect r, Color color);
/* A picture whose numbers lie in the frame's memory needs a version that says what they are. */
void ui_picture(Ui *ui, Rect r, Picture picture);
/* Over a parallelogram, by its top left, top right and bottom left; likewise. */
void ui_sheet(Ui *ui, Point at, Point across, Point down, Picture picture);
/* The picture that was drawn last is the selected map. */
void ui_chosen(Ui *ui);
void ui_clip(Ui *ui, Rect r);

/* ---- widgets ---- */

/* A panel with a title (NULL: none); the room within is returned. `number` names it for Z. */
Rect ui_panel(Ui *ui, int number, Rect r, const char *title);
/* The panel that was begun last has no room for something; its text, or NULL. */
void ui_less(Ui *ui, const char *note);
/* A button at the left of the room, as wide as its label needs; takes its width off the room. */
Hit *ui_button(Ui *ui, Rect *room, const char *label, Color color, const char *command);
Hit *ui_button_right(Ui *ui, Rect *room, const char *label, Color color, const char *command);
/* What is on or off: its name, always the same, behind a mark that is filled where it is on. */
Hit *ui_toggle(Ui *ui, Rect *room, const char *label, bool on, const char *command);
Hit *ui_toggle_right(Ui *ui, Rect *room, const char *label, bool on, const char *command);
/* One of several, where there is room for one alone: the one in force, before a mark that a press goes on from it. */
Hit *ui_switch(Ui *ui, Rect *room, const char *label, const char *command);
Hit *ui_switch_right(Ui *ui, Rect *room, const char *label, const char *command);
float ui_marked_width(const Ui *ui, const char *label); /* of either */
/* A slider over the whole numbers from..to that says "COMMAND number". */
Hit *ui_slider(Ui *ui, Rect r, int from, int to, int value, const char *command);
/* The area is the caller's to add to. */
Hit *ui_hit(Ui *ui, Rect r, const char *command);
Hit *ui_hit_cells(Ui *ui, HitKind kind, Rect r, int columns, int rows, const char *command);
/* Within a convex outline, which is copied, as far as it lies in a room; NULL: nowhere. */
Hit *ui_hit_outline(Ui *ui, Rect room, const Point at[], int n, const char *command);
void ui_tell(Ui *ui, Rect r, Told told); /* one that only tells */
/* One that hides what lies below it from the pointer, and says a command ("": none) but nothing of itself. */
void ui_shield(Ui *ui, Rect r, const char *command);

/* What lies on top at a place: of what can be pressed; of what tells, and there the cell. */
const Hit *frame_pressed(const Frame *frame, float x, float y);
const Hit *frame_turned(const Frame *frame, float x, float y); /* where something is turned, whatever lies over it */
Pointed frame_pointed(const Frame *frame, float x, float y);
/* The cell of an area whose cells are told apart, in whole pixels; else all of it. */
Rect hit_cell(const Hit *hit, int column, int row);
/* A press on what is pointed at, as hit_command; NULL if it does nothing. */
char *pointed_command(const Frame *frame);

/* ---- numbers ---- */

const char *format_count(const Ui *ui, int64_t n);       /* 590,080 */
const char *format_amount(const Ui *ui, double n);       /* 1.850 G, 115.6 M */
const char *format_bytes(const Ui *ui, double bytes);    /* 3.06 MiB */
const char *format_value(const Ui *ui, double value);    /* 0.8461; all digits where they are wanted */
/* The same, with few digits where all have no room. */
const char *format_value_within(const Ui *ui, double value, float room, Style style);
/* How wide a column of values is; `few`: the widest that it has while few digits are wanted. */
float ui_value_column(const Ui *ui, Style figure, const char *few);
const char *format_likeness(const Ui *ui, double r);     /* 0.84, a correlation say; NAN: – */
const char *format_shape(const Ui *ui, Shape s);         /* 256×56×56; 4,096 */
/* A softmax's output in per cent, without the sign: "97.96". One that is all or nothing is so by rounding alone: it is
 * "> 99.99" or "< 0.01"; "–" for one that is not finite. */
const char *format_percent(const Ui *ui, double share, int decimals); /* 1 or 2, more where it needs them */
const char *format_change(const Ui *ui, double change, bool sign); /* of a share: "−16.2 %"; "+16.2 %" with sign */
const char *format_share(const Ui *ui, double share);                 /* three digits: "98.0", "1.05" */

#endif
