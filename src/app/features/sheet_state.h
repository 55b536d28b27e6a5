/* The sheet of the selected layer, as the state holds it: all 0 is none. */
#ifndef APP_FEATURES_SHEET_STATE_H
#define APP_FEATURES_SHEET_STATE_H

#include <stdbool.h>

typedef struct SheetWish {
    bool on;
    bool halted; /* at so many maps: */
    int at;
} SheetWish;

#endif
