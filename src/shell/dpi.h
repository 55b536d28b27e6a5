/* How much larger a window has to be than on a screen of 96 dots an inch. */
#ifndef SHELL_DPI_H
#define SHELL_DPI_H

/* From 1 to 4 in eighths; 1 where the system itself scales (Wayland, macOS). What the user set comes first: GDK_SCALE
 * or QT_SCALE_FACTOR, then X11's Xft.dpi or the server's -dpi; else the screen's own millimetres, which are rough:
 * whole steps only. After SDL's video is open. */
float dpi_scale(void);

#endif
