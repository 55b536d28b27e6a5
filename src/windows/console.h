/* The terminal that the program was started from, if it was. */
#ifndef WINDOWS_CONSOLE_H
#define WINDOWS_CONSOLE_H

/* Bytes go through as they are, and what is printed is UTF-8. */
void console_begin(void);
/* Prints what waits, and leaves the terminal as it was. */
void console_end(void);

#endif
