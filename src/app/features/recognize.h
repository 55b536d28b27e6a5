/* Where weights come from, told by the sum of their file, which takes a second: on the job's thread, when there is
 * nothing else to do, and once for a file. One that was put off for something else begins anew. */
#ifndef APP_FEATURES_RECOGNIZE_H
#define APP_FEATURES_RECOGNIZE_H

#include "app/part.h"
#include "io/sums.h"

typedef struct Recognize {
    JobTask task; /* first: the job hands it back */
    const Weights *weights;
    size_t at;    /* bytes that are summed */
    struct sha256_ctx sha;
    char sum[SHA256_TEXT]; /* once task.done is set */
} Recognize;

/* Error: memory. */
Error recognize_open(const Weights *weights, Recognize **out);

extern const AppPart RECOGNIZE_PART;

#endif
