#!/usr/bin/env python3
"""A camera in a real window, played by a film: it is live, a key holds it, and what is held is a photo like any other."""
import pathlib
import re
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "live"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import numpy as np

from _common import ROOT, Tally, equal
from keys import Display, Opened, wait

FRAME = np.s_[250:520, 30:290]  # of the photo on Network at 1280x720


def photo(name):
    return (ROOT / f"assets/photos/{name}.jpg").read_bytes()


def check_held(window, folder):
    """Of a film of one photo each picture is known: those of the window and of `shot` are the same."""
    film = folder / "still.mjpeg"
    film.write_bytes(photo("owl"))
    window.say(f"camera {film}")
    time.sleep(0.5)
    window.press("space")
    window.shows(f"camera {film}")
    window.press("space")
    window.shows(f"camera {film}; step")
    window.press("Prior")
    window.press("shift+c")
    wait(lambda: not window.equals(window.shot(f"camera {film}")), "the key does not go live again")
    window.press("shift+c")
    window.shows(f"camera {film}")
    assert "camera" not in re.sub(r"pictures|/\S*", "", window.state()), "the way back would switch a camera on"


def check_live(window, folder):
    """What is seen changes by itself, and no more once it is held."""
    film = folder / "film.mjpeg"
    film.write_bytes(b"".join(photo(name) for name in ("panda", "koala", "owl")))
    window.say(f"camera {film}")
    seen = []
    for _ in range(3):
        seen.append(window.pixels()[FRAME])
        wait(lambda: not any(np.array_equal(window.pixels()[FRAME], frame) for frame in seen), "the picture stays")
    window.press("space")
    time.sleep(0.5)
    held = window.pixels()[FRAME]
    time.sleep(0.5)
    equal(np.array_equal(window.pixels()[FRAME], held), True, "what is held stays")


def check_missing(window, folder):
    """One line says so, and the photo stays."""
    before = window.pixels()
    window.say(f"camera {folder}/none.y4m")
    wait(lambda: not np.array_equal(window.pixels()[670:], before[670:]), "no message")
    time.sleep(0.5)
    assert np.array_equal(window.pixels()[:640], before[:640]), "more than a message"


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        display = Display(folder)
        try:
            for check in (check_held, check_live, check_missing):
                with tally.test(check.__name__.replace("check_", "")):
                    with Opened(display, folder, "") as window:
                        window.shows("")
                        check(window, folder)
        finally:
            display.close()
    tally.close()


if __name__ == "__main__":
    main()
