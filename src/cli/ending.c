#include "cli/ending.h"

#include <pthread.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/cli.h"
#include "cli/ending_inside.h"

static struct {
    pthread_mutex_t lock;
    void (*stop)(void *ctx);
    void *ctx;
} told = {.lock = PTHREAD_MUTEX_INITIALIZER};

void ending_tell(void (*stop)(void *ctx), void *ctx) {
    pthread_mutex_lock(&told.lock);
    told.stop = stop;
    told.ctx = ctx;
    pthread_mutex_unlock(&told.lock);
}

/* Under the lock: what is told may not go away meanwhile. */
bool ending_pass_on(void) {
    pthread_mutex_lock(&told.lock);
    bool any = told.stop != NULL;
    if (any) told.stop(told.ctx);
    pthread_mutex_unlock(&told.lock);
    return any;
}

void ending_now(const char *by) {
    file_abandon();
    Error e = error("ended", "%s", by);
    _exit(cli_error(NULL, &e)); /* others are at work: nothing is closed under their hands */
}
