/* The screens: the state made into a picture, and into words. */
#ifndef VIEW_SCREENS_H
#define VIEW_SCREENS_H

#include "app/features/followed.h"
#include "app/photos.h"
#include "view/facts.h"
#include "view/names.h"
#include "view/picture.h"
#include "view/ui.h"

/* Draws the whole window. `since`: milliseconds since the last step; a large number draws everything
 * at rest. The picture is a function of its arguments alone. */
void view_frame(const App *app, const Metrics *metrics, int w, int h, double since, Arena *arena,
                Frame *frame);

/* Pixels per unit of the layout in a window of that size: above one where more than 1280x720 units fit in, and below
 * one where 1024x640 do not; upright, where it is higher than wide by a fifth or more, so that 480x854 fit in. */
float view_scale(int w, int h);
bool view_upright(int w, int h);

/* Where a frame has the selected map; width 0: nowhere, or a card or a list lies over it. */
Rect view_chosen(const App *app, const Frame *frame);
/* On a frame that has it, the selected map on its way from where the screen before it had it, so that one sees which it
 * was. `part`: of the way, 0 to 1. A window's affair: no picture that is kept has it. */
void view_grow(const App *app, Frame *frame, int w, int h, Rect from, double part);

/* On a frame that has the field on a photo: its box on the way from that of the layer before. Likewise. */
void view_grow_field(Frame *frame, Box from, double part);

/* The picture of a window that is frozen: the kept one, with a sign that it is, and the command line over it. */
void view_frozen(const App *app, const Metrics *metrics, int w, int h, Picture kept, Arena *arena, Frame *frame);

/* The program's icon, `size` pixels wide and high: fills, polygons, lines and frames. */
void icon_draw(float size, DrawList *out);

/* How a screen is gone through where that is not the way of the run. */
typedef struct Way {
    const char *first, *previous, *next; /* the commands; first may be NULL: reset */
    const char *(*label)(const Ui *ui);  /* what comes next, for the footer; NULL: what the run says */
    int (*left)(const App *app);         /* steps that are still to come; -1: as things stand, the run's way is gone */
    bool (*progress)(const App *app, int *at, int *all); /* the bar in the footer; false: that of the run */
    const char *go; /* the command that goes to a place on that bar, by its number from 1; NULL: it only shows */
    int stays;      /* of a GIF: hundredths of a second that a picture stays; 0: as long as a step of the run */
} Way;

/* A screen: what the window, a lesson, `read` and `bench --ui` have of it, NULL (or 0) where it has nothing of its own.
 * Each is exported by its file as WORD_screen. */
typedef struct Screen {
    void (*draw)(Ui *ui, Rect room); /* within the room between header and footer */

    /* beside a card of a lesson */
    int telling;                                /* the panel that is shown where the card names none, */
    void (*stage)(Ui *ui, Rect room);           /* or what is drawn in place of one */
    float (*enlarged)(const Ui *ui, int panel); /* the height of one that grows with its room; 0: none */

    /* header and footer */
    const char *(*title)(const Ui *ui);    /* what it is of; NULL: the network */
    const char *(*headline)(const Ui *ui); /* what is to be learned; NULL: what the selected layer teaches */
    const char *(*place)(const Ui *ui);    /* where one is; NULL or "": the selected layer and the step */
    Way way;

    /* `read`: its facts, a line each; the same, added to an object; its arrays as .npy, into a directory */
    const char *(*words)(const Ui *ui);
    void (*json)(json_t *o, const App *app, Arena *arena);
    Error (*save)(const App *app, Arena *arena, const char *dir);

    /* `bench --ui`: what leads there, and keys in turn, so that every frame is another; each screen has them */
    struct {
        const char *script, *keys[2];
    } bench;
} Screen;

/* network_screen, ...: one a view (app/views.h), and the one of a view. */
#define VIEW_SCREEN(NAME, word, key) extern const Screen word##_screen;
EACH_VIEW(VIEW_SCREEN)
const Screen *screen_of(View view);

/* The open screen in an upright window: one of its panels, below what is as wide as the screen, and buttons that turn
 * to the others. */
void upright_draw(Ui *ui, Rect room);
/* One panel of the open screen, beside a card of a lesson. */
void panel_draw(Ui *ui, Rect room, int panel);
/* A card of a lesson, with the panel of the screen that it is about. */
void lesson_draw(Ui *ui, Rect room);
/* For the footer of a lesson: its cards as dots, what goes on, and what the keys do. */
void lesson_dots(Ui *ui, Rect room);
const char *lesson_next_label(const Ui *ui);
const char *lesson_hint(const Ui *ui);

/* ---- parts that several screens have ---- */

/* What is told of areas (Told.tell), and what it needs: */
void tell_label(Ui *ui, const Hit *hit, Hint *out);  /* of: a label that had no room for all of it */
/* n: what `read` says of the selected layer, its unit, or what is loaded; of: a text that is told first, or NULL */
enum { SELECTED_LAYER, SELECTED_UNIT, SELECTED_STATE };
void tell_selected(Ui *ui, const Hit *hit, Hint *out);
void tell_tab(Ui *ui, const Hit *hit, Hint *out);    /* n: the view */
void tell_map(Ui *ui, const Hit *hit, Hint *out);    /* n: row, map; of: a Run, NULL the main one. With cells a unit */
void tell_number(Ui *ui, const Hit *hit, Hint *out); /* n: row, number, or -1: that of the cell; of: as tell_map */
void tell_layer(Ui *ui, const Hit *hit, Hint *out);  /* n: row; of: a Net, NULL the one at its full width */
void tell_chart(Ui *ui, const Hit *hit, Hint *out);  /* n: row, whose bar it is */
void tell_kernel(Ui *ui, const Hit *hit, Hint *out); /* n: row, map, channel */
void tell_answer(Ui *ui, const Hit *hit, Hint *out); /* n: class; of: the probabilities of all */
void tell_class(Ui *ui, const Net *net, int class_index, float p, Hint *out); /* what is said of one */
void tell_product(Ui *ui, const Hit *hit, Hint *out); /* n: channel, its term, or -1: that of the cell; of: a Trace */
void tell_pixel(Ui *ui, const Hit *hit, Hint *out);
void tell_heat(Ui *ui, const Hit *hit, Hint *out); /* of: a HeatTold, a cell for each of its numbers */
void tell_row(Ui *ui, const Hit *hit, Hint *out);    /* a line of a list, which says itself what it is */
void tell_photo(Ui *ui, const Hit *hit, Hint *out);  /* of: its name */
void tell_explained(Ui *ui, const Hit *hit, Hint *out);   /* of: an Explained */
/* Numbers over the photo, or a part of it. */
typedef struct HeatTold {
    const char *what;
    const float *values; /* planes of h rows of w */
    int w, h, planes, known; /* how many of a plane are there */
    int x0, y0;          /* that of the first cell; cells may lie outside */
    bool shares;         /* they are parts of a probability */
} HeatTold;
/* A word that is explained, in a sentence (term.WORD in the texts) and by the card of a lesson. */
typedef struct Explained {
    const char *word, *lesson;
    int card;
} Explained;
enum { EXPLAINED_FIELD, EXPLAINED_JUMP, EXPLAINED_SLIM, EXPLAINED_LTE, EXPLAINED_SCALE, EXPLAINED_COUNT };
extern const Explained EXPLAINED[EXPLAINED_COUNT];

/* All layers of the network from left to right, those that have run filled. */
void strip_draw(Ui *ui, Rect room);
/* The photo with the field of the selected unit, hatched where that lies outside. Returns the rect
 * of the photo itself. */
Rect photo_draw(Ui *ui, Rect room, const UnitFacts *f);
/* The photo with two fields, the first with a plain frame, the second with a dashed one. */
void photo_fields_draw(Ui *ui, Rect room, const Image *image, uint64_t version, const Box box[2], const Color color[2]);
/* A map of a row, over the whole of a square. */
void map_draw(Ui *ui, Rect square, int row, int map, bool pickable);
/* A map of the shown row: less that of the unchanged photo where this is asked for. */
void shown_map_draw(Ui *ui, Rect square, int row, int map);
/* The same, with nothing to be pressed or told. */
void tile_draw(Ui *ui, Rect square, int row, int map);
/* The numbers of a vector as cells, row by row. */
void vector_draw(Ui *ui, Rect room, const UnitFacts *f);
/* The part of a photo under a box, stretched over a square; hatched where there is no photo. `key` tells
 * one photo from another. */
void crop_draw(Ui *ui, Rect square, const Image *image, Box box, uint64_t key);
/* A patch of a photo with a value in its corner (key as above); that of a place of a survey's best, of a row, which
 * goes there when it is pressed; and one of the selected map at a place that is drawn by lot, the same each time. */
void patch_draw(Ui *ui, Rect square, const Image *image, Box box, uint64_t key, double value);
void patch_found_draw(Ui *ui, Rect square, const Survey *s, int place, int row);
void patch_random_draw(Ui *ui, Rect square, const UnitFacts *f, int place);
/* n: the unit's place, and the photo of the survey, or -1: this one, on which its box is shown. */
void tell_patch(Ui *ui, const Hit *hit, Hint *out);
/* How many of a layer's maps answer on none of the photos of a survey. */
const char *say_dead(const Ui *ui, const Survey *s, int maps);
/* A line of a label and a figure. */
void line_draw(Ui *ui, Rect *room, const char *label, const char *figure, Color color);
/* A row of the table: a label, the network's own figure, and the run's where a slim one runs. */
void figure_row(Ui *ui, Rect *room, const char *label, const char *own, const char *run);
/* The header of those two columns; nothing but a line where the network runs at its own width. */
void figure_header(Ui *ui, Rect *room);
/* The best answers as bars. Below UNSURE the bundled networks are mostly wrong: right on a fifth of the
 * validation photos, above it on three fifths (weights/README.md). */
#define UNSURE ((float)PHOTO_SURE)
/* What is to be said of such an answer, or of any that untrained weights give; "" where it may be believed. */
const char *say_doubt(const Ui *ui, float best);
/* That the run's numbers have grown too large, and in which layer; "" where they have not. */
const char *say_overflown(const Ui *ui);
/* What has to be known of answers that are not a softmax's: each is a share by itself, or a value; "" of one. */
const char *say_answering(const Ui *ui);
const char *say_untrained(const Ui *ui, const Weights *weights); /* of any weights; "" where they are trained */
void answers_draw(Ui *ui, Rect room);
void answers_of_draw(Ui *ui, Rect room, const float *p); /* of the network's classes */

/* ---- the maps of a layer as tiles (view/widgets/tiles.c) ---- */

typedef struct Tiles {
    int n, columns, rows, pages;
    float tile, gap;
    const MapRank *ranks; /* the maps in their order, and the page of them that is shown */
    int page, first;
} Tiles;
/* All on one page, as large as they can be. */
Tiles tiles_wall(const Ui *ui, Rect room, int n);
/* The pages that columns and rows come to. */
void tiles_share(Tiles *t);
/* Puts the maps of a row in order, and finds the page; `map`: the selected one. False without memory. */
bool tiles_turn(Ui *ui, Tiles *t, int row, int map);
Rect tiles_at(const Tiles *t, Rect room, int i); /* the i-th of a page */
void tiles_draw(Ui *ui, Rect room, const UnitFacts *f, const Tiles *t); /* a page */
void wall_draw(Ui *ui, Rect room, const UnitFacts *f);
/* What is told of the tiles of a wall: maps in their places, -1 one that is not known. */
typedef struct WallTold {
    const Run *run;
    int row;
    const int *map;
    bool sheet; /* the tiles are what the maps of the selected layer ask for */
} WallTold;
/* Areas over them, which add a tile's number to a command; NULL: they only tell. */
void tiles_hit(Ui *ui, const Tiles *t, Rect room, const char *command,
               const WallTold *told);
void tile_mark(Ui *ui, Rect tile); /* a frame around the selected one */
/* A map's picture of a sheet that is there; what it has come to, or that it is not there yet. */
void sheet_picture_draw(Ui *ui, Rect tile, const Sheet *s, int map);
const char *sheet_score_words(const Ui *ui, const Sheet *s, int map, int made);
Picture sheet_picture_of(const Sheet *s, int map);
/* Under them: their order, the wall, and where one is. */
void tiles_buttons(Ui *ui, Rect line, const Tiles *t);
bool wall_offered(const UnitFacts *f);
void wall_toggle(Ui *ui, Rect *line);
float wall_toggle_width(const Ui *ui);

/* ---- a photo that is drawn on (view/widgets/live.c) ---- */

/* The tools, on as many lines as there is room for; the way to them, where none is in hand. */
void tools_draw(Ui *ui, Rect room);
void tools_offer(Ui *ui, Rect room);
float tools_height(const Ui *ui, int lines);
/* Whether the maps of a row are shown less of something; the number that their colours end at; what there is to say. */
bool shows_difference(const App *app, int row);
float difference_range(const App *app, const Difference *d, int map);
const char *say_difference(const Ui *ui, const Difference *d);
void difference_draw(Ui *ui, Rect room, const UnitFacts *f); /* two lines */
/* The answers as they are and as they were; false, and nothing drawn, where there are none of both. */
bool answer_pairs_draw(Ui *ui, Rect room);
/* A panel of them, or of the present ones alone. */
void answers_beside_draw(Ui *ui, Rect room, int panel);

/* ---- pages (view/widgets/pages.c) ---- */

/* The buttons that turn pages, at the right of a head, whose rest is left. */
void page_buttons_draw(Ui *ui, Rect *head);
float page_buttons_width(const Ui *ui);
/* The same on a line, behind which page is shown. */
void page_line_draw(Ui *ui, Rect line, int page, int pages);
/* Which of the n lines of a list are on the page that is shown, each `line` high: that of the selected one, unless
 * another has been turned to; where there are several pages, what turns them takes the bottom of the room. */
typedef struct Lines {
    int first, end;
} Lines;
Lines lines_paged(Ui *ui, Rect *room, int n, float line, int selected);
/* Likewise of an overlay's list, those with the chosen one, always as many as fit; which they are and the ways to those
 * before and after stand at the right of a line, where not all do. */
Lines list_part_draw(Ui *ui, Rect *line, int n, int fit);
/* A button as high as the room, at its right, that brings the panels that have no room beside the others. */
void sideways_draw(Ui *ui, Rect *room);

/* What lies over the screen (app/overlays.h), on a veil: help_draw, ... in view/overlays/WORD.c. */
#define OVERLAY_DRAW(NAME, word) void word##_draw(Ui *ui, Rect window);
EACH_OVERLAY(OVERLAY_DRAW)
void overlay_draw(Ui *ui, Rect window);
const char *film_words(const Ui *ui); /* how far a GIF is that is being made */

/* Nothing but black; all but the pointer's surroundings darkened; a kept picture (PICTURE_RGB) and its sign. */
void black_draw(Ui *ui, Rect window);
void spotlight_draw(Ui *ui, Rect window);
void frozen_draw(Ui *ui, Rect window, Picture kept);

/* The button that shows in Neuron how the value comes about, below a room, which gets smaller; what is left of its
 * line. Nothing where nothing is computed. */
Rect motion_offer(Ui *ui, Rect *room);

/* The selected map beside the one that it follows, or why that is not there, in a panel; it has been asked for. */
void followed_draw(Ui *ui, Rect room, int panel, const UnitFacts *f, const FollowedMap *followed);

/* A layer's figure in the chart that is chosen, its text, the rows that the chart has, and the sum of a
 * network's: rows are those of the network at its own width. */
double chart_value(const Layer *l, Chart chart);
const char *chart_figure(const Ui *ui, double value);
int chart_rows(const App *app, int rows[NET_LAYERS]); /* weights, or for activations every step */
double chart_total(const App *app, const Net *net);

/* The numbers that a map's colours run between: up to the brightest but 0.5 % of the values. */
void map_range(const App *app, int row, int map, float *lo, float *hi);
void run_range(const App *app, const Run *run, int row, int map, float *lo, float *hi); /* of any run */
/* A legend of those colours, right-aligned, and the width that it needs. */
void legend_draw(Ui *ui, Rect room, int row, int map);
float legend_width(const Ui *ui, int row, int map);
/* With more room it says first what the colours are of, one map or all of them; how much more that takes. */
float legend_owner_width(const Ui *ui, int map);

#endif
