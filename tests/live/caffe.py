#!/usr/bin/env python3
"""Weights for pixels of 0 to 255: the real VGG-19 as Caffe has it is known, prepared for, and answers as it does for
torchvision's numbers; each preparation gives the input that its formula gives; it is part of the state."""
import json
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True

import numpy as np
import torch
from PIL import Image

from _common import DATA, PHOTOS, ROOT, Tally, answer, equal, near, output, read_weights, run, write_safetensors
from _nets import prepare

FULL = DATA and pathlib.Path(DATA) / "vgg19-imagenet-u8.safetensors"
SLIM = ROOT / "weights" / "vgg16-slim.safetensors"
MEAN, DEVIATION = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
CAFFE = np.array([103.939, 116.779, 123.68])
PANDA = next(p for p in PHOTOS if p.stem == "panda")


def pixels(path):
    """(3, 224, 224) of 0 to 255, red first, as torchvision crops it."""
    normal = prepare(224)(Image.open(path).convert("RGB")).numpy().astype(np.float64)
    return np.rint((normal * DEVIATION[:, None, None] + MEAN[:, None, None]) * 255).astype(np.float32)


def as_caffe(tensors, names):
    """The same network for Caffe's pixels: conv1_1's channels the other way round, its numbers for the larger steps, its bias for
    the other mean. `names`: what the classifier's layers are called."""
    out = {}
    for name, t in tensors.items():
        layer, kind = name.rsplit(".", 1)
        out[f"{names.get(layer, layer)}.{kind}"] = t
    weight = tensors["features.0.weight"].astype(np.float64) / (255 * DEVIATION)[None, :, None, None]
    shift = (weight * (255 * MEAN - CAFFE[::-1])[None, :, None, None]).sum((1, 2, 3))
    out["features.0.weight"] = np.ascontiguousarray(weight[:, ::-1]).astype(np.float32)
    out["features.0.bias"] = (tensors["features.0.bias"] - shift).astype(np.float32)
    return out


CONVERTED = {"classifier.0": "classifier.1", "classifier.3": "classifier.4"}




def check_formulas(folder):
    """Every preparation, by its formula, in float32, from the state that a script sets."""
    x = pixels(PANDA)
    byte = x.astype(np.float32)
    own_mean, own_deviation = np.array([0.1, 0.2, 0.3], np.float32), np.array([0.5, 0.25, 2], np.float32)
    want = {"torchvision": prepare(224)(Image.open(PANDA).convert("RGB")).numpy(),
            "caffe": byte[::-1] - CAFFE.astype(np.float32)[:, None, None], "tf": byte / np.float32(127.5) - np.float32(1),
            "unit": byte / np.float32(255), "raw": byte,
            "mean 0.1 0.2 0.3 deviation 0.5 0.25 2": (byte / np.float32(255) - own_mean[:, None, None]) / own_deviation[:, None, None]}
    for how, expected in want.items():
        script = f"image '{PANDA}'; preprocess {how}"
        says = answer("read", "--do", script)
        equal(says["preprocess"].split()[0], how.split()[0], "the preparation")
        output("read", "--do", script + "; select input; view layer; save " + str(folder / "input.npy"))
        got = np.load(folder / "input.npy")
        assert np.array_equal(got, expected), f"{how}: differs by {np.abs(got - expected).max()}"
        script = output("read", "--do", script + "; state").splitlines()[0]
        assert ("preprocess" in script) == (how != "torchvision"), script
        equal(answer("read", "--do", script)["preprocess"], says["preprocess"], "what a script leads back to")


def check_words(folder):
    for words in ("bgr", "mean 1 2 3", "mean 0 0 0 deviation 1 0 1", "mean a 0 0 deviation 1 1 1", "mean nan 0 0 deviation 1 1 1", "caffe tf"):
        done = run("read", "--do", f"preprocess {words}")
        equal((done.returncode, len(done.stderr.splitlines())), (1, 1), f"status and lines for {words}")


def check_others(folder):
    """Other networks are prepared for as torchvision does, unless their first layer has a scale that pixels of 0 to 255 alone need."""
    for path in (SLIM, "random:1"):
        equal(answer("run", "--weights", path, "--until", "conv1_1")["preprocess"], "torchvision", f"the preparation for {path}")
    tensors = {n: torch.from_numpy(t.copy()) for n, t in read_weights(SLIM).items()}
    first = tensors["features.0.weight"]
    for scale, want in ((0.01, "caffe"), (0.1, "torchvision")):
        small = {**tensors, "features.0.weight": first * (scale / first.square().mean().sqrt())}
        torch.save(small, folder / "small.pth")
        equal(answer("weights", "check", folder / "small.pth")["preprocess"], want, f"the preparation for {scale}")


def check_kept(folder):
    """It belongs to the weights: other weights bring their own, and every picture of a run follows it."""
    slim = {n: t.copy() for n, t in read_weights(SLIM).items()}
    write_safetensors(folder / "caffe.safetensors", as_caffe(slim, CONVERTED))
    script = f"image '{PANDA}'; weights '{folder}/caffe.safetensors'"
    says = answer("read", "--do", script + "; run")
    equal(says["preprocess"], "caffe", "the preparation")
    plain = answer("read", "--do", f"image '{PANDA}'; run")
    equal(says["top"][0]["class"], plain["top"][0]["class"], "the answer")
    equal(answer("read", "--do", script + "; weights bundled")["preprocess"], "torchvision", "the preparation of the next weights")
    for change in ("occlude 112 90 60", "rotate 15", "image koala"):
        other = answer("read", "--do", f"{script}; {change}; run")["top"][0]
        same = answer("read", "--do", f"image '{PANDA}'; {change}; run")["top"][0]
        equal(other["class"], same["class"], f"the answer after {change}")
        near(other["p"], same["p"], 1, 0.02, f"its probability after {change}")


def check_real(folder):
    """The panda, the koala and the macaw, as for torchvision's numbers; padding is of another colour, so not to the bit."""
    sys.path.insert(0, DATA)
    import expand
    tensors = expand.load()
    for names in (CONVERTED, {}):
        path = folder / "vgg19-caffe.pth"
        torch.save({n: torch.from_numpy(t.copy()) for n, t in as_caffe(tensors, names).items()}, path)
        says = output("weights", "check", path)
        assert "caffe" in says, f"`weights check` says {says!r}"
        for name in ("panda", "koala", "macaw"):
            photo = next(p for p in [*(pathlib.Path(DATA) / "photos").iterdir(), *PHOTOS] if name in p.stem)
            done = run("run", "--weights", path, "--image", photo, "--json")
            equal((done.returncode, len(done.stderr.splitlines())), (0, 1), f"the status and what is said once ({done.stderr})")
            got = json.loads(done.stdout)
            want = answer("run", "--net", "vgg19", "--weights", FULL, "--image", photo)
            equal((got["net"], got["preprocess"], want["preprocess"]), ("vgg19", "caffe", "torchvision"), "network and preparations")
            print(f"     {name}: {got['top'][0]['label']} {got['top'][0]['p']:.4f}, torchvision's form {want['top'][0]['label']} {want['top'][0]['p']:.4f}")
            equal(got["top"][0]["class"], want["top"][0]["class"], f"the answer for {name}")
            near(got["top"][0]["p"], want["top"][0]["p"], 1, 0.02, f"the probability for {name}")


def main():
    tally = Tally()
    checks = [check_formulas, check_words, check_others, check_kept]
    real = FULL and FULL.exists()
    for check in checks + [check_real] * bool(real):
        with tally.test(check.__name__.replace("check_", "")), tempfile.TemporaryDirectory() as folder:
            check(pathlib.Path(folder))
    if not real:
        tally.skip("the real VGG-19", "VGGSCOPE_TEST_DATA names no folder with it")
    tally.close()


main()
