#!/usr/bin/env python3
"""What a network ends in: one number, a sigmoid, a tanh, a ReLU. Its answers are those of PyTorch, as shares where they are
some, else as values, and each screen that shows answers has them."""
import json
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True

import numpy as np
import torch
from torch import nn

from _common import Tally, answer, equal, near, output, run
from _modules import PHOTO, fill

ENDS = {  # what stands behind the last layer, its outputs, whether its answers are shares
    "one number": ([], 1, False), "a softmax": ([], 5, True), "one sigmoid": ([nn.Sigmoid()], 1, True),
    "sigmoids": ([nn.Sigmoid()], 5, True), "tanh": ([nn.Tanh()], 4, False), "relu": ([nn.ReLU()], 4, False),
    "one relu": ([nn.ReLU()], 1, False),
}
SAID = {"one number": "not per cent", "one sigmoid": "one of two", "sigmoids": "by itself", "tanh": "not per cent",
        "relu": "not per cent", "one relu": "not per cent"}


def network(end, outputs):
    return fill(nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(4 * 64, outputs),
                              *end))


def check(name, folder):
    end, outputs, shares = ENDS[name]
    net = network(end, outputs)
    file, names = folder / "end.pt", [f"thing {i}" for i in range(outputs)]
    torch.save(net, file)
    (folder / "end.txt").write_text("".join(f"{n}\n" for n in names))
    got = answer("run", "--weights", file, "--image", PHOTO, "--top", 10, "--save-activations", folder)
    x = torch.from_numpy(np.load(folder / "input.npy"))[None]
    with torch.no_grad():
        want, scores = net(x)[0].numpy(), net[:5](x)[0].numpy()
        want = torch.softmax(torch.from_numpy(want), 0).numpy() if name == "a softmax" else want
    top = got["top"]
    equal([a["label"] for a in top], [names[i] for i in np.argsort(-want, kind="stable")], "the answers")
    equal({tuple(a) for a in top}, {("class", "label", "p" if shares else "value")}, "what is said of one")
    near([a["p" if shares else "value"] for a in top], -np.sort(-want), 1, 2e-6, "the answers' figures")
    text = output("run", "--weights", file, "--image", PHOTO).splitlines()[1:]
    equal([("%" in line) for line in text], [shares] * min(outputs, 5), "per cent in what run prints")
    if not shares:
        near([float(line.split()[0]) for line in text], -np.sort(-want)[:5], 1, 1e-4, "what run prints")
    best = int(want.argmax())
    words = output("read", "--weights", file, "--image", PHOTO, "--do", "run")
    assert f"{names[best]}: " in words and SAID.get(name, "") in words, f"Network says {words!r}"
    screen = answer("read", "--weights", file, "--image", PHOTO, "--do", "run")
    equal([a["class"] for a in screen["top"]], [a["class"] for a in top][:5], "Network's answers")
    why = answer("read", "--weights", file, "--image", PHOTO, "--do", "view why")
    equal((why["answers"], why["why"]["class"]), (True, best), "what Why asks")
    near([why["why"]["probability" if shares else "value"], why["why"]["score"]], [want[best], scores[best]], 1, 2e-6, "Why's figures")
    sums = answer("read", "--weights", file, "--image", PHOTO, "--do", "view why; why topic terms")["sums"]
    near([sums[0]["sum"]], [scores[best]], 1, 1e-5, "what Why's terms add up to")
    said = output("read", "--weights", file, "--image", PHOTO, "--do", "view compare; run")
    assert f"{names[best]}: " in said, f"Compare says {said!r}"


def check_none(folder):
    """Maps, and more numbers than classes can be, are no answers."""
    for net in (nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(16)), network([nn.ReLU()], 1200)):
        torch.save(fill(net), folder / "none.pt")
        equal(answer("run", "--weights", folder / "none.pt", "--image", PHOTO)["top"], [], "the answers")
        text = output("read", "--weights", folder / "none.pt", "--image", PHOTO, "--do", "view why")
        assert "no classes" in text, f"Why says {text!r}"


def check_overflow(folder):
    """Finite weights whose products are not: one line in place of answers, which names the layer."""
    net = network([], 4)
    with torch.no_grad():
        net[0].weight *= 1e25
        net[4].weight *= 1e25
    torch.save(net, folder / "large.pt")
    for more in ((), ("--json",)):
        got = run("run", "--weights", folder / "large.pt", "--image", PHOTO, *more)
        said = [line for line in got.stderr.splitlines() if "is a guess" not in line]  # of its photos' side
        equal((got.returncode, got.stdout, len(said), "fc1" in said[-1]), (1, "", 1, True), f"of {got.stderr!r}")
    text = output("read", "--weights", folder / "large.pt", "--image", PHOTO, "--do", "run")
    assert "No answer: the values of fc1" in text and "class 0: –" not in text, f"Network says {text!r}"
    for view in ("why", "compare", "layer"):
        text = output("read", "--weights", folder / "large.pt", "--image", PHOTO, "--do", f"view {view}; run")
        assert "hardly" not in text and (view != "why" or "the values of fc1" in text), f"{view} says {text!r}"
        json.loads(output("read", "--weights", folder / "large.pt", "--image", PHOTO, "--do", f"view {view}; run", "--json"))
    got = answer("run", "--weights", folder / "large.pt", "--image", PHOTO, "--until", "pool1")
    equal(got["top"], [], "the answers of a run that ends before")


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as temporary:
        for name in ENDS:
            with tally.test(name):
                check(name, pathlib.Path(temporary))
        with tally.test("no answers"):
            check_none(pathlib.Path(temporary))
        with tally.test("numbers that grow too large"):
            check_overflow(pathlib.Path(temporary))
    tally.close()


main()
