#ifndef BASE_STOP_H
#define BASE_STOP_H

#include <stdatomic.h>
#include <stdbool.h>

#if defined(__EMSCRIPTEN__) && !defined(__EMSCRIPTEN_PTHREADS__)
#define ONE_THREAD /* what takes long is computed in turns between the window's frames (app/job.h) */
void stop_after(double ms); /* the turn that begins now is to end then, and asks so */
bool stop_turn_over(void);
#endif

/* Whether what is under way is to end soon; NULL: nobody can ask for that. */
static inline bool stop_asked(const atomic_bool *cancel) {
#ifdef ONE_THREAD
    if (cancel && stop_turn_over()) return true;
#endif
    return cancel && atomic_load(cancel);
}

#endif
