#include "view/space.h"

#include <math.h>
#include <stdlib.h>

/* ---- volumes ---- */

double space_length(Proportions proportions, int n) {
    const double doubling = 25;
    return proportions == SPACE_LOG ? doubling * (log2(n) + 1) : n;
}

static Volume volume_of(const Net *net, int row, Proportions p) {
    Shape s = net_shape(net, row);
    Volume v = {.row = row, .shape = s, .bar = s.h == 1 && s.w == 1};
    v.w = v.bar ? 1 : space_length(p, s.w);
    v.h = v.bar ? 1 : space_length(p, s.h);
    v.deep = space_length(p, s.c) / (p == SPACE_LOG ? 2 : SPACE_CHANNELS);
    return v;
}

/* What lies between two volumes: the next one is to be seen beside the one before it. */
static double gap(const Volume *a, const Volume *b) {
    return (b->bar ? 1.5 : 0.5) * fmax(a->w, b->w) + 0.9 * fmax(a->w - b->w, 0) * !b->bar + 30;
}

int space_volumes(const Net *net, Proportions p, Volume out[SPACE_VOLUMES]) {
    const double apart = 40; /* of vectors */
    int n = net_steps(net, STEP_LAYERS) + 1, bars = 0;
    double z = 0;
    for (int i = 0; i < n; i++) {
        Volume *v = &out[i];
        *v = volume_of(net, net_step_layer(net, STEP_LAYERS, i), p);
        if (i > 0 && !(v->bar && bars)) z += out[i - 1].deep + gap(&out[i - 1], v);
        v->front = (Vec){0, v->bar ? -apart * bars++ : 0, z};
    }
    return n;
}

void volume_corners(const Volume *v, Vec out[CORNERS]) {
    for (int i = 0; i < CORNERS; i++)
        out[i] = (Vec){v->front.x + (i & 1 ? 0.5 : -0.5) * v->w, v->front.y + (i & 2 ? 0.5 : -0.5) * v->h,
                       v->front.z + (i & 4 ? v->deep : 0)};
}

static double share(int at, int n) { return fmin(fmax((double)at / n, 0), 1); }

int volume_part(const Volume *v, Box b, bool away, Vec out[4]) {
    Vec f = v->front;
    if (v->bar) {
        out[0] = (Vec){f.x, f.y, f.z + v->deep * share(b.x0, v->shape.c)};
        out[1] = (Vec){f.x, f.y, f.z + v->deep * share(b.x1 + 1, v->shape.c)};
        return 2;
    }
    Shape s = v->shape;
    double left = f.x + v->w * (share(b.x0, s.w) - 0.5), right = f.x + v->w * (share(b.x1 + 1, s.w) - 0.5);
    double top = f.y + v->h * (0.5 - share(b.y0, s.h)), low = f.y + v->h * (0.5 - share(b.y1 + 1, s.h));
    double z = f.z + (away ? v->deep : 0);
    out[0] = (Vec){left, top, z};
    out[1] = (Vec){right, top, z};
    out[2] = (Vec){right, low, z};
    out[3] = (Vec){left, low, z};
    return 4;
}

/* ---- how they are seen ---- */

Point space_seen(const Camera *c, Vec v) {
    double x = v.x * cos(c->turn) + v.z * sin(c->turn), away = v.z * cos(c->turn) - v.x * sin(c->turn);
    double y = v.y * cos(c->tilt) + away * sin(c->tilt);
    return (Point){(float)(c->at.x + c->scale * x), (float)(c->at.y - c->scale * y)};
}

static void add_bounds(const Camera *c, const Volume *v, Point *low, Point *high) {
    Vec corners[CORNERS];
    volume_corners(v, corners);
    for (int i = 0; i < CORNERS; i++) {
        Point p = space_seen(c, corners[i]);
        *low = (Point){fminf(low->x, p.x), fminf(low->y, p.y)};
        *high = (Point){fmaxf(high->x, p.x), fmaxf(high->y, p.y)};
    }
}

Camera space_camera(const Space *space, const Volume volumes[], int n, Rect room, int focus) {
    Camera c = {.turn = space->turn * M_PI / 180, .tilt = space->tilt * M_PI / 180, .scale = 1};
    Point low = {INFINITY, INFINITY}, high = {-INFINITY, -INFINITY};
    for (int i = 0; i < n; i++) add_bounds(&c, &volumes[i], &low, &high);
    double fits = fmin(room.w / fmax(1, high.x - low.x), room.h / fmax(1, high.y - low.y));
    Point one = {INFINITY, INFINITY}, other = {-INFINITY, -INFINITY};
    add_bounds(&c, &volumes[focus], &one, &other);
    double near = fmin(space->near - 1, 1); /* twice as near it is in the middle */
    double x = (1 - near) * (low.x + high.x) / 2 + near * (one.x + other.x) / 2;
    double y = (1 - near) * (low.y + high.y) / 2 + near * (one.y + other.y) / 2;
    c.scale = fits * space->near;
    c.at = (Point){(float)(room.x + room.w / 2 - c.scale * x), (float)(room.y + room.h / 2 - c.scale * y)};
    return c;
}

/* ---- outlines ---- */

static double turns(Point a, Point b, Point c) {
    return ((double)b.x - a.x) * ((double)c.y - a.y) - ((double)b.y - a.y) * ((double)c.x - a.x);
}

static int from_left(const void *a, const void *b) {
    const Point *p = a, *q = b;
    return p->x != q->x ? (p->x > q->x) - (p->x < q->x) : (p->y > q->y) - (p->y < q->y);
}

/* Andrew's monotone chain. */
int convex_outline(Point at[], int n) {
    enum { MOST = 64 };
    Point out[2 * MOST];
    int m = 0;
    if (n > MOST) n = MOST;
    qsort(at, (size_t)n, sizeof *at, from_left);
    for (int pass = 0, begin = 0; pass < 2; pass++, begin = m) {
        for (int i = 0; i < n; i++) {
            Point p = at[pass ? n - 1 - i : i];
            while (m - begin > 1 && turns(out[m - 2], out[m - 1], p) <= 0) m--;
            out[m++] = p;
        }
        m--; /* it begins the other half */
    }
    for (int i = 0; i < m; i++) at[i] = out[i];
    return m;
}

/* ---- what a unit sees ---- */

/* All numbers of a vector. */
static Box all_of(int n) { return (Box){0, 0, n - 1, 0}; }

void space_cone(const Net *net, const Volume volumes[], int n, int row, int map, int x, int y, Seen out[]) {
    for (int i = 0; i < n; i++) {
        const Volume *v = &volumes[i];
        int last = v->row < 0 ? -1 : net_after_relu(net, v->row);
        bool own = v->row >= 0 ? v->row <= row && row <= last : row < 0;
        out[i] = (Seen){.seen = own || last < row};
        if (!out[i].seen) continue;
        if (v->bar) out[i].box = own ? (Box){map, 0, map, 0} : all_of(v->shape.c);
        else out[i].box = own ? (Box){x, y, x, y} : net_box_on(net, row, x, y, last);
    }
}
