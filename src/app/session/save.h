/* What can be kept of what is on the screen: a picture, a GIF of the steps or of the lesson, the table of the network,
 * the values of a layer. */
#ifndef APP_SESSION_SAVE_H
#define APP_SESSION_SAVE_H

#include <stddef.h>

#include "app/session/save_state.h"
#include "base/error.h"
#include "base/words.h"

typedef struct App App;

/* By their suffixes. */
#define EACH_FORMAT(FIRST, NEXT) \
    FIRST(SAVE_PNG, png) NEXT(SAVE_GIF, gif) NEXT(SAVE_CSV, csv) NEXT(SAVE_JSON, json) NEXT(SAVE_NPY, npy)
typedef enum SaveFormat { WORD_VALUES(EACH_FORMAT) SAVE_FORMATS } SaveFormat;
#define FORMAT_WORDS WORDS(EACH_FORMAT)

/* save [FILE|png|gif|csv|json|npy [steps|lesson|sheet]|stop]: the suffix says what; a suffix alone chooses a name;
 * nothing opens the list. `csv lesson`: what the learner has answered; `png sheet`: what the maps of the layer ask for.
 * Errors: save.suffix, save.no_lesson, save.running. */
Error save_save(App *app, int argc, char *const argv[]);

/* film [FILE]: a GIF of how the selected value comes about, from its beginning to its end, or, where the network
 * stands in space, of a swing to both sides; without a suffix the name gets one. Errors: save.film, motion.nothing,
 * save.running. */
Error save_film(App *app, int argc, char *const argv[]);

/* What the list offers now. */
typedef struct SaveItem {
    const char *command; /* "save gif steps" */
    const char *text;    /* the key of its string; that of what it is ends in "_what" */
    SaveFormat format;
    bool lesson;
} SaveItem;
enum { SAVE_ITEMS = 10 };
int save_items(const App *app, SaveItem out[SAVE_ITEMS]);

/* What a file's suffix, or a suffix alone, means; false: nothing. */
bool save_format(const char *file, SaveFormat *out);
/* Whether a word names a format only, and the name is to be chosen. */
bool save_unnamed(const char *file);
/* A name for it: vggscope-conv3_3.png. `other`: a GIF of the lesson, a table of the learner's answers, a picture of the
 * sheet. */
void save_name(const App *app, SaveFormat format, bool other, char *out, size_t size);
/* The commands after which another program stands where this one does, to make a GIF of its steps or its lesson. */
void save_film_script(const App *app, bool lesson, char *out, size_t size);

#endif
