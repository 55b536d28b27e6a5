#include "app/overlay.h"

#include "app/app.h"

void overlay_toggle(App *app, Overlay overlay) {
    bool open = app->overlay == overlay;
    overlay_close(app);
    if (open) return;
    app->overlay = overlay;
    app->overlay_at = 0;
    if (overlay_of(overlay)->open) overlay_of(overlay)->open(app);
}

void overlay_close(App *app) {
    app->overlay = OVERLAY_NONE;
    app->typed[0] = '\0';
}
