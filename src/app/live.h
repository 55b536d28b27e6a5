/* The photo as it is drawn on, moved and blurred, and the maps that follow it.
 *
 * The changes are a list (io/edit.h), made anew on the photo as it came. What the screen shows goes on while a run of
 * the changed photo is computed by the job; once the rows that the screen reads are there, that run takes the place
 * of the main one (app->run) at once, so a picture never mixes two photos. Three runs take turns: the one that is
 * shown, the next one, and one that goes on to the answers, which come later than the maps. */
#ifndef APP_LIVE_H
#define APP_LIVE_H

#include "app/live_state.h"
#include "app/part.h"

typedef struct App App;

/* ---- the runs ---- */

/* Brings the newest run that is ready to the screen, and asks for what is to be computed next, and for the rows that
 * the screen reads of the main run. */
extern const AppPart LIVE_PART;
/* The last part: wants of the picture that comes what all others want of the photo that is shown, of the main run and
 * of those beside it; the screen changes once that is there. */
extern const AppPart FOLLOW_PART;
/* After another photo, crop, network or weights came: the runs go, and where a photo came (plain NULL) the changes,
 * too. `plain` is taken over: the new crop as it came. The job must be stopped. */
void live_replaced(App *app, bool photo, Image *plain);
void live_close(App *app); /* the runs go */
/* The tool in hand on a screen where one can draw: Network and Layer. */
Tool live_tool_held(const App *app);
/* Whether the answers are asked for beside the maps: on Network, while one draws or a camera shows what it sees. */
bool live_wants_answers(const App *app);
/* Has another picture, the bytes of a file (copied), take the place of the photo once all is computed of it that the
 * screen shows: photo, maps and answers change together. The changes that are drawn are made in it, too. Errors: those
 * of live_make. */
Error live_show(App *app, const unsigned char *bytes, size_t size);
/* Brings what is there of the newest photo to the screen, as the part does. */
void live_bring(App *app);
/* Whether a run of the newest photo is shown, answers too where they are asked for. */
bool live_settled(const App *app);
/* Whether the newest photo waits so that answers are computed meanwhile; soon the part is to be asked again. */
bool live_waits(const App *app);
/* What it is held against: the run of the unchanged photo or of the reference; NULL: nothing, or it is not there yet.
 */
const Run *live_against(const App *app);
/* Whether maps are shown less of something. */
bool live_difference(const App *app);
/* The last answers that were whole, one for each class; NULL: none yet. */
const float *live_answers(const App *app);

#endif
