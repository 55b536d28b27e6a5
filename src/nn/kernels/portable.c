/* For any processor: vectors of four, which the compiler maps to whatever the base set has. */
#define LANES 4
#define BLOCK 6
#define ROW_VECTORS 2
#define KERNELS kernels_portable
#include "nn/kernels/body.h"
