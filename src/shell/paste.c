#include "shell/paste.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"

/* ---- a path in a text ---- */

static int hex_digit(char c) {
    const char *const digits = "0123456789abcdef";
    const char *at = c ? strchr(digits, tolower((unsigned char)c)) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* %20 is a space; a %00 stays as it is written. */
static void decode_percents(char *text) {
    char *out = text;
    while (*text) {
        int high = *text == '%' ? hex_digit(text[1]) : -1;
        int low = high >= 0 ? hex_digit(text[2]) : -1;
        bool coded = low >= 0 && high + low > 0;
        *out++ = coded ? (char)(16 * high + low) : *text;
        text += coded ? 3 : 1;
    }
    *out = '\0';
}

/* The path of a file: address, in place; a path stays as it is. */
static const char *strip_address(char *text) {
    if (strncmp(text, "file://", 7) != 0) return text;
    text += 7;
    if (strncmp(text, "localhost/", 10) == 0) text += 9;
    decode_percents(text);
    bool drive = text[0] == '/' && isalpha((unsigned char)text[1]) && text[2] == ':';
    return drive ? text + 1 : text;
}

/* A line of n bytes as a path; false if that does not fit or is blank. */
static bool path_of(const char *text, size_t n, char *out, size_t size) {
    char line[4096];
    while (n > 0 && strchr(" \t\"'", *text)) text++, n--;
    while (n > 0 && strchr(" \t\"'", text[n - 1])) n--;
    if (n == 0 || n >= sizeof line || *text == '#') return false;
    memcpy(line, text, n);
    line[n] = '\0';
    int length = snprintf(out, size, "%s", strip_address(line));
    path_slashes(out);
    return length > 0 && (size_t)length < size;
}

bool paste_path(const char *text, char *out, size_t size) {
    char meant[4096] = "";
    for (size_t n; *text; text += n) {
        n = strcspn(text, "\r\n");
        if (path_of(text, n, out, size)) {
            if (file_exists(out) || dir_exists(out)) return true;
            if (!*meant && path_is_absolute(out)) snprintf(meant, sizeof meant, "%s", out);
        }
        n += strspn(text + n, "\r\n");
    }
    snprintf(out, size, "%s", meant);
    return false;
}

/* ---- an image, a file ---- */

#ifndef _WIN32 /* there src/windows/paste.c does it */
bool paste_file(char *out, size_t size) {
    (void)out, (void)size;
    return false;
}
#endif

#if defined(__unix__) && !defined(__APPLE__) && !defined(__EMSCRIPTEN__)

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

enum { IMAGE_MOST = 64 << 20, TIME_MOST = 2000, LOOK_EVERY = 10 };

extern char **environ;

/* Starts the program with its output in a pipe; returns the end to read, or -1. */
static int start(char *const command[], pid_t *pid) {
    int ends[2];
    posix_spawn_file_actions_t actions;
    if (pipe2(ends, O_CLOEXEC) != 0) return -1;
    bool ready = posix_spawn_file_actions_init(&actions) == 0;
    int result = -1;
    if (ready) {
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
        result = posix_spawnp(pid, command[0], &actions, NULL, command, environ);
        posix_spawn_file_actions_destroy(&actions);
    }
    close(ends[1]);
    if (result == 0) return ends[0];
    close(ends[0]);
    return -1;
}

typedef struct Bytes {
    unsigned char *at;
    size_t n, room;
} Bytes;

/* Takes what can be read at once; false at the end, on an error, and over the limit. */
static bool take(int fd, Bytes *bytes, bool *whole) {
    if (bytes->n == bytes->room) {
        size_t room = bytes->room ? 2 * bytes->room : 1 << 16;
        unsigned char *at = room <= IMAGE_MOST ? realloc(bytes->at, room) : NULL;
        if (!at) return false;
        bytes->at = at;
        bytes->room = room;
    }
    ssize_t got = read(fd, bytes->at + bytes->n, bytes->room - bytes->n);
    if (got > 0) bytes->n += (size_t)got;
    *whole = got == 0;
    return got > 0;
}

/* An owner may answer with what it has instead, a text say. */
static bool is_png(const Bytes *bytes) {
    static const unsigned char SIGNATURE[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    return bytes->n > sizeof SIGNATURE && memcmp(bytes->at, SIGNATURE, sizeof SIGNATURE) == 0;
}

/* Whether the program ended well; one that does not end is ended. */
static bool ended_well(pid_t pid, double until) {
    int status;
    pid_t ended;
    while ((ended = waitpid(pid, &status, WNOHANG)) == 0) {
        if (clock_ms() > until) kill(pid, SIGKILL);
        poll(NULL, 0, 1);
    }
    return ended == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* What a program prints; *there: it could be started. */
static bool read_output(char *const command[], void (*meanwhile)(void), double until, Bytes *bytes, bool *there) {
    pid_t pid;
    bool whole = false, more = true;
    int fd = start(command, &pid);
    if (fd < 0) return false;
    *there = true;
    while (more && clock_ms() < until) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        if (poll(&ready, 1, LOOK_EVERY) > 0)
            more = take(fd, bytes, &whole);
        else
            meanwhile();
    }
    close(fd);
    return ended_well(pid, whole ? until : 0) && whole;
}

Pasted paste_image(void (*meanwhile)(void), unsigned char **bytes, size_t *n, const char **package) {
    char *const wayland[] = {"wl-paste", "-t", "image/png", NULL};
    char *const x11[] = {"xclip", "-selection", "clipboard", "-t", "image/png", "-o", NULL};
    bool on_wayland = getenv("WAYLAND_DISPLAY") != NULL, there = false;
    double until = clock_ms() + TIME_MOST;
    *package = on_wayland ? "wl-clipboard" : "xclip";
    for (int i = on_wayland ? 0 : 1; i < 2; i++) {
        Bytes read = {0};
        if (read_output(i == 0 ? wayland : x11, meanwhile, until, &read, &there) && is_png(&read)) {
            *bytes = read.at;
            *n = read.n;
            return PASTED_IMAGE;
        }
        free(read.at);
    }
    return there ? PASTED_NOTHING : PASTED_NO_PROGRAM;
}

#elif !defined(_WIN32)

Pasted paste_image(void (*meanwhile)(void), unsigned char **bytes, size_t *n, const char **package) {
    (void)meanwhile, (void)bytes, (void)n, (void)package;
    return PASTED_NOTHING;
}

#endif
