#include "io/camera_film.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "io/yuv.h"

struct CameraFilm {
    char path[PATH_SIZE];
    Mapped file;
    size_t first, at; /* where the first picture stands, and the next one */
    double every;
    bool jpegs;
    Yuv yuv; /* without its places */
};

static const char Y4M[] = "YUV4MPEG2 ";

/* ---- YUV4MPEG2: a line of words, then a line and three planes a picture ---- */

/* The colours that a word "C420jpeg" stands for; false: none that are read. */
static bool read_colours(const char *word, Yuv *yuv) {
    static const struct { const char *word; int across, down; } KINDS[] = {
        {"C420", 1, 1}, {"C422", 1, 0}, {"C444", 0, 0}, {"Cmono", 0, 0}};
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        size_t n = strlen(KINDS[i].word);
        if (strncmp(word, KINDS[i].word, n) != 0) continue;
        yuv->across = KINDS[i].across;
        yuv->down = KINDS[i].down;
        yuv->uv_step = strcmp(KINDS[i].word, "Cmono") != 0;
        return word[n] != 'p' || strcmp(word + n, "paldv") == 0; /* C420p10 has more bits */
    }
    return false;
}

/* The bytes of a line without its end, which is passed; 0: there is none, or it is longer than `size`. */
static size_t next_line(CameraFilm *f, char *out, size_t size) {
    size_t left = f->file.size - f->at, most = left < size ? left : size;
    const unsigned char *line = f->file.data + f->at, *end = most ? memchr(line, '\n', most) : NULL;
    if (!end) return 0;
    size_t n = (size_t)(end - line);
    memcpy(out, line, n);
    out[n] = '\0';
    f->at += n + 1;
    return n;
}

static bool read_head(CameraFilm *f) {
    enum { MOST = 16384 };
    char line[256], *rest = line;
    int rate = 0, per = 0;
    f->yuv = (Yuv){.across = 1, .down = 1, .uv_step = 1, .y_step = 1};
    bool known = next_line(f, line, sizeof line) > 0;
    for (char *word; known && (word = strtok_r(rest, " ", &rest));) {
        if (*word == 'W') f->yuv.w = atoi(word + 1);
        if (*word == 'H') f->yuv.h = atoi(word + 1);
        bool timed = *word == 'F' && sscanf(word, "F%d:%d", &rate, &per) == 2;
        if (timed && rate > 0 && per > 0) f->every = 1e3 * per / rate;
        if (*word == 'C') known = read_colours(word, &f->yuv);
        if (strcmp(word, "XCOLORRANGE=FULL") == 0) f->yuv.full = true;
    }
    return known && f->yuv.w > 0 && f->yuv.h > 0 && f->yuv.w <= MOST && f->yuv.h <= MOST;
}

static Error next_y4m(CameraFilm *f, CameraPicture *out) {
    Yuv yuv = f->yuv;
    char line[256];
    size_t columns = (size_t)(yuv.w + (1 << yuv.across) - 1) >> yuv.across, n = (size_t)yuv.w * (size_t)yuv.h;
    size_t plane = yuv.uv_step ? columns * ((size_t)(yuv.h + (1 << yuv.down) - 1) >> yuv.down) : 0;
    bool there = next_line(f, line, sizeof line) >= 5 && strncmp(line, "FRAME", 5) == 0;
    if (!there || f->file.size - f->at < n + 2 * plane) return error("camera.film", "%s", f->path);
    yuv.y = f->file.data + f->at;
    yuv.y_stride = (size_t)yuv.w;
    yuv.u = plane ? yuv.y + n : NULL;
    yuv.v = plane ? yuv.u + plane : NULL;
    yuv.uv_stride = columns;
    f->at += n + 2 * plane;
    unsigned char *rgb = camera_picture_make(yuv.w, yuv.h, out);
    if (!rgb) return error("memory", "%s", f->path);
    yuv_to_rgb(&yuv, rgb);
    return NO_ERROR;
}

/* ---- JPEGs ---- */

/* Where the JPEG that begins at `at` ends; 0: it is none, or it is cut off. What stands in a segment, a smaller JPEG
 * say, is passed by its length; in the data behind a scan's head no marker stands but restarts. */
static size_t jpeg_end(const unsigned char *in, size_t size, size_t at) {
    if (size - at < 4 || in[at] != 0xFF || in[at + 1] != 0xD8) return 0;
    for (at += 2; size - at >= 2;) {
        if (in[at] != 0xFF) at++; /* data */
        else if (in[at + 1] == 0xD9) return at + 2;
        else if (in[at + 1] == 0xFF) at++;
        else if (in[at + 1] < 0xC0 || (in[at + 1] >= 0xD0 && in[at + 1] <= 0xD7)) at += 2;
        else {
            if (size - at < 4) return 0;
            size_t length = 2 + ((size_t)in[at + 2] << 8 | in[at + 3]);
            if (length > size - at) return 0;
            at += length;
        }
    }
    return 0;
}

static Error next_jpeg(CameraFilm *f, CameraPicture *out) {
    size_t end = jpeg_end(f->file.data, f->file.size, f->at);
    if (!end) return error("camera.film", "%s", f->path);
    *out = (CameraPicture){malloc(end - f->at), end - f->at};
    if (!out->bytes) return error("memory", "%s", f->path);
    memcpy(out->bytes, f->file.data + f->at, out->size);
    f->at = end;
    return NO_ERROR;
}

/* ---- both ---- */

static Error begin(CameraFilm *f) {
    bool y4m = f->file.size > sizeof Y4M && memcmp(f->file.data, Y4M, sizeof Y4M - 1) == 0;
    f->jpegs = !y4m;
    f->every = 1000.0 / 30;
    if (y4m && !read_head(f)) return error("camera.film", "%s", f->path);
    f->first = f->at;
    CameraPicture picture = {0};
    Error e = camera_film_next(f, &picture);
    free(picture.bytes);
    f->at = f->first;
    return e;
}

Error camera_film_open(const char *path, CameraFilm **out) {
    CameraFilm *f = *out = calloc(1, sizeof *f);
    if (!f) return error("memory", "%s", path);
    snprintf(f->path, sizeof f->path, "%s", path);
    Error e = file_map(path, &f->file);
    if (!failed(&e)) e = begin(f);
    if (!failed(&e)) return NO_ERROR;
    camera_film_close(f);
    *out = NULL;
    return e;
}

void camera_film_close(CameraFilm *f) {
    if (!f) return;
    file_unmap(&f->file);
    free(f);
}

double camera_film_every(const CameraFilm *f) { return f->every; }

Error camera_film_next(CameraFilm *f, CameraPicture *out) {
    *out = (CameraPicture){0};
    if (f->at >= f->file.size) f->at = f->first;
    Error e = f->jpegs ? next_jpeg(f, out) : next_y4m(f, out), changed = file_unchanged(&f->file, f->path);
    if (!failed(&changed)) return e;
    free(out->bytes);
    *out = (CameraPicture){0};
    return changed;
}
