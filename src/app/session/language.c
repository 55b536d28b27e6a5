#include "app/session/language.h"

#include "app/session/lesson.h"

Error app_set_language(App *app, const char *language) {
    Strings *strings;
    TRY(strings_open(language, &strings));
    strings_close(app->strings);
    app->strings = strings;
    lesson_translate(app);
    return NO_ERROR;
}
