/* The commands of the Family screen, and what is chosen there. */
#ifndef APP_FAMILY_H
#define APP_FAMILY_H

#include "base/error.h"
#include "model/net.h"

typedef struct App App;

typedef enum FamilyTopic { FAMILY_COLUMNS, FAMILY_FIGURES, FAMILY_ALEXNET, FAMILY_TOPICS } FamilyTopic;

typedef struct Family {
    bool chosen;   /* a column has been; else it is the network that runs */
    NetId column;
    int row;       /* the cell, a row of that network, or -1 */
    FamilyTopic topic;
} Family;

NetId family_column(const App *app);

Error family_choose(App *app, int argc, char *const argv[]); /* column */
Error family_topic(App *app, int argc, char *const argv[]);  /* family */

/* Adds to a script what leads to this place of the screen. */
void family_script(const App *app, char *out, size_t size);

#endif
