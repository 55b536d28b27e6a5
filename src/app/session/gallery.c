/* The gallery as a list to choose from. */
#include <string.h>

#include "app/overlay.h"
#include "app/thumbnail.h"
#include "app/world.h"

static void open_list(App *app) {
    thumbnails_make(app);
    for (int i = 0; i < app_photos(app); i++)
        if (strcmp(path_base(app_photo(app, i)), app->photo->name) == 0) app->overlay_at = i;
}

static Error choose(App *app, int line) {
    overlay_close(app);
    return app_set_photo(app, app_photo(app, line));
}

const AppOverlay gallery_overlay = {
    .command = "gallery", .open = open_list, .photo = thumbnails_make, .lines = app_photos, .columns = GALLERY_COLUMNS,
    .choose = choose};
