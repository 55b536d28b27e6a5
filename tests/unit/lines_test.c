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
        size_t shown = more;
        while (shown > from && text[shown - 1] == ' ') shown--;
        if (end > from && width_of(&m, from, shown) > width) break;
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

/* Chinese as GB/T 15834 has it: what closes or ends a part begins no line, what opens one ends none. | is a break. */
static const char *const BROKEN[] = {
    "图|图，|图。|图、|图；|图：|图？|图！|图．|图％|图～|图",
    "图|（图）|图|《图》|图|〈图〉|图|「图」|图|『图』|图|【图】|图|〔图〕|图|“图”图|‘图’图……图|图",
    "一|层|有 |512 |张，|共 |97.96 %，|不|是|图, |图. |图; |图: |图? |图! |图) |图]",
    "3×3 |and |5×5, |conv1_1, |2^31 |and |97.96 % |of |https://example.org/a?x=1",
};

static void lines_break_where_a_reader_expects_it(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof BROKEN / sizeof *BROKEN; i++) {
        char text[256] = "", marked[512] = "";
        for (const char *c = BROKEN[i]; *c; c++)
            if (*c != '|') strncat(text, c, 1);
        for (size_t at = 0, end; text[at]; at = end) {
            end = ui_next_break(text, at);
            snprintf(marked + strlen(marked), sizeof marked - strlen(marked), "%s%.*s", at ? "|" : "", (int)(end - at),
                     text + at);
        }
        assert_string_equal(marked, BROKEN[i]);
    }
}

static void spaces_at_the_end_take_no_room(void **state) {
    (void)state;
    Measured m = {"WW WW WW", 0};
    assert_int_equal(ui_line_end(m.text, 0, 8, 26, 18, width_of, &m), 3);
    assert_int_equal(ui_line_end(m.text, 0, 8, 58, 18, width_of, &m), 6);
    assert_int_equal(ui_line_end(m.text, 0, 8, 57, 18, width_of, &m), 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_end_where_all_breaks_were_tried),
        cmocka_unit_test(a_line_stops_where_it_is_told),
        cmocka_unit_test(lines_break_where_a_reader_expects_it),
        cmocka_unit_test(spaces_at_the_end_take_no_room),
    };
    return cmocka_run_group_tests_name("lines", tests, NULL, NULL);
}
