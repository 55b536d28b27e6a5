#!/usr/bin/env python3
"""Names of classes, and how photos are prepared, wherever files have them: in a checkpoint, in safetensors' metadata, beside
the file, and by command; and which of them counts."""
import argparse
import collections
import json
import pathlib
import struct
import sys
import tempfile

sys.dont_write_bytecode = True

import numpy as np
import torch
import torchvision
from torch import nn

from _common import Tally, answer, equal, output, run
from _modules import PHOTO, fill

NAMES = ["cat", "dog", "Käfer", "fig"]
MANY = [f"thing {i}" for i in range(12)]


def network(classes=len(NAMES)):
    return fill(nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(4 * 16, classes)))


def labels(path, *more):
    """By class."""
    top = json.loads(run("run", "--weights", path, "--image", PHOTO, "--top", 12, *more, "--json").stdout)["top"]
    return [a["label"] for a in sorted(top, key=lambda a: a["class"])]


class Settings(dict):
    """Hyper-parameters of a class of their own."""


def index(names, turned=False):
    return {i: name for i, name in enumerate(names)} if turned else {name: i for i, name in enumerate(names)}


CHECKPOINTS = {
    "classes": lambda n: {"classes": n}, "a tuple": lambda n: {"classes": tuple(n)}, "class_to_idx": lambda n: {"class_to_idx": index(n)},
    "out of order": lambda n: {"class_to_idx": dict(reversed(index(n).items()))}, "idx_to_class": lambda n: {"idx_to_class": index(n, True)},
    "id2label": lambda n: {"id2label": {str(i): name for i, name in enumerate(n)}}, "labels": lambda n: {"labels": n},
    "meta": lambda n: {"meta": {"classes": n}}, "hparams": lambda n: {"hparams": Settings(class_names=n)}, "config": lambda n: {"config": {"label2id": index(n)}},
    "arguments": lambda n: {"args": argparse.Namespace(lr=0.1, classes=n)}, "hyper-parameters": lambda n: {"hyper_parameters": collections.OrderedDict(classes=n)},
}


def check_checkpoints(folder):
    for names in (NAMES, MANY):
        net = network(len(names))
        for name, of in CHECKPOINTS.items():
            for saved in (net.state_dict(), net):
                torch.save({"epoch": 1, "state_dict" if isinstance(saved, dict) else "model": saved, **of(names)}, folder / "some.pth")
                equal(labels(folder / "some.pth"), names, f"the names as {name}")
        net.class_names = names
        torch.save(net, folder / "some.pth")
        equal(labels(folder / "some.pth"), names, "the names of the model itself")


WRONG = [["a"], ["a", "b", "c", 4], {"a": 0, "b": 1, "c": 2, "d": 2}, {"0": "a", "1": "b", "2": "c", "4": "d"}, {"a": -1, "b": 1, "c": 2, "d": 3}, [], {}, "abcd", 4, None,
         [["a"], ["b"], ["c"], []], {"0": {"0": "a"}, "1": "b", "2": "c", "3": "d"}, [[[["a"]]], "b", "c", "d"]]
NUMBERED = [f"class {i}" for i in range(len(NAMES))]


def check_wrong(folder):
    """What is no list of as many names is passed over in a file, and refused in one line where it is named."""
    for wrong in WRONG:
        torch.save({"model": network().state_dict(), "classes": wrong}, folder / "some.pth")
        equal(labels(folder / "some.pth"), NUMBERED, f"the names of {wrong!r}")
        (folder / "wrong.json").write_text(json.dumps(wrong))
        got = run("read", "--weights", folder / "some.pth", "--do", f"labels '{folder / 'wrong.json'}'")
        equal((got.returncode, len(got.stderr.strip().splitlines())), (1, 1), f"status and lines of {wrong!r}")
    torch.save({"model": network().state_dict(), "classes": [np.float64(1)] * 4, "labels": {torch.zeros(1): 0}}, folder / "some.pth")
    equal(labels(folder / "some.pth"), NUMBERED, "the names of objects")


BESIDE = {"list": list, "by number": lambda n: index(n, True), "as ImageNet's": lambda n: {i: [f"n{i:08}", name] for i, name in enumerate(n)},
          "by name": index, "within": lambda n: {"model": "x", "id2label": index(n, True)}, "label_names": lambda n: {"label_names": n}}


def check_beside(folder):
    torch.save(network().state_dict(), folder / "some.pth")
    for name, of in BESIDE.items():
        for file in ("some.json", "labels.json", "class_index.json", "imagenet_class_index.json"):
            (folder / file).write_text(json.dumps(of(NAMES)))
            equal(labels(folder / "some.pth"), NAMES, f"the names {name} in {file}")
            (folder / file).unlink()
        (folder / "named.json").write_text(json.dumps(of(NAMES)))
        got = answer("read", "--weights", folder / "some.pth", "--do", f"labels '{folder / 'named.json'}'; run")
        equal(sorted(a["label"] for a in got["top"]), sorted(NAMES), f"the names {name} by command")


def check_passed_over(folder):
    """A file of names beside the network that is not of as many, or no UTF-8, is told; no class goes for that."""
    torch.save(network().state_dict(), folder / "some.pth")
    foreign = "cat\ndog\nK\xe4fer\nfig\n".encode("latin-1")
    cases = {"some.txt": (b"a\nb\n", "2 names"), "labels.txt": (foreign, "UTF-8"), "some.json": (b'["a", "b"]', "2 names"),
             "labels.json": (b'["\xe4", "b", "c", "d"]', "UTF-8")}
    for name, (data, says) in cases.items():
        (folder / name).write_bytes(data)
        got = run("run", "--weights", folder / "some.pth", "--image", PHOTO, "--json")
        equal(sorted(a["label"] for a in json.loads(got.stdout)["top"]), NUMBERED, f"the names beside {name}")
        for said in (got.stderr, answer("weights", "check", folder / "some.pth")["labels_fault"] + "\n",
                     output("weights", "check", folder / "some.pth"), output("read", "--weights", folder / "some.pth")):
            line = [line for line in said.splitlines() if name in line and "%" not in line and line.strip() != str(folder / name)][-1]
            assert says in line and "; " in line, f"of {name} it is said {said!r}"
        said = [line for line in got.stderr.splitlines() if "check it" not in line]  # of its layers
        equal(len(said), 1, f"the lines of {got.stderr!r}")
        by_command = run("read", "--weights", folder / "some.pth", "--do", f"labels '{folder / name}'")
        equal((by_command.returncode, says in by_command.stderr), (1, True), f"the command labels {name}")
        (folder / name).unlink()
    for other in ("config.json", "class_index.json"):  # which are there for other things, too
        (folder / other).write_text('["a", "b"]')
        equal("labels_fault" in answer("weights", "check", folder / "some.pth"), False, f"whether {other} is told")
        (folder / other).unlink()
    for data in ("\ufeff" + "\n".join(NAMES), "\ufeff" + json.dumps(NAMES)):
        (folder / "some.txt").write_text(data, encoding="utf-8")
        equal(labels(folder / "some.pth"), NAMES, "the names behind a mark of UTF-8")
    (folder / "labels.txt").write_text("a\n")
    equal("labels_fault" in answer("weights", "check", folder / "some.pth"), False, "whether a file is told that nobody needs")
    (folder / "labels.txt").unlink()


def check_precedence(folder):
    """By command, NAME.txt, NAME.json, the file itself, labels.txt, labels.json, ..., config.json."""
    def named(word):
        return [f"{word} {i}" for i in range(4)]

    places = ["some.txt", "some.json", None, "labels.txt", "labels.json", "class_index.json", "imagenet_class_index.json", "config.json"]
    for place in places:
        if place:
            (folder / place).write_text("\n".join(named(place)) if place.endswith("txt") else json.dumps({"classes": named(place)}))
    torch.save({"model": network().state_dict(), "classes": named("None")}, folder / "some.pth")
    (folder / "by command").write_text("\n".join(named("command")))
    got = answer("read", "--weights", folder / "some.pth", "--do", f"labels '{folder / 'by command'}'; run")
    equal(sorted(a["label"] for a in got["top"]), named("command"), "the names by command")
    for place in places:
        equal(labels(folder / "some.pth"), named(str(place)), f"the names where {place} is the first")
        said = answer("weights", "check", folder / "some.pth")["labels"]
        equal(pathlib.Path(said).name, place or "some.pth", "where they are from")
        if place:
            (folder / place).unlink()
        else:
            torch.save(network().state_dict(), folder / "some.pth")
    equal(labels(folder / "some.pth"), NUMBERED, "the names without any")
    equal(answer("weights", "check", folder / "some.pth")["labels"], "", "where those are from")


def save_file(state, path, metadata):
    header, data = {"__metadata__": metadata}, b""
    for name, value in state.items():
        value = value.numpy()
        header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [len(data), len(data) + value.nbytes]}
        data += value.tobytes()
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def check_config(folder):
    """timm's config.json beside safetensors: names, mean and deviation; one for another number of classes is not its."""
    net = network()
    save_file(net.state_dict(), folder / "model.safetensors", {"classes": json.dumps(NAMES), "format": "pt"})
    equal(labels(folder / "model.safetensors"), NAMES, "the names in the metadata")
    save_file(net.state_dict(), folder / "model.safetensors", {"format": "pt"})
    config = {"architecture": "vgg16", "num_classes": 4, "label_names": NAMES,
              "pretrained_cfg": {"mean": [0.5, 0.25, 0.5], "std": [0.5, 0.5, 0.125], "input_size": [3, 224, 224]}}
    (folder / "config.json").write_text(json.dumps(config))
    got = answer("weights", "check", folder / "model.safetensors")
    equal((got["preprocess"], got["classes"]), ("mean 0.5 0.25 0.5 deviation 0.5 0.5 0.125", 4), "how photos are prepared")
    equal(labels(folder / "model.safetensors"), NAMES, "the names in config.json")
    for change, preprocess in (({"num_classes": 5}, "torchvision"), ({"pretrained_cfg": {"mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}}, "torchvision"),
                               ({"pretrained_cfg": {"mean": [0.5, 0.5], "std": [1, 1, 1]}}, "torchvision"), ({"pretrained_cfg": {"mean": [0, 0, 0], "std": [1, 0, 1]}}, "torchvision"),
                               ({"pretrained_cfg": {"mean": "a", "std": None}}, "torchvision"), ({"pretrained_cfg": 3, "mean": [0, 0, 0], "std": [1, 1, 1]}, "torchvision")):
        (folder / "config.json").write_text(json.dumps({**config, **change}))
        equal(answer("weights", "check", folder / "model.safetensors")["preprocess"], preprocess, f"how photos are prepared with {change}")


def check_doubt(folder):
    """Weights as small as those for pixels of 0 to 255 are, of a network that nobody knows: a guess, which is said; what the words mean."""
    net = network()
    torch.save(net.state_dict(), folder / "usual.pth")
    with torch.no_grad():
        net[0].weight /= 58
    torch.save(net.state_dict(), folder / "small.pth")
    usual, small = (answer("weights", "check", folder / f"{name}.pth") for name in ("usual", "small"))
    equal((usual["preprocess"], "preprocess_guessed" in usual), ("torchvision", False), "of usual weights")
    equal((small["preprocess"], small["preprocess_guessed"]), ("caffe", True), "of small ones")
    got = run("run", "--weights", folder / "small.pth", "--image", PHOTO)
    equal(("preprocess raw" in got.stderr, len(got.stderr.strip().splitlines())), (True, 1), "what is asked")
    read = lambda do: run("read", "--weights", folder / "small.pth", "--do", f"{do}; run").stdout
    for range_, word in (("-1..1", "tf"), ("0..1", "unit"), ("0..255", "raw")):
        equal(read(f"preprocess {range_}"), read(f"preprocess {word}"), range_)
    equal(len({read(f"preprocess {word}") for word in ("caffe", "tf", "unit", "raw", "torchvision")}), 5, "different answers")


def check_said(folder):
    """A network of the catalogue with other classes is called so, where weights are listed and where they are chosen, with what else the file has."""
    net = torchvision.models.alexnet()
    net.classifier[6] = nn.Linear(4096, 2)
    home = folder / "vggscope"
    home.mkdir()
    halves = {name: value.half() for name, value in net.state_dict().items()}
    torch.save({"state_dict": halves, "classes": NAMES[:2], "optimizer": {"lr": 0.1}, "epoch": 3}, home / "pets.pth")
    torch.save(network().state_dict(), home / "vgg11.pth")
    checked = answer("weights", "check", home / "pets.pth")
    equal((checked["described"], checked["like"], checked["classes"]), ("shapes", "alexnet", 2), "what is checked")
    listed = output("weights", "list", env={"XDG_DATA_HOME": str(folder)}).splitlines()
    at = listed.index(f"own           {home / 'pets.pth'}")
    for words in ("AlexNet with 2 classes", "origin unknown", "photos as for torchvision", "left out: ", "optimizer (dict), epoch (int)"):
        equal(words in listed[at + 1], True, f"{words} in {listed[at + 1]!r}")
    at = listed.index(f"vgg11         {home / 'vgg11.pth'}")
    equal("1 convolutions, 1 fully connected layers, 4 classes" in listed[at + 1], True, "a file that only is called so")
    read = lambda do: output("read", "--weights", home / "pets.pth", "--do", do)
    equal("AlexNet with 2 classes" in read("map 1"), True, "what is read")
    for words in ("AlexNet with 2 classes", "origin unknown", "preprocess torchvision", "classes: 2 (cat", "classes, optimizer, epoch"):
        equal(words in read("weights list"), True, f"{words} in the list")
    net.classifier = nn.Linear(9216, 3)
    torch.save(net.state_dict(), folder / "one.pth")
    equal("the convolutions of AlexNet" in output("read", "--weights", folder / "one.pth"), True, "with another classifier")


def main():
    tally = Tally()
    for name, check in (("in checkpoints", check_checkpoints), ("that are none", check_wrong), ("beside the file", check_beside),
                        ("that are passed over", check_passed_over), ("and which counts", check_precedence),
                        ("and preparation in config.json", check_config),
                        ("and preparation by scale", check_doubt), ("and what a file is said to be", check_said)):
        with tally.test(f"names of classes {name}"), tempfile.TemporaryDirectory() as folder:
            check(pathlib.Path(folder))
    tally.close()


main()
