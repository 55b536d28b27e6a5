/* What the program for Windows does without, said as the rest asks for it. */
#include "cli/paper.h"
#include "io/format.h"
#include "io/keras.h"

const FileFormat hdf5_format = {"HDF5", FILE_HDF5, MAGIC(0, "\x89HDF\r\n\x1a\n")};

Error keras_open(const Mapped *file, const char *path, Arena *memory, Described *out) {
    (void)file, (void)memory, (void)out;
    return error("windows.keras", "%s", path);
}

Error paper_pdf(const char *path, const char *language, Paper **out) {
    (void)language, (void)out;
    return error("windows.pdf", "%s", path);
}
