#include "app/turns.h"

#include <math.h>

static const double PHOTO_EVERY = 28, MOST_WAIT = 150;

bool turns_photo(const Turns *t, bool answers, double now) {
    double maps = fmax(0, t->shown_at - t->handed_at);
    return !answers || (now - t->handed_at >= PHOTO_EVERY && now - t->shown_at >= fmin(maps, MOST_WAIT));
}
