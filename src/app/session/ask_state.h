/* What was asked of the lessons, and the cards that answer, as the state holds them. */
#ifndef APP_SESSION_ASK_STATE_H
#define APP_SESSION_ASK_STATE_H

#include "base/file.h"

enum { ANSWERS_MOST = 8, ASKED_SIZE = 512, ANSWER_SIZE = 512 };

typedef struct AskedCard {
    char lesson[FILE_NAME_SIZE]; /* as the command lesson has it */
    char lesson_title[ANSWER_SIZE], title[ANSWER_SIZE];
    char line[ANSWER_SIZE]; /* of the card: its sentence that answers best */
    int card;               /* from 1 */
} AskedCard;

typedef struct Asked {
    char words[ASKED_SIZE];
    int n;
    AskedCard at[ANSWERS_MOST];
} Asked;

#endif
