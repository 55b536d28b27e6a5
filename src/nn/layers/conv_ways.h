/* The three ways in which a convolution is computed; layers/conv.c chooses. */
#ifndef NN_LAYERS_CONV_WAYS_H
#define NN_LAYERS_CONV_WAYS_H

#include "nn/engine_inside.h"

bool winograd_fits(const Layer *l);
int winograd_tile(const Layer *l); /* 2 or 4: the side of a tile's results */
Error conv_winograd(const Portion *s);
bool rows_fit(const Engine *engine, const Layer *l);
Error conv_rows(const Portion *s);
Error conv_direct(const Portion *s);
/* Their weights into the cache; no rows are needed. */
Error winograd_prepare(const Portion *s);
Error direct_prepare(const Portion *s);

#endif
