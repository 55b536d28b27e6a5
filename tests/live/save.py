#!/usr/bin/env python3
"""What is kept of the screen, read back by others: GIF by Pillow, CSV and JSON by Python, .npy by NumPy."""
import csv
import json
import math
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True

import numpy as np
from PIL import Image

from _common import NETS, PROGRAM, Tally, equal, output, run

SIZE = 1280, 720
MEAN, FAR, FAR_SHARE = 1.5, 32, 0.002  # of 255: a palette's mean error, a large one, and the share that may have it


def pictures(path):
    """The pictures of a GIF and how long each stays, in milliseconds."""
    with Image.open(path) as gif:
        equal((gif.format, gif.size, gif.info["loop"]), ("GIF", SIZE, 0), "the GIF's form")
        out = []
        for i in range(gif.n_frames):
            gif.seek(i)
            out.append((np.asarray(gif.convert("RGB")).astype(int), gif.info["duration"]))
        return out


def film(folder, script, what=""):
    path = folder / "film.gif"
    output("shot", "--do", f"{script}; save '{path}' {what}", "--out", folder / "last.png")
    return pictures(path)


def shots(folder, scripts):
    files = [folder / f"{i}.png" for i in range(len(scripts))]
    output("shot", "--do", "; ".join(f"{script}; shot '{file}'" for script, file in zip(scripts, files)),
           "--out", folder / "last.png")
    return [np.asarray(Image.open(file).convert("RGB")).astype(int) for file in files]


def alike(got, want, what):
    apart = np.abs(got - want)
    far = (apart.max(2) > FAR).mean()
    assert apart.mean() <= MEAN and far <= FAR_SHARE, f"{what}: {apart.mean():.2f} on average, {far:.5f} far off"


def compare(folder, films, begin, scripts):
    """Each picture of a film against the one that a script draws."""
    equal(len(films), len(scripts), "the number of pictures")
    for number, ((got, _), want) in enumerate(zip(films, shots(folder, [f"{begin}; {s}" for s in scripts]))):
        alike(got, want, f"picture {number}")


def steps(folder):
    begin = "net vgg19; view layer; point 40 80; theme light; lang zh"
    films = film(folder, f"{begin}; step 7")
    compare(folder, films, begin, [f"reset; step {n}" for n in range(26)])
    equal([stays for _, stays in films], 25 * [1000] + [3000], "how long the pictures stay")
    assert np.abs(films[3][0] - films[9][0]).mean() > MEAN, "all pictures are alike"


def both(folder):
    begin = "net vgg16; compare a vgg16; boundary block; view compare"
    compare(folder, film(folder, begin), begin, ["reset" + n * "; together next" for n in range(7)])
    begin = "view field; stack 3 3 3"
    compare(folder, film(folder, begin), begin, [f"follow {n}" for n in range(4)])


def painting(folder):
    """The way of a picture that Asks paints, from its first noise on, wherever it is; of several at once, and of a style."""
    for begin in ("select conv3_1; map 5; asks steps 6; view asks", "select conv3_1; map 5; asks several 2; asks steps 3; view asks",
                  "asks style; asks steps 3; view asks"):
        last = int(begin.split("steps ")[1][0])
        films = film(folder, f"{begin}; asks at 2")
        compare(folder, films, begin, [f"asks at {n}" for n in range(last + 1)])
        equal([stays for _, stays in films], last * [120] + [3000], "how long the pictures stay")
        assert (np.abs(films[0][0] - films[-1][0]).max(2) > FAR).mean() > FAR_SHARE, "all pictures are alike"


def motion(folder):
    """A picture every tenth of a second; some of them against what is drawn at that time. The same bytes twice."""
    begin, path = "select pool4; map 3; point 112 96; view neuron; lang zh", folder / "value.gif"
    facts = json.loads(output("read", "--json", "--do", f"{begin}; motion at 0"))["motion"]
    output("shot", "--do", f"{begin}; film '{path.with_suffix('')}'", "--out", folder / "last.png")
    with Image.open(path) as gif:
        at, stays, films = [*range(0, gif.n_frames - 1, 20), gif.n_frames - 1], [], []
        for i in range(gif.n_frames):
            gif.seek(i)
            stays.append(gif.info["duration"])
            if i in at:
                films.append((np.asarray(gif.convert("RGB")).astype(int), stays[-1]))
    compare(folder, films, begin, [f"motion at {i / 10:g}" for i in at[:-1]] + ["motion at end"])
    equal(stays, (len(stays) - 1) * [100] + [3000], "how long the pictures stay")
    equal(len(stays), math.ceil(10 * facts["of"]) + 1, "the number of pictures")
    once = path.read_bytes()
    output("shot", "--do", f"{begin}; motion at 7; film '{path}'", "--out", folder / "last.png")
    equal(path.read_bytes() == once, True, "the same bytes")


def lesson(folder):
    films = film(folder, "lesson one-by-one 3; view layer", "lesson")
    scripts = []
    for card in range(1, 1000):
        facts = run("read", "--json", "--do", f"lesson one-by-one {card}")
        if facts.returncode:
            break
        scripts.append(f"lesson one-by-one {card}")
        if json.loads(facts.stdout).keys() & {"question", "task"}:
            scripts.append(f"lesson one-by-one {card}; answer")
    compare(folder, films, "textsize 1", scripts)
    equal({stays for _, stays in films}, {6000}, "how long cards stay")


def table(folder, net):
    for suffix in ("csv", "json"):
        output("shot", "--do", f"net {net}; save '{folder}/t.{suffix}'", "--out", folder / "last.png")
    said = (folder / "t.json").read_text()
    equal(said, output("table", "--net", net, "--json"), "the table as JSON")
    raw = (folder / "t.csv").read_bytes()
    equal(raw, subprocess.run([PROGRAM, "table", "--net", net, "--csv"], stdout=subprocess.PIPE).stdout, "the table as CSV")
    lines = raw.decode("ascii").split("\r\n")
    equal((lines[-1], "\n" in raw.decode().replace("\r\n", "")), ("", False), "the ends of the lines")
    rows = list(csv.DictReader(raw.decode().splitlines()))
    layers = json.loads(said)["layers"]
    equal(len(rows), len(layers), "the rows")
    for row, layer in zip(rows, layers):
        layer.update(zip(("out_c", "out_h", "out_w"), layer.pop("out")))
        equal(set(row), set(layer), "the columns")
        for key, value in layer.items():
            same = row[key] == value if isinstance(value, str) else float(row[key] or "nan") == value
            assert same or (value is None and row[key] == ""), f"{layer['name']}, {key}: {row[key]!r}, not {value!r}"


def values(folder):
    script = "image owl; step 3; select conv3_2"
    output("shot", "--do", f"{script}; save '{folder}/a.npy'; relu before; save '{folder}/b.npy'; run; select prob; "
           f"save '{folder}/p.npy'; select input; save '{folder}/i.npy'", "--out", folder / "last.png")
    owl = pathlib.Path(__file__).resolve().parents[2] / "assets/photos/owl.jpg"
    output("run", "--image", owl, "--save-activations", folder / "acts")
    for saved, module in (("a", "relu3_2"), ("b", "conv3_2"), ("p", "prob"), ("i", "input")):
        got, want = np.load(folder / f"{saved}.npy"), np.load(folder / "acts" / f"{module}.npy")
        equal((got.dtype, got.shape), (np.dtype("<f4"), want.shape), f"the form of {module}")
        assert np.array_equal(got, want), f"{module} differs from what run saves"
    assert np.load(folder / "b.npy").min() < 0, "before its ReLU nothing is negative"


def named(folder):
    """A suffix alone chooses a name, in the folder where one is."""
    output("shot", "--do", "select conv3_1; save npy; save csv; save json; save png; save gif", "--out", "last.png", cwd=folder)
    equal(sorted(p.name for p in folder.iterdir()),
          sorted(["last.png", "vggscope-conv3_1.png", "vggscope-vgg16-network.gif", "vggscope-vgg16-relu3_1.npy",
                  "vggscope-vgg16.csv", "vggscope-vgg16.json"]), "the files")


def refused(folder):
    for command, word in ((f"save '{folder}/a.bmp'", "a.bmp"), (f"save '{folder}/a.gif' lesson", "lesson"),
                          (f"save '{folder}/no/a.gif'", "a.gif"), (f"save '{folder}/a.csv' steps", "save")):
        done = run("shot", "--do", command, "--out", folder / "last.png")
        equal(done.returncode, 1, command)
        assert word in done.stderr and done.stderr.count("\n") == 1, f"{command}: {done.stderr}"
    equal(list(folder.iterdir()), [], "what is left")


def killed(folder, number, left):
    """Half-way: no file under the name, and one that was there before stays as it is."""
    path = folder / "film.gif"
    path.write_bytes(b"before")
    process = subprocess.Popen([PROGRAM, "shot", "--do", f"net vgg19; steps modules; save '{path}'", "--size", "1920x1080",
                                "--out", folder / "last.png"], stderr=subprocess.PIPE)
    end = time.monotonic() + 20
    while not any(p.stat().st_size > 100000 for p in folder.glob("film.gif.part-*")):
        assert process.poll() is None and time.monotonic() < end, "the GIF was not seen half-way"
        time.sleep(0.002)
    process.send_signal(number)
    process.communicate(timeout=20)
    equal(path.read_bytes(), b"before", "the file under the name")
    equal(len(list(folder.glob("film.gif.part-*"))), left, "temporary files that are left")


def main():
    tally = Tally()
    tests = [("a GIF of the steps", steps), ("GIFs of two networks and of a stack", both), ("a GIF of a lesson", lesson),
             ("GIFs of pictures that are painted", painting), ("a GIF of how a value comes about", motion),
             *((f"the table of {net}", lambda folder, net=net: table(folder, net)) for net in NETS),
             ("the values of a layer", values), ("names that are chosen", named), ("what cannot be saved", refused),
             ("SIGTERM half-way", lambda folder: killed(folder, signal.SIGTERM, 0)),
             ("SIGKILL half-way", lambda folder: killed(folder, signal.SIGKILL, 1))]
    for name, test in tests:
        with tempfile.TemporaryDirectory() as folder, tally.test(name):
            test(pathlib.Path(folder))
    tally.close()


main()
