/* How PyTorch writes the modules of a network, and the lines of Python that make a slice of them. */
#ifndef MODEL_TORCH_H
#define MODEL_TORCH_H

#include "model/kind.h"
#include "model/slice.h"

/* A module as print(model) shows it: "Conv2d(3, 64, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))". What is no
 * module there stands as it is called: "torch.flatten(x, 1)", "softmax(x, dim=1)". `brief`: as it is constructed,
 * without what is left at its default: "Conv2d(3, 64, 3, padding=1)". */
void module_text(const Net *net, int module, bool brief, char out[MODULE_TEXT]);

/* The line of Python that makes a slice, with torchvision 0.13 or later and its weights:
 * torchvision.models.vgg19(weights="IMAGENET1K_V1").features[2:7]. Several become a list on a second line.
 * Error: slice.not_torchvision. */
Error torch_line(const ModuleSlice s[], int n, char *out, size_t size);
/* The slices' modules, one a line: index, name, module, output. */
void torch_list(const ModuleSlice s[], int n, char *out, size_t size);

#endif
