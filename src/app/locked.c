#include "app/locked.h"

#include <string.h>

#include "app/app.h"
#include "app/words.h"

static bool is_one_of(const char *name, const char *list) {
    int which;
    Error none = command_word(name, list, &which);
    return !failed(&none);
}

bool lesson_locks(const Lesson *lesson, const char *name) {
    bool net_too = lesson->lock_net || lesson->hide & HIDE_NET;
    return (net_too && is_one_of(name, "net|weights")) || (lesson->hide & HIDE_TABS && is_one_of(name, "view")) ||
           (lesson->hide & HIDE_PHOTO && is_one_of(name, "image|images|photo|gallery|paste"));
}

Error lesson_allows(const App *app, int argc, char *const argv[]) {
    const Teaching *t = app->teaching;
    if (!t->open || t->staging) return NO_ERROR;
    NetId net;
    bool same = strcmp(argv[0], "net") == 0 && argc > 1 && net_find(argv[1], &net) && net == app->own.id;
    return lesson_locks(&t->lesson, argv[0]) && !same ? error("lesson.locked", "%s", argv[0]) : NO_ERROR;
}
