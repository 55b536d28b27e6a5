#!/usr/bin/env python3
"""Fonts that lie in other places than Debian's: the same picture, and where the best ones are not there, the next. Each
run sees an empty /usr/share/fonts, in a namespace of its own, and a fontconfig that knows one folder."""
import os
import pathlib
import shutil
import subprocess
import tempfile

import _common as common

FONTS = pathlib.Path("/usr/share/fonts")
FILES = {name: next(FONTS.rglob(name), None)
         for name in ("Inter-Regular.otf", "Inter-SemiBold.otf", "DejaVuSans.ttf", "DejaVuSansMono.ttf",
                      "DejaVuSansMono-Bold.ttf", "wqy-microhei.ttc")}
APART = ["unshare", "-rm", "sh", "-c", 'mount -t tmpfs none /usr/share/fonts && exec "$@"', "sh"]


def shot(folder, language, *apart, env=None):
    """A picture's bytes, and what was said."""
    picture = folder / "picture.png"
    done = subprocess.run([*apart, common.PROGRAM, "shot", "--do", f"lang {language}", "--out", picture], env=env,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    common.equal(done.returncode, 0, "the status")
    return picture.read_bytes(), done.stderr


def elsewhere(folder, language, names):
    """The same where only those fonts are, under names that say nothing."""
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        (place / "fonts").mkdir()
        for i, name in enumerate(names):
            shutil.copy(FILES[name], place / "fonts" / f"{i}{pathlib.Path(name).suffix}")
        config = place / "fonts.conf"
        config.write_text(f"<fontconfig><dir>{place}/fonts</dir><cachedir>{place}/cache</cachedir></fontconfig>")
        env = {**os.environ, "LC_ALL": "C.UTF-8", "FONTCONFIG_FILE": str(config)}
        return shot(folder, language, *APART, env=env)


def main():
    tally = common.Tally()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        if subprocess.run([*APART, "true"], stderr=subprocess.DEVNULL).returncode or not all(FILES.values()):
            with tally.test("on this machine no fonts can be hidden"):  # font_files_test asks fontconfig alone
                pass
            tally.close()
        for language in ("en", "zh"):
            with tally.test(f"the same picture wherever the fonts are, {language}"):
                assert elsewhere(folder, language, FILES) == shot(folder, language), "it is another, or more is said"
        with tally.test("another font in place of the best"):
            picture, said = elsewhere(folder, "en", ["DejaVuSans.ttf"])
            common.equal(said, "", "what is said")
            assert picture != shot(folder, "en")[0], "it is the same picture"
        with tally.test("what is missing is said once"):
            common.equal(elsewhere(folder, "zh", ["DejaVuSans.ttf"])[1].count("fonts-wqy-microhei"), 1, "how often")
            picture, said = elsewhere(folder, "en", [])
            common.equal((said.count("fonts-inter"), said.count("\n")), (1, 1), "how often, and the lines")
            assert len(picture) > 50_000, "no picture without its texts"
    tally.close()


if __name__ == "__main__":
    main()
