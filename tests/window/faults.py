#!/usr/bin/env python3
"""The real window under bad luck: signals, a display that goes away, a home that cannot be written to."""
import json
import os
import pathlib
import shutil
import signal
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "live"))

from _common import ROOT, Tally, equal
from _published import NAME, Server
from keys import PATIENCE, Display, Window, changed_near, wait


def left_over(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.part-*"))


class Errors:
    """A window whose standard error is kept in a file."""

    def __init__(self, display, folder, script="step", env=None):
        self.home = pathlib.Path(tempfile.mkdtemp(dir=folder))
        self.file = self.home / "stderr"
        kept = {f"XDG_{what}_HOME": str(self.home / what) for what in ("DATA", "CONFIG", "STATE", "CACHE")}
        with open(self.file, "wb") as stderr:
            self.window = Window(display, folder, script, {**kept, **(env or {})}, stderr)

    def ends(self, status, says=()):
        """It ends with that status; on standard error stands one line with these words, or nothing."""
        try:
            got = self.window.process.wait(PATIENCE)
        finally:
            self.window.close()
        text = self.file.read_text()
        equal(got, status, f"the exit status ({text.strip()})")
        equal(text.count("\n"), 1 if says else 0, f"the lines on standard error: {text!r}")
        for word in says:
            assert word in text, f"it says {text!r}"
        equal(left_over(self.home), [], "temporary files")


def check_signal(display, folder, number):
    """The window closes as if it had been closed by hand; what was set is kept."""
    run = Errors(display, folder)
    run.window.press("t", "l")
    run.window.say("select conv2_1")
    assert "conv2_1" in run.window.state(), "the window does not answer"
    run.window.process.send_signal(number)
    run.ends(0)
    settings = json.loads((run.home / "CONFIG/vggscope/settings.json").read_text())
    equal((settings["textsize"], settings["theme"]), (2, "light"), "what was kept")


def check_fetching(display, folder):
    """A signal while something is fetched: the part stays, nothing else."""
    server = Server()
    server.serve("slow")
    run = Errors(display, folder, "net vgg11", {"VGGSCOPE_MIRROR": server.url, "no_proxy": "127.0.0.1"})
    part = run.home / "DATA/vggscope" / f"{NAME}.part"
    try:
        run.window.say("weights get")
        wait(lambda: part.exists() and part.stat().st_size > 100_000, "nothing is fetched")
        run.window.process.send_signal(signal.SIGTERM)
        run.ends(0)
        equal([file.name for file in part.parent.iterdir()], [part.name], "what is in the folder")
    finally:
        run.window.close()
        server.close()


def check_cut_weights(display, folder):
    """The file of the weights is cut while it is mapped: the window says so, goes on, and takes other weights."""
    run = Errors(display, folder, "net vgg16")
    file = run.home / "w.safetensors"
    shutil.copy(ROOT / "weights" / "vgg16-slim.safetensors", file)
    window = run.window
    window.say(f"weights {file}")
    window.press("space")
    assert "step 1;" in window.state() and file.name in window.state(), "the weights are not loaded"
    os.truncate(file, 50_000)
    before = window.pixels()
    window.press("h", "h")
    window.say("run")
    wait(lambda: changed_near(before, window.pixels(), (640, 700), 20), "nothing is said at the foot of the window")
    assert file.name in window.state(), "the window is gone"
    window.say("weights bundled")
    window.press("Escape")
    window.say("step 22")
    window.say("select pool5")
    window.shows("step 22; select pool5")
    run.window.process.send_signal(signal.SIGTERM)
    run.ends(0)


def check_display_gone(folder):
    """The display goes away: one line, and what was set is kept."""
    own = folder / "gone"
    own.mkdir()
    display = Display(own)
    run = Errors(display, folder)
    run.window.press("t", "l")
    assert "textsize 2" in run.window.state(), "the window does not answer"
    display.server.kill()
    display.close()
    run.ends(1, says=["X"])
    settings = json.loads((run.home / "CONFIG/vggscope/settings.json").read_text())
    equal((settings["textsize"], settings["theme"]), (2, "light"), "what was kept")


def check_home_that_takes_nothing(display, folder):
    run = Errors(display, folder, "step", {f"XDG_{what}_HOME": "/proc/nowhere" for what in ("DATA", "CONFIG", "STATE", "CACHE")})
    run.window.press("t", "l")
    run.window.say("select conv1_2")
    assert "select conv1_2" in run.window.state(), "the window does not answer"
    run.window.process.send_signal(signal.SIGTERM)
    run.ends(0)


def check_no_gpu(folder):
    """Presenting by the graphics card was asked for where there is none: the window falls back."""
    own = folder / "plain"
    own.mkdir()
    display = Display(own, "-extension", "GLX")
    settings = own / "config" / "vggscope" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"renderer": "accelerated"}))
    run = Errors(display, folder, "step", {"XDG_CONFIG_HOME": str(own / "config")})
    try:
        run.window.shows("step")
    finally:
        run.window.close()
        display.close()


def main():
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # nohup, which these tests may run under, leaves it ignored
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        display = Display(folder)
        try:
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                with tally.test(number.name):
                    check_signal(display, folder, number)
            with tally.test("SIGTERM during a download"):
                check_fetching(display, folder)
            with tally.test("weights that are cut"):
                check_cut_weights(display, folder)
            with tally.test("a home that takes nothing"):
                check_home_that_takes_nothing(display, folder)
            with tally.test("a display that goes away"):
                check_display_gone(folder)
            with tally.test("no graphics card"):
                check_no_gpu(folder)
        finally:
            display.close()
    tally.close()


main()
