/* Slices of torchvision's `features` and `classifier`, as Python takes them.
 *
 * The index counts every module, ReLU and pool too; the number in a layer's name does not. */
#ifndef MODEL_SLICE_H
#define MODEL_SLICE_H

#include "base/error.h"
#include "model/net.h"

enum { SLICES_MOST = 8, SLICE_SPEC = 24, SLICE_TEXT = 112 };

/* Some modules of one part: start, start + step, ..., count of them. */
typedef struct ModuleSlice {
    NetId net;
    Part part;             /* PART_FEATURES or PART_CLASSIFIER */
    char spec[SLICE_SPEC]; /* what stood between the brackets: "2:7", ":12", "-1" */
    bool single;           /* an index: one module, not a Sequential */
    int start, step, count;
} ModuleSlice;

/* Reads one slice or several of one network, parted by commas or spaces: vgg19.features[2:7],
 * features[:12], classifier[-1]; what is left out is as in the one before, at first `loaded` and features.
 * The name of a layer (relu3_3, vgg19.conv5_4) is the slice from the photo up to it. Ends beyond the part are
 * clamped and steps may be negative, as in Python.
 * Errors: slice.syntax, slice.index, slice.step, slice.nets, slice.many, command.net. */
Error slice_parse(const char *text, NetId loaded, ModuleSlice out[SLICES_MOST], int *n);
/* "features[2:7]", the part as its file calls it (model/path.h) */
void slice_text(const ModuleSlice *s, char out[SLICE_TEXT]);
/* All of them in a way that slice_parse reads: "vgg19.features[0:2], [2:7], [7:12]". */
enum { SLICES_TEXT = SLICES_MOST * SLICE_TEXT };
void slices_text(const ModuleSlice s[], int n, char out[SLICES_TEXT]);

/* Slices that are known by a name. NULL behind the last. */
typedef struct SlicePreset {
    const char *name, *expr;
} SlicePreset;
const SlicePreset *slice_preset(int i);

int part_modules(const Net *net, Part part);         /* len(features): 31 for VGG-16 */
int part_module(const Net *net, Part part, int index); /* its place in net->module */
int slice_module(const Net *net, const ModuleSlice *s, int i);
/* Whether its modules follow one another, so that it makes what the network makes. */
bool slice_follows(const ModuleSlice *s);

/* What a module is given and makes; the classifier's are vectors. */
Shape module_in(const Net *net, int module);
Shape module_out(const Net *net, int module);
/* The row of the table whose output is what the module hands on: its own, or, where the input passes through,
 * the one before; -1: the photo. */
int module_row(const Net *net, int module);
const char *module_name(const Net *net, int module); /* conv3_1; avgpool, flatten, dropout */

/* The figures of a slice taken as a network of its own. */
typedef struct SliceFigures {
    Shape in, out;       /* out: 0 channels where it does not run */
    int misfit;          /* the first module of it that does not fit the one before, or -1 */
    int64_t params, macs; /* macs: up to what does not fit */
    int field_own;       /* on the slice's own input, along a side; 0: all of it (a fully connected layer) */
    int field;           /* of the network's unit at its end, on the photo; 0 where modules are left out */
    int row;             /* whose output it makes, -1 the photo; -2 where modules are left out */
} SliceFigures;
SliceFigures slice_figures(const Net *net, const ModuleSlice *s);

#endif
