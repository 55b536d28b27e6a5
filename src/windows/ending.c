/* Ctrl+C, a console that is closed, a session that ends. Windows calls from a thread of its own. */
#include "cli/ending.h"

#include <pthread.h>

#include "cli/cli.h"
#include "windows/wide.h"

enum { PATIENCE = 5000 }; /* milliseconds for an end in order */

static struct {
    pthread_mutex_t lock;
    void (*stop)(void *ctx);
    void *ctx;
    bool heard;
} told = {.lock = PTHREAD_MUTEX_INITIALIZER};

void ending_tell(void (*stop)(void *ctx), void *ctx) {
    pthread_mutex_lock(&told.lock);
    told.stop = stop;
    told.ctx = ctx;
    pthread_mutex_unlock(&told.lock);
}

/* Under the lock: what is told may not go away meanwhile. false: nobody is, or it is the second time. */
static bool tell_it(void) {
    pthread_mutex_lock(&told.lock);
    bool any = told.stop && !told.heard;
    told.heard = true;
    if (any) told.stop(told.ctx);
    pthread_mutex_unlock(&told.lock);
    return any;
}

static BOOL WINAPI hear(DWORD event) {
    if (tell_it()) Sleep(PATIENCE); /* the program ends meanwhile, and this thread with it */
    file_abandon();
    Error e = error("ended", "%s", event == CTRL_C_EVENT ? "Ctrl+C" : event == CTRL_BREAK_EVENT ? "Ctrl+Break"
                                                                                                : "Windows");
    ExitProcess((UINT)cli_error(NULL, &e));
    return TRUE;
}

void ending_begin(void) { SetConsoleCtrlHandler(hear, TRUE); }
