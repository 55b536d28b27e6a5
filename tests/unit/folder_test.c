/* The photos of a folder in the gallery: which they are, their order and classes, pages, and the way back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "drawn.h"
#include "opened.h"
#include "scratch.h"

static void make_dir(const char *name) { assert_int_equal(mkdir(scratch(name), 0777), 0); }

/* A photo, or its first n bytes. */
static void make_photo(const char *name, size_t n) {
    Mapped file;
    Error e = file_map("tests/goldens/preprocess/turned-6.jpg", &file);
    assert_false(failed(&e));
    scratch_write(name, file.data, n ? n : file.size);
    file_unmap(&file);
}

static void says_of(const char *format, const char *folder) {
    char script[600];
    snprintf(script, sizeof script, format, scratch(folder));
    says(script);
}

/* What the gallery shows, below the folder. */
static const char *shown(int photo) {
    const Folder *f = app.work.folder;
    assert_non_null(f);
    assert_in_range(photo, 0, app_photos(&app) - 1);
    assert_string_equal(app_photo(&app, photo), f->file[f->photo[photo]]);
    return folder_name(f, f->photo[photo]);
}

static int make_folders(void **state) {
    if (scratch_open(state) || open_app(state)) return -1;
    make_dir("zoo");
    make_dir("zoo/cats");
    make_dir("zoo/cats-2");
    make_dir("zoo/cats/deep");
    make_photo("zoo/zebra.jpg", 0);
    make_photo("zoo/ape.JPEG", 0);
    make_photo("zoo/no name of a photo", 0);
    make_photo("zoo/.hidden.jpg", 0);
    make_photo("zoo/cats/b.jpg", 0);
    make_photo("zoo/cats/a.jpg", 0);
    make_photo("zoo/cats-2/a.jpg", 0);
    make_photo("zoo/cats/deep/c.jpg", 0);
    scratch_write("zoo/notes.txt", "a text", 6);
    scratch_write("zoo/cats/empty.jpg", "", 0);
    make_dir("nothing");
    make_dir("many");
    for (int i = 0; i < 100; i++) {
        char name[32];
        snprintf(name, sizeof name, "many/%03d.jpg", i);
        make_photo(name, i == 30 || i == 99 ? 900 : 0); /* two are cut, which their beginning does not tell */
    }
    return 0;
}

static void its_own_and_then_class_by_class(void **state) {
    (void)state;
    static const char *const NAMES[] = {"ape.JPEG", "no name of a photo", "zebra.jpg",
                                        "cats-2/a.jpg", "cats/a.jpg", "cats/b.jpg"};
    bool all;
    says_of("images '%s/'", "zoo");
    waits();
    assert_int_equal(app_photos(&app), 6);
    for (int i = 0; i < 6; i++) assert_string_equal(shown(i), NAMES[i]);
    assert_int_equal(folder_left_out(app.work.folder, &all), 2);
    assert_true(all);
    assert_true(app.work.folder->classes);
    says("images bundled");
    assert_int_equal(app_photos(&app), app.gallery->n);
}

static void nothing_changes_where_there_is_none(void **state) {
    (void)state;
    says_of("images '%s'", "zoo");
    const Folder *before = app.work.folder;
    is_refused("images README.md/none", "folder.open");
    is_refused("images README.md", "folder.open");
    char script[600];
    snprintf(script, sizeof script, "images '%s'", scratch("nothing"));
    is_refused(script, "folder.empty");
    assert_ptr_equal(app.work.folder, before);
    says("images bundled");
    size_t at;
    Error e = command_check("images zoo", &at); /* what a lesson says */
    assert_string_equal(e.id, "command.never");
}

/* Names are the bundled ones first, then the folder's; N goes through the folder's, whatever has been looked into. */
static void photos_by_their_names(void **state) {
    (void)state;
    make_photo("zoo/panda", 0);
    says_of("images '%s'; photo next", "zoo");
    assert_string_equal(app.photo->name, "ape.JPEG");
    says("photo next; photo next; photo next");
    assert_string_equal(app.photo->name, "zebra.jpg");
    says("photo next");
    assert_string_equal(app.photo->path, scratch("zoo/cats-2/a.jpg"));
    says("image cats/b.jpg");
    assert_string_equal(app.photo->path, scratch("zoo/cats/b.jpg"));
    says("photo next");
    assert_string_equal(app.photo->name, "ape.JPEG");
    says("photo previous");
    assert_string_equal(app.photo->path, scratch("zoo/cats/b.jpg"));
    int recent = app.recent->n;
    says("image panda");
    assert_null(strstr(app.photo->path, "zoo"));
    assert_int_equal(app.recent->n, recent);
    assert_int_equal(remove(scratch("zoo/panda")), 0);
    says("images bundled");
    is_refused("image cats/b.jpg", "file.open");
}

/* The command only asks for the pictures of a page, and no more are ever made. */
static void a_page_at_a_time(void **state) {
    (void)state;
    says_of("images '%s'", "many");
    waits();
    uint64_t before = app.thumbnails;
    says("gallery");
    assert_int_equal(app.thumbnails, before);
    waits();
    assert_int_equal(app.thumbnails, before + GALLERY_PAGE);
    for (int i = 0; i < GALLERY_PAGE; i++) assert_non_null(app_thumbnail(&app, i));
    assert_null(app_thumbnail(&app, GALLERY_PAGE));
    assert_int_equal(app_photos(&app), 100);
    app_key(&app, "pagedown");
    waits();
    assert_int_equal(app_gallery_first(&app), GALLERY_PAGE);
    assert_int_equal(app_photos(&app), 99); /* the cut one has left */
    assert_string_equal(shown(30), "031.jpg");
    for (int i = GALLERY_PAGE; i < 2 * GALLERY_PAGE; i++) assert_non_null(app_thumbnail(&app, i));
    says("page previous");
    waits();
    assert_int_equal(app.thumbnails, before + 2 * GALLERY_PAGE); /* those of the first page are still there */
    says("page 9");
    waits();
    bool all;
    assert_int_equal(app_gallery_first(&app), 84);
    assert_int_equal(app_photos(&app), 98);
    assert_int_equal(app.overlay_at, 97);
    assert_int_equal(folder_left_out(app.work.folder, &all), 2);
    says("choose next; choose down");
    assert_int_equal(app.overlay_at, 97);
    app_key(&app, "return");
    assert_string_equal(app.photo->name, "098.jpg");
    says("gallery");
    assert_int_equal(app.overlay_at, 97);
    says("close; images bundled; image panda");
}

static void one_that_goes_is_left_out(void **state) {
    (void)state;
    bool all;
    make_photo("zoo/gone.jpg", 0);
    says_of("images '%s'", "zoo");
    waits();
    assert_int_equal(app_photos(&app), 7);
    assert_int_equal(remove(scratch("zoo/gone.jpg")), 0);
    says("gallery");
    waits();
    assert_int_equal(app_photos(&app), 6);
    assert_int_equal(folder_left_out(app.work.folder, &all), 3);
    says("close; images bundled");
}

/* What is said before the folder has been looked into holds when it has. */
static void a_place_that_is_not_known_yet(void **state) {
    (void)state;
    says_of("images '%s'; gallery; choose 60", "many");
    waits();
    assert_int_equal(app.overlay_at, 59);
    assert_int_equal(app_gallery_first(&app), 56);
    assert_non_null(app_thumbnail(&app, 59));
    says("close; images bundled");
}

static void says_where_it_is(void **state) {
    (void)state;
    const Metrics metrics = {NULL, fixed_width};
    static Frame frame;
    Arena arena = {0};
    bool range = false, class = false;
    says_of("images '%s'; gallery; page 2", "many");
    waits();
    view_frame(&app, &metrics, 1280, 720, 1e9, &arena, &frame);
    for (int i = 0; i < frame.list.n; i++)
        range |= frame.list.at[i].kind == DRAW_TEXT && strstr(frame.list.at[i].text.utf8, "29 to 56 of 99") != NULL;
    assert_true(range);
    says_of("images '%s'", "zoo");
    waits();
    view_frame(&app, &metrics, 1280, 720, 1e9, &arena, &frame);
    for (int i = 0; i < frame.list.n; i++)
        class |= frame.list.at[i].kind == DRAW_TEXT && strcmp(frame.list.at[i].text.utf8, "cats-2") == 0;
    assert_true(class);
    arena_free(&arena);
    says("close; images bundled");
}

static void dropped_onto_the_window(void **state) {
    (void)state;
    app_say_file(&app, scratch("zoo"));
    assert_false(failed(&app.trouble));
    assert_int_equal(app.overlay, OVERLAY_GALLERY);
    app_say_file(&app, scratch("many")); /* onto the open gallery */
    assert_int_equal(app.overlay, OVERLAY_GALLERY);
    assert_string_equal(app.work.folder->path, scratch("many"));
    says("close; images bundled");
}

/* A mark brings the folder back that it was made in, or the bundled photos. */
static void a_mark_knows_the_folder(void **state) {
    (void)state;
    says("mark");
    says_of("images '%s'", "zoo");
    says("return");
    assert_null(app.work.folder);
    says_of("images '%s'; mark", "zoo");
    says_of("images '%s'; return", "many");
    assert_string_equal(app.work.folder->path, scratch("zoo"));
    says("images bundled");
}

static int remove_folders(void **state) { return close_app(state) | scratch_close(state); }

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_own_and_then_class_by_class), cmocka_unit_test(nothing_changes_where_there_is_none),
        cmocka_unit_test(photos_by_their_names),           cmocka_unit_test(a_page_at_a_time),
        cmocka_unit_test(one_that_goes_is_left_out),
        cmocka_unit_test(a_place_that_is_not_known_yet),   cmocka_unit_test(says_where_it_is),
        cmocka_unit_test(dropped_onto_the_window),         cmocka_unit_test(a_mark_knows_the_folder)};
    return cmocka_run_group_tests(tests, make_folders, remove_folders);
}
