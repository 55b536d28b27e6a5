/* What belongs to a network of one's own (net_draft): the file that it came from, and the names of its classes. It
 * stays as long as the program runs. To be called from one thread at a time. */
#ifndef IO_OWN_H
#define IO_OWN_H

#include <stddef.h>

#include "base/error.h"
#include "model/net.h"

/* What a network is called by the name of its file: without folder and ending, what would end a word replaced. */
void own_called(const char *path, char out[32]);

/* Remembers the file of its weights, as it was named, and looks, unless they were named, for the names of its classes
 * (io/names.h): beside it FILE.txt or FILE.json in place of its ending; `inside`, what the file itself has, or NULL (it
 * is owned from now on); in its folder labels.txt, labels.json, class_index.json, imagenet_class_index.json,
 * config.json. Error: memory. */
Error own_keep(NetId id, const char *what, const char *path, int classes, char **inside);
/* The same for a text that describes it, without weights. */
Error own_describe(NetId id, const char *path, int classes);

/* Where its weights came from; false for a network of the catalogue, and one that has none. */
bool own_file(NetId id, char *out, size_t size);
/* Whether a file is the one that it came from, or it was written down: then any file may have its weights. */
bool own_may_be(NetId id, const char *path);
/* The same network for photos of another side (Draft.any_side), from the same file. Errors: own.side (the file says
 * it; or it is one of the catalogue), own.sides (which ones fit), those of net_draft. */
Error own_at(NetId id, int side, NetId *out);
/* The text that describes it; "" none. */
const char *own_text(NetId id);
/* "cat"; "class 3" where no names were found. "" for what is no class of it. */
const char *own_label(NetId id, int class_index);
/* Whether that is a number for want of a name. */
bool own_is_numbered(NetId id);
/* Takes the names from another file. Errors: those of names_of_file; then they stay as they are. */
Error own_name_classes(NetId id, const char *path);
/* The file that they are from, that of the weights where those have them; "" where they are numbers. */
const char *own_names_file(NetId id);
/* Why a file that lies beside it for its names was passed over: labels.count, labels.utf8. No error: none was. */
Error own_names_fault(NetId id);
/* The file that was named so; "" none. */
const char *own_classes_file(NetId id);

#endif
