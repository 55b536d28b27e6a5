/* The paper's table 1 read off the catalogue: what stands in a cell, what is printed bold. */
#ifndef MODEL_FAMILY_H
#define MODEL_FAMILY_H

#include "model/kind.h"
#include "model/net.h"

/* Which rows of a column are printed bold there: the column before has no such layer at this place of its block, or
 * another one. Nothing is in A and in the AlexNets, which follow nobody. */
void family_added(NetId column, bool added[NET_LAYERS]);
/* The kernels of a network's convolutions, each once: "11×11, 5×5, 3×3". */
void family_kernels(const Net *net, char out[CELL_TEXT]);

#endif
