/* What a teacher needs in front of a class: a black screen, a frozen one, a spotlight. */
#ifndef APP_SESSION_PRESENT_H
#define APP_SESSION_PRESENT_H

#include "app/app.h"
#include "app/words.h"

Error present_black(App *app, int argc, char *const argv[]);
Error present_freeze(App *app, int argc, char *const argv[]);
Error present_spotlight(App *app, int argc, char *const argv[]);

/* A key is let go: ends what lasts only while it is held. True if that changes the picture. */
bool present_released(App *app, const char *key);

#endif
