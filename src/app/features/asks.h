/* What Asks asks for: the command, and the way back. */
#ifndef APP_FEATURES_ASKS_H
#define APP_FEATURES_ASKS_H

#include "app/features/asks_state.h"
#include "app/part.h"

#define ASKS_WORDS                                                                                                    \
    ASKS_TOPIC_WORDS "|map|unit|direction|class|negative|from|" ASKS_HELP_WORDS "|plain|seed|several|steps|at|go|off"
#define ASKS_ARGS                                                                                                     \
    ASKS_TOPIC_WORDS "|map|unit|direction [MAP[:WEIGHT] ...]|class NAME|negative [off|on]|from [noise|photo]|"        \
    ASKS_HELP_WORDS " [off|on]|plain [off|on]|seed [N]|several [N]|steps N|at N|at next|go|off"
enum { ASKS_MOST_WORDS = 1 + ASKS_TERMS };

/* Anything but off leads to the screen. Errors: asks.term, command.args, command.number, command.word, those of
 * class_find. */
Error asks_command(App *app, int argc, char *const argv[]);

bool asks_has(const App *app, AsksHelp help);
int asks_pictures(const App *app); /* how many are painted at once */
/* How many steps lie between two pictures of a GIF of the way there, and how many pictures are still to come. */
int asks_stride(const App *app);
int asks_left(const App *app);

extern const AppPart ASKS_PART;

#endif
