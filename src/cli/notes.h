/* The presenter's notes on the terminal: the card, its note, the next card, and a clock. */
#ifndef CLI_NOTES_H
#define CLI_NOTES_H

#include "app/session/command.h"

typedef struct Notes Notes;

/* Starts the clock. NULL without memory or a thread: then there are no notes. */
Notes *notes_open(void);
void notes_close(Notes *notes);
/* Prints the note of the card that is open, if it is another one than before. */
void notes_show(Notes *notes, const App *app);

#endif
