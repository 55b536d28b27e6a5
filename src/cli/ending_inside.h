/* What hears of an end (cli/signals.c, of the program for Windows src/windows/signals.c) asks of cli/ending.c. */
#ifndef CLI_ENDING_INSIDE_H
#define CLI_ENDING_INSIDE_H

#include <stdbool.h>

enum { ENDING_PATIENCE = 5 }; /* seconds for an end in order */

/* Has the work that goes on end. false: it has not said how. */
bool ending_pass_on(void);
/* Removes what is half written, says what ended the program, and ends it. */
_Noreturn void ending_now(const char *by);

#endif
