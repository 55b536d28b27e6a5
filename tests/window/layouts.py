#!/usr/bin/env python3
"""Every key of the help does what it says, on keyboards of many layouts, chosen before the window opens and while it is
open. Keys are pressed by their number, as hands do: the one on which the layout prints what the help says."""
import ctypes
import os
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "live"))

import numpy as np

from _common import Tally, equal
from keys import ON_PHOTO, OUTSIDE, Display, Opened, wait

LAYOUTS = ("us", "fr", "de", "ru", "ua", "jp", "lt", "il", "fr bepo", "fr bepo_afnor", "fr afnor", "us dvorak", "us dvp",
           "epo", "gb colemak_dh")
TWO = ("us,fr", "us,ru")
HAVE_DIGITS_ELSEWHERE = ("us dvp",)  # on the keys of other digits
OTHER_SCRIPT = ("ru", "ua", "il")  # the letters of a keyboard of the United States are printed on theirs as well
US = {**{c: (n + 10, 0) for n, c in enumerate("1234567890-=")}, **{c: (n + 24, 0) for n, c in enumerate("qwertyuiop[]")},
      **{c: (n + 38, 0) for n, c in enumerate("asdfghjkl;'`")}, **{c: (n + 51, 0) for n, c in enumerate("\\zxcvbnm,./")},
      "?": (61, 1), "+": (21, 1)}
KEYSYMS = {"plus": "+", "minus": "-", "equal": "=", "slash": "/", "question": "?", "comma": ",", "period": ".",
           "scircumflex": "ŝ", "gcircumflex": "ĝ", "ccircumflex": "ĉ", "ubreve": "ŭ", "udiaeresis": "ü"}
SHIFT, ALTGR = 50, 108
HOLD = ((), (SHIFT,), (ALTGR,), (ALTGR, SHIFT))  # what makes a key give its second character, third and fourth
NAMED = {"escape": 9, "backspace": 22, "return": 36, "ctrl": 37, "shift": SHIFT, "space": 65, "caps": 66, "f1": 67}

# Screens, and the commands whose picture is the same each time; those of each further screen are pressed for the keys
# that none before it has.
START = "step; map 13; asks steps 2; view network"
SCREENS = {"": ("", ""), "view layer": ("2", ""), "view asks": ("0", ""), "view field; stack next": ("4", "i"),
           "view parameters": ("5", ""), "view slices": ("7", ""), "view family": ("8", "")}  # and the keys that lead there: before the mark, and after it
UNSEEN = ("mark", "return", "stop", "save", "paste", "camera", "copy", "fullscreen", "shot", "quit", "freeze", "undo",
          "clear", "measure", "race", "sheet", "zoom", "spotlight", "difference", "lesson", "weights", "motion")
OVERLAYS = ("help", "gallery", "command", "derive", "black")
ROUNDS = {"theme": 3, "palette": 3, "textsize": 2, "digits": 2, "lang": 2, "scale": 2, "order": 2, "relu": 2, "steps": 2,
          "net": 2}


class Hands:
    """Presses keys by their numbers. xdotool would press each in the first of a keyboard's layouts. Not too quickly: SDL takes
    a press within 2 ms of a release as the same one, held down."""

    PAUSE = 3  # milliseconds
    x11, xtest = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p

    def __init__(self, display):
        self.display = ctypes.c_void_p(self.x11.XOpenDisplay(display.name.encode()))

    def move(self, codes, down):
        for code in codes:
            self.xtest.XTestFakeKeyEvent(self.display, code, down, self.PAUSE)
        self.x11.XSync(self.display, 0)

    def press(self, *presses):
        for codes in presses:
            self.move(codes, 1)
            self.move(codes[::-1], 0)


class Keyboard:
    """The layout of a display: which keys give which characters."""

    def __init__(self, display, name):
        self.env = {**os.environ, "DISPLAY": display.name}
        layout, variant = (name + " ").split(" ")[:2]
        self.second = "," in layout  # of two, the second is meant; Caps Lock leads from one to the other
        options = ["-option", "", "-option", "grp:caps_toggle"] if self.second else ["-option", ""]
        subprocess.run(["setxkbmap", *options, "-layout", layout, "-variant", variant], env=self.env, check=True)
        self.keys = US if name.split(",")[-1] in OTHER_SCRIPT else self.printed()
        self.hands = Hands(display)

    def printed(self):
        keys = {}
        table = subprocess.run(["xmodmap", "-pke"], env=self.env, capture_output=True, text=True, check=True).stdout
        for level, column in enumerate((5, 6) if self.second else (3, 4, 7, 8)):
            for words in map(str.split, table.splitlines()):
                character = KEYSYMS.get(words[column], words[column]) if len(words) > column else ""
                if (10 <= int(words[1]) <= 61 or words[1] == "94") and len(character) == 1:
                    keys.setdefault(character, (int(words[1]), level))
        return keys

    def codes(self, label):
        """The numbers of the keys to hold, and of the one to press, for a label of the help; None: it is not known here."""
        *held, key = label.lower().split("+") if len(label) > 1 else [label.lower()]
        code, level = self.keys.get(key, (NAMED.get(key), 0))
        return code and [*(NAMED[h] for h in held), *HOLD[level], code]

    def press(self, *labels):
        self.hands.press(*map(self.codes, labels))


def say_keys(screens):
    """Commands that say the keys of screens, for read_keys."""
    return "; ".join([START, *(f"{screen}; keys; state" if screen else "keys; state" for screen in screens)])


def read_keys(window, screens):
    """What a window says of its keys, a list of (label, command) a screen."""
    said = []
    for _ in screens:
        said.append([])
        while "\t" in (line := window.process.stdout.readline().rstrip("\n")):
            keys, command = line.split("\t")
            said[-1] += [(key, command) for key in keys.split(", ")]
    return said


def choose(said):
    """The presses to try: (screen, label, command), each label once."""
    seen, tries = set(), []
    for screen, keys in zip(SCREENS, said):
        for label, command in keys:
            if label not in seen and command.split()[0] not in UNSEEN:
                seen.add(label)
                tries.append((screen, label, command))
    return tries


def shows(window, *script):
    window.shows("; ".join(filter(None, (START, *script))))


def try_keys(window, keyboard, tries, screens):
    """All presses, screen by screen; the mark is made and returned to by keys, too."""
    for screen in screens:
        to, then = SCREENS[screen]
        keyboard.press(*to, "m")
        for label, command in [(label, command) for at, label, command in tries if at == screen]:
            word = command.split()[0]
            assert keyboard.codes(label) or len(label) > 1, f"no key gives {label}"
            if not keyboard.codes(label):
                continue
            keyboard.press(*then, label)
            try:
                shows(window, screen, command)
            except AssertionError as wrong:
                raise AssertionError(f"{label} {keyboard.codes(label)}: {wrong}") from None
            keyboard.press(*(["escape"] if word in OVERLAYS else [label] * (ROUNDS.get(word, 1) - 1)), "backspace")
    keyboard.press("1")
    shows(window)


def try_held(window, keyboard):
    """A spotlight as long as its key is down; the panel under the pointer large and small."""
    window.xdotool("mousemove", 640, 360)
    keyboard.hands.move(keyboard.codes("q"), 1)
    shows(window, "spotlight 50 50")
    keyboard.hands.move(keyboard.codes("q"), 0)
    shows(window)
    window.xdotool("mousemove", *ON_PHOTO)
    keyboard.press("z")
    wait(lambda: any(np.array_equal(window.pixels(), window.shot(f"{START}; zoom {n}")) for n in range(1, 8)), "Z is dead")
    keyboard.press("z")
    window.xdotool("mousemove", *OUTSIDE)
    shows(window)


def try_typing(window, keyboard):
    """A line gets what the layout types, and not the key that opened it."""
    keyboard.press("m", "/", *"step", "space", "2", "return")
    shows(window, "step 2")
    keyboard.press("backspace")
    shows(window)


def try_digits(window, keyboard):
    """A digit that needs Shift or AltGr is had without."""
    for digit, view in (("2", "layer"), ("5", "parameters"), ("1", "network")):
        keyboard.hands.press([US[digit][0]])
        shows(window, "view " + view)


def check_opened(display, folder, layout, said):
    """A layout that is there before the window: its help, and the keys that need most."""
    keyboard = Keyboard(display, layout)
    with Opened(display, folder, say_keys([""])) as window:
        shows(window)
        equal(read_keys(window, [""])[0], said[0], "what the window says of its keys")
        keyboard.press("f1")
        shows(window, "help")
        keyboard.press("f1")
        shows(window)
        try_keys(window, keyboard, [one for one in choose(said) if one[1] in "/?=,W5"], [""])


def check_changed(window, layout, said):
    """A layout that is chosen while the window is open."""
    keyboard = Keyboard(window.display, layout)
    if keyboard.second:
        keyboard.press("caps")
    try_held(window, keyboard)
    try_keys(window, keyboard, choose(said), SCREENS)
    if keyboard.keys is not US:
        try_typing(window, keyboard)
    if keyboard.keys.get("2", US["2"]) != US["2"] and layout not in HAVE_DIGITS_ELSEWHERE:
        try_digits(window, keyboard)
    if keyboard.second:
        keyboard.press("caps")


def check_all_changed(display, folder, said, tally):
    """All of them in one window, until one fails: what that leaves is not where the next begins."""
    rest = [*LAYOUTS, *TWO]
    while rest:
        Keyboard(display, "us")
        with Opened(display, folder, START) as window:
            shows(window)
            failed = tally.failed
            while rest and tally.failed == failed:
                layout = rest.pop(0)
                with tally.test(layout + ", while it is open"):
                    check_changed(window, layout, said)


def check_label(display, folder):
    """Azerbaijani has no W: the help names the key that lies there."""
    keyboard = Keyboard(display, "az")
    with Opened(display, folder, say_keys([""])) as window:
        wait(lambda: window.pixels().any(), "no picture")
        assert ("Ü", "tool") in read_keys(window, [""])[0], "another key of `tool`"
        keyboard.press("Ü", "Ctrl+C")
        wait(lambda: "tool brush" in clipboard(window), "Ü is dead")


def clipboard(window):
    return subprocess.run(["xclip", "-selection", "clipboard", "-o"], env={**os.environ, "DISPLAY": window.display.name},
                          capture_output=True, text=True).stdout


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        display = Display(folder, "-noreset")
        try:
            with Opened(display, folder, say_keys(SCREENS)) as window:
                said = read_keys(window, SCREENS)
            for layout in LAYOUTS:
                with tally.test(layout + ", before the window"):
                    check_opened(display, folder, layout, said)
            with tally.test("a layout without W"):
                check_label(display, folder)
            check_all_changed(display, folder, said, tally)
        finally:
            display.close()
    tally.close()


if __name__ == "__main__":
    main()
