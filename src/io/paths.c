#include "io/paths.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif
#ifdef _WIN32
#include <windows.h>
#endif

static bool program_path(char out[PATH_SIZE]) {
#if defined(__EMSCRIPTEN__)
    strcpy(out, "/program/vggscope"); /* src/web/pack.py lays assets, weights and lessons beside it */
    return true;
#elif defined(__APPLE__)
    uint32_t size = PATH_SIZE;
    return _NSGetExecutablePath(out, &size) == 0;
#elif defined(_WIN32)
    wchar_t path[PATH_SIZE];
    DWORD n = GetModuleFileNameW(NULL, path, PATH_SIZE);
    if (n == 0 || n == PATH_SIZE) return false;
    if (!WideCharToMultiByte(CP_UTF8, 0, path, -1, out, PATH_SIZE, NULL, NULL)) return false;
    path_slashes(out);
    return true;
#else
    ssize_t n = readlink("/proc/self/exe", out, PATH_SIZE);
    if (n < 0 || n == PATH_SIZE) return false;
    out[n] = '\0';
    return true;
#endif
}

static bool is_dir(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* The folder `folder` of the source tree (build/vggscope, build/asan/vggscope), of an installation, or beside the
 * program, as it is handed out for Windows. */
static bool find(const char *folder, const char *name, char *out, size_t size) {
    static const char *const ROOTS[] = {".", "..", "../share/vggscope", "../..", "../../.."};
    char program[PATH_SIZE], dir[2 * PATH_SIZE];
    if (!program_path(program)) return false;
    char *slash = strrchr(program, '/');
    if (!slash) return false;
    *slash = '\0';
    for (size_t i = 0; i < sizeof ROOTS / sizeof *ROOTS; i++) {
        int length = snprintf(dir, sizeof dir, "%s/%s/%s", program, ROOTS[i], folder);
        if (length < 0 || (size_t)length >= sizeof dir || !is_dir(dir)) continue;
        int n = snprintf(out, size, "%s/%s", dir, name);
        return n >= 0 && (size_t)n < size;
    }
    return false;
}

bool paths_assets(const char *name, char *out, size_t size) { return find("assets", name, out, size); }

bool paths_weights(const char *name, char *out, size_t size) { return find("weights", name, out, size); }

bool paths_lessons(const char *name, char *out, size_t size) { return find("lessons", name, out, size); }

/* A file of the user's: in the folder that a variable names, else in one of the home. */
static bool of_user(const char *variable, const char *in_home, const char *name, char *out, size_t size) {
    const char *folder = getenv(variable), *home = getenv("HOME");
    int n = -1;
    if (folder && path_is_absolute(folder)) n = snprintf(out, size, "%s/vggscope/%s", folder, name);
    else if (home && *home) n = snprintf(out, size, "%s/%s/vggscope/%s", home, in_home, name);
    return n >= 0 && (size_t)n < size;
}

bool paths_user(const char *name, char *out, size_t size) {
    return of_user("XDG_DATA_HOME", ".local/share", name, out, size);
}

bool paths_config(const char *name, char *out, size_t size) {
    return of_user("XDG_CONFIG_HOME", ".config", name, out, size);
}

bool paths_state(const char *name, char *out, size_t size) {
    return of_user("XDG_STATE_HOME", ".local/state", name, out, size);
}

bool paths_cache(const char *name, char *out, size_t size) {
    return of_user("XDG_CACHE_HOME", ".cache", name, out, size);
}

/* One of the desktop's folders: as the variable says (src/windows/main.c sets it), else as user-dirs.dirs names it:
 * XDG_PICTURES_DIR="$HOME/Pictures". */
static bool named_folder(const char *variable, const char *home, char *out, size_t size) {
    const char *config = getenv("XDG_CONFIG_HOME"), *said = getenv(variable);
    char path[PATH_SIZE], line[PATH_SIZE + 64];
    bool found = false;
    if (said && path_is_absolute(said)) return (size_t)snprintf(out, size, "%s", said) < size;
    int n = config && path_is_absolute(config) ? snprintf(path, sizeof path, "%s/user-dirs.dirs", config)
                                     : snprintf(path, sizeof path, "%s/.config/user-dirs.dirs", home);
    FILE *file = n >= 0 && n < PATH_SIZE ? fopen(path, "r") : NULL;
    if (!file) return false;
    while (fgets(line, sizeof line, file)) {
        size_t length = strlen(variable);
        if (strncmp(line, variable, length) != 0 || strncmp(line + length, "=\"", 2) != 0) continue;
        char *value = line + length + 2;
        value[strcspn(value, "\"")] = '\0';
        bool in_home = strncmp(value, "$HOME/", 6) == 0;
        n = in_home ? snprintf(out, size, "%s/%s", home, value + 6) : snprintf(out, size, "%s", value);
        found = n >= 0 && (size_t)n < size && path_is_absolute(out);
    }
    fclose(file);
    return found;
}

static bool in_folder(const char *variable, const char *usual, const char *name, char *out, size_t size) {
    const char *home = getenv("HOME");
    char folder[PATH_SIZE];
    if (!home || !*home) return false;
    bool named = named_folder(variable, home, folder, sizeof folder);
    if (!named && !path_join(folder, sizeof folder, home, usual)) return false;
    int n = is_dir(folder) ? snprintf(out, size, "%s/%s", folder, name) : -1;
    return n >= 0 && (size_t)n < size;
}

bool paths_pictures(const char *name, char *out, size_t size) {
    return in_folder("XDG_PICTURES_DIR", "Pictures", name, out, size);
}

bool paths_documents(const char *name, char *out, size_t size) {
    return in_folder("XDG_DOCUMENTS_DIR", "Documents", name, out, size);
}

void path_beside(const char *path, const char *name, char out[PATH_SIZE]) {
    const char *base = path_base(path), *dot = strrchr(base, '.');
    size_t n = *name == '.' ? (size_t)((dot ? dot : base + strlen(base)) - path) : (size_t)(base - path);
    snprintf(out, PATH_SIZE, "%.*s%s", (int)n, path, name);
}
