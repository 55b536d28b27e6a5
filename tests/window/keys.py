#!/usr/bin/env python3
"""The real window, driven by keys and mouse; each picture against `shot` of the same commands."""
import os
import pathlib
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "live"))

import numpy as np
from PIL import Image

from _common import PROGRAM, Tally, equal, output

PATIENCE = 30  # seconds: for a machine that is busy; what comes sooner is not waited for longer
ROUNDS = 8  # of that, for a picture that is still being made
SCREEN = 1920, 1080
ALL, SOME = np.s_[:], np.s_[::40]  # rows
SMALLEST, USUAL, LARGE = (1024, 640), (1280, 720), (1920, 1080)

BASE = "step; map 13"  # where most checks begin

# Places in the window at 1280x720, well inside of what they name.
ON_MODULE_2, ON_MODULE_6 = (300, 161), (310, 237)  # in the list of Slices
ON_PHOTO, ON_MAPS, ON_STRIP, OUTSIDE = (150, 380), (470, 330), (430, 165), (1900, 1060)
ON_UNIT, ON_INPUT, ON_CHANNELS = (230, 215), (230, 550), ((230, 117), (430, 117))  # in Field and Parameters


class Display:
    """A screen of its own; its pixels lie in a file (XWD) that the server maps."""

    def __init__(self, folder, *options, size=SCREEN):
        read, write = os.pipe()
        self.size = size
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "%dx%dx24" % size, "-fbdir", str(folder),
             "-nocursor", "-nolisten", "tcp", *options], pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as number:
            self.name = ":" + number.readline().strip()
        self.memory = np.memmap(folder / "Xvfb_screen0", np.uint8, "r")

    def pixels(self, w, h, rows=ALL):
        """The left upper part of the screen, (h, w, 3), or some rows of it."""
        head = None
        while not head or head[12] != 4 * self.size[0]:  # the server turns its bytes about while it writes to the header
            head = struct.unpack(">20I", self.memory[:80])
        start, line = head[0] + 12 * head[19], head[12]
        return self.memory[start:start + line * h].reshape(h, line // 4, 4)[rows, :w, 2::-1].copy()

    def close(self):
        self.server.terminate()
        self.server.wait()


def nobody(folder):
    """A home in which nothing is kept from one window to the next."""
    return {f"XDG_{what}_HOME": tempfile.mkdtemp(dir=folder) for what in ("DATA", "CONFIG", "STATE")}


class Window:
    """The program's window in the left upper corner of a display."""

    shots = {}  # pictures by the commands and the size

    def __init__(self, display, folder, script, env=None, stderr=None, options=()):
        self.display, self.folder, self.size, self.stderr, self.options = display, folder, USUAL, stderr, options
        self.env = {**os.environ, "DISPLAY": display.name, "LC_ALL": "C.UTF-8", **nobody(folder), **(env or {})}
        self.env.pop("WAYLAND_DISPLAY", None)
        self.start(script)

    def start(self, script):
        display, began = self.display, time.monotonic()
        self.process = subprocess.Popen([PROGRAM, "--do", script, *self.options], stdout=subprocess.PIPE,
                                        stderr=self.stderr, env=self.env, text=True)
        wait(lambda: display.pixels(*display.size).any(), "no picture", 0.001)
        self.first_picture = 1000 * (time.monotonic() - began)
        self.find()

    def find(self):
        """The window, which is moved to its corner."""
        self.id = wait(lambda: self.xdotool("search", "--onlyvisible", "--name", "^vggscope$"), "no window").split()[0]
        self.xdotool("windowmove", self.id, 0, 0)
        self.xdotool("mousemove", *OUTSIDE)
        self.xdotool("windowfocus", "--sync", self.id)

    def xdotool(self, *words):
        return subprocess.run(["xdotool", *map(str, words)], env=dict(os.environ, DISPLAY=self.display.name),
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, timeout=PATIENCE).stdout

    def press(self, *keys):
        self.xdotool("key", "--delay", 20, *keys)

    def type(self, text):
        self.xdotool("type", "--delay", 20, text)

    def say(self, text):
        """A line on the command line."""
        self.press("slash")
        self.type(text)
        self.press("Return")

    def click(self, place, button=1):
        self.xdotool("mousemove", *place, "click", button)

    def drag(self, start, end):
        middle = [(a + b) // 2 for a, b in zip(start, end)]
        self.xdotool("mousemove", *start, "mousedown", 1)
        self.xdotool("mousemove", *middle, "mousemove", *end)
        self.xdotool("mouseup", 1)

    def resize(self, size):
        self.xdotool("windowsize", self.id, *size)
        self.size = size

    def pixels(self, rows=ALL):
        return self.display.pixels(*self.size, rows)

    def equals(self, picture, columns=slice(None)):
        """Some rows tell most that do not, for a fraction of the time."""
        return all(np.array_equal(self.pixels(rows)[:, columns], picture[rows][:, columns]) for rows in (SOME, ALL))

    def shot(self, script):
        """The picture that the commands give, from a run of the program without a window."""
        key = script, self.size
        if key not in self.shots:
            file = self.folder / "shot.png"
            output("shot", "--do", script, "--size", "%dx%d" % self.size, "--out", file)
            self.shots[key] = np.asarray(Image.open(file).convert("RGB"))
        return self.shots[key]

    def shows(self, script, columns=slice(None)):
        """Waits until the window shows what the commands give, every pixel (of some columns), while it still changes;
        returns the picture."""
        want, got, before = self.shot(script), None, None
        for _ in range(ROUNDS):
            try:
                wait(lambda: self.equals(want, columns), "", 0.03)
                return want
            except TimeoutError:
                before, got = got, self.pixels()
            if before is not None and np.array_equal(before, got):
                break
        apart = np.abs(got.astype(int) - want).max(2)
        ys, xs = np.nonzero(apart)
        raise AssertionError(f"not the picture of {script!r}: {len(ys)} pixels differ, x {xs.min()} to {xs.max()}, "
                             f"y {ys.min()} to {ys.max()}, by {apart.mean():.3f} on average")

    def state(self):
        """What the command `state` prints."""
        self.say("state")
        assert select.select([self.process.stdout], [], [], PATIENCE)[0], "the command `state` prints nothing"
        return self.process.stdout.readline().strip()

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


class Opened:
    """A window, closed at the end and gone from the screen."""

    def __init__(self, display, folder, script, env=None):
        self.display, self.window = display, Window(display, folder, script, env)

    def __enter__(self):
        return self.window

    def __exit__(self, *_):
        self.window.close()
        wait(lambda: not self.display.pixels(*self.display.size).any(), "the window is still there")


def wait(condition, what, every=0.01, patience=PATIENCE):
    """Waits until condition() is true, and returns it."""
    end = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(every)


def number(state, pattern):
    return [int(n) for n in re.search(pattern, state).groups()]


def changed_near(before, after, place, reach):
    """Whether pixels within `reach` of a place are other than before."""
    x, y = place
    part = np.s_[max(0, y - reach):y + reach, max(0, x - reach):x + reach]
    return (before[part] != after[part]).any()


# ---- keys ----

def follow(window, steps):
    """Keys one after the other, each with the commands that lead to the same picture."""
    for keys, script in steps:
        window.press(*keys.split())
        window.shows(script)


def check_start(window):
    """Nothing but the photo; then the first layer, as soon as Space is pressed."""
    window.shot("step")
    began = time.monotonic()
    window.press("space")
    window.shows("step")
    print(f"     conv1_1 was there {1000 * (time.monotonic() - began):.0f} ms after the key")


def check_steps(window):
    follow(window, [("space", "step"), ("space", "step 2"), ("space", "step 3"), ("Next", "step 4"),
                    ("Prior", "step 3"), ("Prior Prior Prior Prior", ""), ("End", "run"), ("Home", ""),
                    ("space space", "step 2")])


def check_selection(window):
    follow(window, [("Right", BASE + "; select conv1_2"), ("Left Left", BASE + "; select input"), ("Right", BASE),
                    ("Down", BASE + "; map next"), ("Up Up", BASE + "; map previous"), ("Down", BASE),
                    ("shift+Right", BASE + "; move right"), ("shift+Down shift+Left", BASE + "; move down"),
                    ("Right Right", BASE + "; move down; select pool1")])


def check_screens(window):
    follow(window, [("2", BASE + "; view layer"), ("3", BASE + "; view neuron"), ("1", BASE),
                    ("Return", BASE + "; view neuron"), ("Return", BASE), ("4", BASE + "; view field"),
                    ("5", BASE + "; view parameters"), ("1", BASE)])


def check_manner(window):
    for key, back, command in (("t", "t", "textsize 2"), ("c", "c c", "palette viridis"), ("l", "l l", "theme light"),
                               ("s", "s", "scale map"), ("o", "o", "order energy"), ("r", "r", "relu before"),
                               ("d", "d", "digits full"), ("x", "x", "steps modules")):
        follow(window, [(key, f"{BASE}; {command}"), (back, BASE)])


def check_overlays(window):
    follow(window, [("question", BASE + "; help"), ("Escape", BASE), ("F1", BASE + "; help"), ("F1", BASE),
                    ("g", BASE + "; gallery"), ("Right", BASE + "; gallery; choose next"), ("Escape", BASE),
                    ("g Right Return", BASE + "; photo next"), ("shift+n", BASE), ("n", BASE + "; photo next"),
                    ("shift+n", BASE)])


def check_typed_ahead(window):
    """What is typed before a busy window opens the command line stands in it."""
    window.process.send_signal(signal.SIGSTOP)
    window.press("slash", *"step", "space", "2", "Return")
    window.process.send_signal(signal.SIGCONT)
    window.shows(BASE + "; step 2")
    window.say("back 2")
    window.shows(BASE)


def check_command_line(window):
    window.press("slash")
    empty = window.shows(BASE + "; command")
    window.type("conv4")
    wait(lambda: not np.array_equal(window.pixels(), empty), "nothing typed is to be seen")
    window.press("Escape")
    window.shows(BASE)
    for typed, script in (("conv4_2", "; select conv4_2"), ("features[2]", "; select features[2]"), ("back", "; back"),
                          ("step", "; back; step")):
        window.say(typed)
        window.shows(BASE + script)
    window.press("slash")
    window.type("backx")
    window.press("BackSpace", "Return")
    window.shows(BASE + "; back")
    state = window.state()
    assert "step 0; select input;" in state, f"the state is {state}"


def check_mistake(window):
    """A line that fails stays, with what is wrong under it, and leaves the rest as it is; Up brings it back."""
    line = BASE + "; command 'image nothing.png'"
    typed = window.shot(line)
    window.say("image nothing.png")
    wait(lambda: (window.pixels()[:440] == typed[:440]).all() and (window.pixels()[440:] != typed[440:]).any(),
         "no message, or more than a message")
    follow(window, [("Escape", BASE), ("slash Up", line), ("Escape", BASE), ("Right", BASE + "; select conv1_2")])


def check_mark(window):
    follow(window, [("m", BASE), ("2", BASE + "; view layer"), ("space space", BASE + "; view layer; step 2"),
                    ("n", BASE + "; view layer; step 2; photo next"), ("BackSpace", BASE)])


def check_presenter(window):
    """Black on a clicker's key, a frozen picture, a spotlight as long as its key is held, the other language."""
    follow(window, [("b", BASE + "; black"), ("b", BASE), ("b", BASE + "; black"), ("Next", BASE),
                    ("F2", BASE + "; lang zh"), ("F2", BASE)])
    before = window.pixels()
    window.press("shift+b", "space", "2")
    wait(lambda: not np.array_equal(window.pixels(), before), "no sign that the picture is kept")
    kept = window.pixels()
    changed = (kept != before).any(2)
    assert changed.mean() < 0.01, f"{changed.mean():.0%} of the frozen picture are other than before"
    window.press("shift+b")
    window.shows("step 2; view layer")
    window.press("Prior", "1")
    window.shows(BASE)
    window.xdotool("mousemove", 640, 360, "keydown", "q")
    window.shows(BASE + "; spotlight 50 50")
    window.xdotool("keyup", "q", "mousemove", *OUTSIDE)
    window.shows(BASE)


def check_kept(window):
    """What was chosen is there again when the program is opened the next time."""
    window.press("l", "t", "F2")
    window.shows(BASE + "; theme light; textsize 2; lang zh")
    window.press("ctrl+q")
    window.process.wait(PATIENCE)
    window.start(BASE)
    window.shows(BASE + "; theme light; textsize 2; lang zh")


def check_networks(window):
    follow(window, [("v", BASE + "; net vgg19"), ("v", BASE + "; net vgg19; net vgg16")])


def check_slices(window):
    """Known slices by key, others typed or dragged over the list, patches looked for in another photo."""
    lte = "view slices; slice lte"
    follow(window, [("7", "view slices"), ("a", lte), ("f", lte + "; reference next"),
                    ("shift+Right", lte + "; reference next; move right")])
    window.say("reference none")
    window.say("vgg19.features[5:10]")
    window.shows(lte + "; reference next; move right; reference none; slice vgg19.features[5:10]")
    window.drag(ON_MODULE_2, ON_MODULE_6)
    window.shows(lte + "; reference next; move right; reference none; slice vgg19.features[2:7]")


def check_family(window):
    """A column and a cell are chosen by arrows; Enter loads the network."""
    follow(window, [("8", "view family"), ("Left", "view family; column c"), ("Down", "view family; column c conv1_1"),
                    ("Return", "view family; column c conv1_1; column load"),
                    ("w", "net c; select conv1_1; view family; family figures; column c conv1_1")])


def check_why(window):
    """A class is chosen by keys and held against another; the squares are stopped, and gone on with."""
    place = "net vgg16; view why"
    follow(window, [("9", place), ("Down", place + "; why answer 2"), ("j", place + "; why answer 2; why against on"),
                    ("Up", place + "; why against on"), ("Left", place + "; why against on; select input"),
                    ("1 9", place + "; why against on")])


def check_asks(window):
    """What the network paints: from noise, paused and gone on with, several at once; another topic's keys."""
    place = "select conv3_1; map 5; asks steps 3; view asks"
    other, several = place + "; asks seed 1", place + "; asks seed 1; asks several 4"
    follow(window, [("0", place), ("j", place + "; asks negative"), ("j f", place + "; asks from photo"),
                    ("f u", place + "; asks plain"), ("u", place), ("y", other), ("i", several),
                    ("Prior", several + "; asks at 0"), ("Next", several + "; asks at 1"), ("Next", several + "; asks at 2"),
                    ("space", several), ("i", other), ("Down", other + "; map next"), ("Up Right", other + "; select conv3_2")])
    window.press("Left")
    window.say("asks texture")
    texture = other + "; asks texture"
    follow(window, [("k", texture + "; optimizer adam"), ("p", texture + "; optimizer adam; pools average"),
                    ("plus", texture + "; optimizer adam; pools average; weigh more"), ("minus k p", texture),
                    ("1 0", texture)])


def check_stack(window):
    """A stack is built and followed by keys alone, then by the mouse."""
    place = BASE + "; view field"
    follow(window, [("4", place), ("i", place + "; stack 3 3"), ("i", place + "; stack 3 3 3"),
                    ("plus", place + "; stack 3 3 3 3"), ("shift+Tab", place + "; stack 3 3 3 3; layer 3"),
                    ("k", place + "; stack 3 3 4 3; layer 3"), ("ctrl+Left", place + "; stack 3 4 3 3; layer 2"),
                    ("j", place + "; stack 3 4s2 3 3; layer 2"), ("minus", place + "; stack 3 3 3; layer 2"),
                    ("p", place + "; stack 3p1 3p1 3p1; layer 2; follow 3"), ("p", place + "; stack 3 3 3; layer 2"),
                    ("space", place + "; stack 3 3 3; layer 2; follow 0"),
                    ("space space", place + "; stack 3 3 3; layer 2; follow 2"),
                    ("Prior", place + "; stack 3 3 3; layer 2; follow 1")])
    window.click(ON_UNIT)
    state = window.state()
    window.shows(state)
    assert "follow 0;" in state, f"a click on the unit leads to {state}"
    window.drag(ON_UNIT, ON_INPUT)
    state = window.state()
    window.shows(state)
    assert "follow 3;" in state, f"pulling down to the input leads to {state}"


def check_channels(window):
    """C changes under the mouse."""
    window.press("5")
    seen = []
    for place in ON_CHANNELS:
        window.click(place)
        state = window.state()
        window.shows(state)
        seen.append(number(state, r"channels (\d+) (\d+)"))
    assert seen[0][0] < seen[1][0] and all(a == b for a, b in seen), f"the channels are {seen}"


def check_compare(window):
    """Both networks step together, by layer and by block; one waits where it has no such layer."""
    both = "net vgg16; step 9; view compare"
    window.press("6")
    window.say("step 8")
    follow(window, [("space", both + "; together next"), ("space", both + "; together next; together next"),
                    ("Prior", both + "; together next"), ("j", both + "; together next; boundary block"),
                    ("Next", both + "; together next; boundary block; together next"),
                    ("u", both + "; together next; boundary block; together next; figures curves"),
                    ("u j", both + "; until pool3"), ("Home", "view compare")])


# ---- mouse ----

def check_photo(window):
    """A click on the photo chooses a pixel, dragging moves it at the scale of the photo."""
    before = window.pixels()
    places = [ON_PHOTO, (ON_PHOTO[0] + 60, ON_PHOTO[1] + 30)]
    points = []
    for place in places:
        window.click(place)
        state = window.state()
        points.append(number(state, r"point (\d+) (\d+)"))
        after = window.shows(state)
        assert changed_near(before, after, place, 10), "no mark where the photo was clicked"
        before = after
    scale = [(b - a) / (q - p) for a, b, p, q in zip(points[0], points[1], *places)]
    assert abs(scale[0] - scale[1]) < 0.05 and scale[0] > 0.3, f"the photo's scale is {scale}"
    window.drag(places[0], (places[0][0] - 60, places[0][1] + 45))
    state = window.state()
    window.shows(state)
    moved = [q - p for p, q in zip(points[0], number(state, r"point (\d+) (\d+)"))]
    assert abs(moved[0] + 60 * scale[0]) < 2 and abs(moved[1] - 45 * scale[1]) < 2, f"dragged by {moved}"


def check_maps(window):
    """A click on a map's tile selects that map."""
    seen = set()
    for right, down in ((0, 0), (100, 0), (0, 100), (100, 100)):
        place = ON_MAPS[0] + right, ON_MAPS[1] + down
        before = window.pixels()
        window.click(place)
        state = window.state()
        after = window.shows(state)
        seen.add(number(state, r"map (\d+)")[0])
        assert changed_near(before, after, place, 90), "no mark where the map was clicked"
    equal(len(seen), 4, "different maps that were clicked")


def check_strip(window):
    """A click on a layer of the strip selects it; the step stays. A button says its command."""
    window.click(ON_STRIP)
    state = window.state()
    window.shows(state)
    assert "step 1;" in state and re.search(r"select conv3_\d;", state), f"the state is {state}"
    window.click((USUAL[0] - 160, USUAL[1] - 30))
    state = window.state()
    window.shows(state)
    assert "step 2; select conv1_2;" in state, f"the button of the next step leads to {state}"


def check_drawing(window):
    """With a tool in hand the mouse changes the photo and the maps; Delete takes it back."""
    end = ON_PHOTO[0] + 60, ON_PHOTO[1] + 30
    window.press("w")
    before = window.shows(BASE + "; tool brush")
    window.drag(ON_PHOTO, end)
    window.xdotool("mousemove", *OUTSIDE)
    state = window.state()
    assert re.search(r"\bdraw \d+ \d+ \d+ \d+", state), state
    drawn = window.shows(state)
    assert changed_near(before, drawn, ON_PHOTO, 10) and changed_near(before, drawn, end, 10), "no stroke on the photo"
    assert changed_near(before, drawn, ON_MAPS, 120), "the maps are as they were"
    window.press("w")
    window.click(ON_PHOTO)
    window.xdotool("mousemove", *OUTSIDE)
    covered = window.state()
    assert "occlude" in covered and "draw" in covered, covered
    window.shows(covered)
    window.press("ctrl+z", "Escape")
    window.shows(state.replace("tool brush", "tool point"))
    window.press("Delete")
    window.shows(BASE)


def check_zoom(window):
    """Z makes the panel under the pointer large, and small again."""
    zoomed = [window.shot(f"{BASE}; zoom {n}") for n in range(1, 8)]
    for place in (ON_PHOTO, ON_MAPS):
        window.xdotool("mousemove", *place)
        window.press("z")
        wait(lambda: any(np.array_equal(window.pixels(), one) for one in zoomed), "no panel fills the window")
        assert not np.array_equal(window.pixels(), window.shot(BASE)), "nothing became larger"
        window.press("z")
        window.shows(BASE)
    window.xdotool("mousemove", *OUTSIDE)


# ---- the window ----

def check_sizes(window):
    for size in (SMALLEST, LARGE, USUAL):
        window.resize(size)
        window.shows(BASE)
    window.press("2")
    window.resize(LARGE)
    window.shows(BASE + "; view layer")
    window.resize(USUAL)
    window.press("1")
    window.shows(BASE)


def check_uncovered(window):
    """What another window lay over is there again when that one has gone."""
    before = window.shows(BASE)
    other = subprocess.Popen([PROGRAM, "--do", "view layer"], env=window.env, stdout=subprocess.DEVNULL)
    try:
        wait(lambda: not np.array_equal(window.pixels(), before), "no other window")
    finally:
        other.terminate()
        other.wait(PATIENCE)
    window.xdotool("windowfocus", "--sync", window.id)
    window.shows(BASE)
    window.press("d", "d")
    window.shows(BASE)


def check_renderers(window):
    """Whatever shows the picture, it is all of it after each change. SDL may make another window for it."""
    for renderer in ("accelerated", "software", "auto"):
        window.say("renderer " + renderer)
        wait(lambda: window.find() or np.array_equal(window.pixels(), window.shot(BASE)), "no window of " + renderer)
        window.press("2", "Down", "Up", "1", "Right", "Left")
        window.shows(BASE)


def check_end(window):
    window.press("ctrl+q")
    equal(window.process.wait(PATIENCE), 0, "the status after ctrl+q")


def check_no_display(folder):
    """Without a display: a table, the answers, a picture a layer, all in a folder that is named."""
    surroundings = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    surroundings.update(TMPDIR=str(folder), LC_ALL="C.UTF-8", **nobody(folder))
    done = subprocess.run([PROGRAM], env=surroundings, capture_output=True, text=True, timeout=120)
    equal(done.returncode, 0, "the status")
    equal(len(done.stderr.splitlines()), 1, "the lines on standard error")
    for word in ("conv1_1", "conv5_3", "prob", "giant panda", "slim 1/4"):
        assert word in done.stdout, f"{word} is not in {done.stdout}"
    named = pathlib.Path(done.stdout.split()[-1])
    equal(named.parent, folder, "where the pictures are")
    pictures = sorted(named.iterdir())
    equal(len(pictures), 22, "the pictures")
    assert pictures[0].name == "01-conv1_1.png" and pictures[21].name == "22-prob.png", pictures
    equal({Image.open(picture).size for picture in pictures}, {USUAL}, "their sizes")
    output("shot", "--do", "step 9", "--out", folder / "nine.png")
    assert np.array_equal(Image.open(pictures[8]), Image.open(folder / "nine.png")), "the ninth is another"


CHECKS = {check_start: "", check_steps: "", check_selection: BASE, check_screens: BASE, check_manner: BASE,
          check_overlays: BASE, check_typed_ahead: BASE, check_command_line: BASE, check_mistake: BASE, check_mark: BASE,
          check_networks: BASE, check_compare: BASE,
          check_presenter: BASE, check_kept: BASE,
          check_slices: "", check_family: "", check_why: "",
          check_asks: "select conv3_1; map 5; asks steps 3", check_stack: BASE, check_channels: BASE, check_photo: BASE,
          check_maps: BASE, check_strip: BASE, check_zoom: BASE, check_drawing: BASE, check_sizes: BASE,
          check_uncovered: BASE, check_renderers: BASE, check_end: BASE}


def try_window(display, folder, check, script):
    """One check with a window of its own; milliseconds to its first picture."""
    with Opened(display, folder, script) as window:
        window.shows(script)
        check(window)
        return window.first_picture


def main():
    tally, opened = Tally(), []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        display = Display(folder)
        try:
            for check, script in CHECKS.items():
                with tally.test(check.__name__.replace("check_", "").replace("_", " ")):
                    opened.append(try_window(display, folder, check, script))
        finally:
            display.close()
        if opened:
            print(f"     the first picture came {min(opened):.0f} to {max(opened):.0f} ms after the start")
        with tally.test("no display"):
            check_no_display(folder)
    tally.close()


if __name__ == "__main__":
    main()
