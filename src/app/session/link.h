/* Links: what the program shows as a page, said by the end of an address. */
#ifndef APP_SESSION_LINK_H
#define APP_SESSION_LINK_H

#include "app/app.h"

enum { LINK_SIZE = 3 * SCRIPT_SIZE };

/* The script of a link to here: the card of a lesson that comes with the program; else of the way back what a link may
 * say and `beginning`, the way back of a program that has just begun, does not. `elsewhere`: without files, which are
 * here alone. */
void link_script(const App *app, const char *beginning, bool elsewhere, char out[SCRIPT_SIZE]);
/* The end of the address for a script, "#do=..."; a space as +, what an address may not have as %XX. */
void link_address(const char *script, char out[LINK_SIZE]);
/* Shows what a link says, from `beginning` on: commands that a lesson may say, and lessons that come with the program,
 * by their names. Errors: those of command_check, before anything is done; those of the commands. */
Error link_follow(App *app, const char *beginning, const char *script);
/* The same from what is shown on. */
Error link_say(App *app, const char *script);

#endif
