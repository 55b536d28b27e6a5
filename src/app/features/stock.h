/* The weights that the present network can have, as a list to choose from, and the fetching of published ones on a
 * thread of its own: neither the window nor the job waits for a network. */
#ifndef APP_FEATURES_STOCK_H
#define APP_FEATURES_STOCK_H

#include "app/features/stock_state.h"
#include "app/part.h"

typedef struct App App;

enum { STOCK_COMMAND = QUOTED_SIZE + 16 };

/* Looks up anew what there is. */
void stock_list(App *app);
/* What choosing an item says, as a command; the words of a file's path are quoted. */
void stock_command(const App *app, const StockItem *item, char out[STOCK_COMMAND]);
/* How far the fetching is, 0 to 1; 0 while the size is not known. */
double stock_progress(const Stock *stock);

/* Begins to fetch the published weights of a network. Errors: fetch.none, fetch.running, thread. What goes wrong later
 * becomes app->trouble. */
Error stock_get(App *app, NetId net);
void stock_stop(App *app);   /* it ends soon; the part stays */
/* Takes what has been fetched; with `wait`, waits for it. Error: what was wrong with it. */
Error stock_settle(App *app, bool wait);
void stock_close(App *app);

/* The command weights: [FILE|bundled|u8|f16|random[:SEED]|list|get [NAME]|stop]. */
Error stock_weights(App *app, int argc, char *const argv[]);

/* Takes what has been fetched, and sees whether the weights in use are what they were. */
extern const AppPart STOCK_PART;

#endif
