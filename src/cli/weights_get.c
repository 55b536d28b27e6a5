/* vggscope weights get: fetches published weights, says how far it is. */
#include <stdio.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/ending.h"
#include "io/fetch.h"

static Transfer transfer;

static void stop(void *ctx) {
    (void)ctx;
    atomic_store(&transfer.cancel, true);
}

/* One line that is written over and over, on a terminal alone. */
static void say(void *ctx) {
    static long long said = -1;
    long long have = atomic_load(&transfer.have), whole = atomic_load(&transfer.whole);
    if (whole <= 0 || have * 1000 / whole == said) return;
    said = have * 1000 / whole;
    fprintf(stderr, "\r%s: %.1f %% of %.0f MB ", (const char *)ctx, (double)said / 10, (double)whole / 1e6);
    fflush(stderr);
}

int cli_weights_get(const char *net, const FetchOptions *options) {
    NetId id;
    char path[PATH_SIZE];
    if (!net_find(net, &id)) {
        Error unknown = error("command.net", "%s", net);
        return cli_error(NULL, &unknown);
    }
    ending_tell(stop, NULL);
    bool terminal = isatty(STDERR_FILENO);
    transfer.moved = terminal ? say : NULL;
    transfer.ctx = (void *)fetch_published(id);
    Error e = fetch_weights(id, options, &transfer);
    if (terminal && atomic_load(&transfer.whole) > 0) fputc('\n', stderr);
    if (failed(&e)) return cli_error(NULL, &e);
    fetch_path(id, path, sizeof path);
    printf("%s: %s is in %s\n", net_info(id)->name, fetch_published(id), path);
    return EXIT_FINE;
}
