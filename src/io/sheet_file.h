/* Pictures of the maps of a layer, kept from one start to the next: a file that grows by a record a map, in order.
 *
 *     "vggscope sheet 1" KEY                 the head: 16 bytes, and 32 that say what all of it was made from
 *     SCORE PICTURE SUM                      a record: float32, (H, W, 3) bytes, and 32 bytes:
 *                                            SHA-256 of KEY, the record's number (uint32), SCORE and PICTURE
 *
 * Numbers are little endian. What is read is only believed where its sum is right: a record that was cut, changed or
 * comes from elsewhere ends the file, and it grows on from there. A file of another head, or longer than all of its
 * records, is begun anew. Nothing here is an error: where nothing can be read or written, nothing is. */
#ifndef IO_SHEET_FILE_H
#define IO_SHEET_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/file.h"

enum { SHEET_KEY = 32 };

/* All files of a folder together take no more bytes than this: the one that was used longest ago goes. */
#define SHEETS_BYTES ((int64_t)256 << 20)

typedef struct SheetFile {
    FILE *stream; /* NULL: nothing is there, or can be */
    char path[PATH_SIZE]; /* "": nothing is written either */
    unsigned char key[SHEET_KEY];
    int records, at;  /* all that there are to be, and those that have been read or written */
    size_t picture;   /* bytes of one */
} SheetFile;

/* The file of a key in the user's cache ($XDG_CACHE_HOME/vggscope/sheets, ~/.cache). */
void sheet_file_open(const unsigned char key[SHEET_KEY], int records, size_t picture, SheetFile *out);
/* The next record; false: there is no more that can be believed. */
bool sheet_file_read(SheetFile *file, float *score, unsigned char *picture);
/* Writes the next one; where that fails, no further one is written. `most`: SHEETS_BYTES, of a test fewer. */
void sheet_file_add(SheetFile *file, float score, const unsigned char *picture, int64_t most);
void sheet_file_close(SheetFile *file);

#endif
