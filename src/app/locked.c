#include "app/locked.h"

#include <string.h>

#include "app/app.h"
#include "app/words.h"

Error lesson_allows(const App *app, int argc, char *const argv[]) {
    const Teaching *t = app->teaching;
    if (!t->open || t->staging) return NO_ERROR;
    const char *name = argv[0], *word = argc > 1 ? argv[1] : "";
    NetId net;
    bool same = strcmp(name, "net") == 0 && net_find(word, &net) && net == app->own.id;
    int which;
    bool net_too = t->lesson.lock_net || t->lesson.hide & HIDE_NET;
    Error no_net = command_word(name, "net|weights", &which), no_view = command_word(name, "view", &which);
    Error no_photo = command_word(name, "image|images|photo|gallery|paste", &which);
    bool locked = (net_too && !failed(&no_net) && !same) || (t->lesson.hide & HIDE_TABS && !failed(&no_view)) ||
                  (t->lesson.hide & HIDE_PHOTO && !failed(&no_photo));
    return locked ? error("lesson.locked", "%s", name) : NO_ERROR;
}
