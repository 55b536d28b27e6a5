/* What a checkpoint of PyTorch says of its classes. */
#ifndef IO_PTH_NAMES_H
#define IO_PTH_NAMES_H

#include <jansson.h>

#include "io/pth.h"

/* The names of so many classes that lie in it under one of the keys of io/names.h: at the top, in a module that was
 * saved whole, or in one of meta, hparams, hyper_parameters, config, cfg, args, model, net. NULL: there are none, or no
 * memory. Objects are looked into, and nothing of them is run. */
char **pth_names(const Pth *pth, int classes);

#endif
