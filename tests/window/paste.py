#!/usr/bin/env python3
"""What is pasted: a picture, a path, a folder, an address, several lines; into the command line; and where xclip is not installed."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "live"))

import numpy as np
from PIL import Image

from _common import PHOTOS, Tally
from keys import BASE, OUTSIDE, USUAL, Display, Opened, wait

PHOTO = np.s_[300:480, 60:260]  # in the window, a part of the photo
FOOT = 664  # where the footer begins, which shows messages
WORDS = "select conv4_2"


class Clipboard:
    """What a display's clipboard holds, or what is marked; kept by xclip until the next."""

    def __init__(self, display):
        self.env = {**os.environ, "DISPLAY": display.name}

    def put(self, content, *options):
        data = content.encode() if isinstance(content, str) else content
        subprocess.run(["xclip", "-in", *(options or ("-selection", "clipboard"))], input=data, env=self.env, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def photos(folder):
    """Two photos of which one has a name with a space, as files."""
    plain, spaced = folder / "plain.png", folder / "with space é.png"
    Image.open(next(p for p in PHOTOS if p.stem == "owl")).save(plain)
    shutil.copy(plain, spaced)
    return plain, spaced


def shows_photo(window, file):
    want = window.shot(f"{BASE}; image '{file}'")[PHOTO]
    wait(lambda: np.array_equal(window.pixels()[PHOTO], want), f"{file} is not the photo")


def message(window, before):
    """The footer once it says something else; all above it is as it was."""
    wait(lambda: not np.array_equal(window.pixels()[FOOT:], before[FOOT:])
         and np.array_equal(window.pixels()[:FOOT], before[:FOOT]), "no message, or more than a message")
    return window.pixels()[FOOT:]


def check_picture(window, clipboard, folder):
    plain, _ = photos(folder)
    clipboard.put(plain.read_bytes(), "-selection", "clipboard", "-t", "image/png")
    window.press("ctrl+v")
    shows_photo(window, plain)


def check_large_picture(window, clipboard, folder):
    """One that comes in parts: 9 MB of noise."""
    file = folder / "noise.png"
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (1700, 1800, 3), np.uint8)).save(file)
    clipboard.put(file.read_bytes(), "-selection", "clipboard", "-t", "image/png")
    window.press("ctrl+v")
    shows_photo(window, file)


def check_paths(window, clipboard, folder):
    """A path, an address, several lines of which the first is a comment and the second is not there."""
    plain, spaced = photos(folder)
    address = "file://" + str(spaced).replace(" ", "%20").replace("é", "%C3%A9")
    for text in (str(plain), f"  '{plain}' \n", address, f"# a list\r\n{folder}/gone.png\r\n{address}\r\n", f"copy\nfile://{plain}"):
        clipboard.put(text)
        window.press("ctrl+v")
        shows_photo(window, plain)
        window.say("image panda")
        shows_photo(window, "panda")


def check_folder(window, clipboard, folder):
    """Its photos come into the gallery, page by page; one that is taken goes into the window."""
    many = folder / "many"
    (many / "birds").mkdir(parents=True)
    small = Image.open(next(p for p in PHOTOS if p.stem == "owl")).resize((64, 48))
    for i in range(40):
        small.rotate(9 * i).save(many / ("birds" if i % 3 else "") / f"{i:02}.png")
    clipboard.put(f"{folder}/gone.png\nfile://{many}\n")
    window.press("ctrl+v")
    window.shows(f"{BASE}; images '{many}'; gallery")
    window.press("Next", "Down")
    window.shows(f"{BASE}; images '{many}'; gallery; page 2; choose down")
    window.press("Prior", "Right", "Return")
    window.shows(f"{BASE}; image '{many}/24.png'")


def check_messages(window, clipboard, folder):
    """What holds no photo says so, each in its own words, and nothing is lost or done."""
    before, seen = window.shows(BASE), []
    for text in (f"{folder}/gone.png", WORDS, "step\nstep\n"):
        clipboard.put(text)
        window.press("ctrl+v")
        seen.append(message(window, before))
        window.press("Left", "Right")
        window.shows(BASE)
    assert not any(np.array_equal(a, b) for i, a in enumerate(seen) for b in seen[:i]), "two messages are the same"


def check_line(window, clipboard, _):
    """Ctrl+V, Shift+Insert and the middle button type what was copied; Enter does it, nothing else."""
    clipboard.put(WORDS + "\n")
    clipboard.put(WORDS, "-selection", "primary")
    for paste in (lambda: window.press("ctrl+v"), lambda: window.press("shift+Insert"),
                  lambda: window.click((USUAL[0] // 2, USUAL[1] - 150), 2)):
        window.press("slash")
        window.shows(f"{BASE}; command")
        paste()
        window.xdotool("mousemove", *OUTSIDE)
        window.shows(f"{BASE}; command '{WORDS}'")
        window.press("Escape")
        window.shows(BASE)
    window.press("slash", "ctrl+v", "Return")
    window.shows(f"{BASE}; {WORDS}")


def check_lines(window, clipboard, _):
    """Several lines become one; what is too long is refused and the line stays."""
    clipboard.put("step 2;\nselect conv1_2\n")
    window.press("slash", "ctrl+v")
    window.shows(f"{BASE}; command 'step 2; select conv1_2'")
    clipboard.put("x" * 9000)
    window.press("ctrl+v", "Return")
    window.shows(f"{BASE}; step 2; select conv1_2")


def check_missing(window, clipboard, folder):
    """Without xclip a line says what to install; a path needs none."""
    before = window.shows(BASE)
    plain, _ = photos(folder)
    clipboard.put(plain.read_bytes(), "-selection", "clipboard", "-t", "image/png")
    window.press("ctrl+v")
    message(window, before)
    clipboard.put(str(plain))
    window.press("ctrl+v")
    shows_photo(window, plain)


CHECKS = check_picture, check_large_picture, check_paths, check_folder, check_messages, check_line, check_lines, check_missing


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        display = Display(folder, "-noreset")
        clipboard = Clipboard(display)
        try:
            for check in CHECKS:
                with tally.test(check.__name__.replace("check_", "").replace("_", " ")):
                    with Opened(display, folder, BASE, {"PATH": ""} if check is check_missing else None) as window:
                        window.shows(BASE)
                        check(window, clipboard, folder)
        finally:
            display.close()
    tally.close()


if __name__ == "__main__":
    main()
