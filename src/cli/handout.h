#ifndef CLI_HANDOUT_H
#define CLI_HANDOUT_H

#include "cli/cli.h"

/* Writes a lesson into a folder: card-01.png and so on, index.html with their text for students, a page a card, and
 * teacher.html with the answers and notes beside; with `pdf` both also for the printer, students.pdf and teacher.pdf.
 * With `page`, the address of the program as a page, each card has a link to it there; NULL: none. Files stand under
 * their names only when they are whole. Errors: those of the command lesson, of paper_pdf, and of writing files;
 * handout.page, for what is no address. */
Error handout_write(App *app, const char *name, const char *dir, const char *page, bool pdf);

#endif
