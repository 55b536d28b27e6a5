/* Writes what the user keeps of the screen; the suffix of a file says what. */
#ifndef CLI_SAVE_H
#define CLI_SAVE_H

#include "app/session/command.h"

/* Where it goes: the file that is named, or a suggested name (`other` as save_name has it): in a window in the user's
 * folder of pictures or documents (the present directory where there is none), and never one that is there already.
 * Errors: file.path_long, those of save_spares. */
Error save_path(const App *app, const char *file, SaveFormat format, bool other, bool window, char *out, size_t size);
/* Error: file.is_read, a photo that is shown has this name and would be lost. Of files that are mapped, weights say,
 * file_create says so. */
Error save_spares(const App *app, const char *path);
/* The table of the network as CSV or JSON, or the shown layer as .npy. The job may not be at the run's rows: in a
 * window they have to be there, else (`wait`) they are computed. Errors: save.not_run, those of file_create and
 * file_commit. */
Error save_write(App *app, const char *path, SaveFormat format, bool wait);
/* What the learner has answered, as CSV. Errors: those of record_csv, file_create and file_commit. */
Error save_answers(const App *app, const char *path);
/* The values of a row as .npy, (C,H,W) or (N,). */
Error save_row(const App *app, int row, const char *path);

#endif
