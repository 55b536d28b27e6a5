/* What a module is called in the file that it comes from. */
#ifndef MODEL_PATH_H
#define MODEL_PATH_H

#include "model/net.h"

enum { PATH_TEXT = 80 };

/* The list that the modules of a part are in, in the file: "conv_layers", whose numbers are the indices; "features" or
 * "classifier" where that has no list of them. */
void part_path(const Net *net, Part part, char out[PATH_TEXT]);
/* As Python has it: "conv_layers[3]", "stem.conv1", by torchvision's index where no file calls it, "features[3]"; ""
 * for a softmax, and for what only the code of a file's class has. */
void layer_place(const Net *net, const Layer *l, char out[PATH_TEXT]);
/* As a state dict has it: "conv_layers.3", "features.3". */
void layer_path(const Net *net, const Layer *l, char out[PATH_TEXT]);

#endif
