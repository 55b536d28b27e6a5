#include "io/found.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "io/paths.h"
#include "io/weights_file.h"

/* How much of a file's name is this network's: "vgg16" of vgg16.pth and of vgg16-397923af.pth; 0 if nothing. */
static size_t named_for(const char *file, NetId id) {
    size_t n = strlen(net_info(id)->name);
    bool named = strncmp(file, net_info(id)->name, n) == 0 && (file[n] == '.' || file[n] == '-');
    return named ? n : 0;
}

/* alexnet-2012.pth is not one of alexnet's. NET_COUNT: of none. */
static bool is_of(const char *file, NetId id) {
    bool known = false;
    for (int other = 0; other < NET_COUNT; other++) known |= named_for(file, (NetId)other) > 0;
    if (id == NET_COUNT) return !known && weights_named(file);
    size_t own = named_for(file, id);
    for (int other = 0; own && other < NET_COUNT; other++)
        if (named_for(file, (NetId)other) > own) return false;
    return own && weights_named(file);
}

static int by_path(const void *a, const void *b) {
    return strcmp(((const FoundFile *)a)->path, ((const FoundFile *)b)->path);
}

static int add_folder(const char *folder, NetId id, FoundFile out[], int most) {
    int n = 0;
    struct stat st;
    DIR *dir = opendir(folder);
    if (!dir) return 0;
    for (struct dirent *entry; n < most && (entry = readdir(dir));) {
        if (!is_of(entry->d_name, id) || !path_join(out[n].path, sizeof out[n].path, folder, entry->d_name)) continue;
        if (stat(out[n].path, &st) != 0 || !S_ISREG(st.st_mode)) continue;
        out[n++].size = st.st_size;
    }
    closedir(dir);
    qsort(out, (size_t)n, sizeof *out, by_path);
    return n;
}

/* Where torchvision keeps what it has fetched. */
static bool torch_folder(char *out, size_t size) {
    const char *torch = getenv("TORCH_HOME"), *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    int n = -1;
    if (torch && *torch) n = snprintf(out, size, "%s/hub/checkpoints", torch);
    else if (cache && path_is_absolute(cache)) n = snprintf(out, size, "%s/torch/hub/checkpoints", cache);
    else if (home && *home) n = snprintf(out, size, "%s/.cache/torch/hub/checkpoints", home);
    return n >= 0 && (size_t)n < size;
}

int found_others(FoundFile out[FOUND_MOST]) {
    char folder[PATH_SIZE];
    if (!paths_user("", folder, sizeof folder)) return 0;
    folder[strlen(folder) - 1] = '\0'; /* its slash */
    return add_folder(folder, NET_COUNT, out, FOUND_MOST);
}

int found_files(NetId id, FoundFile out[FOUND_MOST]) {
    char folder[PATH_SIZE];
    int n = 0;
    if (paths_user("", folder, sizeof folder)) {
        folder[strlen(folder) - 1] = '\0'; /* its slash */
        n = add_folder(folder, id, out, FOUND_MOST);
    }
    if (torch_folder(folder, sizeof folder)) n += add_folder(folder, id, out + n, FOUND_MOST - n);
    return n;
}
