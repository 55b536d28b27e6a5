/* What the Family screen says. */
#ifndef VIEW_SCREENS_FAMILY_FACTS_H
#define VIEW_SCREENS_FAMILY_FACTS_H

#include "view/facts.h"
#include "view/ui.h"

/* A column: a network of the catalogue at its own width. */
typedef struct FamilyColumn {
    const NetInfo *info;
    Net net;
    int field;       /* at pool5 */
    int first_stride;
    double fc_share; /* of the parameters, in the fully connected layers, 0 to 1 */
    bool added[NET_LAYERS]; /* rows that the paper prints bold */
} FamilyColumn;

/* All FAMILY_NETS of them, in the order of the catalogue; NULL without memory. */
const FamilyColumn *family_columns(Arena *arena);

void family_json(json_t *o, const App *app, Arena *arena);
const char *family_words(const Ui *ui);
/* What the chosen column, and the cell, is about: the two lines at the foot of the window. */
const char *family_headline(const Ui *ui);
const char *family_place(const Ui *ui);

#endif
