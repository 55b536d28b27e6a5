/* What the Asks screen shows. */
#ifndef VIEW_SCREENS_ASKS_FACTS_H
#define VIEW_SCREENS_ASKS_FACTS_H

#include "app/features/paint.h"
#include "view/facts.h"

typedef struct AsksFacts {
    bool some;             /* the selected layer has something that could grow: the rest is set */
    int row;               /* whose values grow, before their activation */
    bool vector, classes;  /* its numbers have no places; they are scores of classes */
    int map, x, y;         /* the map or number, and the unit */
    bool there;            /* a picture is */
    Painted painted;
    int steps, until;      /* of the picture; and how many it is to be */
} AsksFacts;

AsksFacts asks_facts(const App *app, Arena *arena);
int asks_columns(int pictures); /* how many of several stand beside one another */
/* The question that the picture answers: "What does map 37 of conv3_3 ask for?" */
const char *say_asked(const Ui *ui, const AsksFacts *f);

const char *asks_words(const Ui *ui);
void asks_json(json_t *o, const App *app, Arena *arena);
/* picture.npy, (C, H, W) between 0 and 1, and gradient.npy of the last step, of several pictures (pictures, C, H, W);
 * curve.npy, (steps, losses); picture.png, of several one of them all. Errors: save_array's, png_write's. */
Error asks_save(const App *app, Arena *arena, const char *dir);

#endif
