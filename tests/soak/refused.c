/* Refuses memory, files and threads: in every scene each place of the program that asks for one of them is refused
 * once. Nothing may crash or leak, and afterwards the same commands lead to the picture of a program that was never
 * refused anything.
 *
 *     refused [SCENE|all [EVERY]]     EVERY: only each so many-th place
 *
 * A place is where the call stands, with the calls around it. Libraries' own calls are not refused. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "pictures.h"

enum { PLACES = 1 << 13, DEPTH = 6 };

/* ---- what is refused ---- */

static struct {
    pthread_mutex_t lock;
    bool counting;
    uintptr_t target; /* the place that is refused; 0: none */
    struct Spot { uintptr_t place; const char *caller; } spot[PLACES];
    int n;
} refusal = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* The place of a call whose wrapper has this frame: frames are chained where they are not omitted. */
static uintptr_t place_of(void *const *frame) {
    uintptr_t hash = 0;
    for (int i = 0; i < DEPTH; i++) {
        hash = (hash ^ (uintptr_t)frame[1]) * 0x9e3779b97f4a7c15u;
        void *const *outer = *frame;
        if (outer <= frame || (uintptr_t)outer - (uintptr_t)frame > 1 << 20 || (uintptr_t)outer % sizeof(void *)) break;
        frame = outer;
    }
    return hash | 1;
}

static bool refused(void *const *frame) {
    if (!refusal.counting && !refusal.target) return false;
    uintptr_t place = place_of(frame);
    pthread_mutex_lock(&refusal.lock);
    bool no = place == refusal.target;
    if (no) refusal.target = 0;
    if (refusal.counting) {
        int i = 0;
        while (i < refusal.n && refusal.spot[i].place != place) i++;
        if (i == refusal.n && i < PLACES) refusal.spot[refusal.n++] = (struct Spot){place, frame[1]};
    }
    pthread_mutex_unlock(&refusal.lock);
    if (no) errno = ENOMEM;
    return no;
}

#define REFUSED() refused(__builtin_frame_address(0))

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void *__real_mmap64(void *at, size_t size, int protection, int flags, int fd, off_t offset);
FILE *__real_fopen64(const char *path, const char *mode);
DIR *__real_opendir(const char *path);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*work)(void *), void *ctx);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
void *__wrap_mmap64(void *at, size_t size, int protection, int flags, int fd, off_t offset);
FILE *__wrap_fopen64(const char *path, const char *mode);
DIR *__wrap_opendir(const char *path);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*work)(void *), void *ctx);

void *__wrap_malloc(size_t size) { return REFUSED() ? NULL : __real_malloc(size); }
void *__wrap_calloc(size_t n, size_t size) { return REFUSED() ? NULL : __real_calloc(n, size); }
void *__wrap_realloc(void *old, size_t size) { return REFUSED() ? NULL : __real_realloc(old, size); }
void *__wrap_aligned_alloc(size_t alignment, size_t size) {
    return REFUSED() ? NULL : __real_aligned_alloc(alignment, size);
}
void *__wrap_mmap64(void *at, size_t size, int protection, int flags, int fd, off_t offset) {
    return REFUSED() ? MAP_FAILED : __real_mmap64(at, size, protection, flags, fd, offset);
}
FILE *__wrap_fopen64(const char *path, const char *mode) { return REFUSED() ? NULL : __real_fopen64(path, mode); }
DIR *__wrap_opendir(const char *path) { return REFUSED() ? NULL : __real_opendir(path); }
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*work)(void *), void *ctx) {
    return REFUSED() ? EAGAIN : __real_pthread_create(thread, how, work, ctx);
}

/* ---- the scenes ---- */

#define SMALL "net tests/soak/small.net; weights random:3; reset"

/* Each script can be said twice and leads to the same picture again. */
static const struct Scene { const char *name, *script;
} SCENES[] = {
    {"start", ""}, /* opening itself is refused */
    {"run", "view network; reset; run"},
    {"layer", "reset; run; select conv3_1; map 3; pixel 20 20; view layer; excite off; photos all"},
    {"excite", "reset; run; select conv3_1; map 3; pixel 20 20; view layer; excite guided"},
    {"neuron", "reset; run; select conv3_1; map 3; pixel 20 20; view neuron"},
    {"field", "reset; view field; stack 3 3 3; measure"},
    {"parameters", "reset; view parameters; channels 64 128; chart macs"},
    {"family", "reset; view family; column vgg19 conv4_4; family alexnet"},
    {"asks", SMALL "; select conv2_1; view asks; asks off; asks steps 2; asks unit"},
    {"several", SMALL "; select conv2_1; view asks; asks off; asks steps 2; asks several 3"},
    {"dream", SMALL "; select conv2_1; view asks; asks off; asks dream; asks steps 2; asks from photo"},
    {"texture", SMALL "; select conv2_1; view asks; asks off; asks texture; asks steps 2"},
    {"style", SMALL "; view asks; asks off; style jaguar; asks style; asks steps 2; optimizer adam; pools average"},
    {"inversion", SMALL "; select conv2_1; view asks; asks off; asks inversion; asks steps 2; optimizer lbfgs"},
    {"sheet", SMALL "; select conv2_1; view layer; sheet at 2"},
    {"random", SMALL "; select input; view why; why off; why topic random"},
    {"why", SMALL "; select input; view why; why off; why answer 2"},
    {"compare", "net vgg16; reset; view compare; compare vgg16 vgg19; until pool4; map 30"},
    {"slices", "net vgg16; reset; view slices; slice lte; reference jaguar; point 100 60"},
    {"photo",
     "reset; image owl; clear; run; select conv3_2; blur 2; occlude 80 90 60; view network; difference unchanged"},
    {"lesson", "lesson receptive-field 3"},
    {"lists",
     "lesson list; close; weights list; close; gallery; close; help; close; lang zh; theme light; command sel"},
    {"folder", "reset; images tests/goldens; close; gallery; page 2"},
    {"weights", "net alexnet; weights random:3; reset; step 4; view network"},
};
enum { SCENE_COUNT = sizeof SCENES / sizeof *SCENES };

static int wrong;
extern const char __executable_start;

/* The call's address is one for addr2line -e. */
static void complain(const char *scene, const struct Spot *spot, const char *what, const Error *e) {
    if (spot) printf("%s, the call before %#tx is refused: ", scene, spot->caller - &__executable_start);
    else printf("%s: ", scene);
    printf("%s%s%s %s\n", what, e ? ": " : "", e ? e->id : "", e ? e->arg[0] : "");
    wrong++;
}

static Error open_program(App *app) {
    const AppOptions options = {.weights = "bundled", .threads = 2};
    return app_open(&options, app);
}

/* Says the script and paints what it leads to; an error is what comes first of all that went wrong. */
static Error play(App *app, const char *script, Pictures *pictures, uint64_t *picture) {
    app->trouble = NO_ERROR;
    Error e = app_do(app, script, NULL), waited = app_wait(app);
    if (!failed(&e)) e = waited;
    if (!failed(&e)) e = app->trouble;
    *picture = paint(pictures, app);
    if (!failed(&e) && pictures->arena.failed) e = error("memory", "%s", "picture");
    return e;
}

/* Says it with the target refused, then again with nothing refused. */
static void refuse(const struct Scene *scene, const struct Spot *spot, uint64_t right) {
    App *app = malloc(sizeof *app);
    Pictures pictures;
    uint64_t picture;
    bool opening = !*scene->script;
    if (!app || !pictures_open(&pictures)) exit(2);
    if (opening) refusal.target = spot->place;
    Error e = open_program(app);
    if (failed(&e)) {
        refusal.target = 0;
        e = open_program(app);
        if (failed(&e)) exit(2);
    }
    if (!opening) refusal.target = spot->place;
    e = play(app, scene->script, &pictures, &picture);
    refusal.target = 0;
    picture = paint(&pictures, app); /* what was refused to one picture, the next one has */
    if (!failed(&e) && picture != right && !opening)
        complain(scene->name, spot, "nothing was said, but the picture is another one", NULL);
    e = play(app, scene->script, &pictures, &picture);
    if (failed(&e)) complain(scene->name, spot, "still wrong the second time", &e);
    else if (picture != right) complain(scene->name, spot, "another picture the second time", NULL);
    app_close(app);
    free(app);
    pictures_close(&pictures);
}

/* The picture of a program that is refused nothing; collects the places of the first time. */
static uint64_t collect(const struct Scene *scene) {
    App *app = malloc(sizeof *app);
    Pictures pictures;
    uint64_t first = 0, second = 0;
    if (!app || !pictures_open(&pictures)) exit(2);
    refusal.n = 0;
    refusal.counting = !*scene->script;
    Error e = open_program(app);
    refusal.counting = true;
    if (!failed(&e)) e = play(app, scene->script, &pictures, &first);
    refusal.counting = false;
    if (!failed(&e)) e = play(app, scene->script, &pictures, &second);
    if (failed(&e) || first != second)
        complain(scene->name, NULL, "is no scene that can be said twice", failed(&e) ? &e : NULL);
    app_close(app);
    free(app);
    pictures_close(&pictures);
    return second;
}

int main(int argc, char *argv[]) {
    const char *which = argc > 1 ? argv[1] : "all";
    int every = argc > 2 ? atoi(argv[2]) : 1, passed = 0, failures = 0;
    for (int s = 0; s < SCENE_COUNT; s++) {
        if (strcmp(which, "all") != 0 && strcmp(which, SCENES[s].name) != 0) continue;
        int done = 0, before = wrong;
        uint64_t right = collect(&SCENES[s]);
        for (int i = s % every; i < refusal.n; i += every, done++) refuse(&SCENES[s], &refusal.spot[i], right);
        printf("%-10s %d places, %d of them refused\n", SCENES[s].name, refusal.n, done);
        fflush(stdout);
        if (wrong == before && done) passed++;
        else failures++;
    }
    printf("%d passed, %d failed\n", passed, failures);
    return failures || !passed;
}
