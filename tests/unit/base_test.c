/* The foundation: arenas, errors as values, files that are whole or not there, threads that share work. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/workers.h"
#include "scratch.h"

/* ---- arena ---- */

static bool all_zero(const unsigned char *p, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (p[i]) return false;
    return true;
}

/* Takes blocks of many sizes, checks and fills each; nothing that was filled before may change. */
static void fill_arena(Arena *arena, unsigned char mark) {
    enum { BLOCKS = 60 };
    unsigned char *block[BLOCKS];
    size_t size[BLOCKS];
    for (size_t i = 0; i < BLOCKS; i++) {
        size[i] = i % 7 == 6 ? i * 40000 : i * i * 11;
        block[i] = arena_alloc(arena, size[i], 1);
        assert_non_null(block[i]);
        assert_int_equal((uintptr_t)block[i] % 64, 0);
        assert_true(all_zero(block[i], size[i]));
        memset(block[i], mark + (int)i, size[i]);
    }
    for (size_t i = 0; i < BLOCKS; i++)
        for (size_t j = 0; j < size[i]; j++)
            if (block[i][j] != (unsigned char)(mark + i)) fail_msg("block %zu was written to", i);
}

static void an_arena_grows_and_starts_again(void **state) {
    (void)state;
    static const size_t first[] = {0, 1, 100, 1 << 20};
    for (int i = 0; i < 4; i++) {
        Arena arena = {.first = first[i]};
        for (unsigned char round = 1; round < 5; round++) {
            fill_arena(&arena, round * 31);
            arena_reset(&arena);
            assert_non_null(arena_alloc(&arena, 100, 1)); /* a small round between large ones */
            arena_reset(&arena);
        }
        arena_free(&arena);
        assert_null(arena.block);
        assert_non_null(arena_alloc(&arena, 3, 5)); /* and can be used again */
        arena_free(&arena);
    }
}

static void a_reset_keeps_the_largest_block(void **state) {
    (void)state;
    Arena arena = {0};
    arena_reset(&arena); /* of an empty one */
    assert_non_null(arena_alloc(&arena, 10, 1));
    char *large = arena_alloc(&arena, 5 << 20, 1), *after = arena_alloc(&arena, 30 << 20, 1);
    assert_non_null(large);
    assert_non_null(after);
    arena_reset(&arena);
    assert_ptr_equal(arena_alloc(&arena, 30 << 20, 1), after);
    arena_free(&arena);
}

/* Large ones are zeroed by the system, a page when it is written to, also where memory was used before. */
static void a_large_block_is_written_to_by_nobody(void **state) {
    (void)state;
    enum { MB = 1 << 20, ROUNDS = 5 };
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    for (int round = 0; round < ROUNDS; round++) {
        Arena arena = {0};
        unsigned char there, *block = arena_alloc(&arena, 12 * MB, 1);
        assert_non_null(block);
        assert_int_equal(mincore((void *)((uintptr_t)(block + 5 * MB) / page * page), page, &there), 0);
        assert_int_equal(there & 1, 0);
        assert_true(all_zero(block, 12 * MB));
        memset(block, round + 1, 12 * MB);
        arena_free(&arena);
    }
}

/* A block that was given back is there, as it was left, for the next of its size; those that nobody asks for make room
 * for it. */
static void blocks_that_are_given_back(void **state) {
    (void)state;
    enum { MB = 1 << 20, MANY = 200 };
    static void *other[MANY];
    unsigned char *block = memory_alloc(3 * MB);
    assert_non_null(block);
    assert_int_equal((uintptr_t)block % 64, 0);
    block[MB] = 1;
    memory_free(block);
    block = memory_alloc(3 * MB);
    assert_int_equal(block[MB]++, 1);
    for (size_t i = 0; i < MANY; i++) { /* more blocks, and more bytes, than are kept */
        other[i] = memory_alloc(MB);
        assert_non_null(other[i]);
    }
    for (size_t i = 0; i < MANY; i++) memory_free(other[i]);
    memory_free(block);
    block = memory_alloc(3 * MB);
    assert_int_equal(block[MB], 2);
    memory_drop(block);
}

static void products_that_overflow_are_refused(void **state) {
    (void)state;
    Arena arena = {0};
    assert_null(arena_alloc(&arena, SIZE_MAX, 2));
    assert_null(arena_alloc(&arena, SIZE_MAX / 2 + 1, 2));
    assert_null(arena_alloc(&arena, SIZE_MAX, 1));
    assert_null(arena_alloc(&arena, SIZE_MAX - 63, 1));
    assert_null(arena_alloc(&arena, SIZE_MAX - 64, 1)); /* no room for the head of its block */
    assert_null(arena_alloc(&arena, SIZE_MAX - 200, 1));
    assert_null(arena_alloc(&arena, (size_t)1 << 62, 1));
    unsigned char *a = arena_alloc(&arena, 0, 8), *b = arena_alloc(&arena, 8, 0);
    assert_non_null(a);
    assert_true(a != b);
    arena_free(&arena);
    size_t product = 7;
    assert_true(size_mul(SIZE_MAX / 3, 3, &product));
    assert_true(product == SIZE_MAX / 3 * 3);
    assert_false(size_mul(SIZE_MAX / 3 + 1, 3, &product));
    assert_true(size_mul(SIZE_MAX, 0, &product));
    assert_int_equal(product, 0);
}

static void text_in_an_arena(void **state) {
    (void)state;
    Arena arena = {.first = 64};
    char *small = arena_printf(&arena, "%d of %s", 3, "many"),
         *none = arena_printf(&arena, "%s", "");
    char *wide = arena_printf(&arena, "%200000d", 7);
    assert_string_equal(small, "3 of many");
    assert_string_equal(none, "");
    assert_int_equal(strlen(wide), 200000);
    arena_free(&arena);
}

/* ---- errors ---- */

static void particulars_are_parted_by_tabs(void **state) {
    (void)state;
    Error e = error("a.b", "%s\t%d\t%s", "what", 12, "path\twith\ttabs");
    assert_true(failed(&e));
    assert_string_equal(e.id, "a.b");
    assert_string_equal(e.arg[0], "what");
    assert_string_equal(e.arg[1], "12");
    assert_string_equal(e.arg[2], "path?with?tabs");
    e = error("a.b", "%s\t\t%s", "", "last");
    assert_string_equal(e.arg[0], "");
    assert_string_equal(e.arg[1], "");
    assert_string_equal(e.arg[2], "last");
    e = error("a.b", "one\ntwo\x1b[2J\x7f");
    assert_string_equal(e.arg[0], "one?two?[2J?");
    assert_string_equal(e.arg[1], "");
    e = NO_ERROR;
    assert_false(failed(&e));
}

/* n times a character, after some bytes that shift it. */
static char *repeated(const char *character, size_t shift, size_t n) {
    size_t bytes = strlen(character);
    char *text = malloc(shift + n * bytes + 1);
    assert_non_null(text);
    memset(text, 'x', shift);
    for (size_t i = 0; i < n; i++) memcpy(text + shift + i * bytes, character, bytes);
    text[shift + n * bytes] = '\0';
    return text;
}

/* All of it, or its beginning and its end with "…" between them, whole characters each. */
static void is_cut_whole(const char *arg, const char *character, size_t shift) {
    size_t bytes = strlen(character), length = strlen(arg);
    const char *gap = strstr(arg, "…");
    assert_true(length < ERROR_ARG_SIZE);
    if (!gap) {
        assert_int_equal((length - shift) % bytes, 0);
        return;
    }
    const char *end = gap + strlen("…");
    assert_true(length + 2 * bytes >= ERROR_ARG_SIZE); /* no more than needed */
    assert_true(gap > arg && gap[-1] == character[bytes - 1]);
    assert_int_equal(((size_t)(gap - arg) - shift) % bytes, 0);
    assert_int_equal(strlen(end) % bytes, 0);
    assert_int_equal(strncmp(end, character, bytes), 0);
}

static void long_particulars_are_cut_at_characters(void **state) {
    (void)state;
    static const char *const CHARACTERS[] = {"a", "é", "图", "😀"};
    for (int c = 0; c < 4; c++)
        for (size_t shift = 0; shift < 4; shift++) {
            char *text = repeated(CHARACTERS[c], shift, 2000);
            Error e = error("a.b", "%s\t%s", text, text);
            is_cut_whole(e.arg[0], CHARACTERS[c], shift);
            e = error("a.b", "%s", text);
            is_cut_whole(e.arg[0], CHARACTERS[c], shift);
            for (size_t before = 0; before < 20000; before += 397) { /* the last one: cut with the whole */
                char *first = repeated("y", before, 1);
                e = error("a.b", "%s\t%s", first, text);
                if (*e.arg[1]) is_cut_whole(e.arg[1], CHARACTERS[c], shift);
                free(first);
            }
            free(text);
        }
    char *text = repeated("long ", 0, 200);
    Error e = error("a.b", "%s\t%s\t%s", text, text, "the path");
    assert_string_equal(e.arg[2], "the path"); /* not lost behind long ones */
    free(text);
    text = repeated("\x80", 0, 500); /* no UTF-8 at all */
    e = error("a.b", "%s", text);
    assert_true(strlen(e.arg[0]) < ERROR_ARG_SIZE);
    free(text);
    e = error("a.b", "\x80");
    assert_string_equal(e.arg[0], "\x80");
}

/* Of a long path the name of the file is in sight, however long the path. */
static void the_end_of_a_long_path_is_in_sight(void **state) {
    (void)state;
    for (size_t n = 0; n < 4000; n += 37) {
        char *folder = repeated("/a folder", 0, n / 9 + 1), path[5000], name[256];
        memset(name, 'n', 251);
        strcpy(name + 251, ".jpg");
        snprintf(path, sizeof path, "%s/%s", folder, name);
        Error e = error("file.open", "%s\t%s", "no such file", path);
        size_t length = strlen(e.arg[1]);
        assert_true(length >= 255);
        assert_string_equal(e.arg[1] + length - 255, name);
        assert_int_equal(strncmp(e.arg[1], "/a folder", 9), 0);
        if (strlen(path) >= ERROR_ARG_SIZE) assert_non_null(strstr(e.arg[1], "…"));
        else assert_string_equal(e.arg[1], path);
        free(folder);
    }
}

/* ---- files ---- */

static void fails_with(Error e, const char *id) {
    if (!failed(&e)) fail_msg("no %s", id);
    assert_string_equal(e.id, id);
}

static void succeeds(Error e) {
    if (failed(&e)) fail_msg("%s: %s %s", e.id, e.arg[0], e.arg[1]);
}

static void holds(const char *path, const char *text) {
    Mapped file;
    succeeds(file_map(path, &file));
    assert_int_equal(file.size, strlen(text));
    if (file.size) assert_memory_equal(file.data, text, file.size);
    file_unmap(&file);
    assert_null(file.data);
}

static void mapping(void **state) {
    (void)state;
    Mapped file;
    holds(scratch_write("some", "abc", 3), "abc");
    holds(scratch_write("empty", "", 0), "");
    fails_with(file_map(scratch("none"), &file), "file.open");
    assert_null(file.data);
    fails_with(file_map(scratch_dir, &file), "file.not_a_file");
    fails_with(file_map("/dev/null", &file), "file.not_a_file");
    assert_int_equal(mkfifo(scratch("fifo"), 0600), 0);
    fails_with(file_map(scratch("fifo"), &file),
               "file.not_a_file"); /* and does not wait for a writer */
    file_unmap(&file);
    assert_true(file_exists(scratch("some")));
    assert_false(file_exists(scratch("none")));
    assert_false(file_exists(scratch_dir));
    remove(scratch("fifo"));
    remove(scratch("some"));
    remove(scratch("empty"));
}

enum { LONG = 1 << 20 };

/* Whether all bytes from `first` on are `byte`. */
static bool all_are(const Mapped *file, size_t first, unsigned char byte) {
    for (size_t i = first; i < file->size; i++)
        if (file->data[i] != byte) return false;
    return true;
}

static void map_long(const char *name, Mapped *file) {
    char *bytes = repeated("x", 0, LONG);
    succeeds(file_map(scratch_write(name, bytes, LONG), file));
    free(bytes);
    assert_int_equal(file->size, LONG);
    succeeds(file_unchanged(file, name));
    assert_true(file_is(file, scratch(name)));
}

static void read_all(void *ctx, int item, int worker) {
    (void)item, (void)worker;
    assert_true(all_are(ctx, LONG / 2, 0));
}

/* Pages that are gone read as zeros, on whatever thread, and the error tells. */
static void a_file_that_is_cut_reads_as_zeros(void **state) {
    (void)state;
    Mapped file, other;
    map_long("cut", &file);
    map_long("other", &other);
    assert_int_equal(truncate(scratch("cut"), LONG / 2), 0);
    fails_with(file_unchanged(&file, "cut"), "file.changed");
    Workers *workers = workers_open(4);
    workers_run(workers, 16, read_all, &file);
    workers_close(workers);
    assert_int_equal(file.data[0], 'x');
    assert_int_equal(truncate(scratch("cut"), LONG), 0);
    fails_with(file_unchanged(&file, "cut"), "file.changed");
    assert_true(all_are(&other, 0, 'x'));
    succeeds(file_unchanged(&other, "other"));
    file_unmap(&file);
    file_unmap(&other);
    holds(scratch_write("cut", "abc", 3), "abc");
    remove(scratch("cut"));
    remove(scratch("other"));
}

static void a_file_that_is_written_to_has_changed(void **state) {
    (void)state;
    Mapped file;
    map_long("some", &file);
    FILE *stream = fopen(scratch("some"), "r+b");
    fputc('y', stream);
    fclose(stream);
    fails_with(file_unchanged(&file, "some"), "file.changed");
    assert_false(file_is(&file, scratch("some")));
    file_unmap(&file);
    remove(scratch("some"));
}

/* The bytes stay, whatever the name stands for now. */
static void a_file_that_is_replaced_is_as_it_was(void **state) {
    (void)state;
    Mapped file;
    map_long("old", &file);
    scratch_write("new", "abc", 3);
    assert_int_equal(rename(scratch("new"), scratch("old")), 0);
    assert_true(all_are(&file, 0, 'x'));
    succeeds(file_unchanged(&file, "old"));
    assert_false(file_is(&file, scratch("old")));
    remove(scratch("old"));
    succeeds(file_unchanged(&file, "old"));
    assert_true(file_is(&file, scratch("old"))); /* nothing else has the name */
    file_unmap(&file);
}

/* Under its own name, by another way there, or by a link: as long as it is mapped. */
static void a_file_that_is_read_is_not_written_over(void **state) {
    (void)state;
    Mapped file, other;
    Output out;
    map_long("read", &file);
    scratch_write("beside", "abc", 3);
    succeeds(file_map(scratch("beside"), &other));
    succeeds(dir_make(scratch("folder")));
    assert_int_equal(symlink("read", scratch("link")), 0);
    assert_int_equal(link(scratch("read"), scratch("second")), 0);
    static const char *const NAMES[] = {"read", "folder/../read", "link", "second"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        assert_true(file_same(scratch("read"), scratch(NAMES[i])));
        assert_true(file_is_mapped(scratch(NAMES[i])));
        fails_with(file_create(scratch(NAMES[i]), &out), "file.is_read");
    }
    assert_false(file_same(scratch("read"), scratch("beside")));
    assert_false(file_same(scratch("none"), scratch("none")));
    file_unmap(&file);
    assert_false(file_is_mapped(scratch("read")));
    assert_true(file_is_mapped(scratch("beside")));
    succeeds(file_create(scratch("read"), &out));
    file_discard(&out);
    file_unmap(&other);
    remove(scratch("link"));
    remove(scratch("second"));
    remove(scratch("read"));
    remove(scratch("beside"));
    rmdir(scratch("folder"));
}

/* As many files as there are places, and then one line. */
static void too_many_files(void **state) {
    (void)state;
    enum { MOST = 200 };
    Mapped file[MOST];
    int n = 0;
    const char *path = scratch_write("many", "abc", 3);
    Error e = NO_ERROR;
    while (n < MOST && !failed(&e)) e = file_map(path, &file[n++]);
    fails_with(e, "file.map");
    assert_true(n > 64);
    while (n > 0) file_unmap(&file[--n]);
    holds(path, "abc");
    remove(path);
}

static void a_file_appears_when_it_is_whole(void **state) {
    (void)state;
    Output out;
    scratch_write("kept", "old", 3);
    succeeds(file_create(scratch("kept"), &out));
    fputs("new text", out.stream);
    fflush(out.stream);
    holds(scratch("kept"), "old");
    assert_int_equal(scratch_count(), 2);
    succeeds(file_commit(&out));
    holds(scratch("kept"), "new text");
    assert_int_equal(scratch_count(), 1);
    succeeds(file_create(scratch("kept"), &out));
    fputs("newer", out.stream);
    file_discard(&out);
    file_discard(&out); /* once more is no harm */
    holds(scratch("kept"), "new text");
    assert_int_equal(scratch_count(), 1);
    fails_with(file_create(scratch("no/such/folder"), &out), "file.create");
    file_discard(&out);
    char *path = repeated("p", 0, PATH_SIZE);
    fails_with(file_create(path, &out), "file.path_long");
    free(path);
    /* A folder has the name: the rename fails, and nothing is left. */
    succeeds(dir_make(scratch("folder/inside")));
    succeeds(file_create(scratch("folder"), &out));
    fails_with(file_commit(&out), "file.write");
    assert_int_equal(scratch_count(), 2);
    rmdir(scratch("folder/inside"));
    rmdir(scratch("folder"));
    remove(scratch("kept"));
}

/* The temporary name has to find room where the file's own has just enough. */
static void names_as_long_as_a_folder_takes(void **state) {
    (void)state;
    for (int n = 200; n <= 255; n++) {
        char name[256], path[512];
        Output out, other;
        memset(name, 'n', (size_t)n);
        name[n] = '\0';
        snprintf(path, sizeof path, "%s", scratch(name));
        succeeds(file_create(path, &out));
        name[0] = 'm'; /* at the same time */
        succeeds(file_create(scratch(name), &other));
        fputs("one", out.stream);
        fputs("two", other.stream);
        succeeds(file_commit(&out));
        succeeds(file_commit(&other));
        holds(path, "one");
        holds(scratch(name), "two");
        assert_int_equal(scratch_count(), 2);
        remove(path);
        remove(scratch(name));
    }
}

/* As on a full disk: no file may grow past `bytes`. */
static struct rlimit limit_files(rlim_t bytes) {
    struct rlimit before, now;
    getrlimit(RLIMIT_FSIZE, &before);
    now = before;
    now.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &now);
    return before;
}

static void a_full_disk_leaves_the_old_file(void **state) {
    (void)state;
    static const size_t sizes[] = {101, 5000, 300000}; /* within stdio's buffer, and beyond */
    signal(SIGXFSZ, SIG_IGN);
    scratch_write("kept", "old", 3);
    for (int i = 0; i < 3; i++) {
        Output out;
        struct rlimit before = limit_files(100);
        Error e = file_create(scratch("kept"), &out);
        for (size_t n = 0; n < sizes[i] && !failed(&e); n++) fputc('n', out.stream);
        Error written = failed(&e) ? NO_ERROR : file_commit(&out);
        setrlimit(RLIMIT_FSIZE, &before);
        succeeds(e);
        fails_with(written, "file.write");
        assert_null(out.stream);
        assert_string_equal(written.arg[1], scratch("kept"));
        holds(scratch("kept"), "old");
        assert_int_equal(scratch_count(), 1);
    }
    signal(SIGXFSZ, SIG_DFL);
    remove(scratch("kept"));
}

static void folders(void **state) {
    (void)state;
    succeeds(dir_make(scratch("a/b//c/")));
    succeeds(dir_make(scratch("a/b/c")));
    succeeds(dir_make("/"));
    scratch_write("a/file", "x", 1);
    fails_with(dir_make(scratch("a/file")), "file.mkdir");
    fails_with(dir_make(scratch("a/file/below")), "file.mkdir");
    fails_with(dir_make(""), "file.mkdir");
    char *path = repeated("p", 0, 5000);
    fails_with(dir_make(path), "file.path_long");
    free(path);
    holds(scratch("a/file"), "x");
}

static void paths(void **state) {
    (void)state;
    char out[8];
    assert_true(path_join(out, sizeof out, "abc", "def"));
    assert_string_equal(out, "abc/def");
    assert_false(path_join(out, sizeof out, "abc", "defg"));
    assert_string_equal(path_base("/a/b.png"), "b.png");
    assert_string_equal(path_base("b.png"), "b.png");
    assert_string_equal(path_base("a/"), "");
    assert_true(path_is_absolute("/a"));
    assert_false(path_is_absolute("a/b"));
    assert_false(path_is_absolute(""));
}

/* ---- threads ---- */

typedef struct Tally {
    int n;
    atomic_int done[300];
    atomic_int inside[64]; /* calls that run, by worker */
    atomic_int wrong;
    int plain[300]; /* written without atomics: workers_run has to order it */
} Tally;

static void count_item(void *ctx, int item, int worker) {
    Tally *t = ctx;
    if (item < 0 || item >= t->n || worker < 0 || worker >= 64) {
        atomic_fetch_add(&t->wrong, 1);
        return;
    }
    if (atomic_fetch_add(&t->inside[worker], 1) != 0) atomic_fetch_add(&t->wrong, 1);
    atomic_fetch_add(&t->done[item], 1);
    t->plain[item]++;
    atomic_fetch_sub(&t->inside[worker], 1);
}

static void every_item_once(void **state) {
    (void)state;
    static Tally tally;
    for (int threads = 1; threads <= 8; threads++) {
        Workers *workers = workers_open(threads);
        assert_non_null(workers);
        assert_int_equal(workers_count(workers), threads);
        for (int round = 1; round <= 3000; round++) {
            memset(&tally, 0, sizeof tally);
            tally.n = round % 20 == 0 ? 300 : round % 5;
            workers_run(workers, tally.n, count_item, &tally);
            assert_int_equal(atomic_load(&tally.wrong), 0);
            for (int i = 0; i < 300; i++) {
                assert_int_equal(atomic_load(&tally.done[i]), i < tally.n);
                assert_int_equal(tally.plain[i], i < tally.n);
            }
        }
        workers_close(workers);
    }
}

/* The caller waits until the other threads are done, and is woken then. */
static void finish_late(void *ctx, int item, int worker) {
    (void)item;
    usleep(worker == 0 ? 1000 : 10000);
    atomic_fetch_add((atomic_int *)ctx, 1);
}

static void late_threads_are_waited_for(void **state) {
    (void)state;
    Workers *workers = workers_open(3);
    for (int round = 1; round <= 20; round++) {
        atomic_int done = 0;
        workers_run(workers, 6, finish_late, &done);
        assert_int_equal(atomic_load(&done), 6);
    }
    workers_close(workers);
}

static void the_number_of_threads_is_clamped(void **state) {
    (void)state;
    Workers *one = workers_open(-3), *most = workers_open(100000);
    assert_int_equal(workers_count(one), 1);
    assert_int_equal(workers_count(most), 64);
    Workers *one_more = workers_open(65);
    assert_int_equal(workers_count(one_more), 64);
    workers_close(one_more);
    Tally tally = {.n = 200};
    workers_run(most, 200, count_item, &tally);
    for (int i = 0; i < 200; i++) assert_int_equal(atomic_load(&tally.done[i]), 1);
    assert_int_equal(atomic_load(&tally.wrong), 0);
    workers_run(one, -5, count_item, &tally); /* nothing to do */
    workers_close(one);
    workers_close(most);
    workers_close(NULL);
    assert_true(processor_count() >= 1 && processor_count() <= 64);
    double before = clock_ms();
    assert_true(clock_ms() >= before);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_arena_grows_and_starts_again),
        cmocka_unit_test(a_reset_keeps_the_largest_block),
        cmocka_unit_test(a_large_block_is_written_to_by_nobody),
        cmocka_unit_test(blocks_that_are_given_back),
        cmocka_unit_test(products_that_overflow_are_refused),
        cmocka_unit_test(text_in_an_arena),
        cmocka_unit_test(particulars_are_parted_by_tabs),
        cmocka_unit_test(long_particulars_are_cut_at_characters),
        cmocka_unit_test(the_end_of_a_long_path_is_in_sight),
        cmocka_unit_test(names_as_long_as_a_folder_takes),
        cmocka_unit_test(mapping),
        cmocka_unit_test(a_file_that_is_cut_reads_as_zeros),
        cmocka_unit_test(a_file_that_is_written_to_has_changed),
        cmocka_unit_test(a_file_that_is_replaced_is_as_it_was),
        cmocka_unit_test(a_file_that_is_read_is_not_written_over),
        cmocka_unit_test(too_many_files),
        cmocka_unit_test(a_file_appears_when_it_is_whole),
        cmocka_unit_test(a_full_disk_leaves_the_old_file),
        cmocka_unit_test(folders),
        cmocka_unit_test(paths),
        cmocka_unit_test(every_item_once),
        cmocka_unit_test(late_threads_are_waited_for),
        cmocka_unit_test(the_number_of_threads_is_clamped),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
