/* Looks for cards by words: every text of a card counts, its title most, its lesson's title too, and a word the more
 * the fewer cards have it (BM25: Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009). Words lose
 * their English endings, 3×3 is one and the same as 3x3, VGG-16 as vgg16; Chinese characters count as pairs of
 * neighbours. */
#ifndef LESSON_SEARCH_H
#define LESSON_SEARCH_H

#include "lesson/lesson.h"

typedef struct CardFound {
    int lesson, card; /* from 0 */
    double score;
} CardFound;

/* The cards that answer best, the best first, `most` at most; *found: their number. Error: memory. */
Error lesson_search(const Lesson lessons[], int n, const char *words, CardFound out[], int most, int *found);
/* The sentence of a card below its title that has most of the words, else its first; "" for none. Cut at `size`.
 * Error: memory. */
Error lesson_search_line(const Card *card, const char *words, char *out, size_t size);

#endif
