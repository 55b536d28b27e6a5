#!/usr/bin/env python3
"""The program for Windows under Wine, beside the one of this system: the same pictures to the pixel, the same words; names,
drives and folders of Windows; photos by the libraries beside it; a window, its keys, what is pasted and what is kept."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile

sys.dont_write_bytecode = True
sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / place) for place in ("live", "window")]

import numpy as np
from PIL import Image

from _common import DATA, PHOTOS, ROOT, Tally, equal, output, run
from keys import BASE, Display, Window, wait
from paste import Clipboard

ZIP = ROOT / "build/windows/vggscope.zip"
SCREENS = ["", "step 8", "until prob; select conv4_2; space on", "until prob; view neuron; select conv3_3; lang zh", "view field; select pool3; theme light",
           "until prob; view compare", "view parameters; textsize 2", "view slices", "view family; lang zh", "until prob; view why", "lesson receptive-field 3"]
PHOTO = np.s_[300:480, 60:260]  # in the window, a part of the photo
CAMERA = np.s_[610:645, 100:200]  # where Network has a button that is not there on Windows


class Wine:
    """A home of its own, and the program as it comes out of the archive, in a folder whose name is none of ASCII."""

    def __init__(self, folder):
        self.folder = folder / "程序 é"
        with zipfile.ZipFile(ZIP) as packed:
            packed.extractall(self.folder)
        self.home = folder / "prefix"
        self.env = {**os.environ, "WINEPREFIX": str(self.home), "WINEDEBUG": "-all", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            self.env.pop(name, None)
        self.env["HOME"] = str(folder)
        self.run("--version")  # makes the home,
        subprocess.run(["wineserver", "-w"], env=self.env, check=True)  # which takes a while longer

    def command(self, *args, name="vggscope.com"):
        return ["wine", str(self.folder / "vggscope" / name), *map(str, args)]

    def run(self, *args, **more):
        return subprocess.run(self.command(*args), stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=300,
                              env=self.env, text=True, **more)

    def output(self, *args, **more):
        done = self.run(*args, **more)
        equal((done.returncode, done.stderr), (0, ""), f"how {args} ends")
        return done.stdout

    def files(self):
        """What the program has kept in the user's folders of Windows, by their place."""
        users = self.home / "drive_c/users"
        return {str(file.relative_to(users)).split("/", 1)[1]: file for file in users.rglob("*") if "vggscope" in file.parts and file.is_file()}

    def close(self):
        subprocess.run(["wineserver", "-k"], env=self.env, check=False)


def of_windows(path):
    """A path as Windows writes it; Z: is the root of this system."""
    return "Z:" + str(path).replace("/", "\\")


def pixels(file):
    return np.asarray(Image.open(file).convert("RGB"))


def same(there, here):
    there, here = there.copy(), here.copy()
    there[CAMERA] = here[CAMERA] = 0
    return np.array_equal(there, here)


def check_pictures(wine, folder):
    for script in SCREENS:
        there, here = folder / "there.png", folder / "here.png"
        wine.output("shot", "--do", script, "--out", of_windows(there))
        output("shot", "--do", script, "--out", here)
        assert same(pixels(there), pixels(here)), f"{script!r}: another picture"


def untimed(text):
    return re.sub(r'"ms": [0-9.]+|[0-9.]+ ms', "", text)


def check_words(wine):
    for args in (["table", "--net", "vgg19", "--json"], ["table", "--csv"], ["run", "--json"], ["read", "--do", "step 5; view field"], ["help"],
                 ["ask", "why", "4096"], ["weights", "check"], ["lesson", "list"]):
        here, there = run(*args), wine.run(*args)
        equal(there.returncode, here.returncode, f"the status of {args}")
        equal(untimed(there.stdout), untimed(here.stdout), f"what {args} prints")


def check_bad_input(wine, folder):
    """One line, the same."""
    cut = folder / "cut.jpg"
    cut.write_bytes(PHOTOS[0].read_bytes()[:3000])
    (folder / "empty.png").write_bytes(b"")
    (folder / "text.pth").write_text("no weights")
    for args in (["run", "--image", cut], ["run", "--image", folder / "empty.png"], ["run", "--weights", folder / "text.pth"], ["run", "--image", folder],
                 ["run", "--image", folder / "不在.png"], ["frobnicate"], ["shot", "--do", "select conv9_9", "--out", folder / "x.png"],
                 ["shot", "--out", folder / "nowhere/x.png"]):
        here, there = run(*args), wine.run(*args)
        equal((there.returncode, there.stderr), (here.returncode, here.stderr), f"what {args} says")
    assert not (folder / "x.png").exists(), "something is left behind"


def check_names(wine, folder):
    """A folder and a file of no ASCII, with backslashes, a drive, and none; what is written over."""
    place = folder / "照片 ü"
    place.mkdir()
    shutil.copy(next(p for p in PHOTOS if p.stem == "owl"), place / "猫头鹰.jpg")
    want = json.loads(output("run", "--image", place / "猫头鹰.jpg", "--json"))["top"]
    for name, where in ((of_windows(place / "猫头鹰.jpg"), None), ("猫头鹰.jpg", place), (".\\猫头鹰.jpg", place), (str(place / "猫头鹰.jpg"), None)):
        equal(json.loads(wine.output("run", "--image", name, "--json", cwd=where))["top"], want, name)
    for _ in range(2):
        wine.output("shot", "--do", f"image '{place}/猫头鹰.jpg'; step 3", "--out", ".\\图.png", cwd=place)
    output("shot", "--do", f"image '{place}/猫头鹰.jpg'; step 3", "--out", folder / "here.png")
    assert same(pixels(place / "图.png"), pixels(folder / "here.png")), "another picture"
    equal(sorted(file.name for file in place.iterdir()), ["图.png", "猫头鹰.jpg"], "what is in the folder")


def check_alone(wine, folder):
    """As Explorer takes it out of an archive that was not unpacked."""
    shutil.copy(wine.folder / "vggscope/vggscope.com", folder)
    done = subprocess.run(["wine", str(folder / "vggscope.com"), "run"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                          env=wine.env, text=True, timeout=300)
    equal(done.returncode, 1, done.stderr)
    assert "unpack the whole archive" in done.stderr and "解压" in done.stderr, done.stderr


def check_not_over_what_is_read(wine, folder):
    weights = folder / "own.safetensors"
    shutil.copy(ROOT / "weights/vgg16-slim.safetensors", weights)
    there = wine.run("weights", "pack", of_windows(weights), of_windows(weights))
    equal((there.returncode, weights.read_bytes() == (ROOT / "weights/vgg16-slim.safetensors").read_bytes()), (1, True), there.stderr)
    assert len(there.stderr.splitlines()) == 1, there.stderr


def check_photos(wine, folder):
    """By the DLLs that lie beside the program."""
    photo = Image.open(next(p for p in PHOTOS if p.stem == "lemur"))
    photo.save(folder / "a.webp", lossless=True)
    photo.save(folder / "a.tiff", compression="tiff_lzw")
    photo.save(folder / "a.png")
    kinds = ["a.webp", "a.tiff"]
    if shutil.which("heif-enc"):
        subprocess.run(["heif-enc", folder / "a.png", "-o", folder / "a.heic"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        kinds.append("a.heic")
    for name in kinds:
        args = "run", "--image", folder / name, "--json", "--top", "5"
        equal(json.loads(wine.output(*args))["top"], json.loads(output(*args))["top"], f"the answers to {name}")


def check_fetch(wine, folder):
    """A file of another's making under the published name, from a folder and over HTTP, is refused."""
    mirror = folder / "mirror"
    mirror.mkdir()
    (mirror / "vgg16-397923af.pth").write_bytes(b"no network" * 1000)
    server = subprocess.Popen([sys.executable, "-m", "http.server", "0", "--bind", "127.0.0.1", "-d", mirror], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONUNBUFFERED": "1"}, text=True)
    try:
        port = re.search(r"port (\d+)", server.stdout.readline())[1]
        for place in (of_windows(mirror), f"http://127.0.0.1:{port}"):
            there = wine.run("weights", "get", "vgg16", "--mirror", place)
            equal(there.returncode, 1, there.stderr)
            assert "vgg16-397923af.pth" in there.stderr.splitlines()[-1] and "SHA-256" in there.stderr, there.stderr
        gone = wine.run("weights", "get", "vgg19", "--mirror", f"http://127.0.0.1:{port}")
        assert "404" in gone.stderr, gone.stderr
    finally:
        server.kill()
    equal([place for place in wine.files() if place.endswith((".pth", ".part"))], [], "what is left of it")


def check_full(wine):
    """The real VGG-19, mapped from a file of 144 MB."""
    args = "run", "--net", "vgg19", "--weights", pathlib.Path(DATA) / "vgg19-imagenet-u8.safetensors", "--json", "--top", "5"
    equal(json.loads(wine.output(*args))["top"], json.loads(output(*args))["top"], "the answers of VGG-19")


class WineWindow(Window):
    def __init__(self, wine, *args, **more):
        self.wine = wine
        super().__init__(*args, **more)

    def start(self, script):
        env = {**self.wine.env, "DISPLAY": self.display.name}
        self.process = subprocess.Popen(self.wine.command("--do", script, name="vggscope.exe"), stdout=subprocess.PIPE, env=env, text=True)
        wait(lambda: self.display.pixels(*self.display.size).any(), "no picture", 0.01, 60)
        self.find()

    def equals(self, picture, columns=slice(None)):
        return same(self.pixels(), picture)

    def close(self):
        self.press("ctrl+q")
        equal(self.process.wait(60), 0, "how the window ends")


def pastes(window, script):
    """Wine hears of what another program has copied after a while."""
    want = window.shot(script)[PHOTO]

    def pasted():
        window.press("ctrl+v")
        time.sleep(1)
        return np.array_equal(window.pixels()[PHOTO], want)

    wait(pasted, f"not the photo of {script!r}")


def check_window(wine, folder):
    """Its pixels are those of `shot` here; steps by keys, a picture and a path that are pasted; what was set is there the next time."""
    display = Display(folder)
    try:
        window = WineWindow(wine, display, folder, BASE)
        window.shows(BASE)
        window.press("space", "space")
        window.shows(f"{BASE}; step 2")
        clipboard, owl, cow = Clipboard(display), *(next(p for p in PHOTOS if p.stem == name) for name in ("owl", "cow"))
        Image.open(owl).save(folder / "owl.png")
        clipboard.put((folder / "owl.png").read_bytes(), "-selection", "clipboard", "-t", "image/png")
        pastes(window, f"{BASE}; step 2; image '{folder / 'owl.png'}'")
        clipboard.put(of_windows(cow))
        pastes(window, f"{BASE}; step 2; image '{cow}'")
        window.say("theme light")
        wait(lambda: window.pixels()[700, 640].min() > 128, "it is not light")
        window.close()
    finally:
        display.close()
    kept = [json.loads(file.read_text()) for place, file in wine.files().items() if place.startswith("AppData/Roaming/vggscope")]
    equal([o.get("theme") for o in kept if "theme" in o], ["light"], f"what is kept in {list(wine.files())}")


def check_clicked(wine, folder):
    """Where there is no terminal, an error is shown in a box, and the program ends with it."""
    display = Display(folder)
    try:
        program = subprocess.Popen(["wine", "start", "/wait", "/unix", *wine.command("nowhere.png", name="vggscope.exe")[1:]],
                                   env={**wine.env, "DISPLAY": display.name}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        xdotool = lambda *words: subprocess.run(["xdotool", *words], env={**os.environ, "DISPLAY": display.name}, stdout=subprocess.PIPE,
                                                stderr=subprocess.DEVNULL, text=True).stdout
        box = wait(lambda: xdotool("search", "--onlyvisible", "--name", "^vggscope$"), "no box").split()[0]
        xdotool("windowfocus", "--sync", box, "key", "Return")
        equal(program.wait(60), 1, "the status")
    finally:
        display.close()


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        wine = Wine(folder)

        def check(title, function, *more):
            place = pathlib.Path(tempfile.mkdtemp(dir=folder))
            with tally.test(title):
                function(wine, *(place,) * (function.__code__.co_argcount - 1))

        check("pictures", check_pictures)
        check("words", check_words)
        check("bad input", check_bad_input)
        check("names", check_names)
        check("not unpacked", check_alone)
        check("what is read is not written over", check_not_over_what_is_read)
        check("photos", check_photos)
        check("fetch", check_fetch)
        if DATA:
            check("the full VGG-19", check_full)
        else:
            tally.skip("the full VGG-19", "VGGSCOPE_TEST_DATA is not set")
        check("window", check_window)
        check("clicked", check_clicked)
        wine.close()
    tally.close()


if __name__ == "__main__":
    main()
