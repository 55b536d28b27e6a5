/* The run beside the main one: what is shared and kept, what changes with the main run, and errors. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "opened.h"

/* The run of a network on the main photo, in the role of Slices, which no screen asks for here. */
static Beside *wish(NetId net, BesidePhoto source, const char *photo) {
    BesideWish w = {.weights = app_weights_of(&app, net), .source = source};
    snprintf(w.photo, sizeof w.photo, "%s", photo);
    Error e = app_beside(&app, BESIDE_SLICES, &w);
    if (failed(&e)) fail_msg("%s: %s", net_info(net)->name, e.id);
    return &app.beside[BESIDE_SLICES];
}

static void ask(Run *run, int row) {
    JobWants wants = {0};
    job_want(&wants, run, row);
    job_ask(app.job, &wants, NULL);
}

static void comes(Run *run, int row) {
    ask(run, row);
    job_wait(app.job, INFINITY);
    Error e = job_error(app.job);
    assert_false(failed(&e));
    assert_true(run_done(run, row));
    assert_non_null(run_stats(run, row));
}

static void the_same_weights_are_shared(void **state) {
    (void)state;
    says("net vgg16; weights bundled; image panda");
    Beside *b = wish(NET_VGG16, BESIDE_OTHER, "koala");
    assert_ptr_equal(b->weights, app.weights);
    assert_string_equal(b->photo.name, "koala");
    Run *run = b->run;
    assert_ptr_equal(wish(NET_VGG16, BESIDE_OTHER, "koala")->run, run); /* kept */
    says("image cow");
    assert_ptr_equal(wish(NET_VGG16, BESIDE_OTHER, "koala")->run, run); /* another main photo is no concern of its */
    assert_ptr_not_equal(wish(NET_VGG19, BESIDE_OTHER, "koala")->weights, app.weights);
    assert_int_equal(b->weights->net.id, NET_VGG19);
    says("net vgg19");
    assert_ptr_equal(app.weights, b->weights); /* the main run takes what is there */
    says("net vgg16");
    assert_int_equal(b->weights->net.id, NET_VGG19); /* and leaves it there */
    comes(b->run, b->own.layers - 1);
}

static void it_computes_what_the_main_run_would(void **state) {
    (void)state;
    says("net vgg16; weights bundled; image koala");
    Beside *b = wish(NET_VGG19, BESIDE_ORIGINAL, "");
    int row = b->own.layers - 1;
    comes(b->run, row);
    float p[1000];
    memcpy(p, run_values(b->run, row), sizeof p);
    app_beside_close(&app, BESIDE_SLICES);
    says("net vgg19; run");
    Error e = app_wait(&app);
    assert_false(failed(&e));
    assert_memory_equal(p, run_values(app.run, row), sizeof p);
}

static void a_network_of_another_size(void **state) {
    (void)state;
    says("net vgg16; weights random:3");
    Beside *b = wish(NET_ALEXNET_2012, BESIDE_SAME, "");
    assert_int_equal(b->photo.image.size, 227);
    assert_int_equal(b->weights->seed, 3); /* seeded as the main run's are */
    comes(b->run, net_layer(&b->own, "pool5"));
    says("weights bundled");
    assert_int_equal(wish(NET_ALEXNET_2012, BESIDE_SAME, "")->weights->seed, 1); /* it has no bundled ones */
}

static void places_are_changed_without_computing_again(void **state) {
    (void)state;
    says("net vgg16; weights bundled; image panda");
    Beside *b = wish(NET_VGG19, BESIDE_SAME, "");
    Run *first = app.run, *second = b->run;
    comes(b->run, 5);
    says("net vgg19");
    assert_ptr_equal(app.run, second);
    assert_ptr_equal(wish(NET_VGG16, BESIDE_SAME, "")->run, first);
    assert_int_equal(b->own.id, NET_VGG16);
    assert_true(run_done(app.run, 5));
    says("image cow");
    assert_ptr_not_equal(wish(NET_VGG16, BESIDE_SAME, "")->run, first); /* the photo is another */
    assert_memory_equal(run_values(b->run, -1), run_values(app.run, -1), 4096);
}

static void replacing_it_at_work(void **state) {
    (void)state;
    const char *const changes[] = {"net vgg19", "image koala", "net vgg16", "weights random:2", "image panda",
                                   "weights bundled"};
    for (int i = 0; i < 18; i++) { /* none is waited for */
        Beside *b = wish(i % 2 ? NET_A : NET_VGG19, i % 3 ? BESIDE_SAME : BESIDE_ORIGINAL, "");
        ask(b->run, b->own.layers - 1);
        says(changes[i % 6]);
        ask(b->run, b->own.layers - 1); /* the old run is still there, and what it needs */
    }
    Beside *b = wish(NET_VGG19, BESIDE_SAME, "");
    comes(b->run, b->own.layers - 1);
}

static void after_an_error_there_is_none(void **state) {
    (void)state;
    says("net vgg16; weights bundled");
    BesideWish w = {.weights = app_weights_of(&app, NET_VGG16), .source = BESIDE_OTHER, .photo = "/nowhere.png"};
    wish(NET_VGG19, BESIDE_SAME, "");
    Error e = app_beside(&app, BESIDE_SLICES, &w);
    assert_string_equal(e.id, "file.open");
    assert_null(app.beside[BESIDE_SLICES].run);
    assert_null(app.beside[BESIDE_SLICES].weights);
    e = app_beside(&app, BESIDE_SLICES, &w); /* said once */
    assert_false(failed(&e));
    assert_non_null(wish(NET_VGG16, BESIDE_SAME, "")->run);
    snprintf(w.weights.file, sizeof w.weights.file, "/nowhere.safetensors");
    w.weights.choice = WEIGHTS_FILE;
    e = app_beside(&app, BESIDE_SLICES, &w);
    assert_string_equal(e.id, "file.open");
    assert_non_null(app.run);
}

#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__ /* they take address space as they like */
static void too_little_memory_is_an_error(void **state) {
    (void)state;
    says("net vgg16; weights bundled");
    struct rlimit usual, tight;
    getrlimit(RLIMIT_AS, &usual);
    tight = usual;
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%lu", &pages) != 1) skip();
    fclose(file);
    tight.rlim_cur = pages * 4096ul + (300ul << 20); /* VGG-19's own weights take 548 MiB */
    BesideWish w = {.weights = {.net = NET_VGG19, .choice = WEIGHTS_RANDOM, .seed = 9}};
    assert_int_equal(setrlimit(RLIMIT_AS, &tight), 0);
    Error e = app_beside(&app, BESIDE_SLICES, &w);
    setrlimit(RLIMIT_AS, &usual);
    assert_non_null(e.id);
    assert_string_equal(e.id, "memory");
    assert_null(app.beside[BESIDE_SLICES].run);
    says("step 3");
    e = app_wait(&app);
    assert_false(failed(&e));
}
#endif

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_weights_are_shared),
        cmocka_unit_test(it_computes_what_the_main_run_would),
        cmocka_unit_test(a_network_of_another_size),
        cmocka_unit_test(places_are_changed_without_computing_again),
        cmocka_unit_test(replacing_it_at_work),
        cmocka_unit_test(after_an_error_there_is_none),
#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
        cmocka_unit_test(too_little_memory_is_an_error),
#endif
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
