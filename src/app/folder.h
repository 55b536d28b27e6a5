/* The photos of a folder that the user named, and of the folders in it, which are classes: its files are listed by
 * their names when it is opened, and looked into in the background, in their order. What is a photo is told by the
 * bytes. */
#ifndef APP_FOLDER_H
#define APP_FOLDER_H

#include "app/part.h"
#include "base/file.h"

typedef struct Folder {
    JobTask task;         /* first: the job hands it back */
    char path[PATH_SIZE]; /* as it was named, without a slash at its end */
    int files, room;      /* all that are there, but for those whose names begin with a dot */
    char **file;          /* their paths, which begin with the folder's: its own by name, then class by class */
    atomic_uchar *is;     /* FileIs, by file */
    atomic_int looked;    /* so many have been looked into */
    int closed;           /* folders in it that could not be opened */
    bool classes;         /* there are files in folders in it */
    /* What the gallery shows; of the thread that says the commands. */
    int *photo, photos;   /* places among the files, in their order */
    int gathered;         /* files that have come to be photos or not */
} Folder;

/* Errors: folder.open, folder.empty where there is no file, memory. */
Error folder_open(const char *path, Folder **out);
void folder_close(Folder *folder); /* the job must not be at it */

/* Whether a file is a photo, by its first bytes; looks into it where that is not known yet. */
bool folder_is_photo(Folder *folder, int file);
/* The one of a path; -1 if it is none of the folder's. */
int folder_file(const Folder *folder, const char *path);
/* Below the folder, "NAME" or "CLASS/NAME". */
const char *folder_name(const Folder *folder, int file);
/* The path of a file of the folder by that name; false: there is none. */
bool folder_find(const Folder *folder, const char *name, char *out, size_t size);
/* Has what has been looked into meanwhile among the photos. */
void folder_gather(Folder *folder);
/* Leaves out a photo that could not be decoded; returns its place among the photos, -1 if it was not among them. */
int folder_leave_out(Folder *folder, const char *path);
/* How many are left out so far, and whether that is all. */
int folder_left_out(const Folder *folder, bool *all);

/* Has the gallery show it; NULL: the bundled photos and the user's own. */
void app_set_folder(App *app, Folder *folder);

extern const AppPart FOLDER_PART;

#endif
