#!/usr/bin/env python3
"""Weights chosen and fetched in the real window: the list, a transfer that is stopped and goes on, and a window that
answers meanwhile."""
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "live"))

from _common import Tally, equal
from _published import CUT, DATA, NAME, Server
from keys import Display, Window, wait


def check(window, server, home):
    file, part = home / "vggscope" / "vgg11.pth", home / "vggscope" / f"{NAME}.part"
    assert "step 2; select conv2_1" in window.state(), window.state()
    server.serve("slow")
    window.press("F4", "Down", "Return")  # behind the weights in use: those that can be fetched
    wait(lambda: part.exists() and part.stat().st_size > 100_000, "nothing is fetched")
    window.press("Escape", "space")
    assert "step 3;" in window.state(), "the window does not answer while something is fetched"
    assert not file.exists(), "it is fetched already: nothing was shown"
    window.press("F4", "Down", "Return")
    wait(lambda: not server.http.busy, "it cannot be stopped")
    have = part.stat().st_size
    assert 0 < have < len(DATA) and part.read_bytes() == DATA[:have] and not file.exists(), "the part"
    window.press("Escape")
    server.serve("cut")
    window.press("F4", "Down", "Return")
    wait(lambda: part.stat().st_size == CUT and not server.http.busy, "it does not go on")
    window.press("Escape")
    assert 'weights ""; ' in window.state(), "random weights are the best, as long as there are none"
    server.serve("whole")
    window.say("weights get")
    wait(file.exists, "it does not come")
    equal(server.http.asked, [(f"/models/{NAME}", f"bytes={CUT}-")], "what was asked for")
    equal(file.read_bytes(), DATA, "the file")
    assert "weights random:1; " in window.state(), "they changed by themselves, or `state` leads to others"
    window.press("F4", "Up", "Return")  # files stand above random ones
    state = window.state()
    assert f'weights "{file}"' in state and "step 3; select" in state, f"the state is {state}"


def check_start(window, server, home):
    assert server.http.busy and not (home / "vggscope" / "vgg11.pth").exists(), "the window came when it was fetched"
    window.press("space")
    assert "step 1;" in window.state(), "the window does not answer"


CASES = [("fetch", "whole", "net vgg11; step 2; select conv2_1", check),
         ("fetch at the start", "slow", "weights get vgg11", check_start)]


def main():
    tally, server = Tally(), Server()
    with tempfile.TemporaryDirectory() as name:
        display = Display(pathlib.Path(name))
        for title, manner, script, look in CASES:
            home = pathlib.Path(name) / title
            home.mkdir()
            server.serve(manner)
            window = Window(display, home, script,
                            {"XDG_DATA_HOME": str(home), "VGGSCOPE_MIRROR": server.url, "no_proxy": "127.0.0.1"})
            try:
                with tally.test(title):
                    look(window, server, home)
            finally:
                window.close()
        display.close()
        server.close()
    tally.close()


main()
