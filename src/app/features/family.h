/* The commands of the Family screen, and what is chosen there. */
#ifndef APP_FEATURES_FAMILY_H
#define APP_FEATURES_FAMILY_H

#include "app/features/family_state.h"
#include "app/part.h"
#include "base/error.h"

typedef struct App App;

NetId family_column(const App *app);

Error family_choose(App *app, int argc, char *const argv[]); /* column */

extern const AppPart FAMILY_PART; /* its way back */

#endif
