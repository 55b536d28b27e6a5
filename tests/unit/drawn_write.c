/* Writes the draw lists that drawn_test compares with into a folder; tests/goldens/drawn.sh calls it. */
#include "drawn.h"

static App app;

int main(int argc, char **argv) {
    char path[300];
    bool fine = argc == 2 && drawn_open(&app);
    for (int i = 0; fine && i < DRAWN_COUNT; i++) {
        snprintf(path, sizeof path, "%s/%s.txt", argv[1], DRAWN[i].name);
        FILE *out = fopen(path, "w");
        fine = out && drawn_write(&app, DRAWN[i].script, out);
        if (out) fine = fclose(out) == 0 && fine;
    }
    app_close(&app);
    return fine ? 0 : 1;
}
