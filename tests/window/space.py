#!/usr/bin/env python3
"""The network in space under the mouse and the keys: what changes, and each picture against `shot` of that state."""
import pathlib
import re
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "live"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from _common import Tally, equal
from keys import OUTSIDE, Display, Opened

BASE = "run; select conv3_3; space on"
BESIDE, ON_PHOTO = (300, 150), (70, 470)  # the first view at 1280x720: no volume is there; the photo


def seen(window):
    """Turn, tilt and nearness by the command `state`, whose picture the window shows."""
    window.xdotool("mousemove", *OUTSIDE)
    state = window.state()
    window.shows(state)
    found = re.search(r"space (real|log); space at (\S+) (\S+); space near (\S+);", state)
    assert found, f"the state is {state}"
    return found[1], *(float(v) for v in found.groups()[1:]), re.search(r"select (\S+);", state)[1]


def check_drag(window):
    """To the right by 120 pixels of a room of 1232, that is 180 degrees; the volume below is not selected."""
    for start in (BESIDE, ON_PHOTO):
        window.press("f")
        window.drag(start, (start[0] + 120, start[1] + 40))
        _, turn, tilt, _, layer = seen(window)
        assert abs(turn - (30 - 120 / 1232 * 180)) < 0.2, f"it is turned to {turn}"
        assert tilt > 12, f"it is tilted to {tilt}"
        equal(layer, "conv3_3", "the layer")


def check_wheel(window):
    window.xdotool("mousemove", *BESIDE, "click", 4, "click", 4)
    equal(seen(window), ("real", 30, 10, 1.56, "conv3_3"), "nearer")
    window.xdotool("mousemove", *BESIDE, "click", 5, "click", 5, "click", 5)
    equal(seen(window), ("real", 30, 10, 1, "conv3_3"), "away")


def check_click(window):
    window.click(ON_PHOTO)
    equal(seen(window)[4], "input", "the layer")


def check_keys(window):
    window.press("ctrl+Right", "ctrl+Up", "plus", "a", "Left")
    equal(seen(window), ("log", 40, 15, 1.25, "conv3_2"), "after the keys")
    window.press("f", "a", "ctrl+Left", "ctrl+Down", "minus")
    equal(seen(window), ("real", 20, 5, 1, "conv3_2"), "after more of them")
    window.press("i")
    window.xdotool("mousemove", *OUTSIDE)
    window.shows("run; select conv3_2")


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        display = Display(folder)
        try:
            for check in (check_drag, check_wheel, check_click, check_keys):
                with tally.test(check.__name__.replace("check_", "")):
                    with Opened(display, folder, BASE) as window:
                        window.shows(BASE)
                        check(window)
        finally:
            display.close()
    tally.close()


if __name__ == "__main__":
    main()
