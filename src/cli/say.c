#include <stdio.h>

#include "cli/cli.h"

void cli_say(const char *line) { fprintf(stderr, "vggscope: %s\n", line); }
