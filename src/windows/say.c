/* On standard error; a program that was clicked has none, and says it in a box. */
#include <stdio.h>

#include "cli/cli.h"
#include "windows/wide.h"

void cli_say(const char *line) {
    char said[ERROR_TEXT + PATH_SIZE + 16];
    wchar_t shown[WIDE_SIZE];
    bool clicked = GetFileType(GetStdHandle(STD_ERROR_HANDLE)) == FILE_TYPE_UNKNOWN;
    snprintf(said, sizeof said, "vggscope: %s\n", line);
    if (!clicked) fputs(said, stderr), fflush(stderr); /* in one piece: a terminal would get each character by itself */
    else if (wide(line, shown)) MessageBoxW(NULL, shown, L"vggscope", MB_OK | MB_ICONERROR);
}
