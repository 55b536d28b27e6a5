#include "windows/console.h"

#include <fcntl.h>
#include <io.h>
#include <stdio.h>

#include "windows/wide.h"

static UINT before;

void console_begin(void) {
    enum { WAITING = 1 << 16 }; /* a terminal would get every character by itself */
    _setmode(0, _O_BINARY);
    _setmode(1, _O_BINARY);
    setvbuf(stdout, NULL, _IOFBF, WAITING);
    before = GetConsoleOutputCP();
    SetConsoleOutputCP(CP_UTF8);
}

void console_end(void) {
    fflush(NULL);
    if (before) SetConsoleOutputCP(before);
}
