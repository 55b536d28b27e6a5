/* The gallery as a list to choose from, in pages where it shows a folder. */
#include <string.h>

#include "app/overlay.h"
#include "app/thumbnail.h"
#include "app/words.h"
#include "app/world.h"

static void open_list(App *app) {
    int here = app_gallery_here(app);
    app->openings++;
    if (here >= 0) app->overlay_at = here;
}

static Error choose(App *app, int line) {
    overlay_close(app);
    return line < app_photos(app) ? app_set_photo(app, app_photo(app, line)) : NO_ERROR;
}

/* To the same place of another page, or the last photo. */
static Error turn(App *app, const char *word) {
    int page = app_gallery_page(app), at = app->overlay_at, n = app_photos_most(app), number;
    if (strcmp(word, "next") == 0) {
        at += page;
    } else if (strcmp(word, "previous") == 0) {
        at -= at < page ? 0 : page;
    } else {
        TRY(command_int(word, 1, 1000000, &number));
        at = (number - 1) * page;
    }
    app->overlay_at = at < n ? at : n > 0 ? n - 1 : 0;
    return NO_ERROR;
}

const AppOverlay gallery_overlay = {
    .command = "gallery", .open = open_list, .lines = app_photos_most, .columns = GALLERY_COLUMNS, .choose = choose,
    .turn = turn};
