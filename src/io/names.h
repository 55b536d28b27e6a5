/* Names of classes, as files have them: a line each, or JSON. */
#ifndef IO_NAMES_H
#define IO_NAMES_H

#include <jansson.h>

#include "base/error.h"

/* The names that JSON has for so many classes: ["cat", "dog"], {"0": "cat"}, {"0": ["n02123045", "tabby"]}, {"cat": 0},
 * or an object that has such a one as classes, class_names, label_names, labels, names, id2label, idx_to_class,
 * class_to_idx or label2id. NULL: it has none of these, or of another number of classes (*found), or there is no
 * memory. */
char **names_of_json(const json_t *json, int classes, int *found);
/* Those of a file, JSON if it begins like it. Errors: those of file_map, labels.count (which number it has),
 * labels.form (it is JSON of another kind), labels.utf8 (its text is of another kind, from which line on), memory. */
Error names_of_file(const char *path, int classes, char ***out);
void names_free(char **name, int classes);

#endif
