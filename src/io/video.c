#include "io/video.h"

#ifdef __linux__
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

int video_open(const char *path) { return open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC); }

void video_close(int fd) { close(fd); }

int video_control(int fd, unsigned long request, void *argument) {
    int done;
    do done = ioctl(fd, request, argument);
    while (done < 0 && errno == EINTR);
    return done;
}

void *video_map(int fd, size_t length, int64_t offset) {
    void *memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (off_t)offset);
    return memory == MAP_FAILED ? NULL : memory;
}

void video_unmap(void *memory, size_t length) { munmap(memory, length); }

int video_wait(int fd, int ms) {
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    int there = poll(&wait, 1, ms);
    return there < 0 && errno == EINTR ? 0 : there;
}
#endif
