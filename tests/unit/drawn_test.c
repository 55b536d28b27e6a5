/* The draw lists of the screens against stored ones (tests/goldens/drawn.sh writes them). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "drawn.h"

static App app;

static int open_app(void **state) {
    (void)state;
    return drawn_open(&app) ? 0 : -1;
}

static int close_app(void **state) {
    (void)state;
    app_close(&app);
    return 0;
}

static char *drawn(const char *script) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_true(drawn_write(&app, script, out));
    fclose(out);
    return text;
}

static char *stored(const char *name) {
    char path[256];
    static char text[1 << 20];
    snprintf(path, sizeof path, "tests/goldens/drawn/%s.txt", name);
    FILE *in = fopen(path, "r");
    if (!in) fail_msg("%s is missing: tests/goldens/drawn.sh writes it", path);
    text[fread(text, 1, sizeof text - 1, in)] = '\0';
    fclose(in);
    return text;
}

static void screens_are_drawn_as_stored(void **state) {
    (void)state;
    for (int i = 0; i < DRAWN_COUNT; i++) {
        char *text = drawn(DRAWN[i].script);
        const char *golden = stored(DRAWN[i].name), *a = text, *b = golden;
        int line = 1;
        while (*a && *a == *b) line += *a == '\n', a++, b++;
        if (*a || *b) fail_msg("%s, line %d: '%.60s', stored '%.60s'", DRAWN[i].name, line, a, b);
        free(text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(screens_are_drawn_as_stored)};
    return cmocka_run_group_tests(tests, open_app, close_app);
}
