#include "app/recognize.h"

#include <stdlib.h>

enum { SLICE = 8 << 20 }; /* bytes; between two slices the job looks for rows */

static Error work(JobTask *task) {
    Recognize *r = (Recognize *)task;
    const Mapped *file = &r->weights->file;
    size_t n = file->size - r->at < SLICE ? file->size - r->at : SLICE;
    sha256_update(&r->sha, n, file->data + r->at);
    r->at += n;
    if (r->at < file->size) return NO_ERROR; /* the job comes again */
    sha256_text(&r->sha, r->sum);
    atomic_store(&task->done, true);
    return NO_ERROR;
}

static void close_task(JobTask *task) { free(task); }

Error recognize_open(const Weights *weights, Recognize **out) {
    Recognize *r = *out = calloc(1, sizeof *r);
    if (!r) return error("memory", "%s", "SHA-256");
    r->task.work = work;
    r->task.close = close_task;
    r->weights = weights;
    sha256_init(&r->sha);
    return NO_ERROR;
}
