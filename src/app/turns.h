/* Whose turn it is while one draws: the maps of the newest photo, or the answers to an earlier one. Both are computed
 * by the same threads, and maps come first. In milliseconds of any clock. */
#ifndef APP_TURNS_H
#define APP_TURNS_H

#include <stdbool.h>

typedef struct Turns {
    double handed_at; /* when a run got the last photo */
    double shown_at;  /* when its maps were there; earlier than that: not yet */
} Turns;

/* Whether a newer photo is given to a run now. While answers are on their way one comes no sooner than PHOTO_EVERY
 * after the last one, and they get as much time as that one's maps took, or MOST_WAIT where that was more: on a busy
 * machine, too, and with a late layer selected, they come before the hand rests. */
bool turns_photo(const Turns *t, bool answers, double now);

#endif
