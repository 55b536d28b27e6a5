#include "io/camera_device.h"

#include <string.h>

bool camera_is_device(const char *which) {
    return which[strspn(which, "0123456789")] == '\0' || strncmp(which, "/dev/", 5) == 0;
}

#ifdef __linux__
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <linux/videodev2.h>

#include "base/file.h"
#include "io/video.h"
#include "io/yuv.h"

enum { WIDTH = 640, HEIGHT = 480, DEVICES = 64, BUFFERS = 4 };

typedef struct Format Format;

struct CameraDevice {
    int fd;
    char path[PATH_SIZE], name[32];
    const Format *format;
    int w, h;
    size_t stride;
    bool full; /* its luminance */
    struct Buffer { unsigned char *bytes; size_t size; } buffer[BUFFERS];
    unsigned buffers;
};

/* ---- formats ---- */

/* One that is understood: how many bytes a picture has at least, and what makes RGB of them; NULL: they are a JPEG. */
struct Format {
    uint32_t fourcc;
    size_t (*size)(const CameraDevice *d);
    void (*unpack)(const CameraDevice *d, const unsigned char *in, unsigned char *rgb);
};

static size_t rows(const CameraDevice *d) { return d->stride * (size_t)d->h; }
static size_t rows_and_half(const CameraDevice *d) { return rows(d) + rows(d) / 2; }
static size_t any(const CameraDevice *d) { return d->w > 0; }

static Yuv yuv_of(const CameraDevice *d, const unsigned char *y, size_t step) {
    return (Yuv){.w = d->w, .h = d->h, .full = d->full, .y = y, .y_stride = d->stride, .y_step = step};
}

/* Two pixels in four bytes. */
static void unpack_pairs(const CameraDevice *d, const unsigned char *in, int y, int u, unsigned char *rgb) {
    Yuv yuv = yuv_of(d, in + y, 2);
    yuv.u = in + u, yuv.v = in + u + 2;
    yuv.uv_stride = d->stride, yuv.uv_step = 4;
    yuv.across = 1;
    yuv_to_rgb(&yuv, rgb);
}

static void unpack_yuyv(const CameraDevice *d, const unsigned char *in, unsigned char *rgb) {
    unpack_pairs(d, in, 0, 1, rgb);
}

static void unpack_uyvy(const CameraDevice *d, const unsigned char *in, unsigned char *rgb) {
    unpack_pairs(d, in, 1, 0, rgb);
}

/* Differences for each four pixels behind all luminance, side by side. */
static void unpack_nv12(const CameraDevice *d, const unsigned char *in, unsigned char *rgb) {
    Yuv yuv = yuv_of(d, in, 1);
    yuv.u = in + rows(d), yuv.v = yuv.u + 1;
    yuv.uv_stride = d->stride, yuv.uv_step = 2;
    yuv.across = yuv.down = 1;
    yuv_to_rgb(&yuv, rgb);
}

/* The same, one plane behind the other. */
static void unpack_yu12(const CameraDevice *d, const unsigned char *in, unsigned char *rgb) {
    Yuv yuv = yuv_of(d, in, 1);
    yuv.u = in + rows(d), yuv.v = yuv.u + rows(d) / 4;
    yuv.uv_stride = d->stride / 2, yuv.uv_step = 1;
    yuv.across = yuv.down = 1;
    yuv_to_rgb(&yuv, rgb);
}

static void unpack_grey(const CameraDevice *d, const unsigned char *in, unsigned char *rgb) {
    for (int y = 0; y < d->h; y++)
        for (int x = 0; x < d->w; x++, rgb += 3) memset(rgb, in[(size_t)y * d->stride + (size_t)x], 3);
}

static void unpack_rgb(const CameraDevice *d, const unsigned char *in, unsigned char *rgb) {
    size_t row = (size_t)d->w * 3;
    for (size_t y = 0; y < (size_t)d->h; y++) memcpy(rgb + y * row, in + y * d->stride, row);
}

static void unpack_bgr(const CameraDevice *d, const unsigned char *in, unsigned char *rgb) {
    for (int y = 0; y < d->h; y++)
        for (int x = 0; x < d->w; x++, rgb += 3)
            for (int c = 0; c < 3; c++) rgb[c] = in[(size_t)y * d->stride + (size_t)(3 * x + 2 - c)];
}

/* The best first: what needs no decoder. */
static const Format FORMATS[] = {
    {V4L2_PIX_FMT_YUYV, rows, unpack_yuyv},          {V4L2_PIX_FMT_UYVY, rows, unpack_uyvy},
    {V4L2_PIX_FMT_NV12, rows_and_half, unpack_nv12}, {V4L2_PIX_FMT_YUV420, rows_and_half, unpack_yu12},
    {V4L2_PIX_FMT_RGB24, rows, unpack_rgb},          {V4L2_PIX_FMT_BGR24, rows, unpack_bgr},
    {V4L2_PIX_FMT_MJPEG, any, NULL},                 {V4L2_PIX_FMT_JPEG, any, NULL},
    {V4L2_PIX_FMT_GREY, rows, unpack_grey}};
enum { FORMAT_COUNT = sizeof FORMATS / sizeof *FORMATS };

static const Format *format_of_code(uint32_t fourcc) {
    for (int i = 0; i < FORMAT_COUNT; i++)
        if (FORMATS[i].fourcc == fourcc) return &FORMATS[i];
    return NULL;
}

/* The best of those that the device offers; NULL: none of them. */
static const Format *best_format(int fd) {
    const Format *best = NULL;
    struct v4l2_fmtdesc offer = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE};
    for (; video_control(fd, VIDIOC_ENUM_FMT, &offer) == 0; offer.index++) {
        const Format *f = format_of_code(offer.pixelformat);
        if (f && (!best || f < best)) best = f;
    }
    return best;
}

/* ---- opening ---- */

/* What errno says of a device. */
static Error trouble(const char *path) {
    switch (errno) {
    case ENOENT:
    case ENXIO:
    case ENODEV: return error("camera.missing", "%s", path);
    case EACCES:
    case EPERM: return error("camera.refused", "%s", path);
    case EBUSY: return error("camera.busy", "%s", path);
    case ENOMEM: return error("memory", "%s", path);
    default: return error("camera.failed", "%s\t%s", strerror(errno), path);
    }
}

static Error control(const CameraDevice *d, unsigned long request, void *argument) {
    return video_control(d->fd, request, argument) == 0 ? NO_ERROR : trouble(d->path);
}

static Error set_format(CameraDevice *d) {
    const Format *best = best_format(d->fd);
    if (!best) return error("camera.format", "%s", d->path);
    struct v4l2_format set = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE};
    struct v4l2_pix_format *f = &set.fmt.pix;
    *f = (struct v4l2_pix_format){.width = WIDTH, .height = HEIGHT, .pixelformat = best->fourcc,
                                  .field = V4L2_FIELD_NONE};
    TRY(control(d, VIDIOC_S_FMT, &set)); /* it changes what it cannot do */
    enum { MOST = 16384 };
    d->format = format_of_code(f->pixelformat);
    bool sized = f->width > 0 && f->height > 0 && f->width <= MOST && f->height <= MOST && f->bytesperline <= 4 * MOST;
    if (!d->format || !sized) return error("camera.format", "%s", d->path);
    d->w = (int)f->width;
    d->h = (int)f->height;
    bool pairs = d->format->fourcc == V4L2_PIX_FMT_YUYV || d->format->fourcc == V4L2_PIX_FMT_UYVY;
    bool colours = d->format->fourcc == V4L2_PIX_FMT_RGB24 || d->format->fourcc == V4L2_PIX_FMT_BGR24;
    size_t least = (size_t)d->w * (colours ? 3 : pairs ? 2 : 1);
    d->stride = f->bytesperline > least ? f->bytesperline : least;
    d->full = f->quantization == V4L2_QUANTIZATION_FULL_RANGE;
    return NO_ERROR;
}

static struct v4l2_buffer buffer(unsigned index) {
    return (struct v4l2_buffer){.index = index, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP};
}

static Error map_buffers(CameraDevice *d) {
    struct v4l2_requestbuffers ask = {
        .count = BUFFERS, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP};
    TRY(control(d, VIDIOC_REQBUFS, &ask));
    for (unsigned i = 0; i < ask.count && i < BUFFERS; i++) {
        struct v4l2_buffer b = buffer(i);
        TRY(control(d, VIDIOC_QUERYBUF, &b));
        d->buffer[i].bytes = video_map(d->fd, b.length, b.m.offset);
        if (!d->buffer[i].bytes) return trouble(d->path);
        d->buffer[i].size = b.length;
        d->buffers++;
        TRY(control(d, VIDIOC_QBUF, &b));
    }
    return d->buffers ? NO_ERROR : error("memory", "%s", d->path);
}

static Error begin(CameraDevice *d) {
    struct v4l2_capability can = {0};
    TRY(control(d, VIDIOC_QUERYCAP, &can));
    uint32_t has = can.capabilities & V4L2_CAP_DEVICE_CAPS ? can.device_caps : can.capabilities;
    if (!(has & V4L2_CAP_VIDEO_CAPTURE) || !(has & V4L2_CAP_STREAMING)) return error("camera.kind", "%s", d->path);
    snprintf(d->name, sizeof d->name, "%.*s", (int)sizeof d->name - 1, (const char *)can.card);
    TRY(set_format(d));
    TRY(map_buffers(d));
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    return control(d, VIDIOC_STREAMON, &type);
}

void camera_device_close(CameraDevice *d) {
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    if (!d) return;
    if (d->buffers) video_control(d->fd, VIDIOC_STREAMOFF, &type);
    for (unsigned i = 0; i < d->buffers; i++) video_unmap(d->buffer[i].bytes, d->buffer[i].size);
    video_close(d->fd);
    free(d);
}

static Error open_path(const char *path, CameraDevice **out) {
    int fd = video_open(path);
    if (fd < 0) return trouble(path);
    CameraDevice *d = *out = calloc(1, sizeof *d);
    if (!d) {
        video_close(fd);
        return error("memory", "%s", path);
    }
    d->fd = fd;
    snprintf(d->path, sizeof d->path, "%s", path);
    Error e = begin(d);
    if (!failed(&e)) return NO_ERROR;
    camera_device_close(d);
    *out = NULL;
    return e;
}

/* From a number on, around the last one. Where none works, the first one that is a camera says why. */
static Error open_from(int first, CameraDevice **out) {
    Error why = error("camera.none", "%s", "");
    for (int i = 0; i < DEVICES; i++) {
        char path[32];
        snprintf(path, sizeof path, "/dev/video%d", (first + i) % DEVICES);
        Error e = open_path(path, out);
        if (!failed(&e)) return NO_ERROR;
        bool no_camera = strcmp(e.id, "camera.missing") == 0 || strcmp(e.id, "camera.kind") == 0;
        if (!no_camera && strcmp(why.id, "camera.none") == 0) why = e;
    }
    return why;
}

Error camera_device_open(const char *which, bool after, CameraDevice **out) {
    char path[PATH_SIZE];
    int number = -1;
    *out = NULL;
    sscanf(which, *which == '/' ? "/dev/video%9d" : "%9d", &number);
    if (!*which || after) return open_from(number + 1, out);
    snprintf(path, sizeof path, "%s%s", *which == '/' ? "" : "/dev/video", which);
    return open_path(path, out);
}

const char *camera_device_name(const CameraDevice *d) { return *d->name ? d->name : d->path; }
const char *camera_device_path(const CameraDevice *d) { return d->path; }

/* ---- pictures ---- */

static bool is_whole(const CameraDevice *d, const struct v4l2_buffer *b) {
    if (b->flags & V4L2_BUF_FLAG_ERROR || b->index >= d->buffers) return false;
    if (b->bytesused > d->buffer[b->index].size) return false;
    const unsigned char *in = d->buffer[b->index].bytes;
    bool jpeg = !d->format->unpack;
    return b->bytesused >= d->format->size(d) && (!jpeg || (b->bytesused > 2 && in[0] == 0xFF && in[1] == 0xD8));
}

static Error copy(const CameraDevice *d, const struct v4l2_buffer *b, CameraPicture *out) {
    const unsigned char *in = d->buffer[b->index].bytes;
    unsigned char *rgb = d->format->unpack ? camera_picture_make(d->w, d->h, out) : NULL;
    if (rgb) d->format->unpack(d, in, rgb);
    if (!d->format->unpack) *out = (CameraPicture){malloc(b->bytesused), b->bytesused};
    if (!out->bytes) return error("memory", "%s", d->path);
    if (!rgb) memcpy(out->bytes, in, b->bytesused);
    return NO_ERROR;
}

Error camera_device_next(CameraDevice *d, const atomic_bool *stop, CameraPicture *out) {
    enum { SLICE = 100, PATIENCE = 5000 }; /* milliseconds; a broken picture counts as a slice, too */
    *out = (CameraPicture){0};
    for (int waited = 0; !atomic_load(stop) && !out->bytes; waited += SLICE) {
        struct v4l2_buffer b = buffer(0);
        if (waited >= PATIENCE) return error("camera.silent", "%s", d->path);
        if (video_wait(d->fd, SLICE) == 0) continue;
        if (video_control(d->fd, VIDIOC_DQBUF, &b) != 0) {
            if (errno == EAGAIN || errno == EIO) continue;
            return errno == ENODEV || errno == ENXIO ? error("camera.lost", "%s", d->name) : trouble(d->path);
        }
        Error e = is_whole(d, &b) ? copy(d, &b, out) : NO_ERROR;
        if (!failed(&e) && b.index < d->buffers) e = control(d, VIDIOC_QBUF, &b);
        if (!failed(&e)) continue;
        free(out->bytes);
        *out = (CameraPicture){0};
        return strcmp(e.id, "camera.missing") == 0 ? error("camera.lost", "%s", d->name) : e;
    }
    return NO_ERROR;
}
bool camera_device_here(void) { return true; }

#else
bool camera_device_here(void) { return false; }

Error camera_device_open(const char *which, bool after, CameraDevice **out) {
    (void)which, (void)after;
    *out = NULL;
    return error("camera.not_here", "%s", "");
}

void camera_device_close(CameraDevice *device) { (void)device; }

Error camera_device_next(CameraDevice *device, const atomic_bool *stop, CameraPicture *out) {
    (void)device, (void)stop;
    *out = (CameraPicture){0};
    return NO_ERROR;
}

const char *camera_device_name(const CameraDevice *device) { return (void)device, ""; }
const char *camera_device_path(const CameraDevice *device) { return (void)device, ""; }
#endif
