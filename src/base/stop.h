#ifndef BASE_STOP_H
#define BASE_STOP_H

#include <stdatomic.h>
#include <stdbool.h>

/* Whether what is under way is to end soon; NULL: nobody can ask for that. */
static inline bool stop_asked(const atomic_bool *cancel) { return cancel && atomic_load(cancel); }

#endif
