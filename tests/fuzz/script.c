/* Scripts of --do, on a program that runs the bundled network: whatever is said, it can say where it is, and be led
 * there again. What touches the outside is dropped; weights get finds no mirror. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/session/command.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static App app;

static void start(void) {
    const AppOptions options = {.weights = "bundled", .threads = 1};
    setenv("XDG_DATA_HOME", "/nowhere", 1);
    setenv("XDG_CACHE_HOME", "/nowhere", 1);
    setenv("VGGSCOPE_MIRROR", "/nowhere", 1);
    Error e = app_open(&options, &app);
    if (failed(&e)) {
        fprintf(stderr, "%s %s\n", e.id, e.arg[0]);
        exit(1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char script[512], state[SCRIPT_SIZE];
    if (!app.job) start();
    if (size >= sizeof script) return -1;
    memcpy(script, data, size);
    script[size] = '\0';
    Error e = app_do(&app, script, NULL);
    (void)e; /* most are wrong */
    app_script(&app, state, sizeof state);
    e = app_do(&app, "close; weights bundled; reset; view network", NULL); /* nothing is computed for the next one */
    return 0;
}
