#include "shell/x_errors.h"

#include <SDL_syswm.h>
#include <stdbool.h>

#include "shell/x_functions.h"

#ifdef SDL_VIDEO_DRIVER_X11
#include <X11/Xproto.h>

static XErrorHandler before;

static int on_error(Display *display, XErrorEvent *e) {
    bool wake = e->error_code == BadWindow && e->request_code == X_SendEvent;
    return wake || !before ? 0 : before(display, e);
}

void x_errors_forget_wakes(SDL_Window *window) {
    SDL_SysWMinfo info;
    SDL_VERSION(&info.version);
    if (before || !SDL_GetWindowWMInfo(window, &info) || info.subsystem != SDL_SYSWM_X11) return;
    XErrorHandler (*set)(XErrorHandler);
    *(void **)&set = x11_function("XSetErrorHandler");
    if (set) before = set(on_error);
}
#else
void x_errors_forget_wakes(SDL_Window *window) { (void)window; }
#endif
