/* What is asked, in the words of the lessons. assets/ask.txt says which words mean others there, and which mean
 * nothing. */
#ifndef LESSON_WORDING_H
#define LESSON_WORDING_H

#include <stddef.h>

/* The question with each form of the table replaced, the longest first; as it is where nothing is left of it. A line of
 * the table is FORM, FORM = WORDS or FORM, FORM =; those that begin with # are remarks. Cut at `size`. */
void wording(const char *table, const char *asked, char *out, size_t size);

#endif
