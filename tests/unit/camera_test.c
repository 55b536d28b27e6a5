/* Cameras and films: what the system's devices give in each format, what is broken or gone, and which picture is taken.
 * The system's part (io/video.h) is played here. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <linux/videodev2.h>

#include "base/file.h"
#include "io/camera.h"
#include "io/camera_device.h"
#include "io/camera_film.h"
#include "io/image.h"
#include "io/video.h"
#include "io/yuv.h"
#include "scratch.h"

/* ---- the colours of the standard ---- */

/* The bars at full strength of BT.601, as its tables have them: luminance, the two differences, red, green, blue. */
static const int BARS[8][6] = {{235, 128, 128, 255, 255, 255}, {210, 16, 146, 255, 255, 0}, {170, 166, 16, 0, 255, 255},
                               {145, 54, 34, 0, 255, 0},       {106, 202, 222, 255, 0, 255}, {81, 90, 240, 255, 0, 0},
                               {41, 240, 110, 0, 0, 255},      {16, 128, 128, 0, 0, 0}};
enum { W = 16, H = 4 }; /* a bar has two columns */

static void is_near(int value, int wanted, const char *what) {
    if (abs(value - wanted) > 2) fail_msg("%s: %d is not %d", what, value, wanted);
}

static void shows_the_bars(const unsigned char *rgb, bool grey, const char *what) {
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
            for (int c = 0; c < 3; c++)
                is_near(rgb[(y * W + x) * 3 + c], grey ? BARS[x / 2][0] : BARS[x / 2][3 + c], what);
}

static void the_standards_bars(void **state) {
    (void)state;
    unsigned char y[8], u[8], v[8], rgb[24];
    for (int i = 0; i < 8; i++) {
        y[i] = (unsigned char)BARS[i][0];
        u[i] = (unsigned char)BARS[i][1];
        v[i] = (unsigned char)BARS[i][2];
    }
    Yuv yuv = {.w = 8, .h = 1, .y = y, .y_stride = 8, .y_step = 1, .u = u, .v = v, .uv_stride = 8, .uv_step = 1};
    yuv_to_rgb(&yuv, rgb);
    for (int i = 0; i < 24; i++) is_near(rgb[i], BARS[i / 3][3 + i % 3], "limited");
    /* JFIF's own example of red: 76, 85, 255 */
    static const unsigned char RED[] = {76, 85, 255};
    yuv = (Yuv){.w = 1, .h = 1, .full = true, .y = RED, .u = RED + 1, .v = RED + 2};
    yuv_to_rgb(&yuv, rgb);
    is_near(rgb[0], 255, "full");
    is_near(rgb[1], 0, "full");
    is_near(rgb[2], 0, "full");
}

/* ---- the system, played ---- */

enum { BUFFER = 4 * W * H + 65536, COUNT = 2 };

/* What happens when a picture is asked for. */
typedef enum Turn { WHOLE, SHORT, MARKED, AGAIN, BROKEN, GONE } Turn;

static struct {
    uint32_t offers[4];   /* what it has, 0 behind the last, */
    uint32_t gives;       /* and sets in place of what is asked for; 0: that */
    uint32_t can;         /* its capabilities */
    unsigned stride;      /* 0: the least */
    int missing;          /* numbers of devices below this are not there */
    int refuses_open, refuses_format, refuses_stream; /* an errno, 0: none */
    const Turn *turns;    /* one after another; NULL: nothing ever comes */
    int turn;
    const void *bytes;    /* of a JPEG */
    size_t size;
    /* what was done */
    uint32_t set;
    int open, maps, streams, opened, queued;
} fake;

static unsigned char memory[COUNT][BUFFER];

static void begin(uint32_t first, uint32_t second) {
    static const Turn FINE[] = {WHOLE, WHOLE, WHOLE};
    memset(&fake, 0, sizeof fake);
    fake.offers[0] = first, fake.offers[1] = second;
    fake.can = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
    fake.turns = FINE;
}

int video_open(const char *path) {
    int number = -1;
    sscanf(path, "/dev/video%d", &number);
    errno = number < fake.missing ? ENOENT : fake.refuses_open;
    if (errno) return -1;
    fake.open++;
    return fake.opened = number;
}

void video_close(int fd) { (void)fd, fake.open--; }

static unsigned least(uint32_t fourcc) {
    bool pairs = fourcc == V4L2_PIX_FMT_YUYV || fourcc == V4L2_PIX_FMT_UYVY;
    bool colours = fourcc == V4L2_PIX_FMT_RGB24 || fourcc == V4L2_PIX_FMT_BGR24;
    return W * (colours ? 3 : pairs ? 2 : 1);
}

static unsigned stride(void) { return fake.stride ? fake.stride : least(fake.set); }

/* The bars as a format has them; how many bytes. */
static unsigned paint(unsigned char *out) {
    unsigned s = stride();
    const uint32_t f = fake.set;
    bool planes = f == V4L2_PIX_FMT_NV12 || f == V4L2_PIX_FMT_YUV420;
    if (f == V4L2_PIX_FMT_MJPEG) return memcpy(out, fake.bytes, fake.size), (unsigned)fake.size;
    memset(out, 0x55, BUFFER);
    for (unsigned y = 0; y < H; y++)
        for (unsigned x = 0; x < W; x++) {
            const int *bar = BARS[x / 2];
            unsigned char *row = out + y * s;
            if (f == V4L2_PIX_FMT_YUYV || f == V4L2_PIX_FMT_UYVY) {
                bool light_first = f == V4L2_PIX_FMT_YUYV;
                row[2 * x + !light_first] = (unsigned char)bar[0];
                row[2 * x + light_first] = (unsigned char)bar[1 + x % 2];
            }
            for (unsigned c = 0; c < 3; c++) {
                if (f == V4L2_PIX_FMT_RGB24) row[3 * x + c] = (unsigned char)bar[3 + c];
                if (f == V4L2_PIX_FMT_BGR24) row[3 * x + c] = (unsigned char)bar[5 - c];
            }
            if (planes || f == V4L2_PIX_FMT_GREY) row[x] = (unsigned char)bar[0];
            if (f == V4L2_PIX_FMT_NV12)
                for (unsigned c = 0; c < 2; c++) out[H * s + (y / 2) * s + x / 2 * 2 + c] = (unsigned char)bar[1 + c];
            if (f == V4L2_PIX_FMT_YUV420)
                for (unsigned c = 0; c < 2; c++)
                    out[H * s + c * (H / 2) * (s / 2) + (y / 2) * (s / 2) + x / 2] = (unsigned char)bar[1 + c];
        }
    return planes ? H * s * 3 / 2 : H * s;
}

static int refuse(int with) {
    errno = with;
    return with ? -1 : 0;
}

static int take_out(struct v4l2_buffer *b) {
    Turn turn = fake.turns ? fake.turns[fake.turn++] : AGAIN;
    if (turn == AGAIN) return refuse(EAGAIN);
    if (turn == BROKEN) return refuse(EIO);
    if (turn == GONE) return refuse(ENODEV);
    b->index = (unsigned)fake.turn % COUNT;
    b->bytesused = paint(memory[b->index]);
    if (turn == SHORT) b->bytesused /= 2;
    if (turn == MARKED) b->flags |= V4L2_BUF_FLAG_ERROR;
    fake.queued--;
    return 0;
}

int video_control(int fd, unsigned long request, void *argument) {
    (void)fd;
    struct v4l2_fmtdesc *offer = argument;
    struct v4l2_format *format = argument;
    struct v4l2_buffer *b = argument;
    switch (request) {
    case VIDIOC_QUERYCAP: {
        struct v4l2_capability *can = argument;
        can->capabilities = fake.can;
        snprintf((char *)can->card, sizeof can->card, "A camera");
        return 0;
    }
    case VIDIOC_ENUM_FMT:
        if (!fake.offers[offer->index]) return refuse(EINVAL);
        offer->pixelformat = fake.offers[offer->index];
        return 0;
    case VIDIOC_S_FMT:
        if (fake.refuses_format) return refuse(fake.refuses_format);
        fake.set = format->fmt.pix.pixelformat = fake.gives ? fake.gives : format->fmt.pix.pixelformat;
        format->fmt.pix.width = W, format->fmt.pix.height = H;
        format->fmt.pix.bytesperline = stride();
        return 0;
    case VIDIOC_REQBUFS: ((struct v4l2_requestbuffers *)argument)->count = COUNT; return 0;
    case VIDIOC_QUERYBUF:
        b->length = BUFFER;
        b->m.offset = b->index;
        return 0;
    case VIDIOC_QBUF: fake.queued++; return 0;
    case VIDIOC_DQBUF: return take_out(b);
    case VIDIOC_STREAMON:
        if (fake.refuses_stream) return refuse(fake.refuses_stream);
        fake.streams++;
        return 0;
    case VIDIOC_STREAMOFF: fake.streams = 0; return 0;
    default: return refuse(ENOTTY);
    }
}

void *video_map(int fd, size_t length, int64_t offset) {
    (void)fd, (void)length;
    fake.maps++;
    return memory[offset];
}

void video_unmap(void *at, size_t length) { (void)at, (void)length, fake.maps--; }

int video_wait(int fd, int ms) { return (void)fd, (void)ms, fake.turns != NULL; }

/* ---- devices ---- */

static Error next_picture(const char *which, bool after, CameraPicture *out) {
    CameraDevice *device;
    atomic_bool stop = false;
    *out = (CameraPicture){0};
    Error e = camera_device_open(which, after, &device);
    if (failed(&e)) return e;
    e = camera_device_next(device, &stop, out);
    camera_device_close(device);
    return e;
}

static void is_refused(const char *which, const char *id) {
    CameraPicture picture;
    Error e = next_picture(which, false, &picture);
    assert_string_equal(failed(&e) ? e.id : "", id);
    assert_null(picture.bytes);
    assert_int_equal(fake.open, 0);
    assert_int_equal(fake.maps, 0);
    assert_int_equal(fake.streams, 0);
}

static void gives_the_bars(const char *what) {
    CameraPicture picture;
    Error e = next_picture("0", false, &picture);
    if (failed(&e)) fail_msg("%s: %s %s", what, e.id, e.arg[0]);
    char head[32];
    int n = snprintf(head, sizeof head, "P6 %d %d 255\n", W, H);
    assert_int_equal(picture.size, (size_t)n + W * H * 3);
    assert_memory_equal(picture.bytes, head, (size_t)n);
    shows_the_bars(picture.bytes + n, fake.set == V4L2_PIX_FMT_GREY, what);
    free(picture.bytes);
    assert_int_equal(fake.open, 0);
    assert_int_equal(fake.maps, 0);
    assert_int_equal(fake.streams, 0);
}

static void every_format_shows_the_same(void **state) {
    (void)state;
    static const struct { uint32_t fourcc; const char *name; } ALL[] = {
        {V4L2_PIX_FMT_YUYV, "YUYV"},    {V4L2_PIX_FMT_UYVY, "UYVY"}, {V4L2_PIX_FMT_NV12, "NV12"},
        {V4L2_PIX_FMT_YUV420, "YU12"},  {V4L2_PIX_FMT_RGB24, "RGB"}, {V4L2_PIX_FMT_BGR24, "BGR"},
        {V4L2_PIX_FMT_GREY, "grey"}};
    for (size_t i = 0; i < sizeof ALL / sizeof *ALL; i++) {
        begin(ALL[i].fourcc, 0);
        gives_the_bars(ALL[i].name);
        fake.turn = 0;
        fake.stride = 4 * W; /* rows may be longer than a picture is wide */
        gives_the_bars(ALL[i].name);
    }
}

static unsigned char *read_photo(size_t *size) {
    Mapped file;
    Error e = file_map("assets/photos/panda.jpg", &file);
    assert_false(failed(&e));
    unsigned char *bytes = malloc(file.size);
    memcpy(bytes, file.data, file.size);
    *size = file.size;
    file_unmap(&file);
    return bytes;
}

static void a_jpeg_stays_one(void **state) {
    (void)state;
    size_t size;
    unsigned char *photo = read_photo(&size);
    CameraPicture picture;
    assert_true(size <= BUFFER);
    begin(V4L2_PIX_FMT_MJPEG, 0);
    fake.bytes = photo, fake.size = size;
    Error e = next_picture("0", false, &picture);
    assert_false(failed(&e));
    assert_int_equal(picture.size, size);
    assert_memory_equal(picture.bytes, photo, size);
    free(picture.bytes);
    free(photo);
}

static void what_needs_no_decoder_is_preferred(void **state) {
    (void)state;
    begin(V4L2_PIX_FMT_MJPEG, V4L2_PIX_FMT_YUYV);
    gives_the_bars("both");
    assert_int_equal(fake.set, V4L2_PIX_FMT_YUYV);
    begin(V4L2_PIX_FMT_YUYV, 0);
    fake.gives = V4L2_PIX_FMT_UYVY; /* the device may choose another one */
    gives_the_bars("another");
    begin(V4L2_PIX_FMT_YUYV, 0);
    fake.gives = V4L2_PIX_FMT_H264;
    is_refused("0", "camera.format");
    begin(V4L2_PIX_FMT_H264, 0);
    is_refused("0", "camera.format");
}

static void broken_pictures_are_left_out(void **state) {
    (void)state;
    static const Turn TURNS[] = {SHORT, AGAIN, MARKED, BROKEN, SHORT, WHOLE};
    begin(V4L2_PIX_FMT_YUYV, 0);
    fake.turns = TURNS;
    gives_the_bars("behind broken ones");
    assert_int_equal(fake.turn, 6);
    assert_int_equal(fake.queued, COUNT); /* all buffers are the device's again */
}

static void a_device_that_is_gone_or_silent_says_so(void **state) {
    (void)state;
    static const Turn GONE_NOW[] = {SHORT, GONE};
    begin(V4L2_PIX_FMT_YUYV, 0);
    fake.turns = GONE_NOW;
    is_refused("0", "camera.lost");
    begin(V4L2_PIX_FMT_YUYV, 0);
    fake.turns = NULL;
    is_refused("0", "camera.silent");
}

static void a_device_that_cannot_be_had_says_why(void **state) {
    (void)state;
    begin(V4L2_PIX_FMT_YUYV, 0);
    fake.refuses_open = EACCES;
    is_refused("0", "camera.refused");
    is_refused("", "camera.refused");
    begin(V4L2_PIX_FMT_YUYV, 0);
    fake.refuses_format = EBUSY;
    is_refused("/dev/video0", "camera.busy");
    begin(V4L2_PIX_FMT_YUYV, 0);
    fake.refuses_stream = EBUSY;
    is_refused("0", "camera.busy");
    begin(V4L2_PIX_FMT_YUYV, 0);
    fake.refuses_stream = EPROTO;
    is_refused("0", "camera.failed");
    begin(V4L2_PIX_FMT_YUYV, 0);
    fake.can = V4L2_CAP_META_CAPTURE | V4L2_CAP_STREAMING;
    is_refused("0", "camera.kind");
    is_refused("", "camera.none");
    begin(V4L2_PIX_FMT_YUYV, 0);
    fake.missing = 100;
    is_refused("3", "camera.missing");
    is_refused("", "camera.none");
}

static void the_first_and_the_next_device(void **state) {
    (void)state;
    static const struct { const char *which; bool after; int opened; } ALL[] = {
        {"", false, 2},           {"2", false, 2}, {"2", true, 3},
        {"/dev/video4", true, 5}, {"63", true, 2}, {"film.y4m", true, 2}};
    for (size_t i = 0; i < sizeof ALL / sizeof *ALL; i++) {
        CameraPicture picture;
        begin(V4L2_PIX_FMT_YUYV, 0);
        fake.missing = 2;
        Error e = next_picture(ALL[i].which, ALL[i].after, &picture);
        assert_false(failed(&e));
        assert_int_equal(fake.opened, ALL[i].opened);
        free(picture.bytes);
    }
}

/* ---- films ---- */

/* The bars in planes behind a line, `frames` times, each a little darker. */
static const char *write_y4m(const char *head, int across, int down, int frames, size_t cut) {
    static unsigned char bytes[65536];
    size_t n = (size_t)snprintf((char *)bytes, sizeof bytes, "YUV4MPEG2 W%d H%d F25:1 %s\n", W, H, head);
    for (int f = 0; f < frames; f++) {
        n += (size_t)sprintf((char *)bytes + n, "FRAME\n");
        for (int i = 0; i < W * H; i++) bytes[n++] = (unsigned char)(BARS[i % W / 2][0] - f);
        for (int plane = 1; plane < 3; plane++)
            for (int i = 0; i < (W >> across) * (H >> down); i++)
                bytes[n++] = (unsigned char)BARS[i % (W >> across) * (1 << across) / 2][plane];
    }
    return scratch_write("film.y4m", bytes, n - cut);
}

static void a_film_comes_again(void **state) {
    (void)state;
    static const struct { const char *head; int across, down; } KINDS[] = {
        {"Ip A1:1", 1, 1}, {"C420mpeg2", 1, 1}, {"C422", 1, 0}, {"C444", 0, 0}};
    for (size_t k = 0; k < sizeof KINDS / sizeof *KINDS; k++) {
        CameraFilm *film;
        CameraPicture first, other, again;
        Error e = camera_film_open(write_y4m(KINDS[k].head, KINDS[k].across, KINDS[k].down, 2, 0), &film);
        if (failed(&e)) fail_msg("%s: %s", KINDS[k].head, e.id);
        assert_true(camera_film_every(film) == 40);
        assert_false((e = camera_film_next(film, &first), failed(&e)));
        assert_false((e = camera_film_next(film, &other), failed(&e)));
        assert_false((e = camera_film_next(film, &again), failed(&e)));
        shows_the_bars(first.bytes + first.size - W * H * 3, false, KINDS[k].head);
        assert_memory_not_equal(first.bytes, other.bytes, first.size);
        assert_memory_equal(first.bytes, again.bytes, first.size);
        free(first.bytes), free(other.bytes), free(again.bytes);
        camera_film_close(film);
    }
}

static const char *why_not(const char *path) {
    static Error e;
    CameraFilm *film;
    CameraPicture picture;
    e = camera_film_open(path, &film);
    for (int i = 0; i < 3 && !failed(&e); i++) {
        e = camera_film_next(film, &picture);
        free(picture.bytes);
    }
    camera_film_close(film);
    return failed(&e) ? e.id : "";
}

static void what_is_no_film_is_refused(void **state) {
    (void)state;
    assert_string_equal(why_not("/nowhere.y4m"), "file.open");
    assert_string_equal(why_not(scratch_write("no.y4m", "a text", 6)), "camera.film");
    assert_string_equal(why_not(write_y4m("C420p10", 1, 1, 2, 0)), "camera.film");
    assert_string_equal(why_not(write_y4m("C420", 1, 1, 2, 1)), "camera.film"); /* the second is cut */
    assert_string_equal(why_not(write_y4m("C420", 1, 1, 1, W * H)), "camera.film");
    assert_string_equal(why_not(scratch_write("no.y4m", "YUV4MPEG2 W0 H4\nFRAME\n", 22)), "camera.film");
    size_t size;
    unsigned char *photo = read_photo(&size);
    assert_string_equal(why_not(scratch_write("cut.mjpeg", photo, size - 1)), "camera.film");
    free(photo);
}

static void jpegs_behind_one_another(void **state) {
    (void)state;
    size_t size;
    unsigned char *photo = read_photo(&size), *both = malloc(2 * size);
    CameraFilm *film;
    CameraPicture picture;
    memcpy(both, photo, size);
    memcpy(both + size, photo, size);
    Error e = camera_film_open(scratch_write("film.mjpeg", both, 2 * size), &film);
    assert_false(failed(&e));
    for (int i = 0; i < 3; i++) {
        e = camera_film_next(film, &picture);
        assert_false(failed(&e));
        assert_int_equal(picture.size, size);
        assert_memory_equal(picture.bytes, photo, size);
        free(picture.bytes);
    }
    camera_film_close(film);
    free(both);
    free(photo);
}

/* ---- the newest picture ---- */

static void what_nobody_has_taken_makes_way(void **state) {
    (void)state;
    Camera *camera;
    CameraPicture picture;
    Error e = camera_open(write_y4m("C444", 0, 0, 2, 0), false, NULL, NULL, &camera);
    assert_false(failed(&e));
    for (int taken = 0; taken < 3; taken++) {
        camera_wait(camera, 10000);
        e = camera_take(camera, &picture);
        assert_false(failed(&e));
        assert_non_null(picture.bytes);
        free(picture.bytes);
    }
    e = camera_take(camera, &picture); /* each once, unless 40 ms have gone */
    assert_false(failed(&e));
    free(picture.bytes);
    assert_string_equal(camera_name(camera), "film.y4m");
    assert_false(camera_over(camera));
    camera_stop(camera);
    camera_close(camera);
}

static void the_end_is_told_behind_the_last_picture(void **state) {
    (void)state;
    static const Turn TURNS[] = {WHOLE, GONE};
    Camera *camera;
    CameraPicture picture;
    begin(V4L2_PIX_FMT_YUYV, 0);
    fake.turns = TURNS;
    Error e = camera_open("", false, NULL, NULL, &camera);
    assert_false(failed(&e));
    while (!camera_over(camera)) camera_wait(camera, 10);
    e = camera_take(camera, &picture);
    assert_false(failed(&e));
    assert_non_null(picture.bytes);
    free(picture.bytes);
    assert_string_equal(camera_name(camera), "A camera");
    assert_string_equal(camera_path(camera), "/dev/video0");
    e = camera_take(camera, &picture);
    assert_string_equal(e.id, "camera.lost");
    camera_close(camera);
    assert_int_equal(fake.open, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_standards_bars),
        cmocka_unit_test(every_format_shows_the_same),
        cmocka_unit_test(a_jpeg_stays_one),
        cmocka_unit_test(what_needs_no_decoder_is_preferred),
        cmocka_unit_test(broken_pictures_are_left_out),
        cmocka_unit_test(a_device_that_is_gone_or_silent_says_so),
        cmocka_unit_test(a_device_that_cannot_be_had_says_why),
        cmocka_unit_test(the_first_and_the_next_device),
        cmocka_unit_test(a_film_comes_again),
        cmocka_unit_test(what_is_no_film_is_refused),
        cmocka_unit_test(jpegs_behind_one_another),
        cmocka_unit_test(what_nobody_has_taken_makes_way),
        cmocka_unit_test(the_end_is_told_behind_the_last_picture),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
