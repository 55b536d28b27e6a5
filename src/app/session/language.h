/* The language of all texts. */
#ifndef APP_SESSION_LANGUAGE_H
#define APP_SESSION_LANGUAGE_H

#include "base/error.h"

typedef struct App App;

/* en, zh, ...: the texts, and a lesson's where it has that language. Errors: those of strings_open; then all is as it
 * was. */
Error app_set_language(App *app, const char *language);

#endif
