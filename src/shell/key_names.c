#include "shell/key_names.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Modifiers in the order in which a name has them. */
static const struct {
    const char *name;
    int mask;
    SDL_Keymod mod; /* that stands for it when a key is made from a name */
} MODIFIERS[] = {
    {"ctrl+", KMOD_CTRL | KMOD_GUI, KMOD_LCTRL},
    {"alt+", KMOD_ALT, KMOD_LALT},
    {"shift+", KMOD_SHIFT, KMOD_LSHIFT},
};
enum { N_MODIFIERS = sizeof MODIFIERS / sizeof *MODIFIERS };

static const struct {
    SDL_Keycode key, digits, arrows; /* with and without Num Lock */
} KEYPAD[] = {
    {SDLK_KP_0, SDLK_0, SDLK_INSERT},
    {SDLK_KP_1, SDLK_1, SDLK_END},
    {SDLK_KP_2, SDLK_2, SDLK_DOWN},
    {SDLK_KP_3, SDLK_3, SDLK_PAGEDOWN},
    {SDLK_KP_4, SDLK_4, SDLK_LEFT},
    {SDLK_KP_5, SDLK_5, SDLK_UNKNOWN},
    {SDLK_KP_6, SDLK_6, SDLK_RIGHT},
    {SDLK_KP_7, SDLK_7, SDLK_HOME},
    {SDLK_KP_8, SDLK_8, SDLK_UP},
    {SDLK_KP_9, SDLK_9, SDLK_PAGEUP},
    {SDLK_KP_PERIOD, SDLK_PERIOD, SDLK_DELETE},
    {SDLK_KP_ENTER, SDLK_RETURN, SDLK_RETURN},
    {SDLK_KP_PLUS, SDLK_PLUS, SDLK_PLUS},
    {SDLK_KP_MINUS, SDLK_MINUS, SDLK_MINUS},
    {SDLK_KP_MULTIPLY, SDLK_ASTERISK, SDLK_ASTERISK},
    {SDLK_KP_DIVIDE, SDLK_SLASH, SDLK_SLASH},
};

static SDL_Keycode plain_key(SDL_Keysym key) {
    bool digits = key.mod & KMOD_NUM;
#ifdef __APPLE__
    digits = true;
#endif
    for (size_t i = 0; i < sizeof KEYPAD / sizeof *KEYPAD; i++)
        if (KEYPAD[i].key == key.sym) return digits ? KEYPAD[i].digits : KEYPAD[i].arrows;
    return key.sym;
}

static bool is_modifier(SDL_Keycode key) {
    return (key >= SDLK_LCTRL && key <= SDLK_RGUI) || key == SDLK_MODE || key == SDLK_CAPSLOCK ||
           key == SDLK_NUMLOCKCLEAR;
}

static bool is_letter(uint32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* What the key gives as Shift and AltGr are held; *made: AltGr made it. */
static uint32_t given(const Layout *layout, int key, int mod, bool *made) {
    int shift = mod & KMOD_SHIFT ? LAYOUT_SHIFT : 0;
    uint32_t alt = mod & (KMOD_MODE | KMOD_RALT) ? layout->gives[LAYOUT_ALTGR | shift][key] : 0;
    *made = alt != 0;
    return alt ? alt : layout->gives[shift][key];
}

typedef struct Names {
    char (*out)[KEY_NAME_SIZE];
    int n, mod;
} Names;

static void add(Names *names, const char *name, bool shift) {
    char *out = names->out[names->n++];
    size_t n = 0;
    for (int i = 0; i < N_MODIFIERS; i++)
        if ((MODIFIERS[i].mod == KMOD_LSHIFT ? shift : (names->mod & MODIFIERS[i].mask) != 0))
            n += (size_t)snprintf(out + n, KEY_NAME_SIZE - n, "%s", MODIFIERS[i].name);
    snprintf(out + n, KEY_NAME_SIZE - n, "%s", name);
    for (; out[n]; n++) out[n] = (char)tolower((unsigned char)out[n]);
}

/* Shift belongs to the name of a letter and is part of any other character. */
static void add_character(Names *names, uint32_t c) {
    const char name[] = {(char)c, '\0'};
    if (c > ' ' && c < 0x7F) add(names, name, is_letter(c) && (names->mod & KMOD_SHIFT));
}

static void add_typed(Names *names, const Layout *layout, int key) {
    bool made, shift = names->mod & KMOD_SHIFT, found;
    uint32_t here = given(layout, key, names->mod, &made);
    char there = layout_us(key, shift);
    if (made) names->mod &= ~KMOD_ALT;
    if (!layout->latin) add_character(names, (uint32_t)there);
    add_character(names, here);
    if (!layout->latin) return;
    if (!shift && !is_letter(here)) add_character(names, layout->gives[LAYOUT_SHIFT][key]);
    if (layout_find(layout, (uint32_t)there, &found) < 0) add_character(names, (uint32_t)there);
}

int key_names(const Layout *layout, SDL_Keysym key, char out[KEY_NAMES][KEY_NAME_SIZE]) {
    SDL_Keycode sym = plain_key(key);
    Names names = {out, 0, key.mod & KMOD_MODE ? key.mod & KMOD_SHIFT : key.mod}; /* AltGr makes characters */
    int at = layout_key(key.scancode);
    if (is_modifier(sym)) return 0;
    if (at >= 0) add_typed(&names, layout, at);
    else if (*SDL_GetKeyName(sym)) add(&names, SDL_GetKeyName(sym), key.mod & KMOD_SHIFT);
    return names.n;
}

bool key_text(const Layout *layout, SDL_Keysym key, char out[5]) {
    bool made;
    int at = layout_key(key.scancode);
    SDL_Keycode sym = plain_key(key);
    uint32_t c = at >= 0 ? given(layout, at, key.mod, &made) : sym >= ' ' && sym < 0x7F ? (uint32_t)sym : 0;
    bool types = c && !(key.mod & (KMOD_CTRL | KMOD_GUI | KMOD_LALT));
    out[types ? layout_utf8(c, out) : 0] = '\0';
    return types;
}

bool key_of_name(const Layout *layout, const char *name, SDL_Keysym *out) {
    *out = (SDL_Keysym){0};
    for (int i = 0; i < N_MODIFIERS; i++) {
        size_t n = strlen(MODIFIERS[i].name);
        if (strncmp(name, MODIFIERS[i].name, n) != 0) continue;
        out->mod |= (Uint16)MODIFIERS[i].mod;
        name += n;
    }
    bool shift = false;
    int key = name[0] && !name[1] ? layout_find(layout, (uint32_t)*name, &shift) : -1;
    if (shift) out->mod |= KMOD_LSHIFT;
    out->scancode = key >= 0 ? layout_place(key) : SDL_GetScancodeFromName(name);
    out->sym = key >= 0 ? SDL_GetKeyFromScancode(out->scancode) : SDL_GetKeyFromName(name);
    return out->scancode != SDL_SCANCODE_UNKNOWN;
}
