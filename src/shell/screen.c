#include "shell/screen.h"

#include <SDL_opengl.h>
#include <stdlib.h>
#include <string.h>

/* Accelerated presenting failed or is a program itself; remembered while the program runs. */
static bool accelerated_is_bad;

/* Whether OpenGL is computed by the processor: the canvas then goes through it twice. */
static bool is_emulated(const char *renderer_name) {
    typedef const GLubyte *(APIENTRY * GetString)(GLenum);
    static const char *const PROGRAMS[] = {
        "llvmpipe", "softpipe", "swrast", "SwiftShader", "Software Rasterizer", "GDI Generic"};
    if (strncmp(renderer_name, "opengl", 6) != 0) return false;
    union {
        void *found;
        GetString call;
    } get_string = {SDL_GL_GetProcAddress("glGetString")};
    const char *device = get_string.found ? (const char *)get_string.call(GL_RENDERER) : NULL;
    for (size_t i = 0; device && i < sizeof PROGRAMS / sizeof *PROGRAMS; i++)
        if (strstr(device, PROGRAMS[i])) return true;
    return false;
}

/* The window's own pixels, if they are such as the canvas has; NULL otherwise. */
static SDL_Surface *own_surface(SDL_Window *window) {
    SDL_Surface *s = SDL_GetWindowSurface(window);
    Uint32 format = s ? s->format->format : SDL_PIXELFORMAT_UNKNOWN;
    return format == SDL_PIXELFORMAT_RGB888 || format == SDL_PIXELFORMAT_ARGB8888 ? s : NULL;
}

static bool make_renderer(Screen *screen, bool software) {
    SDL_RendererInfo info;
    /* Without this the window's surface is itself presented through OpenGL. */
    if (software) SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    if (software && own_surface(screen->window)) {
        screen->software = true;
        screen->name = "software";
        return true;
    }
    screen->renderer = SDL_CreateRenderer(
        screen->window, -1, software ? SDL_RENDERER_SOFTWARE : SDL_RENDERER_ACCELERATED);
    if (!screen->renderer || SDL_GetRendererInfo(screen->renderer, &info) != 0) {
        screen_close(screen);
        return false;
    }
    screen->software = software;
    screen->name = info.name;
    return true;
}

/* X11 takes pixels through shared memory, which is quicker than OpenGL is to start. */
static bool prefers_software(void) {
    const char *driver = SDL_GetCurrentVideoDriver();
    return accelerated_is_bad || (driver && strcmp(driver, "x11") == 0);
}

Error screen_open(Screen *screen, SDL_Window *window, Renderer wanted) {
    *screen = (Screen){.window = window};
    bool software = wanted == RENDERER_AUTO ? prefers_software() : wanted == RENDERER_SOFTWARE;
    if (software && make_renderer(screen, true)) return NO_ERROR;
    if (make_renderer(screen, false)) {
        if (wanted != RENDERER_AUTO || software || !is_emulated(screen->name)) return NO_ERROR;
        screen_close(screen);
    }
    accelerated_is_bad = true;
    if (make_renderer(screen, true) || make_renderer(screen, false)) return NO_ERROR;
    return error("window.open", "%s", SDL_GetError());
}

void screen_close(Screen *screen) {
    if (screen->texture) SDL_DestroyTexture(screen->texture);
    if (screen->renderer) SDL_DestroyRenderer(screen->renderer);
#if SDL_VERSION_ATLEAST(2, 28, 0)
    if (!screen->renderer) SDL_DestroyWindowSurface(screen->window); /* it would keep a renderer out */
#endif
    free(screen->pixels);
    *screen = (Screen){.window = screen->window};
}

void screen_size(const Screen *screen, int *w, int *h) {
    const SDL_Surface *surface = screen->renderer ? NULL : own_surface(screen->window);
    if (surface)
        *w = surface->w, *h = surface->h;
    else if (!screen->renderer || SDL_GetRendererOutputSize(screen->renderer, w, h) != 0)
        SDL_GetWindowSize(screen->window, w, h);
    if (*w < 1) *w = 1;
    if (*h < 1) *h = 1;
}

/* A canvas in memory of its own: what a graphics driver lends may be slow to read. */
static bool own_canvas(Screen *screen, int w, int h) {
    screen->fresh = !screen->pixels;
    if (!screen->pixels) screen->pixels = calloc((size_t)w * (size_t)h, sizeof *screen->pixels);
    screen->canvas = (Canvas){screen->pixels, w, h, w};
    return screen->pixels != NULL;
}

static bool lent_canvas(Screen *screen, int w, int h) {
    void *pixels;
    int bytes;
    if (SDL_LockTexture(screen->texture, NULL, &pixels, &bytes) != 0) return false;
    screen->fresh = true; /* SDL does not promise what is in it */
    screen->canvas = (Canvas){pixels, w, h, bytes / (int)sizeof(uint32_t)};
    return true;
}

static bool make_texture(Screen *screen, int w, int h) {
    screen->texture = SDL_CreateTexture(screen->renderer, SDL_PIXELFORMAT_ARGB8888,
                                        SDL_TEXTUREACCESS_STREAMING, w, h);
    return screen->texture && SDL_SetTextureBlendMode(screen->texture, SDL_BLENDMODE_NONE) == 0;
}

static void forget_size(Screen *screen) {
    if (screen->texture) SDL_DestroyTexture(screen->texture);
    free(screen->pixels);
    screen->texture = NULL;
    screen->pixels = NULL;
}

static bool surface_canvas(Screen *screen) {
    SDL_Surface *s = own_surface(screen->window);
    if (!s) return false;
    screen->fresh = !s->userdata; /* SDL makes a new one when the window changes */
    s->userdata = screen;
    screen->canvas = (Canvas){s->pixels, s->w, s->h, s->pitch / (int)sizeof(uint32_t)};
    return true;
}

static bool begin(Screen *screen) {
    int w, h;
    if (!screen->renderer) return surface_canvas(screen);
    screen_size(screen, &w, &h);
    if (w != screen->canvas.w || h != screen->canvas.h) forget_size(screen);
    if (!screen->texture && !make_texture(screen, w, h)) return false;
    return screen->software ? lent_canvas(screen, w, h) : own_canvas(screen, w, h);
}

static bool change_to_software(Screen *screen) {
    if (screen->software) return false;
    accelerated_is_bad = true;
    screen_close(screen);
    return make_renderer(screen, true);
}

Error screen_begin(Screen *screen) {
    if (begin(screen) || (change_to_software(screen) && begin(screen))) return NO_ERROR;
    return error("window.present", "%s", SDL_GetError());
}

static SDL_Rect rect_of(PixelBox b) { return (SDL_Rect){b.x0, b.y0, b.x1 - b.x0, b.y1 - b.y0}; }

static bool show_surface(Screen *screen, const PixelBox parts[], int n) {
    SDL_Rect rects[CANVAS_PARTS];
    for (int i = 0; i < n; i++) rects[i] = rect_of(parts[i]);
    return SDL_UpdateWindowSurfaceRects(screen->window, rects, n) == 0;
}

static bool update_texture(Screen *screen, const PixelBox parts[], int n) {
    const Canvas *c = &screen->canvas;
    for (int i = 0; i < n; i++) {
        SDL_Rect rect = rect_of(parts[i]);
        const uint32_t *from = c->pixels + (ptrdiff_t)rect.y * c->pitch + rect.x;
        if (SDL_UpdateTexture(screen->texture, &rect, from, c->pitch * (int)sizeof *from) != 0) return false;
    }
    return true;
}

static bool show(Screen *screen, const PixelBox parts[], int n) {
    if (!screen->renderer) return show_surface(screen, parts, n);
    if (!screen->pixels)
        SDL_UnlockTexture(screen->texture);
    else if (!update_texture(screen, parts, n))
        return false;
    if (SDL_RenderCopy(screen->renderer, screen->texture, NULL, NULL) != 0) return false;
    SDL_RenderPresent(screen->renderer);
    return true;
}

Error screen_show(Screen *screen, const PixelBox parts[], int n, bool *again) {
    *again = false;
    if (n == 0 || show(screen, parts, n)) return NO_ERROR;
    *again = change_to_software(screen);
    return *again ? NO_ERROR : error("window.present", "%s", SDL_GetError());
}
