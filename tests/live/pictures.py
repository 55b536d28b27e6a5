#!/usr/bin/env python3
"""Photos of every format through the program, libraries that are not there, and paths as the first argument."""
import json
import os
import pathlib
import re
import sys
import tempfile

sys.dont_write_bytecode = True

import numpy as np
from PIL import Image

from _common import ROOT, Tally, equal, output, run
from _nets import prepare

SLIM = ROOT / "weights" / "vgg19-slim.safetensors"
RANDOM = np.random.default_rng(7)
LOSSLESS = {"png": {}, "webp": {"lossless": True}, "tiff": {"compression": "tiff_lzw"}, "ppm": {}, "bmp": {}, "tga": {}}


def write_photos(folder):
    image = Image.fromarray(RANDOM.integers(0, 256, (240, 300, 3), np.uint8))
    for kind, options in LOSSLESS.items():
        image.save(folder / f"photo.{kind}", **options)
    return image


def input_of(path, folder):
    output("run", "--image", path, "--until", "conv1_1", "--save-activations", folder / "acts")
    return np.load(folder / "acts" / "input.npy")


def check_formats(folder):
    want = prepare(224)(write_photos(folder)).numpy()
    for kind in LOSSLESS:
        assert np.array_equal(input_of(folder / f"photo.{kind}", folder), want), f"{kind} is not what Pillow gives"
    (folder / "a photo").write_bytes((folder / "photo.webp").read_bytes())
    assert np.array_equal(input_of(folder / "a photo", folder), want), "a WebP without a name of its kind"


def refused(*args, status=1, **more):
    done = run(*args, **more)
    equal(done.returncode, status, f"the status of {args} ({done.stderr})")
    return done.stderr.splitlines()[-1]


def check_without_libraries(folder):
    """A file of a library's name that is no library stands before it."""
    write_photos(folder)
    for kind, names in {"webp": ["libwebpdemux.so.2"], "tiff": ["libtiff.so.6", "libtiff.so.5"]}.items():
        hidden = folder / kind
        hidden.mkdir()
        for name in names:
            (hidden / name).touch()
        env = {"LD_LIBRARY_PATH": str(hidden)}
        said = refused("run", "--image", folder / f"photo.{kind}", env=env)
        assert kind in said.lower() and names[0] in said and f"photo.{kind}" in said and "PNG" in said, said
        output("run", "--image", folder / "photo.png", env=env)


def headless(*args, folder):
    """Without a display, what is opened is said in the first line."""
    env = {"TMPDIR": str(folder), "DISPLAY": "", "WAYLAND_DISPLAY": "", "SDL_VIDEODRIVER": "x11"}
    return run(*args, env=env).stdout.splitlines()[0]


def in_window(*args, folder):
    """Of a window on no display, what `state` prints: its first three commands."""
    env = {"SDL_VIDEODRIVER": "dummy", **{f"XDG_{what}_HOME": str(folder) for what in ("CONFIG", "STATE")}}
    return re.match(r'net (\S+); weights "?(.*?)"?; image "?(.*?)"?;', output(*args, env=env)).groups()


def check_paths(folder):
    write_photos(folder)
    png, webp, ppm = (str(folder / f"photo.{kind}") for kind in ("png", "webp", "ppm"))
    named = folder / "weights without a name"
    named.write_bytes(SLIM.read_bytes())
    line = headless(webp, folder=folder)
    assert line.startswith("VGG-16, ") and line.endswith("photo: photo.webp"), line
    state = ("--do", "state; quit")
    equal(in_window(png, *state, folder=folder), ("vgg16", "", png), "with a photo")
    equal(in_window(named, *state, folder=folder)[:2], ("vgg19", str(named)), "with weights")
    equal(in_window(ppm, named, webp, *state, folder=folder), ("vgg19", str(named), ppm), "with weights among photos")
    equal(in_window("--net", "vgg13", png, *state, folder=folder)[0], "vgg13", "with a network and a photo")
    os.chdir(folder)
    equal(in_window("photo.png", *state, folder=folder)[2], "photo.png", "with a photo of this folder")


def check_all_stand_in_the_gallery(folder):
    """Every photo that was named, the first as the newest, and those of the window before."""
    write_photos(folder)
    png, webp, ppm, tga = (str(folder / f"photo.{kind}") for kind in ("png", "webp", "ppm", "tga"))
    kept = lambda: json.loads((folder / "vggscope" / "state.json").read_text())["photos"]
    in_window(ppm, webp, png, "--do", "state; quit", folder=folder)
    equal(kept(), [png, webp, ppm], "the photos, the newest last")
    in_window(tga, "--do", "state; quit", folder=folder)
    equal(kept(), [png, webp, ppm, tga], "the photos behind another one")


def check_a_folder(folder):
    """Named, the gallery shows it, and it is open; --do says the same; one that is cut or no photo is counted."""
    photos, cats = folder / "photos", folder / "photos" / "cats"
    cats.mkdir(parents=True)
    write_photos(photos)
    (cats / "cat.jpg").write_bytes((ROOT / "assets/photos/cat.jpg").read_bytes())
    (cats / "cut.jpg").write_bytes((cats / "cat.jpg").read_bytes()[:9000])
    (photos / "notes.txt").write_text("a text\n")
    env = {"SDL_VIDEODRIVER": "dummy", **{f"XDG_{what}_HOME": str(folder) for what in ("CONFIG", "STATE")}}
    said = output(photos, "--do", "state; quit", env=env)
    assert f'images "{photos}"; image "panda"' in said and "gallery" in said, said
    said = output(photos, photos / "photo.png", "--do", "state; quit", env=env)
    assert f'images "{photos}"; image "{photos}/photo.png"' in said and "gallery" not in said, said
    facts = json.loads(output("read", "--do", f"images '{photos}'; gallery", "--json"))
    equal(facts["images"], {"folder": str(photos), "photos": len(LOSSLESS) + 1, "left_out": 2, "all": True, "class": None}, "the folder")
    facts = json.loads(output("read", "--do", f"images '{photos}'; image cats/cat.jpg", "--json"))
    equal((facts["image"], facts["images"]["class"]), ("cat.jpg", "cats"), "the photo and its class")
    assert f"folder {photos}: photos: {len(LOSSLESS) + 1}; left out" in output("read", "--do", f"images '{photos}'; gallery")


def check_no_paths(folder):
    (folder / "page.pth").write_text("<!DOCTYPE html><html></html>\n")
    assert "'nonsense'" in refused("nonsense", status=2)
    assert "missing.jpg" in refused(folder / "missing.jpg")
    assert "missing.jpg" in refused("missing.jpg")
    (folder / "nothing").mkdir()
    assert "nothing" in refused(folder / "nothing")
    env = {"SDL_VIDEODRIVER": "dummy"}
    said = refused(folder / "page.pth", env=env)
    assert "page.pth" in said and "web page" in said, said
    refused("table", folder / "page.pth", status=2)
    refused(*[folder / "page.pth"] * 65, status=2)


def main():
    tally = Tally()
    for name, check in list(globals().items()):
        if name.startswith("check_"):
            with tempfile.TemporaryDirectory() as folder, tally.test(name.replace("check_", "").replace("_", " ")):
                check(pathlib.Path(folder))
    tally.close()


main()
