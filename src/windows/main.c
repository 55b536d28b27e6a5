/* The entry: what Windows hands over becomes what the program expects (cli/main.c, whose main is program_main here).
 * The same objects are linked twice: vggscope.exe, which is clicked, has no console and shows its errors in a box;
 * vggscope.com, which a terminal finds first, prints them. */
#include <fcntl.h>
#include <io.h>
#include <stdlib.h>
#include <string.h>

#include "windows/posix.h"
#include "windows/wide.h"

#include <shellapi.h>

int program_main(int argc, char **argv);

/* What POSIX programs read from the environment, in Windows's words; what is set already stays. */
static void set_environment(void) {
    static const struct {
        const wchar_t *windows;
        const char *posix;
    } FOLDERS[] = {
        {L"USERPROFILE", "HOME"},
        {L"APPDATA", "XDG_CONFIG_HOME"},
        {L"LOCALAPPDATA", "XDG_DATA_HOME"},
        {L"LOCALAPPDATA", "XDG_STATE_HOME"},
        {L"LOCALAPPDATA", "XDG_CACHE_HOME"},
        {L"TEMP", "TMPDIR"},
    };
    wchar_t found[WIDE_SIZE];
    char text[PATH_SIZE];
    for (size_t i = 0; i < sizeof FOLDERS / sizeof *FOLDERS; i++) {
        DWORD n = GetEnvironmentVariableW(FOLDERS[i].windows, found, WIDE_SIZE);
        if (n == 0 || n >= WIDE_SIZE || !narrow(found, text, sizeof text)) continue;
        path_slashes(text);
        posix_setenv(FOLDERS[i].posix, text, 0);
    }
    if (GetUserDefaultLocaleName(found, WIDE_SIZE) && narrow(found, text, sizeof text)) { /* zh-CN */
        text[strcspn(text, "-")] = '\0';
        posix_setenv("LANG", text, 0);
    }
}

int main(void) {
    int argc;
    wchar_t **word = CommandLineToArgvW(GetCommandLineW(), &argc);
    char **argv = word ? calloc((size_t)argc + 1, sizeof *argv) : NULL;
    for (int i = 0; argv && i < argc; i++) {
        argv[i] = malloc(3 * wcslen(word[i]) + 1);
        if (!argv[i] || !narrow(word[i], argv[i], 3 * wcslen(word[i]) + 1)) return 1;
        bool script = (i > 0 && strcmp(argv[i - 1], "--do") == 0) || strncmp(argv[i], "--do=", 5) == 0;
        if (!script) path_slashes(argv[i]); /* a script has backslashes of its own */
    }
    if (!argv) return 1;
    set_environment();
    _setmode(0, _O_BINARY), _setmode(1, _O_BINARY);
    UINT before = GetConsoleOutputCP();
    SetConsoleOutputCP(CP_UTF8);
    int status = program_main(argc, argv);
    fflush(NULL);
    SetConsoleOutputCP(before);
    TerminateProcess(GetCurrentProcess(), (UINT)status); /* what its last words ask for, threads at work may hold */
    return status;
}
