/* A path as long as the system takes it, with spaces, quotes, semicolons and Chinese in it, works whole wherever one is
 * named, clicked, completed, kept or written back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "app/session/kept.h"
#include "app/session/place.h"
#include "cli/save.h"
#include "drawn.h"
#include "io/paths.h"
#include "io/weights_file.h"
#include "opened.h"
#include "scratch.h"

static char folder[PATH_SIZE], photo[PATH_SIZE], weights[PATH_SIZE];
static Frame frame;
static Arena arena;

static void succeeds(Error e) {
    if (failed(&e)) fail_msg("%s: %s %s", e.id, e.arg[0], e.arg[1]);
}

static void copy(const char *from, const char *to) {
    Mapped file;
    succeeds(file_map(from, &file));
    FILE *out = fopen(to, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(file.data, 1, file.size, out), file.size);
    assert_int_equal(fclose(out), 0);
    file_unmap(&file);
}

/* The folder, and in it a photo whose path has PATH_SIZE - 1 bytes, and weights with one shorter. */
static int make_files(void **state) {
    static const char PART[] = "/a; “图片”；it's, \"one\" \\ of，many　folders";
    char bundled[PATH_SIZE], panda[PATH_SIZE], name[256];
    if (scratch_open(state) || open_app(state)) return -1;
    size_t n = strlen(strcpy(folder, scratch_dir));
    while (n + strlen(PART) < PATH_SIZE - 200) n += strlen(strcpy(folder + n, PART));
    succeeds(dir_make(folder));
    size_t rest = PATH_SIZE - 1 - n - strlen("/；.jpg");
    memset(name, 'n', rest);
    name[rest] = '\0';
    assert_int_equal(snprintf(photo, sizeof photo, "%s/；%s.jpg", folder, name), PATH_SIZE - 1);
    name[rest - strlen("afetensors")] = '\0';
    assert_int_equal(snprintf(weights, sizeof weights, "%s/；%s.safetensors", folder, name), PATH_SIZE - 3);
    assert_true(paths_assets("photos/panda.jpg", panda, sizeof panda) &&
                weights_bundled(NET_VGG16, bundled, sizeof bundled));
    copy(panda, photo);
    copy(bundled, weights);
    return 0;
}

static int remove_files(void **state) {
    arena_free(&arena);
    return close_app(state) | scratch_close(state);
}

static void says_path(const char *command, const char *path) {
    char quoted[QUOTED_SIZE], script[QUOTED_SIZE + 64];
    script_quote(path, quoted);
    snprintf(script, sizeof script, "%s %s", command, quoted);
    says(script);
}

/* Draws the window and clicks the last area whose command has `word` in it and a path behind. */
static void click(const char *word) {
    const Metrics metrics = {NULL, fixed_width};
    arena_reset(&arena);
    view_frame(&app, &metrics, 1280, 720, 1e9, &arena, &frame);
    for (int i = frame.n_hits - 1; i >= 0; i--) {
        const Hit *hit = &frame.hits[i];
        const char *at = hit->command ? strstr(hit->command, word) : NULL;
        if (!at || strncmp(at + strlen(word), "\"/", 2) != 0) continue;
        char *command = hit_command(hit, hit->rect.x + 1, hit->rect.y + 1, -1, false);
        assert_non_null(command);
        says(command);
        free(command);
        return;
    }
    fail_msg("no area says %s", word);
}

static void begin(void) { says("close; image panda; weights bundled; view network; photos this"); }

static void a_photo(void **state) {
    (void)state;
    static char script[SCRIPT_SIZE];
    says_path("image", photo);
    assert_string_equal(app.photo->path, photo);
    assert_string_equal(app.photo->name, path_base(photo));
    app_script(&app, script, sizeof script);
    begin();
    says(script);
    assert_string_equal(app.photo->path, photo);
    begin();
    says("gallery");
    click("close; image ");
    assert_string_equal(app.photo->path, photo);
    begin();
}

static void weights_of_ones_own(void **state) {
    (void)state;
    static char script[SCRIPT_SIZE];
    says_path("weights", weights);
    assert_string_equal(app.weights->path, weights);
    app_script(&app, script, sizeof script);
    begin();
    says(script);
    assert_string_equal(app.weights->path, weights);
    says("weights list");
    click("close; weights ");
    assert_string_equal(app.weights->path, weights);
    says("weights list; choose this");
    assert_string_equal(app.weights->path, weights);
    begin();
}

static void the_best_patches_of_all_photos(void **state) {
    (void)state;
    char script[100];
    says_path("image", photo);
    says("select conv5_3; view layer");
    succeeds(app_wait(&app));
    snprintf(script, sizeof script, "map %d; image owl; photos all",
             app_map(&app)); /* where a panda is among the best */
    says(script);
    succeeds(app_wait(&app));
    click("image ");
    assert_string_equal(app.photo->path, photo);
    begin();
}

static void a_reference(void **state) {
    (void)state;
    static char script[SCRIPT_SIZE];
    says("slice lte; view slices");
    says_path("reference", photo);
    assert_string_equal(app.slicing->reference, photo);
    assert_string_equal(app.beside[BESIDE_REFERENCE].photo.path, photo);
    says_path("weights", weights); /* with all the others at once */
    says_path("image", photo);
    says("difference reference");
    app_script(&app, script, sizeof script);
    begin();
    says("reference none; difference off");
    says(script);
    assert_string_equal(app.slicing->reference, photo);
    assert_string_equal(app.photo->path, photo);
    assert_string_equal(app.weights->path, weights);
    assert_int_equal(app.view, VIEW_SLICES);
    says("reference none; difference off");
    begin();
}

/* The other network's weights, too, are named in the script. */
static void a_pair(void **state) {
    (void)state;
    static char script[SCRIPT_SIZE];
    char quoted[QUOTED_SIZE], pair[QUOTED_SIZE + 64];
    script_quote(weights, quoted);
    snprintf(pair, sizeof pair, "net vgg19; compare vgg16 vgg19 %s lower; view compare", quoted);
    says(pair);
    assert_string_equal(app.beside[BESIDE_COMPARE].weights->path, weights);
    app_script(&app, script, sizeof script);
    says("net vgg16; compare vgg16 vgg19; view network");
    says(script);
    assert_string_equal(app.beside[BESIDE_COMPARE].weights->path, weights);
    says("net vgg16; compare vgg16 vgg19");
    begin();
}

static void the_command_line(void **state) {
    (void)state;
    static char lines[6][TYPED_SIZE];
    says_path("image", photo);
    begin();
    says("command");
    app_type(&app, "step 0; image \"/t");
    assert_int_equal(app_complete(&app, lines, 6), 1);
    says("complete; choose this");
    assert_string_equal(app.photo->path, photo);
    begin();
}

static void what_is_kept(void **state) {
    (void)state;
    static Kept kept;
    Place place = {0};
    says_path("image", photo);
    says_path("weights", weights);
    kept_of(&app, &kept);
    assert_string_equal(kept.recent.path[kept.recent.n - 1], photo);
    succeeds(place_save(&app, &place));
    begin();
    succeeds(place_restore(&app, &place));
    assert_string_equal(app.photo->path, photo);
    assert_string_equal(app.weights->path, weights);
    place_free(&place);
    begin();
}

static void a_file_that_is_written(void **state) {
    (void)state;
    char path[PATH_SIZE], out[PATH_SIZE];
    snprintf(path, sizeof path, "%.*s.csv", (int)(strlen(photo) - 4), photo);
    succeeds(save_path(&app, path, SAVE_CSV, false, true, out, sizeof out));
    assert_string_equal(out, path);
    succeeds(save_write(&app, out, SAVE_CSV, true));
    assert_true(file_exists(path));
    remove(path);
}

/* What the system cannot have is said, with the name of the file in sight. */
static void a_longer_one_is_refused(void **state) {
    (void)state;
    char longer[PATH_SIZE + 16], script[2 * PATH_SIZE + 64], text[ERROR_TEXT];
    memset(longer, 'n', sizeof longer);
    memcpy(longer, "/tmp/", 5);
    strcpy(longer + sizeof longer - 8, "end.jpg");
    static const char *const COMMANDS[] = {"image", "weights", "reference", "lesson"};
    for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++) {
        snprintf(script, sizeof script, "%s %s", COMMANDS[i], longer);
        Error e = app_do(&app, script, NULL);
        assert_true(failed(&e));
        strings_error(app.strings, &e, text, sizeof text);
        assert_non_null(strstr(text, "…"));
        assert_non_null(strstr(text, "end.jpg"));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_photo),
        cmocka_unit_test(weights_of_ones_own),
        cmocka_unit_test(the_best_patches_of_all_photos),
        cmocka_unit_test(a_reference),
        cmocka_unit_test(a_pair),
        cmocka_unit_test(the_command_line),
        cmocka_unit_test(what_is_kept),
        cmocka_unit_test(a_file_that_is_written),
        cmocka_unit_test(a_longer_one_is_refused),
    };
    return cmocka_run_group_tests(tests, make_files, remove_files);
}
