/* To the size that the maps of a photo of the usual size have anyhow. */
#include <stdio.h>

#include "model/kind.h"

static void torch(const Layer *l, Shape in, bool brief, char out[MODULE_TEXT]) {
    (void)l;
    if (brief) snprintf(out, MODULE_TEXT, "AdaptiveAvgPool2d((%d, %d))", in.h, in.w);
    else snprintf(out, MODULE_TEXT, "AdaptiveAvgPool2d(output_size=(%d, %d))", in.h, in.w);
}

LAYER_KIND(avgpool, SEES_PLACE, JOINS_NONE, keeps_shape, no_window, no_tensors, no_macs, torch, named_cell);
