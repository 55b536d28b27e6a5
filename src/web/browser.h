/* What the page asks of the browser (src/web/library.js), and what the browser says to the page. */
#ifndef WEB_BROWSER_H
#define WEB_BROWSER_H

#include <stdint.h>

/* ---- to the browser; from any thread, those that answer wait for the main one ---- */

/* What becomes of a file that is about to be read: -1 it is there, or there is none; 0 it is not, but is asked for, and
 * said again (page_open) when it has come; else its size, as it comes while it is used (browser_stream). */
double browser_file(const char *path);
/* Has its bytes laid there; page_whole(number) says when all are. */
void browser_stream(const char *path, int number, unsigned char *bytes);

/* A part of the picture, w x h pixels of 4 bytes, red first, at x, y. */
void browser_show(const unsigned char *rgba, int x, int y, int w, int h);
/* page_turn is called soon; after page_changed where something happened in the background (from any thread). */
void browser_turn(void);
void browser_wake(void);
void browser_cursor(const char *name);
void browser_full_screen(int on); /* -1: the other state */
int browser_keeps(const char *key); /* whether it takes this key, named as in the table of keys, before the page */
void browser_copy(const char *utf8);
void browser_paste(int text); /* text to page_text, else a picture or a file, too, as if it were dropped */
void browser_typing(int on);
void browser_title(const char *utf8);
void browser_download(const char *path);

/* Asks for a camera: that of a number, or -1 the last one, at first one that looks away from who holds the device;
 * `after`: the next one. What becomes of it say page_camera_open, page_camera_came and page_camera_failed
 * (src/web/camera.c). */
void browser_camera(int number, int after);
/* Keeps its newest picture and tells the size; 0: there is none since the last one. Then its pixels, of 4 bytes. */
int browser_camera_look(int *w, int *h);
void browser_camera_pixels(unsigned char *rgba);
void browser_camera_stop(void);

/* ---- a file's bytes, by src/web/file_map.c ---- */

/* Room for a file of the user's that will be read from memory; NULL without. It can be mapped once page_whole has said
 * so. */
unsigned char *page_room(const char *path, double size);
/* All bytes of the file of that number, or of the room that was made last (-1), are there. */
void page_whole(int number);

/* ---- the window, by src/web/window.c ---- */

/* How long it may sleep, in milliseconds; INFINITY: until something happens. */
double page_sleep(void);
/* Has all of it drawn anew. */
void page_redraw(void);

#endif
