/* The names of the 1,000 classes, in torchvision's order: its own, and those of a language. */
#ifndef IO_LABELS_H
#define IO_LABELS_H

#include "base/error.h"

typedef struct Labels Labels;

/* Those of a language are a text beside, labels.LANGUAGE.txt; where there is none, they are the English ones.
 * Errors: labels.missing, labels.bad, those of file_map, memory. */
Error labels_open(const char *language, Labels **out);
void labels_close(Labels *labels);
const char *labels_get(const Labels *labels, int class_index);        /* torchvision's; "" outside 0 to 999 */
const char *labels_translated(const Labels *labels, int class_index); /* likewise, in the language */

#endif
