/* Ctrl+C, a console that is closed, a session that ends. Windows says it on a thread of its own each time. */
#include <stdatomic.h>

#include "cli/ending.h"
#include "cli/ending_inside.h"
#include "windows/console.h"
#include "windows/wide.h"

static BOOL WINAPI hear(DWORD event) {
    static atomic_bool heard;
    bool second = atomic_exchange(&heard, true);
    if (!second && ending_pass_on()) Sleep(1000 * ENDING_PATIENCE); /* the program ends meanwhile, with this thread */
    console_end();
    ending_now(event == CTRL_C_EVENT ? "Ctrl+C" : event == CTRL_BREAK_EVENT ? "Ctrl+Break" : "Windows");
}

void ending_begin(void) { SetConsoleCtrlHandler(hear, TRUE); }
