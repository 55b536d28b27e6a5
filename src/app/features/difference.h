/* How the maps of a layer differ from those of the unchanged photo, or of the reference photo. */
#ifndef APP_FEATURES_DIFFERENCE_H
#define APP_FEATURES_DIFFERENCE_H

#include "app/features/difference_state.h"
#include "app/part.h"

typedef struct App App;

/* Measures the shown row, where maps are shown less of something and both runs have it. */
extern const AppPart DIFFERENCE_PART;
/* The measured row, if it is this one and what was measured is what is shown; else NULL. */
const Difference *difference_of(const App *app, int row);
void difference_forget(App *app);

#endif
