#!/usr/bin/env python3
"""A window on a screen of more dots an inch: as large to the eye, its text as large, the mouse where it points."""
import os
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "live"))

import numpy as np

from _common import Tally, equal
from keys import BASE, ON_MAPS, ON_PHOTO, SCREEN, USUAL, Display, Window, number

LARGE = 3840, 2160

# options of the server, its size, Xft.dpi, variables; the window that is to come
CASES = (("96 dpi", ["-dpi", "96"], LARGE, None, {}, USUAL),
         ("192 dpi by the server", ["-dpi", "192"], LARGE, None, {}, (2560, 1440)),
         ("no larger than the screen", ["-dpi", "192"], SCREEN, None, {}, SCREEN),
         ("192 dpi by Xft.dpi", [], LARGE, 192, {}, (2560, 1440)),
         ("144 dpi by Xft.dpi, which counts more", ["-dpi", "192"], LARGE, 144, {}, (1920, 1080)),
         ("GDK_SCALE", [], LARGE, None, {"GDK_SCALE": "2"}, (2560, 1440)),
         ("QT_SCALE_FACTOR", [], LARGE, None, {"QT_SCALE_FACTOR": "1.5"}, (1920, 1080)),
         ("a factor that is none", [], LARGE, None, {"GDK_SCALE": "much", "QT_SCALE_FACTOR": "nan"}, USUAL))


def check(folder, options, screen, xft, variables, size):
    display = Display(folder, "-noreset", *options, size=screen)
    try:
        if xft:
            subprocess.run(["xrdb", "-merge"], input=f"Xft.dpi: {xft}\n", text=True, check=True,
                           env={**os.environ, "DISPLAY": display.name})
        window = Window(display, folder, BASE, {"GDK_SCALE": "", "QT_SCALE_FACTOR": "", **variables})
        try:
            found = window.xdotool("getwindowgeometry", "--shell", window.id)
            equal(tuple(number(found, r"WIDTH=(\d+)\nHEIGHT=(\d+)")), size, "the size of the window")
            window.size = size
            window.shows(BASE)
            for place in ON_MAPS, ON_PHOTO:
                window.click([c * s // u for c, s, u in zip(place, size, USUAL)])
            state = window.state()
            window.shows(state)
            return number(state, r"map (\d+)") + number(state, r"point (\d+) (\d+)")
        finally:
            window.close()
    finally:
        display.close()


def main():
    tally, clicked = Tally(), []
    with tempfile.TemporaryDirectory() as name:
        for what, *case in CASES:
            with tally.test(what):
                clicked.append(check(pathlib.Path(name), *case))
                assert np.abs(np.subtract(clicked[0], clicked[-1])).max() <= 3, f"the same clicks choose {clicked[-1]}, not {clicked[0]}"
    tally.close()


if __name__ == "__main__":
    main()
