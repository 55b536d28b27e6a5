/* Where a network keeps its cost: the shares that are said are those of all the bars that are drawn. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "drawn.h"
#include "model/kind.h"
#include "opened.h"
#include "view/layer.h"
#include "view/read.h"

static Frame frame;
static Arena arena;

static void draw(const char *script, int w, int h) {
    const Metrics metrics = {NULL, fixed_width};
    says(script);
    arena_reset(&arena);
    view_frame(&app, &metrics, w, h, 1e9, &arena, &frame);
}

static const Draw *text_of(const char *words) {
    for (int i = 0; i < frame.list.n; i++)
        if (frame.list.at[i].kind == DRAW_TEXT && strcmp(frame.list.at[i].text.utf8, words) == 0)
            return &frame.list.at[i];
    return NULL;
}

static void says_all(const char *const words[]) {
    for (int i = 0; words[i]; i++) {
        const Draw *d = text_of(words[i]);
        if (!d || d->text.cut) fail_msg("no text '%s'", words[i]);
    }
}

/* VGG-16's pools put out 64·112² + 128·56² + 256·28² + 512·14² + 512·7² of its 15,088,080 numbers. */
static void pools_have_their_share(void **state) {
    (void)state;
    draw("net vgg16; view parameters; chart memory", 1280, 720);
    says_all((const char *const[]){"conv 89.8 %", "pools 10.1 %", "0.1 % fully connected", "prob <0.1 %", NULL});
    draw("zoom 2; textsize 2", 1280, 720);
    says_all((const char *const[]){"conv 89.8 %", "pools 10.1 %", NULL});
    draw("zoom 0; lang zh", 1280, 720);
    says_all((const char *const[]){"卷积 89.8 %", "池化 10.1 %", "全连接 0.1 %", NULL});
    draw("textsize 1; lang en; net alexnet-2012", 1280, 720);
    says_all((const char *const[]){"LRN 37.9 %", NULL});
    draw("net vgg16; chart parameters", 1280, 720); /* where pools have nothing, nothing is said of them */
    says_all((const char *const[]){"conv 10.6 %", "89.4 % fully connected", NULL});
    assert_null(text_of("pools 0.0 %"));
}

/* Of every network in every chart the shares are those of the rows, by kind, and together the whole; each kind that has
 * a bar has a part of the bar below in the same colour. */
static void shares_are_those_of_the_bars(void **state) {
    (void)state;
    static const char *const CHARTS[] = {"chart parameters; view parameters; zoom 2", "chart macs", "chart memory"};
    for (NetId id = 0; id < NET_COUNT; id++)
        for (int c = 0; c < 3; c++) {
            char script[64];
            snprintf(script, sizeof script, "net %s", net_info(id)->name);
            says(script);
            draw(CHARTS[c], 1920, 1080);
            json_t *facts = facts_json(&app, &arena), *shares = json_object_get(facts, "shares"), *value;
            const char *kind;
            double all = 0;
            assert_true(json_object_size(shares) >= 2);
            json_object_foreach(shares, kind, value) {
                double sum = 0, total = 0;
                Color color = 0;
                Ui ui = {.app = &app, .theme = theme(app.theme)};
                for (int row = 0; row < app.own.layers; row++) {
                    const Layer *l = &app.own.layer[row];
                    if (c == 2 && layer_kind(l->kind)->joins) continue; /* drawn as one, and kept once */
                    double cost = c == 0   ? (double)l->params
                                  : c == 1 ? (double)l->macs
                                           : 4 * (double)shape_count(l->out);
                    total += cost;
                    if (strcmp(layer_kind(l->kind)->name, kind) == 0) sum += cost, color = kind_color(&ui, l->kind);
                }
                assert_true(fabs(json_real_value(value) - sum / total) < 1e-12);
                all += json_real_value(value);
                float widest = 0; /* at the bottom, of that colour */
                for (int i = 0; i < frame.list.n; i++) {
                    const Draw *d = &frame.list.at[i];
                    if (d->kind == DRAW_FILL && d->color == color && d->rect.y > 920) widest = fmaxf(widest, d->rect.w);
                }
                assert_true(sum / total < 0.002 || widest > 0);
            }
            assert_true(fabs(all - 1) < 1e-12);
            json_decref(facts);
        }
    says("zoom 0; net vgg16; view network");
}

/* Where a line has no room for all of them, those that are said are said whole, and beside each other. */
static void shares_have_room(void **state) {
    (void)state;
    for (int i = 0; i < NET_COUNT * 4; i++) {
        char script[128];
        snprintf(script, sizeof script, "net %s; view parameters; chart memory; textsize %d; lang %s",
                 net_info((NetId)(i / 4))->name, 1 + i / 2 % 2, i % 2 ? "zh" : "en");
        draw(script, 1280, 720);
        float end = 0;
        int said = 0;
        for (int k = 0; k < frame.list.n; k++) {
            const Draw *d = &frame.list.at[k];
            if (d->kind != DRAW_TEXT || d->rect.x < 700 || d->rect.y < 500 || !strstr(d->text.utf8, " %")) continue;
            if (d->text.cut || d->rect.x < end) fail_msg("%s: '%s' has no room", script, d->text.utf8);
            end = d->rect.x + d->rect.w;
            said++;
        }
        assert_true(said >= 3);
    }
    says("net vgg16; textsize 1; lang en; chart parameters; view network");
}

static int close_all(void **state) {
    arena_free(&arena);
    return close_app(state);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(pools_have_their_share),
                                       cmocka_unit_test(shares_are_those_of_the_bars),
                                       cmocka_unit_test(shares_have_room)};
    return cmocka_run_group_tests(tests, open_app, close_all);
}
