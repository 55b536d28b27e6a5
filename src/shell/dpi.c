#include "shell/dpi.h"

#include <SDL.h>
#include <SDL_syswm.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "shell/x_functions.h"

static const float DOTS = 96, MOST = 4;

/* 0: it is not set, or to nothing of use. */
static float number(const char *text) {
    float n = text ? strtof(text, NULL) : 0;
    return isfinite(n) && n > 0 ? n : 0;
}

#ifdef SDL_VIDEO_DRIVER_X11
static const float INCH = 25.4f; /* in millimetres */

/* Xft.dpi, or what the server was told with -dpi; it says 96 else, whatever the screen. 0: it is not set. */
static float x11_dpi(void) {
    Display *(*open)(const char *);
    char *(*get)(Display *, const char *, const char *);
    int (*close)(Display *);
    *(void **)&open = x11_function("XOpenDisplay");
    *(void **)&get = x11_function("XGetDefault");
    *(void **)&close = x11_function("XCloseDisplay");
    Display *display = open && get && close ? open(NULL) : NULL;
    if (!display) return 0;
    int screen = DefaultScreen(display), mm = DisplayHeightMM(display, screen);
    float dpi = number(get(display, "Xft", "dpi")),
          told = mm > 0 ? (float)DisplayHeight(display, screen) * INCH / (float)mm : 0;
    close(display);
    return dpi > 0 ? dpi : told > DOTS + 1 ? told : 0;
}
#else
static float x11_dpi(void) { return 0; }
#endif

static bool driver_is(const char *name) {
    const char *driver = SDL_GetCurrentVideoDriver();
    return driver && strcmp(driver, name) == 0;
}

static float wanted(void) {
    float set = number(getenv("GDK_SCALE")), dpi;
    if (set == 0) set = number(getenv("QT_SCALE_FACTOR"));
    if (set > 0) return set;
    if (driver_is("x11") && (dpi = x11_dpi()) > 0) return dpi / DOTS;
    if (driver_is("windows")) return SDL_GetDisplayDPI(0, NULL, &dpi, NULL) == 0 ? dpi / DOTS : 1; /* as it was set */
    return SDL_GetDisplayDPI(0, NULL, &dpi, NULL) == 0 ? floorf(dpi / DOTS + 0.1f) : 1;
}

float dpi_scale(void) {
    if (!driver_is("x11") && !driver_is("windows")) return 1;
    return fminf(fmaxf(roundf(wanted() * 8) / 8, 1), MOST);
}
