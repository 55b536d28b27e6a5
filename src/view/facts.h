/* What a screen says, before it is drawn: the picture and `vggscope read` take it from the same place. */
#ifndef VIEW_FACTS_H
#define VIEW_FACTS_H

#include <jansson.h>

#include "app/session/command.h"
#include "nn/trace.h"
#include "view/ui.h"

/* The selected layer, map and unit. Figures are the network's own; what the weights that run have
 * instead stands in `run`, a pointer to the same row of the narrower network, or NULL. */
typedef struct UnitFacts UnitFacts;
struct UnitFacts {
    const char *layer; /* "input" at step 0 */
    int row, shown;    /* its row, and the row whose values are looked at; -1: the input */
    const Layer *own;  /* NULL for the input */
    const Layer *run;  /* NULL unless a slim network runs */
    Shape out, run_out;
    int map, maps;     /* of the run */
    int x, y;
    int field, jump;
    Box box;
    bool computed;     /* the shown row is there: value and statistics are set */
    float value;
    MapStats stats, map_stats; /* of the layer, of the map */
    int dead_maps;     /* maps that are 0 everywhere on this photo */
    const Followed *follows; /* what the maps follow; NULL: nothing, or the layer has no maps of its own */
};

UnitFacts unit_facts(const App *app);
/* A value of a layer (NULL: the input); a softmax's that rounds to 1 is "> 0.9999". */
const char *format_output(const Ui *ui, const Layer *l, double value);

/* What a map of the main network follows, "follows": {"net", "layer", "map"}, with the correlation where it is beside.
 */
void put_follows(json_t *o, const App *app, const Followed *of, int map);

/* Whether the numbers of a row are those of the classes, one each: the answers, or the scores before them. */
bool row_of_classes(const Net *net, int row);
bool row_of_answers(const Net *net, int row);
/* Which map or number is selected, where, and what it is called, as far as it fits into a width of body text. */
const char *say_unit(const Ui *ui, const UnitFacts *f, float w);

/* One of the best answers. */
typedef struct Answer {
    int class_index;
    const char *label; /* in English, for files; class_draw and say_class have the one that is read */
    float p;           /* or its value (net_has_shares) */
} Answer;
/* The first row, up to `last`, with values that are not finite, of those that are there; -1: none. */
int row_overflown(const Run *run, int last);
/* {"class", "label", "p"}; of values "value" in its place. null: it is not finite. */
json_t *answer_json(const Net *net, const Answer *answer);
/* The n best classes, best first; how many there are: 0 until the last row has run. */
int best_answers(const App *app, Answer out[], int n);
int run_answers(const App *app, const Run *run, Answer out[], int n); /* of any run */
/* Of the shares, or values, of a network's classes. */
int top_answers(const App *app, const Net *net, const float *p, Answer out[], int n);
const char *class_label(const App *app, const Net *net, int class_index); /* in English */

/* The places of a map with the largest values, largest first, ties in row order. */
typedef struct Peak {
    int x, y;
    float value;
} Peak;
enum { PEAKS = 9 };
int map_peaks(const App *app, int row, int map, Peak out[PEAKS]);
/* Those that are as far apart as their fields are wide, one way or the other: the largest value, then the largest of
 * what lies outside its field's reach, and so on. Returns how many there are, nine at most. */
int map_peaks_apart(const App *app, int row, int map, Peak out[PEAKS]);
/* What Layer shows of the selected map on this photo: either of them. */
int shown_peaks(const App *app, const UnitFacts *f, Peak out[PEAKS]);

/* The selected map less the pinned one, (H, W), and its largest absolute value; NULL where nothing is pinned, the
 * maps differ in size, one is not there yet, or there is no memory. */
float *map_difference(const App *app, const UnitFacts *f, Arena *arena, float *most);

/* The stacks of 3x3 that the Parameters screen holds against single kernels; returns their number. */
int parameters_stacks(const App *app, StackCost out[], int most);

/* What each kind of layer has of the total of the chart that is chosen, for the kinds that it has rows of; together
 * they are all of it. Returns their number. */
typedef struct ChartShare {
    Kind kind;
    double share;
} ChartShare;
int chart_shares(const App *app, ChartShare out[ROW_KINDS_COUNT]);

/* Where the weights come from, in the reader's words: "slim 1/4", "random, seed 7". */
const char *weights_label(const App *app, Arena *arena);
/* The same with its word, and with how much has come of what is being fetched. */
const char *say_weights(const Ui *ui);
/* What was taken from the file of the weights, and how photos are prepared for them, where that goes without saying for
 * others; "" else. */
const char *weights_note(const App *app, Arena *arena);
/* That the side of its photos is a guess; "" where it is none. */
const char *side_note(const App *app, Arena *arena);
/* What a network of one's own has been taken to be; "" for one of the catalogue. */
const char *own_note(const App *app, Arena *arena);
/* What a map of the input is: "R", "G" or "B", or "grey". */
const char *input_channel(const App *app, int map);
Color input_tint(const App *app, int map); /* the colour that it is shown in: red, green, blue, or white */
/* How photos are prepared, as the command preprocess has it. */
const char *preprocess_words(const App *app, Arena *arena);
/* Whether that is another way than the weights want; and what is said of it then, else "". */
bool prepared_otherwise(const App *app);
const char *say_prepared(const Ui *ui);
const char *weights_words(const App *app, const Weights *weights, Arena *arena); /* of any weights */

/* ---- what several screens say ---- */

void put(json_t *o, const char *key, json_t *value); /* which it keeps */
json_t *shape_json(Shape s);
/* The selected layer, map and unit. */
void unit_json(json_t *o, const App *app, const UnitFacts *f);
/* A text with one more line; what the arena cannot hold is left out. */
const char *add_line(const Ui *ui, const char *text, const char *line);
/* What is loaded, and the step that it is at. */
const char *say_state(const Ui *ui);
/* With what the selected layer is, and with the value of the unit. */
const char *say_layer(const Ui *ui, const char *text, const UnitFacts *f);
/* What the selected map follows; "" where it follows nothing. */
const char *say_follows(const Ui *ui, const UnitFacts *f);
const char *say_value(const Ui *ui, const char *text, const UnitFacts *f);
/* Writes DIR/NAME. Errors: file.path_long, npy_write's. */
Error save_array(const char *dir, const char *name, const float *values, const int64_t shape[], int dims);

#endif
