#include "cli/ending.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/cli.h"

enum { PATIENCE = 5 }; /* seconds for an end in order */

static const struct {
    int number;
    const char *name;
} ENDS[] = {{SIGINT, "SIGINT"}, {SIGTERM, "SIGTERM"}, {SIGHUP, "SIGHUP"}};

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
static bool tell(void) {
    pthread_mutex_lock(&told.lock);
    bool any = told.stop != NULL;
    if (any) told.stop(told.ctx);
    pthread_mutex_unlock(&told.lock);
    return any;
}

static void end_at_once(int number) {
    const char *name = "";
    for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++)
        if (ENDS[i].number == number) name = ENDS[i].name;
    file_abandon();
    Error e = error("ended", "%s", name);
    _exit(cli_error(NULL, &e)); /* others are at work: nothing is closed under their hands */
}

static void *hear(void *set) {
    sigset_t *signals = set;
    int number = 0, second;
    sigwait(signals, &number);
    if (tell()) {
        sigaddset(signals, SIGALRM); /* blocked, too */
        alarm(PATIENCE);
        sigwait(signals, &second);
    }
    end_at_once(number);
    return NULL;
}

void ending_begin(void) {
    static sigset_t signals;
    sigset_t blocked, before;
    struct sigaction action;
    pthread_t thread;
    sigemptyset(&signals);
    for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++)
        if (sigaction(ENDS[i].number, NULL, &action) == 0 && action.sa_handler != SIG_IGN)
            sigaddset(&signals, ENDS[i].number);
    blocked = signals;
    sigaddset(&blocked, SIGALRM);
    pthread_sigmask(SIG_BLOCK, &blocked, &before);
    if (pthread_create(&thread, NULL, hear, &signals) == 0) pthread_detach(thread);
    else pthread_sigmask(SIG_SETMASK, &before, NULL);
}
