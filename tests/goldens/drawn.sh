#!/bin/sh
# Writes the stored draw lists of the screens anew. Look at the difference before it is committed:
# git diff --stat tests/goldens/drawn, and a vggscope shot of each screen that changed.
set -eu
cd "$(dirname "$0")/../.."
make build/tests/drawn_write
mkdir -p tests/goldens/drawn
build/tests/drawn_write tests/goldens/drawn
