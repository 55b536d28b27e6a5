/* The way back: the commands that lead to where one is. */
#ifndef APP_SESSION_WAY_H
#define APP_SESSION_WAY_H

#include "app/app.h"

/* The commands that lead to where one is. */
void app_script(const App *app, char *out, size_t size);
/* Those that set what is the user's, where it is not as usual: language, theme, size of text, colours of maps. Each has
 * "; " behind it; the length of the whole. */
size_t app_settings_script(const App *app, char *out, size_t size);
/* Both: what leads a program that has just begun to the same picture. */
void app_whole_script(const App *app, char *out, size_t size);

#endif
