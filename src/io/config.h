/* config.json beside a file of weights, as timm's models have it. */
#ifndef IO_CONFIG_H
#define IO_CONFIG_H

#include "nn/prepare.h"

/* How it says that photos are prepared (pretrained_cfg: mean, std), for a network of so many classes. False: there is
 * no such file, it is for another number of classes, or it does not say so. */
bool config_preparation(const char *weights, int classes, Preparation *out);

#endif
