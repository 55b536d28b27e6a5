/* The command line of the window. */
#ifndef APP_SESSION_LINE_H
#define APP_SESSION_LINE_H

#include "app/app.h"

bool app_typing(const App *app); /* it is open */
/* Text typed or pasted on the open command line; line ends become spaces, the last ones go. Error: command.long, and
 * then nothing is added. */
Error app_type(App *app, const char *utf8);
/* What completes the line: up to `most` whole lines. */
int app_complete(const App *app, char out[][TYPED_SIZE], int most);

Error line_command(App *app, int argc, char *const argv[]);  /* command [TEXT] */
Error line_complete(App *app, int argc, char *const argv[]); /* complete */
Error line_erase(App *app, int argc, char *const argv[]);    /* erase: the last character */
Error line_recall(App *app, int argc, char *const argv[]);   /* recall: what was typed last */

#endif
