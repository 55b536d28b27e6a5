/* Where the volumes of a network stand in space, and where they are seen: geometry alone.
 *
 * They stand one behind the other along z. The projection is parallel, so what is as long is seen as long wherever it
 * stands: turned by `turn` about the upright axis and tilted by `tilt`, a point (x, y, z) is seen at
 *     X = x cos turn + z sin turn,
 *     Y = y cos tilt + (z cos turn - x sin turn) sin tilt   (upwards). */
#ifndef VIEW_SPACE_H
#define VIEW_SPACE_H

#include "app/features/space.h"
#include "model/net.h"
#include "view/draw.h"

typedef struct Vec {
    double x, y, z; /* to the right, up, away; 1: as wide as a pixel of the photo is where proportions are real */
} Vec;

/* What a layer makes, as a solid. */
typedef struct Volume {
    int row;           /* -1: the photo */
    Shape shape;
    bool bar;          /* a vector: its numbers lie one behind the other */
    double w, h, deep;
    Vec front;         /* the middle of its front face */
} Volume;

/* Channels that are as deep as a place is wide. */
#define SPACE_CHANNELS 4

enum { SPACE_VOLUMES = NET_LAYERS + 1 };
/* The photo, and a volume for each step of a network; returns their number. Maps stand one behind the other, at
 * distances that leave what is behind to be seen; vectors behind them, one below the other. */
int space_volumes(const Net *net, Proportions proportions, Volume out[SPACE_VOLUMES]);
/* How long n places, or n channels divided by SPACE_CHANNELS, are. */
double space_length(Proportions proportions, int n);

typedef struct Camera {
    double turn, tilt; /* radians */
    double scale;      /* pixels a unit */
    Point at;          /* where (0, 0, 0) is seen */
} Camera;

/* So that all volumes fit into a room; nearer, the volume `focus` goes to its middle. */
Camera space_camera(const Space *space, const Volume volumes[], int n, Rect room, int focus);
Point space_seen(const Camera *c, Vec v);

/* The corners of a volume, 1 to the right, 2 up, 4 away. */
enum { CORNERS = 8 };
void volume_corners(const Volume *v, Vec out[CORNERS]);
/* The part of its front face (away: of its back) under units [x0, x1] x [y0, y1], as far as it has them: top left, top
 * right, bottom right, bottom left. Of a bar the ends of numbers x0 to x1, and no more than two. */
int volume_part(const Volume *v, Box box, bool away, Vec out[4]);
/* The outline of points as they are seen, convex, in turn; returns how many of them it has. */
int convex_outline(Point at[], int n);

/* What a unit sees of each volume, up to its own: `seen` false behind that. Boxes also reach outside; of a bar they are
 * numbers. */
typedef struct Seen {
    bool seen;
    Box box;
} Seen;
void space_cone(const Net *net, const Volume volumes[], int n, int row, int map, int x, int y, Seen out[]);

#endif
