/* Values and the words that stand for them in commands and files, in one list:
 *
 *     #define EACH_SIZE(FIRST, NEXT) FIRST(SIZE_SMALL, small) NEXT(SIZE_LARGE, large)
 *     typedef enum Size { WORD_VALUES(EACH_SIZE) SIZE_COUNT } Size;
 *     #define SIZE_WORDS WORDS(EACH_SIZE)                                        "small|large"
 *     static const char *const NAMES[] = {WORD_NAMES(EACH_SIZE)};                [SIZE_SMALL] = "small", ... */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#define WORD_VALUES(EACH) EACH(WORD_VALUE, WORD_VALUE)
#define WORD_VALUE(value, word) value,

/* A literal; the place of a word is its value. */
#define WORDS(EACH) EACH(WORD_FIRST, WORD_NEXT)
#define WORD_FIRST(value, word) #word
#define WORD_NEXT(value, word) "|" #word

#define WORD_NAMES(EACH) EACH(WORD_NAME, WORD_NAME)
#define WORD_NAME(value, word) [value] = #word,

#endif
