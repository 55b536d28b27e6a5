/* The state of the program, and the commands that change it.
 *
 * Everything a user can do is a command (app/session/command.h). Everything on the screen is a function of
 * this state. The struct is open to views, which read it; only commands write to it.
 * What the features add to it stands in headers of their own, *_state.h, so that they know it and it does not know
 * them. */
#ifndef APP_APP_H
#define APP_APP_H

#include <assert.h>

#include "app/beside_state.h"
#include "app/features/asks_state.h"
#include "app/features/compare_state.h"
#include "app/features/difference_state.h"
#include "app/features/family_state.h"
#include "app/features/motion_state.h"
#include "app/features/sheet_state.h"
#include "app/features/slices_state.h"
#include "app/features/space_state.h"
#include "app/features/stock_state.h"
#include "app/features/style_state.h"
#include "app/features/why_state.h"
#include "app/job.h"
#include "app/live_state.h"
#include "app/look.h"
#include "app/overlays.h"
#include "app/session/ask_state.h"
#include "app/session/save_state.h"
#include "app/teaching.h"
#include "app/thumbnail_state.h"
#include "app/views.h"
#include "app/watch_state.h"
#include "io/labels.h"
#include "io/strings.h"
#include "io/weights_file.h"
#include "model/stack.h"
#include "nn/run.h"

/* Bytes of the longest script that the program writes itself: strokes on the photo, and the weights, the photo, the
 * lesson, the other network's weights, and the reference twice. */
enum { SCRIPT_SIZE = 40000 + 6 * QUOTED_SIZE };
enum { TYPED_SIZE = QUOTED_SIZE + 64 }; /* of the command line: a command with a path */

/* The user's own photos that were opened lately, the last one at the end. */
enum { RECENT = 16 };

typedef struct Recent {
    int n;
    uint64_t version; /* changes when one comes */
    char path[RECENT][PATH_SIZE];
} Recent;

enum { GALLERY_COLUMNS = 7, GALLERY_PAGE = 4 * GALLERY_COLUMNS, GALLERY_MOST = 64 };

#define FIRST_PHOTO "panda"

typedef struct Gallery {
    int n;
    char name[GALLERY_MOST][32];
    unsigned char sure[GALLERY_MOST]; /* a bit a bundled network that answers it surely (app/photos.h) */
} Gallery;

/* What is looked at, the same on all screens. */
typedef struct Selection {
    int row;                    /* of the network's table; -1: the input */
    int map[NET_LAYERS + 1];    /* by row + 1; -1: the strongest, until one is chosen */
    int px, py;                 /* the pixel of the photo that the unit is chosen by */
} Selection;

/* What is set on the screens of the field and of the parameters. */
typedef struct Lab {
    Sliding stack[STACK_MOST];
    int stack_n;      /* 0: no stack, the network's layers are looked at */
    int stack_at;     /* layers of it that have been followed back, 0 to stack_n */
    int stack_pick;   /* the layer of it that is being changed, from 0 */
    int measured;     /* the field as it was measured, of the stack or the selected layer */
    uint64_t measured_of; /* which of them that was */
    Patches patches;  /* which patches Layer shows of a map */
    bool pinned;      /* a map is kept beside the selected one: */
    int pin_row, pin_map; /* the map as in Selection */
    bool followed;    /* Layer and Compare show the map that the selected one follows beside it */
    Guess guess;      /* which of them that is may be a question */
    Excite excite;    /* Layer shows the gradient in place of the photo */
    bool shade;       /* all of the photo but the field is darkened */
    int c_in, c_out;  /* channels */
    bool apart;       /* each of them has a slider of its own */
    bool biases;      /* counted with the weights, on both sides alike */
    int side;         /* rows and columns of the map that multiply-adds are counted on */
    int lower;        /* channels that maps are lowered to; 0: a quarter of the layer's */
    Chart chart;
    ChartScale chart_scale;
    Topic topic;
} Lab;

/* Where one is, kept to come back to (app/session/place.h). */
typedef struct Place {
    bool set;
    NetId net;
    WeightsChoice choice;
    uint32_t seed;
    char file[PATH_SIZE];
    Preparation preparation;
    Photo photo; /* without its image; the bytes are its own */
    View view;
    StepMode steps;
    int step;
    Selection selection;
    Lab lab;
    Family family;
    Why why;
    Asks asks;
    StyleWish style;
    SheetWish sheet;
    Slicing slicing;
    MapOrder order;
    MapScale scale;
    bool before, digits, wall;
    Paging page;
    int zoomed;
    Painting painting;
    Motion motion;
    Space space;
    Compare compare; /* the pair and how it is looked at */
} Place;

/* Somewhere to return to: commands that lead there. */
typedef struct Mark {
    bool set;
    char script[SCRIPT_SIZE];
} Mark;

/* What stood before the learner's last command, while a card waits for its task (app/session/task.h). */
typedef struct Trying {
    char stage[SCRIPT_SIZE];
    int row, px, py; /* the selection */
} Trying;

/* What is printed on the keys of the keyboard in use, by the character that each has on one of the United States; "":
 * that. */
typedef struct Keyboard {
    char label[128][16];
    int (*kept)(const char *name); /* whether what surrounds the program keeps this key for itself; NULL: none */
} Keyboard;

/* What a command wants of the outside; cli/ carries it out before the next command. */
typedef enum EffectKind {
    EFFECT_QUIT, EFFECT_SHOT, EFFECT_FULLSCREEN, EFFECT_PASTE, EFFECT_COPY, EFFECT_PRINT,
    EFFECT_FREEZE, /* "on" or "off" */
    EFFECT_SAVE,   /* a table or a layer; the suffix says what */
    EFFECT_SAVE_ANSWERS, /* the learner's, as CSV */
    EFFECT_SAVE_SHEET,   /* as PNG */
    EFFECT_FILM_STEPS, EFFECT_FILM_LESSON, EFFECT_FILM_MOTION, EFFECT_FILM_SPACE, /* a GIF */
    EFFECT_RENDERER,
    EFFECT_PRESS /* what is pointed at */
} EffectKind;

typedef struct Effect {
    EffectKind kind;
    char text[SCRIPT_SIZE]; /* the file to write, what to copy or to print */
} Effect;

/* What is pointed at: by the mouse, by `hover X Y`, or on a walk from area to area (`hover next`). */
typedef enum PointedBy { POINTED_NOT, POINTED_MOUSE, POINTED_PLACE, POINTED_WALK } PointedBy;

typedef struct Pointing {
    PointedBy by;
    float x, y;      /* in shares of the window */
    int area;        /* of a walk: any number, views count round and round, */
    int across, down; /* and so far from the cell in its middle, likewise */
    View view;       /* where the walk goes, and ends once something else is to be seen */
    Overlay overlay;
} Pointing;

typedef struct Folder Folder;
typedef struct InvertedKept InvertedKept;
typedef struct Likeness Likeness;
typedef struct Match Match;
typedef struct Paint Paint;
typedef struct Occlusion Occlusion;
typedef struct Race Race;
typedef struct Reasons Reasons;
typedef struct Cascade Cascade;
typedef struct Lowering Lowering;
typedef struct Folding Folding;
typedef struct Recognize Recognize;
typedef struct Sheet Sheet;
typedef struct Sight Sight;
typedef struct Survey Survey;
typedef struct Thumbnailing Thumbnailing;
typedef struct Trial Trial;

enum { RETIRED = 8, SHEETS_KEPT = 6 };

/* What the parts (app/part.h) compute in the background; NULL where it has not been asked for, or has ended. */
typedef struct Work {
    JobTask *retired[RETIRED]; /* tasks that the job may still be leaving */
    Folder *folder;       /* whose photos the gallery shows; NULL: the bundled ones, and the user's own */
    Thumbnailing *thumbnailing; /* of the gallery's page, likewise */
    Sight *sight;         /* of the selected unit, where a screen shows it; else NULL or another unit's */
    Survey *survey;       /* of the selected map over all photos, likewise */
    Match *match;         /* of the photo's patches, likewise */
    Race *race;           /* the last one */
    uint64_t races;       /* how many have been run */
    Likeness *likeness;   /* of the selected layer's maps; NULL or another layer's while it is being found */
    Likeness *likeness_before; /* of the last picture of the same runs' networks, or NULL */
    Trial *trial;         /* the last experiment */
    Lowering *lowering;   /* of the selected layer's maps, where Parameters shows it; NULL or another layer's */
    uint64_t lowerings;   /* how many have been made */
    Folding *folding;     /* the network beside itself with its batch normalization folded; NULL: not asked for */
    Occlusion *occlusion; /* of the photo, where Why shows it; NULL or another photo's */
    Reasons *reasons;     /* of what Why asks, likewise */
    Cascade *cascade;     /* the same with random weights, where Why shows it, likewise */
    uint64_t whys;        /* how many of all three have been made */
    Paint *paint;         /* what Asks shows, likewise */
    uint64_t paints;      /* how many have been begun */
    InvertedKept *inverted; /* what it has shown of layers, or NULL */
    Sheet *sheet[SHEETS_KEPT]; /* of layers that were looked at, in any order; NULL: none */
    uint64_t sheets;      /* how many have been begun */
    Recognize *recognize; /* where the weights come from, if that is being found out */
    uint64_t recognized;  /* the version whose weights need no finding out any more */
} Work;

typedef struct App App;

/* What is large of it, in one allocation that app_open makes and app_close frees. */
typedef struct Held {
    Gallery gallery;
    Recent recent;
    Thumbnail thumbnail[THUMBNAILS];
    Photo photo;
    char choice_file[PATH_SIZE];
    Stock stock;
    Beside beside[BESIDE_COUNT];
    Live live;
    Watching watch;
    Compare compare;
    Slicing slicing;
    Mark mark;
    Teaching teaching;
    Trying trying;
    Place learner, left;
    LessonList lessons;
    Asked asked;
    char typed[TYPED_SIZE], typed_last[TYPED_SIZE];
    Film film;
    char saved[PATH_SIZE];
} Held;

struct App {
    Held *held; /* what the pointers to the state lead into */

    /* the world */
    Strings *strings;
    Languages languages;
    Labels *labels;
    Gallery *gallery;
    Recent *recent;
    Thumbnail *thumbnail;  /* THUMBNAILS, those that were shown last, in any order */
    uint64_t thumbnails;   /* how many have been made */
    uint64_t openings;     /* of the gallery: at each the files are looked at anew, whether they are the same */
    Engine *engine;
    Job *job;
    Net own;          /* the network at its full width, whatever weights run */
    Weights *weights; /* whose net is the one that runs */
    Run *run;
    Photo *photo;
    WeightsChoice choice;
    uint32_t choice_seed;
    char *choice_file; /* PATH_SIZE */
    Stock *stock;      /* what else they could be, and what is being fetched */
    uint64_t version;  /* changes with the network, the weights and the photo */
    uint64_t photo_version, image_version; /* change with the photo; with its pixels */
    Beside *beside;    /* BESIDE_COUNT */
    uint64_t besides;  /* how many have been made */

    /* the place */
    View view;
    StepMode steps;
    int step;
    Selection selection;
    Mark *mark;

    /* the features' own */
    Live *live;        /* the photo as it is drawn on */
    Watching *watch;    /* what a camera shows in its place */
    Difference difference;
    Compare *compare;
    Lab lab;
    Family family;
    Why why;
    Asks asks;
    StyleWish style;
    SheetWish sheet;
    Slicing *slicing;
    Motion motion;
    Space space;
    Work work;
    Film *film;

    /* the lesson */
    Teaching *teaching;
    Trying *trying;
    Place *learner;      /* where one was before it */
    Place *left;         /* the card that a detour has left */
    LessonList *lessons; /* that there are, once the list has been opened */
    Asked *asked;        /* of all lessons, last */

    /* the look */
    MapOrder order;
    MapScale scale;
    Palette palette;
    ThemeId theme;
    Present present;   /* takes effect in a window */
    int textsize;      /* 1, or 2 for presenting */
    bool before;       /* maps as they are before their ReLU */
    bool wall;         /* all maps of a layer at once, as small as they have to be */
    bool digits;       /* all digits of a number */
    Paging page;       /* of the maps, the products, or other rows */
    int zoomed;        /* the panel that fills the window, or 0 */
    int hovered;       /* the panel under the pointer, or 0 */
    bool black;        /* nothing is shown */
    bool frozen;       /* the window keeps its picture while the state goes on */
    bool spotlight;    /* all but the pointer's surroundings is darkened */
    float pointer_x, pointer_y; /* in shares of the window */
    bool hints;        /* what is pointed at says what it is */
    Pointing pointing;

    /* what lies over the screen */
    Overlay overlay;
    int overlay_at;    /* its line that is chosen, or its page; from 0 */
    char *typed, *typed_last; /* on the command line now, and what was done last, TYPED_SIZE each */
    bool noted;        /* there is something to say of the weights that were loaded last; until the next command */
    NetId noted_from;  /* the network before them */
    char *saved;       /* the file that was written last, shown until the next command; "": nothing; PATH_SIZE */
    const char *told;  /* the text that says what was copied or pinned last, until the next command; NULL: nothing */
    Error trouble;     /* the last error, shown until the next command; no error: nothing */

    /* the outside */
    Keyboard keyboard;
    float wheel_right, wheel_away; /* parts of a notch that wait for the rest */
    Error (*outside)(void *ctx, App *app, const Effect *effect);
    void *outside_ctx;
};

static_assert(sizeof(App) < 48 * 1024, "what is large is held on the heap");

/* ---- what the state says ---- */

const char *view_name(View view); /* as the command view has it */
const char *view_key(View view);  /* the key that opens it */
int app_last_step(const App *app);
int app_step_row(const App *app); /* the last row that has run, -1 at step 0 */
/* Whether the selected row has run as a step of its own, and its ReLU or what else belongs to it is still to come. */
bool app_before_relu(const App *app);
/* The row whose values are looked at: the selected one's after its ReLU, unless the map before it is
 * wanted, or that ReLU is a step that is still to come. */
int app_shown_row(const App *app);
/* Whether the values of the shown row belong on the screen: it has run, or the view needs them. */
bool app_shown(const App *app);
/* Whether the screen shows the gradient of the selected unit. */
bool app_shows_gradient(const App *app);
/* Whether a walk from area to area is under way. */
bool app_walking(const App *app);
/* The selected map of the shown row; where none was selected the strongest, on Field at the selected unit. */
int app_map(const App *app);
int app_strongest(const App *app, int row);      /* the map with the largest mean; 0 until it has run */
void app_unit(const App *app, int *x, int *y);   /* the selected unit of the shown row */
const char *app_row_name(const App *app, int row); /* "input" for -1 */
/* Moves the selection to a row; the unit keeps its place on the photo. */
void app_select(App *app, int row);
void app_go(App *app, int step); /* to a step, clamped; the selection goes along */
/* Which of so many pages is shown, from 0; `selected`: the one with what is selected, 0 where nothing is. */
int app_page(const App *app, int pages, int selected);
void app_follow_selection(App *app); /* whatever page was turned to by hand */
void app_turn_to(App *app, View view); /* to the screen that a command is about; nothing where it is shown */
/* The n maps of a row in an order: app->order is that in which they are shown. */
typedef struct MapRank {
    int map;
    double mean; /* its energy; 0 where maps are shown by their numbers */
} MapRank;
void app_rank_maps(const App *app, int row, MapOrder order, MapRank ranks[], int n);
/* The share of the selected row that is there while it is being computed, 0 to 1. */
double app_progress(const App *app);
bool app_slim(const App *app); /* narrower weights than the network's own run */

/* Has an effect carried out. Error: the outside's. */
Error app_effect(App *app, EffectKind kind, const char *text);

#endif
