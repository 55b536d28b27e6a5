/* What io/camera_device.c asks of the system, so that a test can answer in its place: a device that streams pictures
 * (Linux's V4L2). Each sets errno where it fails. */
#ifndef IO_VIDEO_H
#define IO_VIDEO_H

#include <stddef.h>
#include <stdint.h>

int video_open(const char *path); /* a descriptor that never waits; -1: there is none */
void video_close(int fd);
int video_control(int fd, unsigned long request, void *argument); /* ioctl, again where a signal interrupted it */
void *video_map(int fd, size_t length, int64_t offset);           /* NULL: it cannot be had */
void video_unmap(void *memory, size_t length);
int video_wait(int fd, int ms); /* 1: there is something; 0: not within the time; -1 */

#endif
