/* What the Slices screen says. */
#ifndef VIEW_SCREENS_SLICES_FACTS_H
#define VIEW_SCREENS_SLICES_FACTS_H

#include "model/torch.h"
#include "view/facts.h"
#include "view/ui.h"

typedef struct SliceFacts {
    ModuleSlice slice;
    char text[SLICE_TEXT];
    SliceFigures own, run; /* run: in the narrower network that runs, where one does */
} SliceFacts;

typedef struct SlicesFacts {
    int n;
    SliceFacts at[SLICES_MOST];
    char expr[SLICES_TEXT];
    Net net;         /* at its own width */
    SliceRun photo;  /* whose maps are shown; its run is NULL where it could not be opened */
    const Net *slim; /* the narrower network that runs, or NULL */
} SlicesFacts;

/* NULL without memory. */
const SlicesFacts *slices_facts(const App *app, Arena *arena);
/* How many modules of features come before and with module i, and how many of them are convolutions. */
int convs_up_to(const Net *net, int index);

/* The patch around a unit of relu3_1 and the one that is most like it. */
typedef struct MatchFacts {
    bool asked, computed, stopped;
    int percent;         /* while it is computed */
    int x, y, at_x, at_y;
    float relevance;
    SliceRun reference;
} MatchFacts;
MatchFacts match_facts(const App *app);
const char *match_waits(const Ui *ui, const MatchFacts *m); /* what stands there until it is computed */
/* The patch around a unit of relu3_1 at a layer whose maps are `scale` times as large: 1, 2 or 4. */
Box match_patch(int x, int y, int scale);

/* One of the slices: how many modules and parameters, and, added to a text, its shapes, its cost and its field. */
const char *slices_say_count(const Ui *ui, const SlicesFacts *f, const SliceFacts *s);
const char *slices_say_figures(const Ui *ui, const SlicesFacts *f, const SliceFacts *s, const char *text);
/* Which index the fifth convolution has; "" without one. */
const char *slices_say_fifth(const Ui *ui, const SlicesFacts *f);

void slices_json(json_t *o, const App *app, Arena *arena);
const char *slices_words(const Ui *ui);
const char *slices_headline(const Ui *ui);
const char *slices_place(const Ui *ui);
/* relevance.npy, where there is one. */
Error slices_save(const App *app, Arena *arena, const char *dir);

#endif
