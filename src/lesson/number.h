/* Numbers as they are written: with commas for the eye, as a sum of products such as 3*3*64*64+64, and as a Chinese
 * input method types them (１２，５４４). */
#ifndef LESSON_NUMBER_H
#define LESSON_NUMBER_H

#include <stdbool.h>

/* The character of a number at *at, narrow: one of "0123456789.,+-*"; moves on behind it. '\0': it is of none, and
 * *at stays. */
char number_character(const char **at);
/* The value of a text that is a number from its first character to its last; false: it is none. */
bool number_read(const char *text, double *out);

#endif
