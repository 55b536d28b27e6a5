#include "app/features/recognize.h"

#include <stdlib.h>

#include "app/work.h"
#include "io/fetch.h"

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

/* ---- the part ---- */

static void retire(App *app) {
    if (app->work.recognize) app_retire(app, &app->work.recognize->task);
    app->work.recognize = NULL;
}

/* Finds out where weights come from that may be published ones. */
static void want(App *app, JobWants *wants) {
    (void)wants;
    Recognize *r = app->work.recognize;
    if (r && atomic_load(&r->task.done)) {
        FileStamp stamp = file_stamp_mapped(&app->weights->file);
        sums_add(app->weights->path, &stamp, r->sum);
        if (fetch_is_published(app->own.id, r->sum)) app->weights->origin = ORIGIN_TORCHVISION;
        retire(app);
        app->work.recognized = app->version;
    }
    if (app->work.recognize || app->work.recognized == app->version) return;
    Error e = NO_ERROR;
    if (fetch_may_be(app->weights)) e = recognize_open(app->weights, &app->work.recognize);
    if (failed(&e)) app->trouble = e;
    if (!app->work.recognize)
        app->work.recognized = app->version; /* else once it is done: it may be ended for something else */
}

static JobTask *task(const App *app) {
    Recognize *r = app->work.recognize;
    return r && !atomic_load(&r->task.done) ? &r->task : NULL;
}

/* No screen waits for it, so it is not given up. */
const AppPart RECOGNIZE_PART = {.reads = READS_WEIGHTS, .want = want, .task = task, .retire = retire};
