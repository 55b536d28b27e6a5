#include "view/screens.h"

const Screen *screen_of(View view) {
#define SCREEN(NAME, word, key) [VIEW_##NAME] = &word##_screen,
    static const Screen *const SCREENS[] = {EACH_VIEW(SCREEN)};
    return SCREENS[view];
}
