/* Where lines end, against trying every break one after another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "view/ui.h"

typedef struct Measured {
    const char *text;
    int asked;
} Measured;

/* Narrow letters, wide ones, and Chinese characters in thirds of their width. */
static float width_of(const void *ctx, size_t from, size_t to) {
    Measured *m = (Measured *)ctx;
    float w = 0;
    m->asked++;
    for (size_t i = from; i < to; i++)
        w += (unsigned char)m->text[i] >= 0x80 ? 8 : strchr("il .,", m->text[i]) ? 6 : 13;
    return w;
}

static size_t one_after_another(const char *text, size_t from, size_t stop, float width) {
    Measured m = {text, 0};
    size_t end = from;
    while (end < stop) {
        size_t more = ui_next_break(text, end);
        if (more > stop) more = stop;
        if (end > from && width_of(&m, from, more) > width) break;
        end = more;
    }
    return end;
}

static const char *const TEXTS[] = {
    "One map of conv5_1 looks for one thing everywhere. There are 512 of them, and each has a kernel of its own.",
    "iiiiii llllll iiiiii WWWWWW MMMMMM iiiiii WWWWWWWWWWWWWWWWWWWWWWWWWWWWWW i i i i i i i i i",
    "一张特征图在各处寻找同一样东西。这一层有 512 张，每张有自己的卷积核（3×3），每个核都看到所有的输入通道。",
    "oneword",
    "27C² 与 49C²：三个 3×3 看到的与一个 7×7 一样大，ReLU 有 3 个而不是 1 个。",
    "",
};

static void lines_end_where_all_breaks_were_tried(void **state) {
    (void)state;
    int lines = 0, asked = 0;
    for (size_t t = 0; t < sizeof TEXTS / sizeof *TEXTS; t++)
        for (int width = 0; width < 1600; width += 7) {
            const char *text = TEXTS[t];
            size_t stop = strlen(text);
            for (size_t at = 0, end; at < stop; at = end) {
                Measured m = {text, 0};
                end = ui_line_end(text, at, stop, (float)width, 18, width_of, &m);
                assert_int_equal(end, one_after_another(text, at, stop, (float)width));
                assert_true(end > at);
                lines++;
                asked += m.asked;
            }
        }
    assert_true(asked < 4 * lines);
}

static void a_line_stops_where_it_is_told(void **state) {
    (void)state;
    Measured m = {TEXTS[0], 0};
    assert_int_equal(ui_line_end(TEXTS[0], 0, 5, 1e9f, 18, width_of, &m), 5);
    assert_int_equal(ui_line_end(TEXTS[0], 0, 0, 1e9f, 18, width_of, &m), 0);
    assert_int_equal(ui_line_end(TEXTS[0], 4, strlen(TEXTS[0]), 1e9f, 18, width_of, &m), strlen(TEXTS[0]));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_end_where_all_breaks_were_tried),
        cmocka_unit_test(a_line_stops_where_it_is_told),
    };
    return cmocka_run_group_tests_name("lines", tests, NULL, NULL);
}
