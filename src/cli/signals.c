#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/ending.h"
#include "cli/ending_inside.h"

static const struct {
    int number;
    const char *name;
} ENDS[] = {{SIGINT, "SIGINT"}, {SIGTERM, "SIGTERM"}, {SIGHUP, "SIGHUP"}};

static const char *name_of(int number) {
    for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++)
        if (ENDS[i].number == number) return ENDS[i].name;
    return "";
}

static void *hear(void *set) {
    sigset_t *signals = set;
    int number = 0, second;
    sigwait(signals, &number);
    if (ending_pass_on()) {
        sigaddset(signals, SIGALRM); /* blocked, too */
        alarm(ENDING_PATIENCE);
        sigwait(signals, &second);
    }
    ending_now(name_of(number));
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
