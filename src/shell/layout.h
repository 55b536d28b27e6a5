/* What the keys of the keyboard that is in use give.
 *
 * Only the keys that make characters are asked for, each by its place on a keyboard of the United States. On X11 all
 * their levels are known; elsewhere SDL says what a key gives without Shift, and the rest comes as typed text. */
#ifndef SHELL_LAYOUT_H
#define SHELL_LAYOUT_H

#include <SDL.h>
#include <stdbool.h>
#include <stdint.h>

enum { LAYOUT_KEYS = 48, LAYOUT_SHIFT = 1, LAYOUT_ALTGR = 2, LAYOUT_LEVELS = 4, LAYOUT_LABEL_SIZE = 16 };

typedef struct Layout {
    uint32_t gives[LAYOUT_LEVELS][LAYOUT_KEYS]; /* Unicode; 0: nothing (a dead key, say), or it is not known */
    bool whole;                                 /* all levels are known */
    bool latin;                                 /* it has letters from a to z */
    int group;                                  /* X11's: of "us,ru" 0 or 1 */
} Layout;

/* Asks the system if `anew`, or if another of the keyboard's layouts was chosen meanwhile. True: *layout is new. */
bool layout_read(SDL_Window *window, bool anew, Layout *layout);

/* The key at a place, 0 to LAYOUT_KEYS - 1; -1: it makes no character. */
int layout_key(SDL_Scancode place);
SDL_Scancode layout_place(int key);
/* What it gives on a keyboard of the United States; 127 for the key beside the left Shift that those do not have. */
char layout_us(int key, bool shift);
/* The key that gives a character, with Shift where *shift becomes true; -1: none does, or AltGr is needed for it. */
int layout_find(const Layout *layout, uint32_t character, bool *shift);
/* A character as UTF-8, without an end; returns how many bytes. */
int layout_utf8(uint32_t character, char out[4]);
/* What is printed on the key that has the part of this character of a keyboard of the United States (key_names.h). */
void layout_label(const Layout *layout, char character, char out[LAYOUT_LABEL_SIZE]);

#endif
