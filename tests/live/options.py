#!/usr/bin/env python3
"""How photos are prepared, their side and the names of classes as options of `run`, a photo from standard input, and the help:
the options are the commands of their names."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import numpy as np
import torch
from torch import nn

from _common import PROGRAM, Tally, answer, equal, near, output, run
from _modules import PHOTO, fill

NAMES = ["a cat", "dog", "fig"]


def network():
    return fill(nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 3)))


def any_side(folder):
    """The file of one that takes photos of any side."""
    net = nn.Module()
    net.features = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 8, 3, padding=1), nn.ReLU())
    net.classifier = nn.Linear(8, 3)
    torch.save(fill(net).state_dict(), folder / "any.pth")
    return folder / "any.pth"


def shape(folder):
    return np.load(folder / "acts" / "input.npy").shape


def saved(folder, *options):
    """The input and the answers of a run; what PyTorch makes of that input."""
    net, acts = network(), folder / "acts"
    torch.save(net, folder / "some.pt")
    got = run("run", "--weights", folder / "some.pt", "--image", PHOTO, "--json", "--save-activations", acts, *options)
    equal(got.returncode, 0, f"the status ({got.stderr})")
    x = np.load(acts / "input.npy")
    with torch.no_grad():
        near(np.load(acts / "fc1.npy"), net(torch.from_numpy(x)[None])[0].numpy(), 1 + float(np.abs(x).max()), 1e-5, "fc1")
    return x, json.loads(got.stdout)


def check_preprocess(folder):
    usual, _ = saved(folder)
    mean, deviation = (np.array(v, np.float32)[:, None, None] for v in ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]))
    pixels = np.round((usual * deviation + mean) * 255)
    for words, want in (("raw", pixels), ("unit", pixels / 255), ("mean 0.5 0.25 0.5 deviation 0.5 1 0.5", None)):
        x, got = saved(folder, "--preprocess", words)
        if want is None:
            want = (pixels / 255 - np.array([0.5, 0.25, 0.5])[:, None, None]) / np.array([0.5, 1, 0.5])[:, None, None]
        near(x, want, max(1, float(np.abs(want).max())), 1e-5, f"the input with {words}")
        equal(got["preprocess"], words, "what is said of it")


def check_input(folder):
    for side in (32, 64, 100):
        got = run("run", "--weights", any_side(folder), "--image", PHOTO, "--save-activations", folder / "acts", "--input", side)
        equal((got.returncode, shape(folder)), (0, (3, side, side)), "the input")
    for options, script, side in ((("--preprocess", "raw size 50", "--input", "48"), "input 48; preprocess raw size 50", 48),
                                  (("--input=64",), "input 64", 64)):
        file = any_side(folder)
        done = run("run", "--weights", file, "--image", PHOTO, "--json", "--save-activations", folder / "acts", *options)
        want = json.loads(run("read", "--weights", file, "--image", PHOTO, "--json", "--do", f"{script}; run").stdout)
        equal((json.loads(done.stdout)["top"], shape(folder)), (want["top"], (3, side, side)), f"what comes of {script}")


def check_labels(folder):
    names = folder / "the names; of 'three'"
    names.write_text("\n".join(NAMES))
    _, got = saved(folder, "--labels", names)
    equal(sorted(a["label"] for a in got["top"]), NAMES, "the names")
    got = run("run", "--weights", any_side(folder), "--labels", names, "--input", 40, "--json")
    equal(sorted(a["label"] for a in json.loads(got.stdout)["top"]), NAMES, "the names with another side")


def check_wrong(folder):
    torch.save(network(), folder / "some.pt")
    (folder / "two").write_text("a\nb\n")
    for option, value in (("--preprocess", "nonsense"), ("--preprocess", "raw; shot x.png"), ("--preprocess", ""), ("--input", "7"),
                          ("--input", "a b"), ("--input", "64; run"), ("--labels", folder / "two"), ("--labels", folder / "none"),
                          ("--labels", "x" * 5000)):
        got = run("run", "--weights", folder / "some.pt", option, value)
        equal((got.returncode, got.stdout, got.stderr.startswith(f"vggscope: {option}: "), len(got.stderr.splitlines())), (1, "", True, 1),
              f"what is said of {option} {str(value)[:40]!r}: {got.stderr!r}")
    got = run("run", "--input", "64")
    equal((got.returncode, len(got.stderr.splitlines())), (1, 1), "the side of a network of the catalogue")


def piped(data, *args):
    return subprocess.run([PROGRAM, *args], input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env={**os.environ, "LC_ALL": "C.UTF-8"}, timeout=300)


def check_piped(folder):
    data = pathlib.Path(PHOTO).read_bytes()
    got = json.loads(piped(data, "run", "--image", "-", "--json").stdout)
    equal([a["class"] for a in got["top"]], [a["class"] for a in answer("run", "--image", PHOTO)["top"]], "the answers")
    equal(got["image"], "standard input", "what it is called")
    words = piped(data, "read", "--image", "-", "--do", "net vgg19; run").stdout.decode()
    named = output("read", "--image", PHOTO, "--do", "net vgg19; run")
    equal(words.splitlines()[1:], named.splitlines()[1:], "what is read, with another network")
    equal(piped(data, "shot", "--image", "-", "--out", str(folder / "x.png")).returncode, 0, "a picture of it")
    for wrong in (b"", b"no picture", data[:3000]):
        got = piped(wrong, "run", "--image", "-")
        equal((got.returncode, got.stdout, len(got.stderr.splitlines()), b"standard input" in got.stderr), (1, b"", 1, True), f"{got.stderr!r}")


def check_help(folder):
    whole = output("--help")
    for words in (("help",), ("run", "--help"), ("weights", "-h"), ("read", "--json", "--help"), ("lesson", "--help")):
        equal(output(*words), whole, " ".join(words))
    for command in ("shot", "read", "run"):
        usage = whole[whole.index(f"\nvggscope {command} ") + 1:].split("\nvggscope ")[0]
        for option in ("--net", "--weights", "--image"):
            equal(f"[{option} " in usage, True, f"{option} in the help of {command}")
    for option in ("--input", "--preprocess", "--labels"):
        equal([option in output(what) or option.replace("-", "\\-") in output(what) for what in ("--help", "--man", "--completion")], [True] * 3,
              f"{option} in help, man page and completion")


def main():
    tally = Tally()
    for check in (check_preprocess, check_input, check_labels, check_wrong, check_piped, check_help):
        with tempfile.TemporaryDirectory() as folder, tally.test(check.__name__.replace("check_", "")):
            check(pathlib.Path(folder))
    tally.close()


main()
