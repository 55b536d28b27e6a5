/* The names of the 1,000 classes, in torchvision's order: its own, and those of a language. */
#ifndef IO_LABELS_H
#define IO_LABELS_H

#include "io/strings.h"

typedef struct Labels Labels;

/* Those of a language are a text beside, labels.LANGUAGE.txt; where there is none, they are the English ones. `all`:
 * the languages that there are.
 * Errors: labels.missing, labels.bad, those of file_map, memory. */
Error labels_open(const char *language, const Languages *all, Labels **out);
void labels_close(Labels *labels);
const char *labels_get(const Labels *labels, int class_index);        /* torchvision's; "" outside 0 to 999 */
const char *labels_translated(const Labels *labels, int class_index); /* likewise, in the language */
/* In English where the language has names of its own, else in the first language that has; "" where none has. */
const char *labels_other(const Labels *labels, int class_index);

#endif
