/* How photos are prepared for the weights that run: as their file tells, unless it is said otherwise. */
#ifndef APP_FEATURES_PREPROCESS_H
#define APP_FEATURES_PREPROCESS_H

#include "app/part.h"

typedef struct App App;

/* What the pixels become: tf, unit and raw by another name. */
#define PREPARE_RANGES "-1..1|0..1|0..255"

/* The command; "own": as the weights want it. Errors: command.word, command.args, preprocess.number,
 * preprocess.crop (another than the network takes). */
Error preprocess_command(App *app, int argc, char *const argv[]);
/* The command where the preparation is another than the file tells. */
extern const AppPart PREPROCESS_PART;

#endif
