/* The command line of the window. */
#ifndef APP_SESSION_LINE_H
#define APP_SESSION_LINE_H

#include "app/app.h"
#include "app/script.h"

bool app_typing(const App *app); /* it is open */
/* Text typed or pasted on the open command line; line ends become spaces, the last ones go. Error: command.long, and
 * then nothing is added. */
Error app_type(App *app, const char *utf8);
/* The last command on a line, if there is one of this name, else NULL, and what is typed behind the name; false: the
 * name itself is still typed, and *word is that. */
bool line_last(const char *typed, const char **word, const Command **command);
/* What completes the line: up to `most` whole lines. */
int app_complete(const App *app, char out[][TYPED_SIZE], int most);

Error line_command(App *app, int argc, char *const argv[]);  /* command [TEXT] */
Error line_complete(App *app, int argc, char *const argv[]); /* complete */
Error line_erase(App *app, int argc, char *const argv[]);    /* erase: the last character */
Error line_recall(App *app, int argc, char *const argv[]);   /* recall: what was typed last */

#endif
