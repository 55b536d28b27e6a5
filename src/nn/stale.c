#include "nn/stale.h"

#include <string.h>

#include "base/memory.h"

static int count(const uint8_t *marked, int places) {
    int n = 0;
    for (int at = 0; at < places; at++) n += marked[at];
    return n;
}

void stale_free(Stale *stale) {
    memory_free(stale->at);
    memory_free(stale->source);
    memory_free(stale->wanted);
    *stale = (Stale){0};
}

/* Room to say whose value each place has: its own at first. */
static bool know_sources(Stale *stale, int places) {
    if (stale->source) return true;
    stale->source = memory_alloc((size_t)places * sizeof *stale->source);
    for (int at = 0; stale->source && at < places; at++) stale->source[at] = at;
    return stale->source != NULL;
}

bool stale_none(Stale *stale, Shape shape, const Twins *twins) {
    int places = shape.h * shape.w;
    stale_free(stale);
    stale->at = memory_alloc((size_t)places);
    bool there = stale->at && (!twins || !twins->n || know_sources(stale, places));
    if (!there) {
        stale_free(stale);
        return false;
    }
    memset(stale->at, false, (size_t)places);
    for (int i = 0; twins && i < twins->n; i++) stale->source[twins->twin[i].at] = twins->twin[i].first;
    return true;
}

/* Those that had another's value have to have their own, unless they are twins again. */
static void want_own(Stale *stale, int places, const Twins *twins) {
    int next = 0;
    for (int at = 0; at < places; at++) {
        bool twin = twins && next < twins->n && twins->twin[next].at == at;
        next += twin;
        if (stale->source[at] != at && !twin) stale->wanted[at] = true;
    }
}

/* All of each square that has a wanted place. */
static void want_squares(uint8_t *wanted, Shape shape, int unit) {
    for (int y = 0; y < shape.h; y += unit)
        for (int x = 0; x < shape.w; x += unit) {
            uint8_t *square = wanted + y * shape.w + x;
            int h = shape.h - y < unit ? shape.h - y : unit;
            size_t w = (size_t)(shape.w - x < unit ? shape.w - x : unit);
            bool any = false;
            for (int i = 0; i < h && !any; i++) any = memchr(square + i * shape.w, 1, w);
            for (int i = 0; i < h && any; i++) memset(square + i * shape.w, true, w);
        }
}

bool stale_begin(Stale *stale, Shape shape, int unit, const Twins *twins) {
    int places = shape.h * shape.w;
    if (!stale->wanted) stale->wanted = memory_alloc((size_t)places);
    if (!stale->wanted || (twins && twins->n && !know_sources(stale, places))) return false;
    memcpy(stale->wanted, stale->at, (size_t)places);
    if (stale->source) want_own(stale, places, twins);
    if (unit > 1) want_squares(stale->wanted, shape, unit);
    return 4 * count(stale->wanted, places) <= 3 * places;
}

void stale_left(Stale *stale) {
    memory_free(stale->wanted);
    stale->wanted = NULL;
}

void stale_settle(Stale *stale, float *values, Shape shape, const Twins *twins, Workers *workers) {
    int places = shape.h * shape.w;
    if (!stale->source) return;
    for (int at = 0; at < places; at++)
        if (stale->wanted[at]) stale->source[at] = at;
    if (twins && twins->n) twins_settle(twins, values, shape, 0, shape.h, workers);
    for (int i = 0; twins && i < twins->n; i++) {
        Twin t = twins->twin[i];
        if (stale->source[t.at] == t.first && !stale->wanted[t.first]) continue;
        stale->wanted[t.at] = true;
        stale->source[t.at] = t.first;
    }
}

void stale_end(Stale *stale, Shape shape) {
    memset(stale->at, false, (size_t)(shape.h * shape.w));
    stale_left(stale);
}
