/* Two networks side by side: which layers stand at the same place, and how alike maps are. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "app/features/followed.h"
#include "drawn.h"
#include "model/align.h"
#include "nn/likeness.h"
#include "opened.h"
#include "view/read.h"
#include "view/screens/compare_facts.h"

static Net left, right;
static Alignment a;

static void take(NetId l, NetId r) {
    net_build(&left, l, 1);
    net_build(&right, r, 1);
    align_nets(&left, &right, &a);
}

/* "1_1 1_2 pool1 ..." of a side, a gap being "-". */
static const char *side_of(int side) {
    static char text[1024];
    const Net *net = side ? &right : &left;
    int n = 0;
    text[0] = '\0';
    for (int i = 1; i < a.n; i++) {
        int row = a.at[i].row[side];
        const char *name = row == ALIGN_GAP ? "-" : net->layer[row].name;
        if (strncmp(name, "conv", 4) == 0) name += 4;
        n += snprintf(text + n, sizeof text - (size_t)n, "%s%s", i > 1 ? " " : "", name);
    }
    return text;
}

static void sixteen_and_nineteen(void **state) {
    (void)state;
    take(NET_VGG16, NET_VGG19);
    assert_string_equal(side_of(0), "1_1 1_2 pool1 2_1 2_2 pool2 3_1 3_2 3_3 - pool3 4_1 4_2 4_3 - pool4 "
                                    "5_1 5_2 5_3 - pool5 fc6 fc7 fc8 prob");
    assert_string_equal(side_of(1), "1_1 1_2 pool1 2_1 2_2 pool2 3_1 3_2 3_3 3_4 pool3 4_1 4_2 4_3 4_4 pool4 "
                                    "5_1 5_2 5_3 5_4 pool5 fc6 fc7 fc8 prob");
    assert_int_equal(align_gaps(&a, 0), 3);
    assert_int_equal(align_gaps(&a, 1), 0);
}

static void other_pairs(void **state) {
    (void)state;
    take(NET_A, NET_VGG19);
    assert_string_equal(side_of(0), "1_1 - pool1 2_1 - pool2 3_1 3_2 - - pool3 4_1 4_2 - - pool4 5_1 5_2 - - pool5 "
                                    "fc6 fc7 fc8 prob");
    take(NET_C, NET_VGG16); /* the 1x1 layers of C stand where D has 3x3 */
    assert_int_equal(align_gaps(&a, 0) + align_gaps(&a, 1), 0);
    assert_int_equal(a.n, 23);
    take(NET_ALEXNET, NET_VGG16);
    assert_string_equal(side_of(0), "1 - pool1 2 - pool2 3 - - - 4 - - - 5 - - pool5 fc6 fc7 fc8 prob");
    take(NET_ALEXNET_2012, NET_ALEXNET);
    assert_string_equal(side_of(1), "1 - pool1 2 - pool2 3 4 5 pool5 fc6 fc7 fc8 prob");
    take(NET_A_LRN, NET_A);
    assert_string_equal(side_of(0), "1_1 lrn1 pool1 2_1 pool2 3_1 3_2 pool3 4_1 4_2 pool4 5_1 5_2 pool5 "
                                    "fc6 fc7 fc8 prob");
    assert_int_equal(align_gaps(&a, 1), 1);
}

/* Each layer of each network has one place, in its order; paired layers are of one kind and block. */
static void any_two(void **state) {
    (void)state;
    for (int l = 0; l < NET_COUNT; l++)
        for (int r = 0; r < NET_COUNT; r++) {
            Alignment mirrored;
            take((NetId)l, (NetId)r);
            align_nets(&right, &left, &mirrored);
            assert_int_equal(mirrored.n, a.n);
            for (int side = 0; side < 2; side++) {
                const Net *net = side ? &right : &left;
                int steps = net_steps(net, STEP_LAYERS), step = 0;
                for (int i = 0; i < a.n; i++) {
                    assert_int_equal(mirrored.at[i].row[!side], a.at[i].row[side]);
                    if (align_gap(&a, side, i)) continue;
                    assert_int_equal(a.at[i].row[side], net_step_layer(net, STEP_LAYERS, step));
                    step++;
                }
                assert_int_equal(step, steps + 1);
            }
            for (int i = 1; i < a.n; i++) {
                const Aligned *p = &a.at[i];
                assert_false(align_gap(&a, 0, i) && align_gap(&a, 1, i));
                if (align_gap(&a, 0, i) || align_gap(&a, 1, i)) continue;
                assert_int_equal(left.layer[p->row[0]].kind, right.layer[p->row[1]].kind);
                assert_int_equal(left.layer[p->row[0]].block, right.layer[p->row[1]].block);
            }
        }
}

static void where_one_waits(void **state) {
    (void)state;
    take(NET_VGG16, NET_VGG19);
    int extra = align_place(&a, 1, net_layer(&right, "conv3_4"));
    assert_true(align_gap(&a, 0, extra));
    assert_string_equal(left.layer[align_row(&a, 0, extra)].name, "conv3_3");
    assert_string_equal(right.layer[align_row(&a, 1, extra)].name, "conv3_4");
    assert_int_equal(align_place(&a, 1, net_layer(&right, "relu3_4")), extra);
    assert_int_equal(align_row(&a, 0, 0), -1); /* both begin with the input */
    assert_int_equal(align_block_end(&a, 1), 3);
    assert_int_equal(align_block_end(&a, 3), 3);
    assert_int_equal(align_block_end(&a, 4), 6);
    assert_int_equal(align_block_end(&a, a.n - 3), a.n - 1);
    assert_int_equal(align_block_before(&a, 6), 3);
    assert_int_equal(align_block_before(&a, 5), 3);
    assert_int_equal(align_block_before(&a, 2), 0);
    assert_int_equal(align_block_before(&a, 0), 0);
}

/* ---- correlation ---- */

static void correlation_by_hand(void **state) {
    (void)state;
    const float x[] = {1, 2, 3, 4}, twice[] = {12, 14, 16, 18}, down[] = {4, 3, 2, 1}, same[] = {7, 7, 7, 7};
    const float other[] = {1, 0, 0, 1}, some[] = {2, 1, 4, 3};
    assert_true(fabs(correlation(x, twice, 4) - 1) < 1e-15);
    assert_true(fabs(correlation(x, down, 4) + 1) < 1e-15);
    assert_true(fabs(correlation(x, other, 4)) < 1e-15);
    assert_true(fabs(correlation(x, some, 4) - 0.6) < 1e-15); /* 3 / sqrt(5 * 5) */
    assert_true(isnan(correlation(x, same, 4)));
}

enum { MAPS = 23, OTHERS = 31, N = 53 };
static float maps[MAPS * N], there[OTHERS * N];

static void fill(float *out, int n, uint32_t seed) {
    for (int i = 0; i < n; i++) {
        seed = seed * 1664525u + 1013904223u;
        out[i] = (float)(seed >> 8) / 8388608.0f - 0.5f;
    }
}

static void the_best_of_all(void **state) {
    (void)state;
    fill(maps, MAPS * N, 1);
    fill(there, OTHERS * N, 2);
    for (int i = 0; i < N; i++) {
        there[17 * N + i] = 3 * maps[5 * N + i] - 1; /* the same but for size and shift */
        there[19 * N + i] = there[17 * N + i]; /* a tie */
        there[4 * N + i] = maps[9 * N + i] = 0;      /* dead */
    }
    BestMap found[MAPS];
    bool finished;
    Workers *workers = workers_open(3);
    Error e = best_matches(maps, MAPS, there, OTHERS, N, workers, (Watch){NULL, NULL}, found, &finished);
    workers_close(workers);
    assert_false(failed(&e));
    assert_true(finished);
    for (int m = 0; m < MAPS; m++) {
        int best = -1;
        double most = -2;
        for (int o = 0; o < OTHERS; o++) {
            double r = correlation(maps + m * N, there + o * N, N);
            if (r > most + 1e-6) most = r, best = o;
        }
        assert_int_equal(found[m].map, best);
        if (best >= 0) assert_true(found[m].r == most);
        else assert_true(isnan(found[m].r));
    }
    assert_int_equal(found[5].map, 17);
    assert_int_equal(found[9].map, -1);
}

static void it_stops_when_told(void **state) {
    (void)state;
    BestMap found[MAPS];
    bool finished = true;
    atomic_bool cancel = true;
    Workers *workers = workers_open(1);
    Error e = best_matches(maps, MAPS, there, OTHERS, N, workers, (Watch){&cancel, NULL}, found, &finished);
    workers_close(workers);
    assert_false(failed(&e));
    assert_false(finished);
}

/* ---- the state ---- */

static const char *at(int side) {
    int row = compare_row(&app, side);
    return row < 0 ? "input" : compare_net(&app, side)->layer[row].name;
}

static void stands(const char *left_layer, const char *right_layer) {
    assert_string_equal(at(0), left_layer);
    assert_string_equal(at(1), right_layer);
    waits();
    for (int side = 0; side < 2; side++) { /* and both are there */
        assert_true(run_done(compare_run(&app, side), compare_step_row(&app, side)));
        assert_non_null(run_stats(compare_run(&app, side), compare_shown_row(&app, side)));
        assert_int_equal(compare_step_row(&app, side),
                         net_after_relu(compare_net(&app, side), compare_row(&app, side)));
    }
}

static void both_step_to_each_boundary(void **state) {
    (void)state;
    says("net vgg16; weights bundled; reset; view compare; boundary layer");
    stands("input", "input");
    const Alignment *a = &app.compare->alignment;
    for (int place = 1; place < a->n; place++) {
        says("together next");
        assert_int_equal(compare_place(&app), place);
        stands(app.own.layer[align_row(a, 0, place)].name, compare_net(&app, 1)->layer[align_row(a, 1, place)].name);
    }
    says("together next");
    stands("prob", "prob");
    says("reset; step 9; together next");
    stands("conv3_3", "conv3_4"); /* the 16 waits */
    says("together next");
    stands("pool3", "pool3");
    says("together previous");
    stands("conv3_3", "conv3_4");
    says("together previous");
    stands("conv3_3", "conv3_3");
}

static void or_to_the_end_of_the_block(void **state) {
    (void)state;
    says("net vgg16; reset; view compare; boundary block; together next");
    stands("pool1", "pool1");
    says("together next; together next; together next");
    stands("pool4", "pool4");
    says("together previous");
    stands("pool3", "pool3");
    says("step; together previous");
    stands("pool3", "pool3");
    says("run; together previous");
    stands("pool5", "pool5");
    says("boundary layer; reset");
}

static void any_pair(void **state) {
    (void)state;
    says("compare alexnet-2012 vgg16; view compare; until conv2");
    stands("conv2", "conv2_1");
    assert_int_equal(app.own.id, NET_ALEXNET_2012);
    assert_null(compare_likeness(&app)); /* 27x27 and 112x112 */
    says("compare c d; until conv3_3");
    stands("conv3_3", "conv3_3");
    assert_non_null(compare_likeness(&app));
    says("compare vgg16 vgg19; weights bundled");
}

static void a_layer_of_the_other_changes_the_roles(void **state) {
    (void)state;
    says("compare vgg16 vgg19; weights bundled; view compare; until conv3_3");
    waits();
    const Run *upper = compare_run(&app, 0), *lower = compare_run(&app, 1);
    says("net vgg19; select conv3_4");
    assert_int_equal(app.compare->main, 1);
    assert_ptr_equal(compare_run(&app, 0), upper); /* the same runs, in other roles */
    assert_ptr_equal(compare_run(&app, 1), lower);
    assert_string_equal(at(0), "conv3_3");
    assert_string_equal(at(1), "conv3_4");
    says("net other");
    assert_int_equal(app.own.id, NET_VGG16);
}

static void matches_are_those_of_the_maps(void **state) {
    (void)state;
    says("compare vgg16 vgg19; weights bundled; view compare; select conv4_2; map 7");
    waits();
    const Likeness *l = compare_likeness(&app);
    assert_non_null(l);
    int row = compare_shown_row(&app, 0), other = compare_shown_row(&app, 1), n = 28 * 28, best = -1;
    double most = -2;
    for (int map = 0; map < 128; map++) {
        double r = correlation(run_values(app.run, row) + 7 * n, run_values(compare_run(&app, 1), other) + map * n, n);
        if (r > most) most = r, best = map;
    }
    assert_int_equal(l->match[7].map, best);
    assert_true(fabs(l->match[7].r - most) < 1e-12);
    assert_true(l->same > 100); /* both follow the same maps */
}

/* What the selected layers of the two have to do with each other: told by their files. */
static void what_they_follow(void **state) {
    (void)state;
    static const struct {
        const char *script;
        Kinship kinship;
    } CASES[] = {{"select conv3_2", KIN_ALIKE},   {"select conv3_3", KIN_OTHERS}, {"select pool3", KIN_ALIKE},
                 {"select conv4_3", KIN_OTHERS},  {"select conv5_3", KIN_OTHERS}, {"select fc6", KIN_ALIKE},
                 {"weights random:2", KIN_SEEDED}, {"weights bundled; compare vgg16 vgg19 random:4", KIN_APART}};
    says("net vgg16; compare vgg16 vgg19; weights bundled; view compare; run");
    waits();
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        says(CASES[i].script);
        Kinship is = compare_facts(&app).kinship;
        if (is != CASES[i].kinship) fail_msg("%s: %d", CASES[i].script, is);
    }
    says("net vgg16; weights bundled; compare vgg16 vgg19");
}

/* Layer says of the full network that it is not here, and of what it is no place for; nothing else changes. */
static void the_followed_one_is_missing(void **state) {
    (void)state;
    says("net vgg16; weights bundled; image panda; reset; until conv3_3; view layer; followed on");
    waits();
    assert_int_equal(followed_map(&app).state, FOLLOWED_MISSING); /* the bundled VGG-19 is not it */
    assert_true(isnan(followed_correlation(&app, &(FollowedMap){.state = FOLLOWED_MISSING})));
    says("select pool3");
    assert_int_equal(followed_map(&app).state, FOLLOWED_OFF);
    says("select conv3_3; weights random:2");
    waits();
    assert_int_equal(followed_map(&app).state, FOLLOWED_OFF); /* it follows nothing */
    says("weights bundled; followed off");
    waits();
    assert_int_equal(followed_map(&app).state, FOLLOWED_OFF);
    assert_null(app.beside[BESIDE_FOLLOWED].run);
    says("view compare");
}

static void weights_that_were_named_stay(void **state) {
    (void)state;
    char script[SCRIPT_SIZE];
    says("net vgg16; weights bundled; compare vgg16 vgg19 random:4; view compare");
    assert_int_equal(app.beside[BESIDE_COMPARE].weights->seed, 4);
    app_script(&app, script, sizeof script);
    says("net vgg19; together next; view network; compare a e; net vgg16");
    says(script);
    assert_int_equal(app.own.id, NET_VGG16);
    assert_int_equal(app.compare->net[1], NET_VGG19);
    assert_int_equal(app.beside[BESIDE_COMPARE].weights->seed, 4);
    says("net other"); /* now the 19 is the main one, with its weights */
    assert_int_equal(app.weights->seed, 4);
    app_script(&app, script, sizeof script);
    says("view network; weights bundled; net vgg16; compare vgg16 vgg19");
    says(script);
    assert_int_equal(app.own.id, NET_VGG19);
    assert_int_equal(app.compare->main, 1);
    assert_int_equal(app.weights->seed, 4);
    says("weights bundled; compare vgg16 vgg19");
}

static void refused_and_nothing_lost(void **state) {
    (void)state;
    says("compare vgg16 vgg19; view compare");
    Error e = app_do(&app, "compare vgg16 resnet50", NULL);
    assert_string_equal(e.id, "command.net");
    e = app_do(&app, "compare vgg16", NULL);
    assert_string_equal(e.id, "command.args");
    e = app_do(&app, "compare vgg16 alexnet bundled", NULL);
    assert_string_equal(e.id, "weights.not_bundled");
    e = app_do(&app, "compare vgg16 vgg19 /nowhere.safetensors", NULL);
    assert_string_equal(e.id, "file.open");
    assert_int_equal(app.compare->net[1], NET_VGG19);
    says("together next");
    waits();
    assert_non_null(compare_run(&app, 1));
    says("race");
    waits();
    e = app_do(&app, "compare vgg16 vgg19 /nowhere.safetensors", NULL);
    assert_string_equal(e.id, "file.open");
    assert_null(app.work.race); /* it ran over a run that is gone */
    assert_null(app.work.likeness);
    says("race off; image koala; image panda");
}

/* Times that somebody gives: the best of each, the spread, and a winner only beyond it. */
static void judged(const double left[], const double right[], int n, int winner) {
    RaceVerdict v = race_judge(left, right, n), mirrored = race_judge(right, left, n);
    assert_int_equal(v.winner, winner);
    assert_int_equal(mirrored.winner, winner < 0 ? -1 : !winner);
    for (int side = 0; side < 2; side++) {
        assert_true(v.best[side] == mirrored.best[!side] && v.spread[side] == mirrored.spread[!side]);
        assert_true(v.spread[side] >= 0);
    }
}

static void a_race_is_judged(void **state) {
    (void)state;
    judged((double[]){10, 11, 10.5, 10, 10}, (double[]){13, 12.5, 12.5, 13, 13}, 5, 0);
    judged((double[]){10, 14, 10, 10, 10}, (double[]){13, 12.5, 12.5, 13, 13}, 5,
           -1); /* one slow run: it spreads by 4 */
    judged((double[]){10, 11, 11, 11, 11}, (double[]){9.9, 11, 12, 9.9, 10}, 5, -1);
    judged((double[]){10, 10.5, 10.5, 10.5, 10.5}, (double[]){10.5, 10.5, 10.5, 10.5, 10.5}, 5, -1); /* just as much */
    judged((double[]){8, 8, 8, 8, 8}, (double[]){8, 8, 8, 8, 8}, 5, -1);
    judged((double[]){8, 8, 8}, (double[]){7, 7.5, 7.25}, 3, 1);
    judged((double[]){8}, (double[]){9}, 1, 0);
    double ms[2][RACE_ROUNDS] = {{12, 10, 15, 11, 14}, {30, 22, 21, 25, 20}};
    RaceVerdict v = race_judge(ms[0], ms[1], RACE_ROUNDS);
    assert_true(v.best[0] == 10 && v.best[1] == 20 && v.spread[0] == 5 && v.spread[1] == 10 && v.winner == -1);
}

static void a_race_has_two_clocks(void **state) {
    (void)state;
    says("compare vgg16 vgg19; view compare; race");
    waits();
    const Race *race = app.work.race;
    assert_non_null(race);
    assert_true(atomic_load(&race->task.done));
    RaceVerdict v = race_judge(race->rounds[0], race->rounds[1], RACE_ROUNDS);
    assert_memory_equal(&v, &race->verdict, sizeof v);
    for (int side = 0; side < 2; side++) {
        int rows = compare_net(&app, side)->layers;
        assert_true(v.best[side] > 0);
        assert_true(race->ms[side][rows - 1] == v.best[side]); /* the replay is that of the best run */
        for (int row = 1; row < rows; row++) assert_true(race->ms[side][row] >= race->ms[side][row - 1]);
    }
    assert_int_equal(app.step, app_last_step(&app));
    says("race; image koala; image panda; race; stop; race off"); /* ended at work */
    says("view network");
    waits();
}

/* Text that is drawn, so many milliseconds after the race was over. */
static bool shows(const char *words, double since) {
    const Metrics metrics = {NULL, fixed_width};
    static Frame frame;
    Arena arena = {0};
    bool found = false;
    view_frame(&app, &metrics, 1280, 720, since, &arena, &frame);
    for (int i = 0; i < frame.list.n; i++)
        found |= frame.list.at[i].kind == DRAW_TEXT && strstr(frame.list.at[i].text.utf8, words) != NULL;
    arena_free(&arena);
    return found;
}

/* Times are put in the place of those that were measured: what is said is what is to be seen. */
static void words_follow_the_race(void **state) {
    (void)state;
    Arena arena = {0};
    says("net vgg16; compare vgg16 vgg19; view compare; race");
    waits();
    Race *race = app.work.race;
    for (int side = 0; side < 2; side++)
        for (int row = 0, rows = compare_net(&app, side)->layers; row < rows; row++)
            race->ms[side][row] = (side ? 24.0 : 20.0) * (row + 1) / rows;
    race->verdict = (RaceVerdict){{20, 24}, {1, 2}, 0};
    assert_true(shows("VGG-16 is at input, VGG-19 at input.", 0)); /* 24 ms are shown 100 times slower */
    assert_false(shows("Both stand at prob", 0));
    assert_false(shows("is faster", 0));
    assert_true(
        shows("VGG-16 is at conv1_2, VGG-19 at conv1_2.", 100 * 20.0 * 4.5 / 38)); /* its ReLU: the fourth row */
    assert_true(shows("VGG-16 is faster: 20.0 ms, VGG-19 takes 24.0 ms.", 1e9));
    assert_true(shows("20.0–21.0 ms and 24.0–26.0 ms", 1e9) || shows("20.0 to 21.0 ms and 24.0 to 26.0 ms", 1e9));
    assert_non_null(strstr(facts_text(&app, &arena), "VGG-16 is faster"));
    race->verdict = (RaceVerdict){{20, 19}, {1, 2}, -1};
    assert_true(shows("No winner: 20.0 and 19.0 ms", 1e9));
    assert_false(shows("faster", 1e9));
    assert_null(strstr(facts_text(&app, &arena), "faster"));
    race->verdict = (RaceVerdict){{20, 15}, {1, 2}, 1};
    assert_true(shows("VGG-19 is faster: 15.0 ms", 1e9));
    says("together previous"); /* on the way back the strips stand where the step is, and so do the words */
    waits();
    assert_true(shows("fc8", 0));
    assert_false(shows("is at input", 0));
    assert_true(shows("Both stand at fc8", 0));
    arena_free(&arena);
    says("race off; view network");
}

static void changes_at_work(void **state) {
    (void)state;
    const char *const changes[] = {"compare a vgg19",
                                   "image koala",
                                   "together next",
                                   "compare alexnet vgg16",
                                   "run",
                                   "figures curves",
                                   "net other",
                                   "compare vgg16 vgg19; weights random:2",
                                   "image panda",
                                   "race",
                                   "figures table",
                                   "weights bundled",
                                   "stop; view compare"};
    for (int i = 0; i < 26; i++) says(changes[i * 5 % 13]); /* none is waited for */
    says("compare vgg16 vgg19; weights bundled; view compare; reset; together next");
    stands("conv1_1", "conv1_1");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sixteen_and_nineteen),
        cmocka_unit_test(other_pairs),
        cmocka_unit_test(any_two),
        cmocka_unit_test(where_one_waits),
        cmocka_unit_test(correlation_by_hand),
        cmocka_unit_test(the_best_of_all),
        cmocka_unit_test(it_stops_when_told),
        cmocka_unit_test(both_step_to_each_boundary),
        cmocka_unit_test(or_to_the_end_of_the_block),
        cmocka_unit_test(any_pair),
        cmocka_unit_test(a_layer_of_the_other_changes_the_roles),
        cmocka_unit_test(matches_are_those_of_the_maps),
        cmocka_unit_test(what_they_follow),
        cmocka_unit_test(the_followed_one_is_missing),
        cmocka_unit_test(weights_that_were_named_stay),
        cmocka_unit_test(refused_and_nothing_lost),
        cmocka_unit_test(a_race_is_judged),
        cmocka_unit_test(a_race_has_two_clocks),
        cmocka_unit_test(words_follow_the_race),
        cmocka_unit_test(changes_at_work),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
