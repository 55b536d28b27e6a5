/* A zip archive in a mapped file: where its entries lie. */
#ifndef IO_ZIP_H
#define IO_ZIP_H

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"

typedef struct ZipFile ZipFile;

/* The file has to outlive the archive. Errors: pth.form, memory. */
Error zip_file_open(const Mapped *file, const char *path, ZipFile **out);
void zip_file_close(ZipFile *zip);

/* Whether the name of an entry ends so. */
bool zip_file_holds(const ZipFile *zip, const char *ending);
/* The folder of the first entry NAME/FILE, with its slash; false if there is none or it is too long. */
bool zip_file_folder(const ZipFile *zip, const char *file, char *out, size_t size);
/* The bytes of an entry: in the mapped file where it is stored as it is, else unpacked into `memory`.
 * *data is NULL where there is no such entry. Errors: pth.form, memory. */
Error zip_file_entry(ZipFile *zip, const char *name, Arena *memory, const unsigned char **data, size_t *size);

#endif
