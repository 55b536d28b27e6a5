#include "io/npy.h"

#include <string.h>

#include "base/file.h"

/* The header is padded with spaces so that the numbers start at a multiple of 64. */
static size_t make_header(unsigned char out[128], const int64_t shape[], int rank) {
    char text[118];
    int n = snprintf(text, sizeof text, "{'descr': '<f4', 'fortran_order': False, 'shape': (");
    for (int i = 0; i < rank; i++)
        n += snprintf(text + n, sizeof text - (size_t)n, "%lld%s", (long long)shape[i],
                      i + 1 < rank ? ", " : rank == 1 ? "," : "");
    n += snprintf(text + n, sizeof text - (size_t)n, "), }");
    memcpy(out, "\x93NUMPY\x01\x00\x76\x00", 10); /* 118 bytes of header follow */
    memset(out + 10, ' ', 118);
    memcpy(out + 10, text, (size_t)n);
    out[127] = '\n';
    return 128;
}

Error npy_write(const char *path, const float *values, const int64_t shape[], int rank) {
    unsigned char header[128];
    size_t count = 1;
    for (int i = 0; i < rank; i++) count *= (size_t)shape[i];
    size_t bytes = make_header(header, shape, rank);
    Output out;
    TRY(file_create(path, &out));
    fwrite(header, 1, bytes, out.stream); /* file_commit finds what went wrong */
    fwrite(values, sizeof *values, count, out.stream);
    return file_commit(&out);
}
