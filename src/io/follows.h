/* What the maps of a network have been fitted to, as a safetensors file says it in its metadata ("follows"):
 *
 *   {"network": "vgg19", "layers": {"conv3_3": {"layer": "conv3_4", "units": [12, 217, ...]}, ...}}
 *
 * "units" has a number for each map of the file's layer, of a map of the other network's layer in full width. */
#ifndef IO_FOLLOWS_H
#define IO_FOLLOWS_H

#include "nn/weights.h"

enum { FOLLOWS_MOST = 1 << 20 }; /* bytes; a full VGG-19 that follows another has 80 thousand */

/* Reads it into follows_net and follows of weights whose net is built; the numbers lie in their memory. What does not
 * hold in one place is believed nowhere: `follows` stays empty and follows_fault says why: follows.large, follows.json,
 * follows.net, follows.layer, follows.other_layer, follows.units (how many), follows.unit (no such map). "" is no
 * fault. Error: memory. */
Error follows_read(Weights *w, const char *text);
/* The same text of weights; the caller's to free. NULL: they follow nothing, or there is no memory. */
char *follows_text(const Weights *w);

#endif
