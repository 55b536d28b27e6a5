/* A network that is written down, a line a layer, before it is trained.
 *
 *     input 64           the photo's rows and columns; 224 without this line
 *     conv 16 3          outputs, kernel; then any of stride N, pad N, groups N: the size is kept where pad is not said
 *     bn
 *     relu
 *     lrn
 *     pool 2             kernel; then stride N: as large as the kernel where it is not said
 *     fc 10              what is before the first one is torchvision's `features`, the rest its `classifier`
 *
 * What stands behind # is not read. A softmax follows where the last line is fc. A text beside a file of weights,
 * NAME.net beside NAME.pth, says what layers that has (io/derive.h). */
#ifndef IO_NET_TEXT_H
#define IO_NET_TEXT_H

#include "base/error.h"
#include "model/net.h"

/* The layers of a text; input is 0 where it does not say it. Errors: those of file_map, net_text.line (which one, and
 * what a line can be), net_text.empty, net.layers. */
Error net_text_read(const char *path, Draft *out);
/* The network of a text as one of one's own (net_draft), called as the file is.
 * Errors: those of net_text_read and net_draft. */
Error net_text_open(const char *path, NetId *id);

/* A network by its name (net_find), or else by the file that describes it. Errors: command.net (neither), those of
 * net_text_open. */
Error net_named(const char *what, NetId *id);

#endif
