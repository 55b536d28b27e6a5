#!/usr/bin/env python3
"""A value comes about before one's eyes in the real window: by keys, a clicker's among them, and the mouse."""
import pathlib
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "live"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import numpy as np

from _common import Tally
from keys import Display, Window, follow, wait

BASE = "run; select conv1_1; map 13; pixel 112 96; view layer"
STAGE = np.s_[60:610, 290:950]  # where the arithmetic stands


def goes_step_by_step(window):
    window.shows(BASE)
    window.press("k", "Home")
    follow(window, [("Right", BASE + "; motion at 1.6"), ("Next", BASE + "; motion at 2.4"),
                    ("space", BASE + "; motion at 3.2"), ("Prior", BASE + "; motion at 2.4"),
                    ("Left", BASE + "; motion at 1.6"), ("Home", BASE + "; motion at 0"),
                    ("End", BASE + "; motion at end"), ("Escape", BASE + "; view neuron"), ("2", BASE)])


def moves(window):
    before = window.pixels()[STAGE]
    wait(lambda: (window.pixels()[STAGE] != before).any(), "nothing moves")


def rests(window):
    before = window.pixels()
    time.sleep(0.5)
    return np.array_equal(window.pixels(), before)


def plays_and_pauses(window):
    window.press("k")
    moves(window)
    moves(window)
    window.press("k")
    wait(lambda: rests(window), "a pause does not rest")
    window.press("k")
    moves(window)
    window.press("Escape")
    window.shows(BASE + "; view neuron")


def is_pressed(window):
    """The bar begins at its left end; what is not to move, does not."""
    window.press("k", "Home")
    window.shows(BASE + "; motion at 0")
    window.click((600, 636))
    wait(lambda: rests(window), "the bar does not rest")
    at = float(window.state().split("motion at ")[1].split(";")[0])
    assert 5 < at < 25, at
    window.shows(f"{BASE}; motion at {at:g}")
    window.press("Escape")


def stands(window):
    window.say("motion off")
    window.press("k")
    window.shows(BASE + "; motion at 0; motion off")
    window.press("space")
    window.shows(BASE + "; motion at 1.6; motion off")


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        display = Display(folder)
        window = Window(display, folder, BASE)
        try:
            for name, test in (("step by step, there and back", lambda: goes_step_by_step(window)),
                               ("it plays, pauses and ends", lambda: plays_and_pauses(window)),
                               ("the bar", lambda: is_pressed(window)),
                               ("nothing moves by itself", lambda: stands(window))):
                with tally.test(name):
                    test()
        finally:
            window.close()
            display.close()
    tally.close()


main()
