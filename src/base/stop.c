#include "base/stop.h"

#include "base/clock.h"

#ifdef ONE_THREAD
static double turn_end;

void stop_after(double ms) { turn_end = clock_ms() + ms; }
bool stop_turn_over(void) { return clock_ms() >= turn_end; }
#endif
