#include "app/overlay.h"

#include "app/app.h"

void overlay_toggle(App *app, Overlay overlay) {
    app->overlay = app->overlay == overlay ? OVERLAY_NONE : overlay;
    app->overlay_at = 0;
    if (overlay_of(app->overlay)->open) overlay_of(app->overlay)->open(app);
}
