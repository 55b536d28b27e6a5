/* How photos are prepared for the weights that run: as their file tells, unless it is said otherwise. */
#ifndef APP_PREPROCESS_H
#define APP_PREPROCESS_H

#include "base/error.h"
#include "nn/prepare.h"

typedef struct App App;

/* Prepares all photos so, for as long as these weights run; a run that is the same is not made again. Error: memory; then
 * all is as it was. */
Error app_set_preparation(App *app, const Preparation *p);
/* The command. Errors: command.word, command.args, preprocess.number. */
Error preprocess_command(App *app, int argc, char *const argv[]);
/* Adds the command where the preparation is another than the file tells, with "; " behind it; its length. */
size_t preprocess_script(const App *app, char *out, size_t size);

#endif
