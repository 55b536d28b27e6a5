/* Weights files that lie where they are found by themselves. */
#ifndef IO_FOUND_H
#define IO_FOUND_H

#include <stdint.h>

#include "base/file.h"
#include "model/net.h"

typedef struct FoundFile {
    char path[PATH_SIZE];
    int64_t size; /* bytes */
} FoundFile;

enum { FOUND_MOST = 12 };

/* Files of a network by their names, NAME.safetensors, NAME-u8.safetensors, NAME-397923af.pth and so on: those of the
 * user's data folder, then those that torchvision has fetched before ($TORCH_HOME, ~/.cache/torch). Returns their
 * number. None is opened. */
int found_files(NetId id, FoundFile out[FOUND_MOST]);
/* Those of the user's data folder that are named for no network of the catalogue. */
int found_others(FoundFile out[FOUND_MOST]);

#endif
