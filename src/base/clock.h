#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

double clock_ms(void); /* milliseconds of a clock that never goes back */

#endif
