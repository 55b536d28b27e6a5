#!/usr/bin/env python3
"""What is kept from the real window: a GIF that is made while the class goes on, stopped by Esc and by the end."""
import pathlib
import signal
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "live"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import numpy as np
from PIL import Image

from _common import Tally, equal
from keys import PATIENCE, Display, Window, wait

LONG = "net vgg19; steps modules; view network"  # 44 pictures
TITLE = np.s_[680:710, 80:500]                   # where the footer says what is going on


def begin(window):
    """From the list of what can be kept: its second line."""
    window.press("ctrl+s", "Down", "Return")


def parts(folder):
    return list(folder.glob("*.part-*"))


def rests(window):
    """Whether the footer says the same for half a second: progress has come to its end."""
    before = window.pixels()[TITLE]
    time.sleep(0.5)
    return np.array_equal(window.pixels()[TITLE], before)


def goes_on(window, pictures):
    window.shows(LONG)
    quiet = window.pixels()
    begin(window)
    wait(lambda: parts(pictures), "no GIF begins")
    wait(lambda: (window.pixels()[TITLE] != quiet[TITLE]).any(), "the screen does not say that a GIF is made")
    window.press("space")
    maps = np.s_[260:640, 330:880]
    wait(lambda: (window.pixels()[maps] != quiet[maps]).any(), "the window does not go on")
    assert parts(pictures), "the GIF was there before the window could go on"
    file = pictures / "vggscope-vgg19-network.gif"
    wait(file.exists, "no GIF", patience=60)
    wait(lambda: rests(window), "the footer does not come to rest")
    assert (window.pixels()[TITLE] != quiet[TITLE]).any(), "the screen does not say that it is there"
    window.press("space")
    window.shows(LONG + "; step 2")
    with Image.open(file) as gif:
        equal((gif.size, gif.n_frames), ((1280, 720), 44), "the GIF")
    equal(parts(pictures), [], "what is left")


def stopped(window, pictures):
    before = sorted(pictures.iterdir())
    begin(window)
    wait(lambda: parts(pictures), "no GIF begins")
    window.press("Escape")
    wait(lambda: not parts(pictures), "Esc does not stop it")
    equal(sorted(pictures.iterdir()), before, "the files")
    window.shows(LONG + "; step 2")


def lines(window, pictures, documents):
    """The other lines of the list, and F12."""
    window.press("ctrl+s", "Return")
    wait((pictures / "vggscope-relu1_1.png").exists, "no picture")
    window.press("F12")
    wait((pictures / "vggscope-relu1_1-2.png").exists, "no second picture beside the first")
    first, second = (np.asarray(Image.open(pictures / f"vggscope-relu1_1{n}.png")) for n in ("", "-2"))
    assert np.array_equal(first, window.shot(LONG + "; step 2")), "the picture is not that of the screen"
    for downs, name in ((2, "vggscope-vgg19.csv"), (3, "vggscope-vgg19.json"), (4, "vggscope-vgg19-relu1_1.npy")):
        window.press("ctrl+s", *downs * ["Down"], "Return")
        wait((documents / name).exists, f"no {name}")
    equal(np.load(documents / "vggscope-vgg19-relu1_1.npy").shape, (16, 224, 224), "the shape of the layer")


def ended(window, pictures):
    begin(window)
    wait(lambda: parts(pictures), "no GIF begins")
    window.process.send_signal(signal.SIGTERM)
    window.process.wait(PATIENCE)
    equal(parts(pictures), [], "what is left")


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        home = folder / "home"
        pictures, documents = home / "Bilder", home / "Documents"
        for made in (pictures, documents, home / "config"):
            made.mkdir(parents=True)
        (home / "config" / "user-dirs.dirs").write_text('XDG_PICTURES_DIR="$HOME/Bilder"\n')
        display = Display(folder)
        window = Window(display, folder, LONG, env={"HOME": str(home), "XDG_CONFIG_HOME": str(home / "config")})
        try:
            for name, test in (("a GIF is made while the window goes on", lambda: goes_on(window, pictures)),
                               ("Esc stops a GIF", lambda: stopped(window, pictures)),
                               ("the list and F12", lambda: lines(window, pictures, documents)),
                               ("SIGTERM while a GIF is made", lambda: ended(window, pictures))):
                with tally.test(name):
                    test()
        finally:
            window.close()
            display.close()
    tally.close()


main()
