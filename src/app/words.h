/* Words of commands: what they mean, and how a script of them is written. */
#ifndef APP_WORDS_H
#define APP_WORDS_H

#include "app/source.h"

/* Words that several commands have. */
#define SWITCH_WORDS "off|on"
#define TURN_WORDS "previous|next"

/* What a command's words mean: a whole number, or the place of a word in a list parted by '|'.
 * Errors: command.number, command.word. */
Error command_int(const char *word, long least, long most, int *out);
Error command_word(const char *word, const char *list, int *out);

/* The word at that place of a list parted by '|', and its length. */
const char *word_at(const char *list, int place, int *length);

/* A text of less than PATH_SIZE bytes, a path say, and weights, as one word of a script. */
void script_quote(const char *text, char out[QUOTED_SIZE]);
void script_weights(const WeightsWish *weights, char out[QUOTED_SIZE]);

/* A script that grows; what is too much for its room is left out. */
typedef struct Script {
    char *out;
    size_t size, n;
} Script;

void script_say(Script *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A command with the word at that place of a list parted by '|', and "; " behind it. */
void script_say_word(Script *s, const char *command, const char *list, int place);

#endif
