/* Each photo of the gallery is shown by its own picture, whatever was opened, reordered or replaced since. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "app/session/kept.h"
#include "drawn.h"
#include "io/paths.h"
#include "opened.h"
#include "scratch.h"

enum { SMALL = THUMBNAIL * THUMBNAIL * 3 };

static const unsigned char *small(int photo) {
    const Thumbnail *t = app_thumbnail(&app, photo);
    return t ? t->rgb : NULL;
}

/* A copy of a photo of the gallery, under another name. */
static const char *copy(const char *photo, const char *name) {
    char file[64], path[1024];
    Mapped mapped;
    snprintf(file, sizeof file, "photos/%s.jpg", photo);
    assert_true(paths_assets(file, path, sizeof path));
    Error e = file_map(path, &mapped);
    assert_false(failed(&e));
    const char *to = scratch_write(name, mapped.data, mapped.size);
    file_unmap(&mapped);
    return to;
}

static void opens(const char *path) {
    char script[600];
    snprintf(script, sizeof script, "image \"%s\"", path);
    says(script);
}

/* The user's own photos show what these of the gallery do, the latest first. */
static void show(const char *const own[], int n) {
    Error e = app_wait(&app);
    assert_false(failed(&e));
    for (int i = 0; i < n; i++) {
        int of = 0;
        while (of < app.gallery->n && strcmp(app.gallery->name[of], own[i]) != 0) of++;
        const unsigned char *is = small(app.gallery->n + i), *wanted = small(of);
        if (!is || !wanted || memcmp(is, wanted, SMALL) != 0)
            fail_msg("%s is not shown by %s", app_photo(&app, app.gallery->n + i), own[i]);
    }
}

/* The command only asks for them: the window goes on while they are made. */
static void the_gallery_does_not_wait(void **state) {
    (void)state;
    uint64_t before = app.thumbnails;
    says("gallery");
    assert_int_equal(app.thumbnails, before);
    Error e = app_wait(&app);
    assert_false(failed(&e));
    assert_int_equal(app.thumbnails, before + (uint64_t)app.gallery->n);
    says("close");
}

static void each_by_its_own(void **state) {
    (void)state;
    opens(copy("owl", "first.jpg"));
    opens(copy("koala", "second.jpg"));
    opens(copy("panda", "third.jpg"));
    says("gallery");
    show((const char *const[]){"panda", "koala", "owl"}, 3);
    opens(scratch("first.jpg")); /* dropped onto the open gallery: the order changes under it */
    show((const char *const[]){"owl", "panda", "koala"}, 3);
    opens(copy("jaguar", "fourth.jpg"));
    show((const char *const[]){"jaguar", "owl", "panda", "koala"}, 4);
    says("close; gallery");
    show((const char *const[]){"jaguar", "owl", "panda", "koala"}, 4);
    const char *other = copy("koala", "new.jpg"); /* another photo under a name that is known */
    assert_int_equal(rename(other, scratch("fourth.jpg")), 0);
    says("close; gallery");
    show((const char *const[]){"koala", "owl", "panda", "koala"}, 4);
    says("close");
}

/* What is not there any more has no picture, and is not looked for again and again. */
static void one_that_has_gone(void **state) {
    (void)state;
    opens(copy("owl", "gone.jpg"));
    assert_int_equal(remove(scratch("gone.jpg")), 0);
    says("gallery");
    Error e = app_wait(&app);
    assert_false(failed(&e));
    assert_null(small(app.gallery->n));
    const Thumbnailing *work = app.work.thumbnailing;
    app_want(&app);
    assert_ptr_equal(app.work.thumbnailing, work);
    says("close");
}

/* A picture is known to the window by its place in memory and its version: two that differ never have both alike. */
static void never_one_for_another(void **state) {
    (void)state;
    static struct { const void *data; uint64_t version; unsigned char rgb[SMALL]; } seen[2000];
    static const char *const PHOTOS[] = {"owl", "koala", "panda", "jaguar"};
    const Metrics metrics = {NULL, fixed_width};
    static Frame frame;
    Arena arena = {0};
    char name[32];
    int n = 0;
    for (int round = 0; round < 12; round++) {
        for (int i = 0; i < 3; i++) {
            snprintf(name, sizeof name, "%d.jpg", (round * 3 + i) % 10);
            copy(PHOTOS[(round + i) % 4], name);
            if (round % 3 != 1) opens(scratch(name));
        }
        says("gallery");
        Error e = app_wait(&app);
        assert_false(failed(&e));
        arena_reset(&arena);
        view_frame(&app, &metrics, 1280, 720, 1e9, &arena, &frame);
        for (int i = 0; i < frame.list.n; i++) {
            const Picture *p = &frame.list.at[i].picture;
            if (frame.list.at[i].kind != DRAW_PICTURE || p->w != THUMBNAIL) continue;
            int at = 0;
            while (at < n && (seen[at].data != p->data || seen[at].version != p->version)) at++;
            assert_true(at < (int)(sizeof seen / sizeof *seen));
            if (at < n) assert_memory_equal(seen[at].rgb, p->data, SMALL);
            else seen[n].data = p->data, seen[n].version = p->version, memcpy(seen[n++].rgb, p->data, SMALL);
        }
        says("close");
    }
    arena_free(&arena);
}

static void those_that_were_kept(void **state) {
    (void)state;
    static Kept kept;
    kept.recent.n = 2;
    strcpy(kept.recent.path[0], copy("owl", "kept 1.jpg"));
    strcpy(kept.recent.path[1], copy("koala", "kept 2.jpg"));
    close_app(state);
    AppOptions options = {.weights = "bundled", .kept = &kept};
    Error e = app_open(&options, &app);
    assert_false(failed(&e));
    says("gallery");
    show((const char *const[]){"koala", "owl"}, 2);
    says("close");
}

/* The columns are as wide as the names of the user's own photos, too. */
static void their_names_have_room(void **state) {
    (void)state;
    static const char NAME[] = "under the lake.jpg";
    const Metrics metrics = {NULL, fixed_width};
    static Frame frame;
    Arena arena = {0};
    bool found = false;
    opens(copy("owl", NAME));
    says("gallery");
    view_frame(&app, &metrics, 1280, 720, 1e9, &arena, &frame);
    for (int i = 0; i < frame.list.n; i++) {
        const Draw *d = &frame.list.at[i];
        found |= d->kind == DRAW_TEXT && d->rect.y > 100 && d->rect.y < 650 && strcmp(d->text.utf8, NAME) == 0 &&
                 !d->text.cut;
    }
    arena_free(&arena);
    assert_true(found);
    says("close; image panda");
}

static int open_all(void **state) { return scratch_open(state) || open_app(state); }
static int close_all(void **state) { return close_app(state) | scratch_close(state); }

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_gallery_does_not_wait), cmocka_unit_test(each_by_its_own),
        cmocka_unit_test(one_that_has_gone),         cmocka_unit_test(never_one_for_another),
        cmocka_unit_test(those_that_were_kept),      cmocka_unit_test(their_names_have_room)};
    return cmocka_run_group_tests(tests, open_all, close_all);
}
