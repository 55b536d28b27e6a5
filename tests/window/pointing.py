#!/usr/bin/env python3
"""The mouse over a map, a tile and a button of the real window: each picture against `shot` of `hover` at that place."""
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "live"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import numpy as np

from _common import Tally
from keys import BASE, ON_MAPS, OUTSIDE, USUAL, Display, Opened, wait

ON_HELP, ON_MAP = (USUAL[0] - 24, 20), (200, 300)  # the button, the large map of Layer
LAYER = BASE + "; view layer"


def at(place):
    """The command that points where the mouse does: in the middle of a pixel."""
    return "hover " + " ".join(f"{100 * (v + 0.5) / size:.6f}" for v, size in zip(place, USUAL))


def move(window, *places):
    """The first move only brings the mouse into the window."""
    for x, y in places:
        window.xdotool("mousemove", x - 1, y, "mousemove", x, y)


def check_tile(window):
    said = window.shot(f"{BASE}; {at(ON_MAPS)}")
    assert not np.array_equal(said, window.shot(BASE)), "nothing is said of a tile"
    move(window, ON_MAPS)
    window.shows(f"{BASE}; {at(ON_MAPS)}")
    window.xdotool("mousemove", *OUTSIDE)
    window.shows(BASE)


def check_unit(window):
    move(window, ON_MAP)
    window.shows(f"{LAYER}; {at(ON_MAP)}")
    for step in (17, 34):
        window.xdotool("mousemove", ON_MAP[0] + step, ON_MAP[1] + step)
        window.shows(f"{LAYER}; {at((ON_MAP[0] + step, ON_MAP[1] + step))}")
    window.press("1", "2")
    window.shows(LAYER)  # who goes on by keys sees no words


def check_button(window):
    move(window, ON_HELP)
    before = window.shot(BASE)
    wait(lambda: not np.array_equal(window.pixels(), before), "nothing is said of a button")
    window.xdotool("click", 1)
    window.shows(BASE + "; help")
    window.press("Escape")
    window.say("hints off")
    move(window, ON_MAPS, ON_HELP)
    window.shows(BASE)


def check_walk(window):
    window.press("F8")
    window.shows(BASE + "; hover next")
    window.press("Tab", "Tab", "shift+Tab")
    window.shows(BASE + "; hover next; hover next")
    window.press("Escape")
    window.shows(BASE)


CHECKS = {check_tile: BASE, check_unit: LAYER, check_button: BASE, check_walk: BASE}


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        display = Display(folder)
        try:
            for check, script in CHECKS.items():
                with tally.test(check.__name__.replace("check_", "")):
                    with Opened(display, folder, script) as window:
                        window.shows(script)
                        check(window)
        finally:
            display.close()
    tally.close()


if __name__ == "__main__":
    main()
