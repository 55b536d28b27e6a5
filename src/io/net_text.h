/* A network that is written down, a line a layer, before it is trained.
 *
 *     input 64           the photo's rows and columns; 224 without this line
 *     channels 1         a grey photo; red, green and blue (3) without this line
 *     conv 16 3          outputs, kernel; then any of stride N, pad N, more N, groups N. Where neither pad nor more is
 *                        said the size is kept; more: so many rows and columns more at the bottom and at the right
 *     bn                 epsilon 1e-3: where it is not PyTorch's
 *     relu               also gelu, silu, relu6, sigmoid, tanh, leaky 0.1, elu 1
 *     lrn 5              channels; then any of alpha 1e-4 (not divided by them), beta 0.75, k 2, as AlexNet has them
 *     pool 2             kernel; then any of stride N (else as large as the kernel), pad N, more N, ceil
 *     average 2          the same, and counts: zeros around the maps count
 *     average global     the mean of each map
 *     adaptive 7         7x7 means of each map, whatever its size
 *     fc 10              what is before the first one is torchvision's `features`, the rest its `classifier`
 *
 * What stands behind # is not read. A softmax follows where the last line is fc, or a conv or an average that leaves
 * one number a map. A text beside a file of weights, NAME.net beside NAME.pth, says what layers that has
 * (io/derive.h). */
#ifndef IO_NET_TEXT_H
#define IO_NET_TEXT_H

#include "base/error.h"
#include "model/net.h"

/* What a text of `size` bytes says; the side may be any (Draft.any_side) where it has no line of it. Errors:
 * net_text.line (which one, and what a line can be), net_text.empty, net.layers. */
Error net_text_read(const void *text, size_t size, const char *path, Draft *out);

/* The same of a file. Errors: those of file_map and net_text_read. */
Error net_text_file(const char *path, Draft *out);
/* The network of a text as one of one's own (net_draft), called as the file is.
 * Errors: those of file_map, net_text_read and net_draft. */
Error net_text_open(const char *path, NetId *id);

/* What net_text_read takes for the same layers; their names and places are left out, and a side that is open. False:
 * it has no room. */
enum { NET_TEXT = 8192 };
bool net_text_write(const Draft *draft, char out[NET_TEXT]);

/* A network by its name (net_find), or else by the file that describes it. Errors: command.net (neither), those of
 * net_text_open. */
Error net_named(const char *what, NetId *id);

#endif
