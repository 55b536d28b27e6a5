#!/usr/bin/env python3
"""`run` and `bench`: what they print, the labels, any number of threads, every instruction set."""
import os
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True

import numpy as np
from torchvision.models import VGG16_Weights

from _common import PHOTOS, ROOT, Tally, answer, equal, near, output, run

PHOTO = ROOT / "assets" / "photos" / "koala.jpg"
ISAS = ("portable", "sse2", "avx2", "avx512", "neon", "wasm")
WITHIN = 1e-3


def names(net):
    return [row["name"] for row in answer("table", "--net", net)["layers"]]


def check_times(layers, whole, what):
    times = [layer["ms"] for layer in layers]
    assert min(times) >= 0 and sum(times) > 0, f"{what}: the times of the layers"
    assert sum(times) <= whole, f"{what}: the layers take {sum(times)} ms, the whole {whole}"


def check_run():
    said = answer("run", "--net", "vgg19", "--image", PHOTO, "--top", "1000")
    equal(list(said), ["net", "weights", "image", "top", "layers", "ms", "classes", "preprocess", "input"], "the keys")
    equal([said["net"], said["weights"]], ["vgg19", "slim 1/4"], "net and weights")
    assert PHOTO.stem in said["image"], f"the image is called {said['image']}"
    equal([layer["name"] for layer in said["layers"]], names("vgg19"), "the layers")
    check_times(said["layers"], said["ms"], "run")
    top = said["top"]
    equal({tuple(t) for t in top}, {("class", "label", "p")}, "the keys of an answer")
    equal(sorted(t["class"] for t in top), list(range(1000)), "the classes")
    labels = VGG16_Weights.IMAGENET1K_V1.meta["categories"]
    equal([t["label"] for t in top], [labels[t["class"]] for t in top], "the labels")
    equal([t["p"] for t in top], sorted((t["p"] for t in top), reverse=True), "the order")
    near(sum(t["p"] for t in top), 1, 1, 1e-5, "the sum of the probabilities")
    few = answer("run", "--net", "vgg19", "--image", PHOTO)
    equal(few["top"], top[:5], "the answers without --top")


def check_part():
    said = answer("run", "--image", PHOTO, "--until", "conv3_3")
    upto = names("vgg16").index("conv3_3") + 1
    equal([layer["name"] for layer in said["layers"]], names("vgg16")[:upto], "the layers")
    equal(said["top"], [], "the answers before the end")


def check_text():
    said = answer("run", "--image", PHOTO, "--top", "3")["top"]
    lines = output("run", "--image", PHOTO, "--top", "3").splitlines()
    equal(len(lines), 4, "the lines")
    for word in ("VGG-16", "slim 1/4", PHOTO.stem):
        assert word in lines[0], f"{word} is not in {lines[0]!r}"
    for line, t in zip(lines[1:], said):
        assert line.split(None, 3)[2:] == [str(t["class"]), t["label"]], f"{line!r} is not {t}"
        equal(line.split()[0], f"{100 * t['p']:.2f}", "a probability in per cent")


def check_bench():
    said = answer("bench", "--net", "alexnet", "--threads", "2")
    equal(list(said), ["net", "weights", "threads", "isa", "layers", "steps", "features_ms", "total_ms"], "the keys")
    equal([said[key] for key in ("net", "threads")], ["alexnet", 2], "net and threads")
    assert "random" in said["weights"], f"the weights are called {said['weights']}"
    assert said["isa"] in ISAS, f"the instruction set is called {said['isa']}"
    assert 0 < said["features_ms"] < said["total_ms"], "features and total"
    table = answer("table", "--net", "alexnet")["layers"]
    equal([layer["name"] for layer in said["layers"]], [row["name"] for row in table], "the layers")
    for layer, row in zip(said["layers"], table):
        equal(list(layer), ["name", "ms", "gmacs"], f"the keys of {row['name']}")
        near(layer["gmacs"], row["macs"] / 1e9, 1, 1e-12, f"the multiply-adds of {row['name']}")
        equal(layer["ms"] == 0, row["kind"] == "relu", f"{row['name']} takes no time")


def activations(folder, *args, **more):
    """Every module's values of the bundled VGG-16."""
    output("run", "--image", PHOTO, "--save-activations", folder, *args, **more)
    return {name: np.load(folder / f"{name}.npy") for name in names("vgg16")}


def check_threads(folder):
    one = activations(folder / "1", "--threads", 1)
    for n in (2, 3, 8):
        for name, values in activations(folder / str(n), "--threads", n).items():
            assert np.array_equal(values.view(np.uint32), one[name].view(np.uint32)), \
                f"{name} with {n} threads is not equal to the bit"


def available():
    """The instruction sets that this processor and this build have; the others are refused."""
    found = []
    for isa in ISAS:
        done = run("bench", "--weights", "bundled", "--json", env={"VGGSCOPE_ISA": isa})
        if done.returncode == 0:
            assert f'"isa": "{isa}"' in done.stdout, f"another one than {isa} runs"
            found.append(isa)
        else:
            equal([done.returncode, len(done.stderr.splitlines())], [1, 1], f"what {isa} says: {done.stderr}")
            assert isa in done.stderr, f"{isa} says {done.stderr!r}"
    return found


def check_isas(folder):
    found = available()
    print(f"     {', '.join(found)}")
    machine = os.uname().machine
    wanted = {"x86_64": {"portable", "sse2"}, "aarch64": {"portable", "neon"}}.get(machine, {"portable"})
    assert wanted <= set(found), f"only {found} on {machine}"
    plain = activations(folder / "portable", env={"VGGSCOPE_ISA": "portable"})
    for isa in found[1:]:
        for name, values in activations(folder / isa, env={"VGGSCOPE_ISA": isa}).items():
            near(values, plain[name], np.abs(plain[name]).max(), WITHIN, f"{name} by {isa}")
    done = run("run", env={"VGGSCOPE_ISA": "mmx"})
    equal([done.returncode, "mmx" in done.stderr], [1, True], f"what mmx says: {done.stderr}")


def check_dead(folder):
    """Maps that are 0 everywhere on every bundled photo, counted from the saved activations."""
    for photo in PHOTOS:
        output("run", "--image", photo, "--until", "relu5_3", "--save-activations", folder / photo.stem)
    most = np.max([np.load(folder / photo.stem / "relu5_3.npy").max((1, 2)) for photo in PHOTOS], 0)
    said = answer("read", "--do", "select conv5_3; view layer; photos all")["dead_on_all"]
    equal(said, {"photos": len(PHOTOS), "maps": int((most == 0).sum())}, "the dead maps of conv5_3")


def check_pinned(folder):
    """The difference of two layers' maps, from the saved activations."""
    output("run", "--image", PHOTO, "--until", "relu3_3", "--save-activations", folder)
    maps = [np.load(folder / f"relu3_{i}.npy") for i in (2, 3)]
    said = answer("read", "--do", f"image '{PHOTO}'; view layer; select conv3_2; map 13; pin; select conv3_3; map 20")["pinned"]
    equal([said["layer"], said["map"]], ["relu3_2", 13], "what is pinned")
    near(said["largest_difference"], np.abs(maps[1][20] - maps[0][13]).max(), 1, 1e-4, "the largest difference")
    said = answer("read", "--do", "view layer; select conv3_2; map 13; pin; select conv4_1; map 20")["pinned"]
    assert "largest_difference" not in said, "maps of different sizes have a difference"


def main():
    tally = Tally()
    for name, check in (("a whole run", check_run), ("a part of a run", check_part), ("a run as text", check_text),
                        ("times", check_bench)):
        with tally.test(name):
            check()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with tally.test("the same bits with any number of threads"):
            check_threads(folder / "threads")
        with tally.test("every instruction set"):
            check_isas(folder / "isa")
        with tally.test("the pinned map"):
            check_pinned(folder / "pinned")
        with tally.test("dead maps over all photos"):
            check_dead(folder / "dead")
    tally.close()


main()
