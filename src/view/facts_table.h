/* The layer table of a network for other programs: a row a module. */
#ifndef VIEW_FACTS_TABLE_H
#define VIEW_FACTS_TABLE_H

#include <jansson.h>
#include <stdio.h>

#include "model/net.h"

/* {"net","params","macs","layers":[{"name","kind","features_index","classifier_index","module","out","kernel","stride",
 * "pad","params","macs","field","jump","start"}]}; an index that a layer has not is null. NULL without memory. */
json_t *table_json(const Net *net);
/* The same as text, with a newline at its end; false: no memory, or it could not be written. */
bool table_write_json(const Net *net, FILE *out);
/* The same columns as RFC 4180 has them: a line of names, lines that end in CR LF, empty where JSON has null; the
 * shape in three columns, out_c, out_h and out_w. */
void table_write_csv(const Net *net, FILE *out);

#endif
