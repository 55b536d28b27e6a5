#define STB_IMAGE_IMPLEMENTATION
#include "io/stb.h"
