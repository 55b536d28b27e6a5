/* The names of the 1,000 classes, in torchvision's order. */
#ifndef IO_LABELS_H
#define IO_LABELS_H

#include "base/error.h"

typedef struct Labels Labels;

/* Errors: labels.missing, labels.bad. */
Error labels_open(Labels **out);
void labels_close(Labels *labels);
const char *labels_get(const Labels *labels, int class_index); /* "" outside 0 to 999 */

#endif
