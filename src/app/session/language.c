#include "app/session/language.h"

#include "app/session/lesson.h"

Error app_set_language(App *app, const char *language) {
    Strings *strings;
    Labels *labels;
    TRY(strings_open(language, &strings));
    Error e = labels_open(language, &app->languages, &labels);
    if (failed(&e)) {
        strings_close(strings);
        return e;
    }
    strings_close(app->strings);
    labels_close(app->labels);
    app->strings = strings;
    app->labels = labels;
    lesson_translate(app);
    return NO_ERROR;
}
