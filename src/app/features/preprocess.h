/* How photos are prepared for the weights that run: as their file tells, unless it is said otherwise. */
#ifndef APP_FEATURES_PREPROCESS_H
#define APP_FEATURES_PREPROCESS_H

#include "app/part.h"

typedef struct App App;

/* The command. Errors: command.word, command.args, preprocess.number. */
Error preprocess_command(App *app, int argc, char *const argv[]);
/* The command where the preparation is another than the file tells. */
extern const AppPart PREPROCESS_PART;

#endif
