/* The entry: what Windows hands over becomes what the program expects (cli/main.c, whose main is program_main here).
 * The same objects are linked twice: vggscope.exe, which is clicked, has no console and shows its errors in a box;
 * vggscope.com, which a terminal finds first, prints them. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "io/paths.h"
#include "windows/console.h"
#include "windows/posix.h"
#include "windows/wide.h"

#include <initguid.h>
#include <knownfolders.h>
#include <shellapi.h>
#include <shlobj.h>

int program_main(int argc, char **argv);

/* What is set already stays. */
static void set(const char *name, const wchar_t *value, const char *below) {
    char text[PATH_SIZE];
    if (!narrow(value, text, sizeof text - strlen(below))) return;
    strcat(text, below);
    path_slashes(text);
    posix_setenv(name, text, 0);
}

/* What POSIX programs read from the environment, in Windows's words. */
static void set_environment(void) {
    static const struct {
        const char *name;
        const GUID *folder;
        const char *below;
    } FOLDERS[] = {
        {"HOME", &FOLDERID_Profile, ""},
        {"TORCH_HOME", &FOLDERID_Profile, "/.cache/torch"}, /* where PyTorch looks on Windows, too */
        {"XDG_CONFIG_HOME", &FOLDERID_RoamingAppData, ""},
        {"XDG_DATA_HOME", &FOLDERID_LocalAppData, ""},
        {"XDG_STATE_HOME", &FOLDERID_LocalAppData, ""},
        {"XDG_CACHE_HOME", &FOLDERID_LocalAppData, ""},
        {"XDG_PICTURES_DIR", &FOLDERID_Pictures, ""},
        {"XDG_DOCUMENTS_DIR", &FOLDERID_Documents, ""},
    };
    wchar_t found[WIDE_SIZE];
    for (size_t i = 0; i < sizeof FOLDERS / sizeof *FOLDERS; i++) {
        PWSTR path = NULL;
        bool known = SHGetKnownFolderPath(FOLDERS[i].folder, 0, NULL, &path) == S_OK;
        if (known) set(FOLDERS[i].name, path, FOLDERS[i].below);
        CoTaskMemFree(path);
    }
    if (GetTempPathW(WIDE_SIZE, found)) set("TMPDIR", found, "");
    if (LCIDToLocaleName(MAKELCID(GetUserDefaultUILanguage(), SORT_DEFAULT), found, WIDE_SIZE, 0)) {
        found[wcscspn(found, L"-")] = L'\0'; /* zh-CN */
        set("LANG", found, "");
    }
}

/* Whether what belongs to the program lies beside it: Explorer takes out of an archive what is clicked in it, alone. */
static bool is_unpacked(void) {
    char path[PATH_SIZE];
    if (paths_assets("strings/en.json", path, sizeof path) && file_exists(path)) return true;
    cli_say("the folders assets, lessons and weights do not lie beside the program; unpack the whole archive, then "
            "open it there. 程序旁边没有 assets、lessons、weights 文件夹；请先解压整个压缩包，再从那里打开");
    return false;
}

/* The words of the command line as UTF-8, paths with slashes; NULL for lack of memory. */
static char **read_arguments(int *argc) {
    wchar_t **word = CommandLineToArgvW(GetCommandLineW(), argc);
    char **argv = word ? calloc((size_t)*argc + 1, sizeof *argv) : NULL;
    for (int i = 0; argv && i < *argc; i++) {
        size_t room = 3 * wcslen(word[i]) + 1;
        argv[i] = malloc(room);
        if (!argv[i] || !narrow(word[i], argv[i], room)) return NULL;
        bool script = (i > 0 && strcmp(argv[i - 1], "--do") == 0) || strncmp(argv[i], "--do=", 5) == 0;
        if (!script) path_slashes(argv[i]); /* a script has backslashes of its own */
    }
    return argv;
}

int main(void) {
    int argc;
    SetErrorMode(SEM_FAILCRITICALERRORS); /* no box that asks for a disk */
    SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_SYSTEM32);
    char **argv = read_arguments(&argc);
    if (!argv) return EXIT_TROUBLE;
    set_environment();
    console_begin();
    int status = is_unpacked() ? program_main(argc, argv) : EXIT_TROUBLE;
    console_end();
    TerminateProcess(GetCurrentProcess(), (UINT)status); /* what its last words ask for, threads at work may hold */
    return status;
}
