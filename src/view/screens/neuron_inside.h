/* What the files of the Neuron screen have of one another. */
#ifndef VIEW_SCREENS_NEURON_INSIDE_H
#define VIEW_SCREENS_NEURON_INSIDE_H

#include "view/screens.h"

/* ---- cells with numbers (neuron.c) ---- */

const char *channel_name(const Ui *ui, const Trace *t, int channel); /* R, G, B for the photo's, else its number */
const char *short_number(const Ui *ui, double v);                    /* three digits and a sign */
void draw_cell(Ui *ui, Rect r, Color color, double value, bool marked);
/* What an input between lo and hi looks like: the photo's channels in their own colour, others through the palette. */
Color input_color(const Ui *ui, const Trace *t, int channel, float value, float lo, float hi);

/* ---- a value comes about (neuron_motion.c) ---- */

/* The moment that is shown, in the room of the screen; false, and nothing drawn, where none is. */
bool motion_draw(Ui *ui, Rect room);

/* What the footer says meanwhile: nothing of the run. */
const char *motion_label(const Ui *ui);
bool motion_progress(const App *app, int *at, int *all);

/* ---- what is shown at a moment (neuron_moment.c) ---- */

typedef struct MotionShow {
    MotionPlan plan;
    MotionMoment at;
    int map, x, y;    /* the place whose arithmetic is shown */
    Trace t;
    const int *order; /* of its channels */
    int channel;      /* the one that is shown, of the trace */
    double sum;       /* of what has arrived */
    int reached;      /* of plan.after, whose results are there */
    double result;    /* of the last one that is there, or the sum */
} MotionShow;

/* False: nothing is shown, it is not computed yet, or there is no memory. */
bool motion_show(const App *app, Arena *arena, MotionShow *out);
/* What happens, as a sentence; its arithmetic; "" where there is none to show. */
const char *motion_caption(const Ui *ui, const MotionShow *s);
const char *motion_formula(const Ui *ui, const MotionShow *s);
/* What is on its way into the sum, or to the map. */
bool motion_counts(const MotionShow *s); /* it is no smaller value of a largest one */
double motion_flying(const MotionShow *s);
/* The number behind the sum (0), or behind what follows it (1, ...), and what it is called. */
double motion_result(const MotionShow *s, int link);
const char *motion_link(const Ui *ui, const MotionShow *s, int link);
/* A number as it stands there. */
const char *motion_number(const Ui *ui, const MotionShow *s, double v);

/* For `read`. */
void motion_json(json_t *o, const App *app, Arena *arena);
const char *motion_words(const Ui *ui, const char *text);

#endif
