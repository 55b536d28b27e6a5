#include "shell/layout.h"

#include <SDL_syswm.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "shell/x_functions.h"

/* Row by row, then the key beside the left Shift, which a keyboard of the United States does not have. */
static const char US[LAYOUT_LEVELS / 2][LAYOUT_KEYS + 1] = {"1234567890-=qwertyuiop[]asdfghjkl;'`\\zxcvbnm,./\177",
                                                            "!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:\"~|ZXCVBNM<>?\177"};

enum { BESIDE_SHIFT = LAYOUT_KEYS - 1 };

SDL_Scancode layout_place(int key) {
    return key == BESIDE_SHIFT ? SDL_SCANCODE_NONUSBACKSLASH : SDL_GetScancodeFromName((char[]){US[0][key], '\0'});
}

int layout_key(SDL_Scancode place) {
    if (place == SDL_SCANCODE_NONUSBACKSLASH) return BESIDE_SHIFT;
    const char *name = SDL_GetScancodeName(place); /* "A", "1", "/" */
    const char *at = name[0] && !name[1] ? strchr(US[0], tolower((unsigned char)name[0])) : NULL;
    return at ? (int)(at - US[0]) : -1;
}

char layout_us(int key, bool shift) { return US[shift][key]; }

/* ---- X11 ---- */

#ifdef SDL_VIDEO_DRIVER_X11
#include <X11/XKBlib.h>
#include <X11/keysym.h>

typedef struct X11 {
    Display *display;
    Status (*state)(Display *, unsigned, XkbStatePtr);
    Bool (*look_up)(Display *, KeyCode, unsigned, unsigned *, KeySym *);
    KeyCode (*code)(Display *, KeySym);
    uint32_t (*unicode)(uint32_t keysym); /* NULL: libxkbcommon is not there, which SDL has on most systems */
} X11;

static const X11 *x11_of(SDL_Window *window) {
    static X11 x;
    static bool asked;
    SDL_SysWMinfo info;
    SDL_VERSION(&info.version);
    if (!SDL_GetWindowWMInfo(window, &info) || info.subsystem != SDL_SYSWM_X11) return NULL;
    if (!asked) {
        *(void **)&x.state = x11_function("XkbGetState");
        *(void **)&x.look_up = x11_function("XkbLookupKeySym");
        *(void **)&x.code = x11_function("XKeysymToKeycode");
        *(void **)&x.unicode = x_function("libxkbcommon.so.0", "xkb_keysym_to_utf32");
        asked = true;
    }
    x.display = info.info.x11.display;
    return x.state && x.look_up && x.code ? &x : NULL;
}

static uint32_t unicode_of(const X11 *x, KeySym sym) {
    bool dead = sym >= 0xFE00 && sym < 0xFF00; /* types nothing by itself */
    if (dead || (!x->unicode && sym > 0xFF)) return 0;
    return x->unicode ? x->unicode((uint32_t)sym) : (uint32_t)sym;
}

/* A PC's keys have these numbers with every X server but XQuartz and old VNC; "1" is 10. */
static int code_of(int key) {
    static const int BEFORE[] = {0, 12, 24, 36, BESIDE_SHIFT, LAYOUT_KEYS}, FIRST[] = {10, 24, 38, 51, 94};
    int row = 0;
    while (key >= BEFORE[row + 1]) row++;
    return FIRST[row] + key - BEFORE[row];
}

static bool usual_codes(const X11 *x) {
    return x->code(x->display, XK_Escape) == 9 && x->code(x->display, XK_Return) == 36 &&
           x->code(x->display, XK_space) == 65;
}

static bool read_x11(const X11 *x, int group, Layout *out) {
    static const unsigned MASK[LAYOUT_LEVELS] = {0, ShiftMask, Mod5Mask, ShiftMask | Mod5Mask};
    if (!usual_codes(x)) return false;
    for (int level = 0; level < LAYOUT_LEVELS; level++)
        for (int key = 0; key < LAYOUT_KEYS; key++) {
            unsigned used;
            KeySym sym = NoSymbol;
            if (!x->look_up(x->display, (KeyCode)code_of(key), XkbBuildCoreState(MASK[level], (unsigned)group), &used,
                            &sym))
                sym = NoSymbol;
            bool own = !(MASK[level] & Mod5Mask) || (used & Mod5Mask);
            out->gives[level][key] = own ? unicode_of(x, sym) : 0;
        }
    return true;
}

/* The layout among those of the keyboard; -1: not on X11. */
static int group_of(const X11 *x) {
    XkbStateRec state;
    return x && x->state(x->display, XkbUseCoreKbd, &state) == Success ? state.group : -1;
}
#else
typedef int X11;
static const X11 *x11_of(SDL_Window *window) { return (void)window, NULL; }
static int group_of(const X11 *x) { return (void)x, -1; }
static bool read_x11(const X11 *x, int group, Layout *out) { return (void)x, (void)group, (void)out, false; }
#endif

/* ---- everywhere ---- */

static void read_sdl(Layout *out) {
    for (int key = 0; key < LAYOUT_KEYS; key++) {
        SDL_Keycode sym = SDL_GetKeyFromScancode(layout_place(key));
        bool as_us = sym == (SDL_Keycode)US[0][key];
        out->gives[0][key] = sym & SDLK_SCANCODE_MASK ? 0 : (uint32_t)sym;
        out->gives[LAYOUT_SHIFT][key] = as_us && !isdigit((unsigned char)US[0][key]) ? (uint32_t)US[1][key] : 0;
    }
}

static bool has_letters(const Layout *layout) {
    int n = 0;
    for (int key = 0; key < LAYOUT_KEYS; key++) {
        uint32_t c = layout->gives[0][key];
        n += c >= 'a' && c <= 'z';
    }
    return n > 13;
}

bool layout_read(SDL_Window *window, bool anew, Layout *layout) {
    const X11 *x = x11_of(window);
    int group = group_of(x);
    if (!anew && group == layout->group) return false;
    *layout = (Layout){.group = group};
    layout->whole = group >= 0 && read_x11(x, group, layout);
    if (!layout->whole) read_sdl(layout);
    layout->latin = has_letters(layout);
    return true;
}

int layout_find(const Layout *layout, uint32_t character, bool *shift) {
    for (int level = 0; level <= LAYOUT_SHIFT; level++)
        for (int key = 0; key < LAYOUT_KEYS; key++)
            if (character && layout->gives[level][key] == character) {
                *shift = level == LAYOUT_SHIFT;
                return key;
            }
    return -1;
}

static bool anywhere(const Layout *layout, char character) {
    for (int level = 0; level < LAYOUT_LEVELS; level++)
        for (int key = 0; key < LAYOUT_KEYS; key++)
            if (layout->gives[level][key] == (uint32_t)character) return true;
    return false;
}

int layout_utf8(uint32_t c, char out[4]) {
    if (c < 0x80) return out[0] = (char)c, 1;
    if (c < 0x800) return out[0] = (char)(0xC0 | c >> 6), out[1] = (char)(0x80 | (c & 63)), 2;
    if (c > 0xFFFF) return 0; /* no keyboard has that */
    out[0] = (char)(0xE0 | c >> 12);
    out[1] = (char)(0x80 | (c >> 6 & 63));
    out[2] = (char)(0x80 | (c & 63));
    return 3;
}

void layout_label(const Layout *layout, char character, char out[LAYOUT_LABEL_SIZE]) {
    const char *plain = strchr(US[0], tolower((unsigned char)character)), *shifted = strchr(US[1], character);
    int key = plain ? (int)(plain - US[0]) : shifted ? (int)(shifted - US[1]) : -1;
    uint32_t alone = key < 0 ? 0 : layout->gives[0][key], capital = key < 0 ? 0 : layout->gives[LAYOUT_SHIFT][key];
    bool printed = !layout->latin || !layout->whole || anywhere(layout, character) || alone == 0;
    int n = 0;
    if (printed) out[n++] = character;
    else {
        if (!plain) n = snprintf(out, LAYOUT_LABEL_SIZE, "Shift+");
        n += layout_utf8(alone >= 0x80 && capital >= 0x80 ? capital : alone, out + n);
    }
    out[n] = '\0';
}
