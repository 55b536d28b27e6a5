#include "app/turns.h"

#include <math.h>

static const double PHOTO_EVERY = 28, MOST_WAIT = 150, LATE = 90, LATE_WAIT = 60;

bool turns_photo(const Turns *t, bool answers, double now) {
    double wait = fmin(fmax(0, t->shown_at - t->handed_at), MOST_WAIT);
    if (now - t->asked_at >= LATE) wait = fmax(wait, LATE_WAIT);
    return !answers || (now - t->handed_at >= PHOTO_EVERY && now - t->shown_at >= wait);
}
