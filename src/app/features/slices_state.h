/* What the Slices screen looks at, as the state holds it. */
#ifndef APP_FEATURES_SLICES_STATE_H
#define APP_FEATURES_SLICES_STATE_H

#include "base/file.h"
#include "model/slice.h"

enum { SLICING_SELECTED = -1 }; /* that of the selected layer */

typedef struct Slicing {
    int n;                       /* 0: the way from the photo to the selected layer */
    ModuleSlice at[SLICES_MOST];
    int top;                     /* the module of the list that has to be seen, its number, or SLICING_SELECTED */
    char reference[PATH_SIZE];   /* a name of the gallery or a file; "": none */
} Slicing;

#endif
