/* The sheet of a layer: the same bits however it was come to, what is kept of it on the disk and what is not believed
 * there, what is asked for and said. The ascent itself is held against PyTorch in tests/live/asks.py. */
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <utime.h>

#include <cmocka.h>

#include "io/paths.h"
#include "opened.h"
#include "scratch.h"

enum { MAPS = 8 };

static int open_all(void **state) {
    setenv("XDG_CACHE_HOME", "/proc/nowhere", 1);
    return scratch_open(state) ? -1 : open_app(state);
}

static int close_all(void **state) { return close_app(state) | scratch_close(state); }

/* A cache of its own, which begins empty. */
static void use_cache(const char *name) { setenv("XDG_CACHE_HOME", scratch(name), 1); }

static int at_desk(void **state) {
    (void)state;
    setenv("XDG_CACHE_HOME", "/proc/nowhere", 1);
    says_and_waits("net tests/soak/small.net; weights random:3; image owl; reset; select conv2_1; sheet off; "
                   "view network");
    return 0;
}

static int row_2_1(void) { return net_layer(&app.own, "conv2_1"); }

/* ---- made without the screen ---- */

static Sheet *opened(Engine *engine) {
    Sheet *s;
    Error e = sheet_open(engine, app.weights, row_2_1(), &s);
    assert_false(failed(&e));
    assert_int_equal(s->maps, MAPS);
    return s;
}

/* Until so many maps are there. */
static void works(Sheet *s, int until) {
    sheet_aim(s, until);
    while (!s->task.done) {
        Error e = s->task.work(&s->task);
        if (failed(&e)) fail_msg("%s", e.id);
    }
    assert_true(s->made >= until);
}

static Sheet *made_by(Engine *engine, int until) {
    Sheet *s = opened(engine);
    works(s, until);
    return s;
}

static void are_same(Sheet *a, Sheet *b, const char *how) {
    if (a->made != b->made) fail_msg("%s: %d maps, %d", how, a->made, b->made);
    size_t n = (size_t)a->made;
    if (memcmp(a->rgb, b->rgb, n * sheet_bytes(a))) fail_msg("%s: other pictures", how);
    if (memcmp(a->score, b->score, n * sizeof *a->score)) fail_msg("%s: other scores", how);
}

/* ---- the same bits ---- */

static void a_picture_is_its_maps(void **state) {
    (void)state;
    Sheet *s = made_by(app.engine, MAPS);
    for (int a = 0; a < MAPS; a++)
        for (int b = 0; b < a; b++)
            assert_true(memcmp(sheet_picture(s, a), sheet_picture(s, b), sheet_bytes(s)) != 0);
    sheet_close(s);
}

/* What it was painted for grows: by the network itself, on the picture's bytes. */
static void what_a_map_asks_for_makes_it_grow(void **state) {
    (void)state;
    Sheet *s = made_by(app.engine, MAPS);
    Shape in = s->net.input, out = net_shape(&s->net, s->row);
    size_t plane = (size_t)in.h * (size_t)in.w, places = (size_t)out.h * (size_t)out.w;
    float *input = malloc((size_t)shape_count(in) * sizeof *input);
    double mean[MAPS][MAPS];
    assert_non_null(input);
    for (int picture = 0; picture < MAPS; picture++) {
        Run *run;
        bool finished;
        prepare_pixels(&app.weights->preparation, in.c, sheet_picture(s, picture), plane, input);
        Error e = run_open_sized(app.engine, app.weights, &s->net, input, &run);
        if (!failed(&e)) e = run_to(run, s->row, &finished);
        assert_false(failed(&e));
        const float *v = run_values(run, s->row);
        for (int map = 0; map < MAPS; map++) {
            double sum = 0;
            for (size_t i = 0; i < places; i++) sum += (double)v[(size_t)map * places + i];
            mean[picture][map] = sum / (double)places;
        }
        run_close(run);
    }
    for (int map = 0; map < MAPS; map++)
        for (int other = 0; other < MAPS; other++)
            if (other != map) assert_true(mean[map][map] > mean[other][map]);
    free(input);
    sheet_close(s);
}

static void any_number_of_threads_makes_the_same_bits(void **state) {
    (void)state;
    Sheet *here = made_by(app.engine, 3);
    for (int threads = 1; threads <= 3; threads++) {
        Engine *engine;
        Error e = engine_open(engine_isa(app.engine), threads, 0, &engine);
        assert_false(failed(&e));
        Sheet *s = made_by(engine, 3);
        are_same(here, s, "threads");
        sheet_close(s);
        engine_close(engine);
    }
    sheet_close(here);
}

typedef struct Stopping {
    Sheet *sheet;
    atomic_bool over;
} Stopping;

/* Tells it to end again and again. */
static void *stop(void *arg) {
    Stopping *s = arg;
    while (!atomic_load(&s->over)) {
        atomic_store(&s->sheet->task.cancel, true);
        nanosleep(&(struct timespec){0, 300000}, NULL);
    }
    return NULL;
}

static Sheet *made_in_parts(int until) {
    Sheet *s = opened(app.engine);
    Stopping stopping = {.sheet = s};
    pthread_t thread;
    sheet_aim(s, until);
    assert_int_equal(pthread_create(&thread, NULL, stop, &stopping), 0);
    while (!s->task.done) {
        atomic_store(&s->task.cancel, false);
        Error e = s->task.work(&s->task);
        assert_false(failed(&e));
    }
    atomic_store(&stopping.over, true);
    pthread_join(thread, NULL);
    return s;
}

/* In the midst of a layer, too, forward and backward. */
static void it_goes_on_where_it_was_stopped(void **state) {
    (void)state;
    Sheet *whole = made_by(app.engine, 2);
    for (int round = 0; round < 8; round++) {
        Sheet *parted = made_in_parts(2);
        are_same(whole, parted, "stopped");
        sheet_close(parted);
    }
    sheet_close(whole);
}

/* Tiles of a convolution are smaller where its maps are: what is kept of its weights for the photo is none of this. */
static void a_run_of_another_size_is_the_same_beside_the_photos(void **state) {
    (void)state;
    says_and_waits("net vgg16; weights bundled");
    Net small;
    Engine *fresh;
    bool finished;
    int row = net_layer(&app.own, "conv4_2");
    assert_true(net_sized(&app.weights->net, row, 96, &small));
    Shape out = net_shape(&small, row);
    size_t bytes = (size_t)shape_count(out) * sizeof(float);
    Error e = engine_open(engine_isa(app.engine), 2, 64 << 20, &fresh);
    assert_false(failed(&e));
    float *kept = malloc(bytes);
    assert_non_null(kept);
    for (int beside = 0; beside < 2; beside++) {
        Run *whole = NULL, *run;
        if (beside) e = run_open(fresh, app.weights, run_values(app.run, -1), &whole);
        if (beside && !failed(&e)) e = run_to(whole, row, &finished);
        for (int l = 0; l < app.weights->net.layers && !beside; l++) engine_forget(fresh, &app.weights->layer[l]);
        if (!failed(&e)) e = run_open_sized(fresh, app.weights, &small, run_values(app.run, -1), &run);
        if (!failed(&e)) e = run_to(run, row, &finished);
        assert_false(failed(&e));
        if (!beside) memcpy(kept, run_values(run, row), bytes);
        else assert_memory_equal(run_values(run, row), kept, bytes);
        run_close(run);
        run_close(whole);
        for (int l = 0; l < app.weights->net.layers; l++) engine_forget(fresh, &app.weights->layer[l]);
    }
    free(kept);
    engine_close(fresh);
}

/* ---- on the disk ---- */

/* The one file of a cache. */
static const char *file_of(const char *cache) {
    static char path[PATH_SIZE];
    char folder[512];
    snprintf(folder, sizeof folder, "%s/vggscope/sheets", scratch(cache));
    DIR *dir = opendir(folder);
    int n = 0;
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        if (*entry->d_name != '.') n++, snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    if (dir) closedir(dir);
    if (n != 1) fail_msg("%s: %d files", folder, n);
    return path;
}

static unsigned char *bytes_of(const char *path, size_t *size) {
    Mapped m;
    Error e = file_map(path, &m);
    assert_false(failed(&e));
    unsigned char *copy = malloc(m.size + 1);
    assert_non_null(copy);
    memcpy(copy, m.data, m.size);
    *size = m.size;
    file_unmap(&m);
    return copy;
}

static void write_bytes(const char *path, const unsigned char *bytes, size_t n) {
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, n, out), n);
    assert_int_equal(fclose(out), 0);
}

/* How many maps are read back, without any being painted. */
static int read_back(void) {
    Sheet *s = opened(app.engine);
    sheet_aim(s, 0);
    Error e = s->task.work(&s->task);
    assert_false(failed(&e));
    assert_true(s->read);
    int made = s->made;
    sheet_close(s);
    return made;
}

static void it_is_read_back_at_the_next_start(void **state) {
    (void)state;
    use_cache("resumed");
    Sheet *first = made_by(app.engine, 3);
    sheet_close(first);
    assert_int_equal(read_back(), 3);
    Sheet *resumed = made_by(app.engine, MAPS);
    assert_int_equal(read_back(), MAPS);
    setenv("XDG_CACHE_HOME", "/proc/nowhere", 1);
    Sheet *whole = made_by(app.engine, MAPS);
    are_same(whole, resumed, "resumed");
    sheet_close(whole);
    sheet_close(resumed);
}

typedef struct Damage {
    const char *what;
    long cut;     /* bytes that are left, from the end where negative; 0: all */
    long changed; /* a byte that is another; -1: none */
    int believed; /* maps */
} Damage;

static void what_is_broken_is_made_anew(void **state) {
    (void)state;
    use_cache("broken");
    Sheet *whole = made_by(app.engine, MAPS);
    size_t size, again;
    const long head = 48, record = (long)sheet_bytes(whole) + 36;
    char path[PATH_SIZE];
    strcpy(path, file_of("broken"));
    unsigned char *bytes = bytes_of(path, &size);
    assert_int_equal(size, head + MAPS * record);
    const Damage ALL[] = {{"whole", 0, -1, MAPS},
                          {"cut in its head", 20, -1, 0},
                          {"nothing but a head", head, -1, 0},
                          {"cut in the first record", head + 9, -1, 0},
                          {"cut in the third", head + 2 * record + 100, -1, 2},
                          {"without its last byte", -1, -1, MAPS - 1},
                          {"another program's", 0, 3, 0},
                          {"of other weights", 0, 30, 0},
                          {"another score", 0, head + record + 1, 1},
                          {"another pixel", 0, head + 4 * record + 700, 4},
                          {"another sum", 0, head + 6 * record - 1, 5}};
    for (size_t i = 0; i < sizeof ALL / sizeof *ALL; i++) {
        const Damage *d = &ALL[i];
        unsigned char *damaged = malloc(size);
        assert_non_null(damaged);
        memcpy(damaged, bytes, size);
        if (d->changed >= 0) damaged[d->changed] ^= 0x40;
        write_bytes(path, damaged, d->cut > 0 ? (size_t)d->cut : size - (size_t)-d->cut);
        free(damaged);
        int believed = read_back();
        if (believed != d->believed) fail_msg("%s: %d are believed", d->what, believed);
        Sheet *s = made_by(app.engine, MAPS);
        are_same(whole, s, d->what);
        sheet_close(s);
        unsigned char *now = bytes_of(path, &again);
        if (again != size || memcmp(now, bytes, size)) fail_msg("%s: the file is another", d->what);
        free(now);
    }
    sheet_close(whole);
    free(bytes);
}

/* A record at another's place, one too many, and no file at all under the name. */
static void what_stands_elsewhere_is_not_believed(void **state) {
    (void)state;
    use_cache("moved");
    Sheet *whole = made_by(app.engine, MAPS);
    size_t size;
    const size_t head = 48, record = sheet_bytes(whole) + 36;
    char path[PATH_SIZE];
    strcpy(path, file_of("moved"));
    unsigned char *bytes = bytes_of(path, &size), *moved = malloc(size + record);
    assert_non_null(moved);
    memcpy(moved, bytes, size);
    memcpy(moved + head + record, bytes + head + 2 * record, record);
    write_bytes(path, moved, size);
    assert_int_equal(read_back(), 1);
    memcpy(moved, bytes, size);
    memcpy(moved + size, bytes + head, record);
    write_bytes(path, moved, size + record);
    assert_int_equal(read_back(), 0);
    assert_int_equal(remove(path), 0);
    assert_int_equal(mkdir(path, 0777), 0);
    char inside[PATH_SIZE + 16];
    snprintf(inside, sizeof inside, "%s/file", path);
    write_bytes(inside, bytes, 1);
    Sheet *s = made_by(app.engine, MAPS);
    are_same(whole, s, "a folder");
    sheet_close(s);
    sheet_close(whole);
    free(moved);
    free(bytes);
}

static void without_a_cache_it_is_in_memory_alone(void **state) {
    (void)state;
    use_cache("first");
    Sheet *whole = made_by(app.engine, MAPS);
    char *home = strdup(getenv("HOME") ? getenv("HOME") : "");
    for (int none = 0; none < 2; none++) {
        if (none) unsetenv("XDG_CACHE_HOME"), unsetenv("HOME");
        else setenv("XDG_CACHE_HOME", "/proc/nowhere", 1);
        Sheet *s = made_by(app.engine, MAPS);
        are_same(whole, s, "in memory");
        sheet_close(s);
    }
    setenv("HOME", home, 1);
    free(home);
    sheet_close(whole);
}

/* A disk that is full in the midst of a record. */
static void what_has_no_room_on_the_disk_is_in_memory(void **state) {
    (void)state;
    use_cache("full");
    struct rlimit was, full;
    Sheet *s = opened(app.engine);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    full = was;
    full.rlim_cur = 48 + 2 * (sheet_bytes(s) + 36) + 500;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &full), 0);
    works(s, MAPS);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
    assert_int_equal(read_back(), 2);
    Sheet *again = made_by(app.engine, MAPS);
    are_same(s, again, "after a full disk");
    assert_int_equal(read_back(), MAPS);
    sheet_close(s);
    sheet_close(again);
}

static void exists(const char *path, bool there) {
    if (file_exists(path) != there) fail_msg("%s is %sthere", path, there ? "not " : "");
}

/* Three files, of which two have room: the one that was used longest ago goes. */
static void the_oldest_files_go(void **state) {
    (void)state;
    enum { PICTURE = 1000, RECORDS = 4 };
    const int64_t most = 2 * (48 + RECORDS * (PICTURE + 36)) + 100;
    unsigned char picture[PICTURE] = {7}, back[PICTURE];
    char paths[3][PATH_SIZE];
    float score;
    use_cache("bounded");
    for (int i = 0; i < 3; i++) {
        SheetFile f;
        unsigned char key[SHEET_KEY] = {(unsigned char)(i + 1)};
        sheet_file_open(key, RECORDS, PICTURE, &f);
        assert_false(sheet_file_read(&f, &score, back));
        for (int r = 0; r < RECORDS; r++) sheet_file_add(&f, (float)r, picture, most);
        strcpy(paths[i], f.path);
        sheet_file_close(&f);
        struct utimbuf old = {1000000 + 100 * i, 1000000 + 100 * i};
        assert_int_equal(utime(paths[i], &old), 0);
        if (i != 1) continue;
        sheet_file_open((unsigned char[SHEET_KEY]){1}, RECORDS, PICTURE, &f); /* the first one is used again */
        for (int r = 0; r < RECORDS; r++) {
            assert_true(sheet_file_read(&f, &score, back));
            assert_true(score == (float)r);
            assert_memory_equal(back, picture, PICTURE);
        }
        assert_false(sheet_file_read(&f, &score, back));
        sheet_file_close(&f);
    }
    exists(paths[0], true);
    exists(paths[1], false);
    exists(paths[2], true);
}

static void what_has_no_room_at_all_is_not_kept(void **state) {
    (void)state;
    unsigned char picture[1000] = {7};
    SheetFile f;
    use_cache("narrow");
    sheet_file_open((unsigned char[SHEET_KEY]){9}, 2, sizeof picture, &f);
    char path[PATH_SIZE];
    strcpy(path, f.path);
    sheet_file_add(&f, 1, picture, 1000);
    sheet_file_add(&f, 1, picture, SHEETS_BYTES); /* it does not begin in the midst */
    sheet_file_close(&f);
    exists(path, false);
}

/* Other weights, another layer and another way to prepare photos are other files. */
static void what_it_is_made_from_names_the_file(void **state) {
    (void)state;
    static const char *const WORLDS[] = {"weights random:3", "weights random:4", "weights random:3; preprocess caffe",
                                         "preprocess torchvision; select conv1_1"};
    unsigned char key[4][SHEET_KEY];
    use_cache("named");
    for (int i = 0; i < 4; i++) {
        Sheet *s;
        says_and_waits(WORLDS[i]);
        Error e = sheet_open(app.engine, app.weights, sheet_row(&app, app.selection.row), &s);
        assert_false(failed(&e));
        works(s, 1);
        memcpy(key[i], s->file.key, SHEET_KEY);
        sheet_close(s);
        for (int k = 0; k < i; k++) assert_true(memcmp(key[i], key[k], SHEET_KEY) != 0);
    }
}

/* ---- as it is asked for ---- */

static int made_now(void) {
    int made;
    return sheet_of(&app, app.selection.row, &made) ? made : -1;
}

static void it_is_made_while_it_is_shown(void **state) {
    (void)state;
    says("view layer");
    assert_true(app_key(&app, "j") && app.sheet.on);
    waits();
    assert_int_equal(made_now(), MAPS);
    says("select relu2_1"); /* what grows is before it: the same */
    waits();
    assert_int_equal(app.work.sheets > 0, 1);
    assert_int_equal(made_now(), MAPS);
    says("select fc1"); /* a vector has none */
    waits();
    assert_int_equal(made_now(), -1);
    assert_false(sheet_shown(&app));
    says("view neuron; select pool1"); /* nor does a screen that does not show it begin one */
    waits();
    assert_int_equal(made_now(), -1);
    says("sheet");
    assert_false(app.sheet.on);
}

static void so_many_are_made(void **state) {
    (void)state;
    says_and_waits("view layer; sheet at 3");
    assert_int_equal(made_now(), 3);
    says_and_waits("sheet at 5");
    assert_int_equal(made_now(), 5);
    says_and_waits("sheet at 2"); /* those beyond are there, and not shown */
    assert_int_equal(made_now(), 2);
    says_and_waits("sheet on");
    assert_int_equal(made_now(), MAPS);
}

/* What the user does comes first: a step runs although pictures wait. */
static void rows_come_first(void **state) {
    (void)state;
    says("net vgg16; weights bundled; reset; select conv3_1; view layer; sheet on");
    app_want(&app);
    while (made_now() < 1) app_wait_for(&app, 5);
    says("run; view network");
    waits();
    assert_true(run_done(app.run, app.own.layers - 1));
    assert_true(made_now() < 64);
}

static void esc_keeps_what_is_there(void **state) {
    (void)state;
    says("net vgg16; weights bundled; reset; select conv3_1; view layer; sheet on");
    app_want(&app);
    while (made_now() < 2) app_wait_for(&app, 5);
    says("stop");
    int made = made_now();
    assert_true(made >= 2 && made < 64);
    assert_int_equal(app.view, VIEW_LAYER);
    waits();
    assert_int_equal(made_now(), made);
    char script[SCRIPT_SIZE], at[32];
    snprintf(at, sizeof at, "sheet at %d; ", made);
    app_script(&app, script, sizeof script);
    assert_non_null(strstr(script, at));
}

static void other_weights_have_another(void **state) {
    (void)state;
    says_and_waits("view layer; sheet at 2");
    int made;
    const Sheet *s = sheet_of(&app, app.selection.row, &made);
    unsigned char *before = malloc(sheet_bytes(s));
    assert_non_null(before);
    memcpy(before, sheet_picture(s, 1), sheet_bytes(s));
    says_and_waits("weights random:4");
    s = sheet_of(&app, app.selection.row, &made);
    assert_int_equal(made, 2);
    assert_true(memcmp(before, sheet_picture(s, 1), sheet_bytes(s)) != 0);
    free(before);
}

static void mistakes_change_nothing(void **state) {
    (void)state;
    says("sheet at 3");
    is_refused("sheet perhaps", "command.word");
    is_refused("sheet at", "command.args");
    is_refused("sheet on 3", "command.args");
    is_refused("sheet at -1", "command.number");
    is_refused("sheet at x", "command.number");
    assert_true(app.sheet.on && app.sheet.halted && app.sheet.at == 3);
}

static void it_is_written_as_a_picture(void **state) {
    (void)state;
    Image image = {0};
    says("view network");
    Error e = sheet_write(&app, scratch("sheet.png"));
    assert_string_equal(e.id, "sheet.nothing");
    says_and_waits("view layer; sheet at 5");
    e = sheet_write(&app, scratch("sheet.png"));
    assert_false(failed(&e));
    /* 8 maps in 3 columns and 3 rows of 32 pixels, a line between and around */
    enum { SIDE = 3 * 33 + 1 };
    e = image_load(scratch("sheet.png"), (Framing){.crop = SIDE, .size = SIDE}, &image);
    assert_false(failed(&e));
    int made;
    const Sheet *s = sheet_of(&app, app.selection.row, &made);
    const unsigned char *fourth = sheet_picture(s, 4);
    for (int y = 0; y < 32; y++)
        assert_memory_equal(image.rgb + ((34 + y) * SIDE + 34) * 3, fourth + y * 32 * 3, 32 * 3);
    for (int i = 0; i < 3; i++) assert_int_equal(image.rgb[(40 * SIDE + 70) * 3 + i], 0); /* the sixth is none yet */
    image_free(&image);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup(name, at_desk)
    const struct CMUnitTest tests[] = {
        TEST(a_picture_is_its_maps),
        TEST(what_a_map_asks_for_makes_it_grow),
        TEST(any_number_of_threads_makes_the_same_bits),
        TEST(it_goes_on_where_it_was_stopped),
        TEST(a_run_of_another_size_is_the_same_beside_the_photos),
        TEST(it_is_read_back_at_the_next_start),
        TEST(what_is_broken_is_made_anew),
        TEST(what_stands_elsewhere_is_not_believed),
        TEST(without_a_cache_it_is_in_memory_alone),
        TEST(what_has_no_room_on_the_disk_is_in_memory),
        TEST(the_oldest_files_go),
        TEST(what_has_no_room_at_all_is_not_kept),
        TEST(what_it_is_made_from_names_the_file),
        TEST(it_is_made_while_it_is_shown),
        TEST(so_many_are_made),
        TEST(rows_come_first),
        TEST(esc_keeps_what_is_there),
        TEST(other_weights_have_another),
        TEST(mistakes_change_nothing),
        TEST(it_is_written_as_a_picture)};
    return cmocka_run_group_tests(tests, open_all, close_all);
}
