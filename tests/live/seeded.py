#!/usr/bin/env python3
"""Seeded weights of the networks in PyTorch, their formula in NumPy, and packing."""
import math
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True

import numpy as np
import torch
from PIL import Image

from _common import (FAMILY, ROOT, Tally, answer, equal, near, output, read_header, read_raw, read_weights,
                     write_safetensors)
from _nets import activations, build, crop_of, load, modules, prepare, slim
from _seeded import seeded

WITHIN = 1e-3
PHOTO = ROOT / "assets" / "photos" / "koala.jpg"


# ---- the formula ----

def check_formula(path, seed, whole):
    """A packed file against the formula: all of it, or the ends and the middle of each tensor."""
    tensors = read_raw(path)
    for name, got in tensors.items():
        weight = tensors[name.rsplit(".", 1)[0] + ".weight"].shape
        flat, n = got.reshape(-1), got.size
        places = range(0, n, 1 << 22) if whole else (0, n // 2, max(0, n - 1000))
        for first in places:
            count = min(1 << 22 if whole else 1000, n - first)
            want = seeded(name, got.shape, weight, seed, first, count)
            assert np.array_equal(flat[first:first + count].view(np.uint32), want.view(np.uint32)), \
                f"{name} from {first} on is not the formula's"


# ---- networks ----

def check_net(net, weights, model, png, folder):
    """All modules, and the five best from the file as from the seed."""
    x = prepare(crop_of(net))(Image.open(png))[None]
    top = answer("run", "--net", net, "--weights", weights, "--image", png, "--save-activations", folder)["top"]
    saved = {file.stem: np.load(file) for file in folder.glob("*.npy")}
    assert np.array_equal(saved.pop("input"), x[0].numpy()), "the input is not equal to the bit"
    worst = 0
    for name, want in activations(net, model, x):
        want = want[0].numpy()
        worst = max(worst, near(saved.pop(name), want, np.abs(want).max(), WITHIN, name))
    equal(list(saved), [], "modules that PyTorch does not have")
    equal([t["class"] for t in top], torch.from_numpy(want).topk(5).indices.tolist(), "the five best")
    print(f"     {net}: largest difference {worst:.2g}, best {top[0]['p']:.2f}")
    return top


def check_header(path, net, model):
    """Names, shapes and types are torchvision's; tensors follow one another without gaps."""
    header, start = read_header(path)
    equal(header.pop("__metadata__"), {"model": net, "source": "random:7"}, "the metadata")
    equal({name: tuple(entry["shape"]) for name, entry in header.items()},
          {name: tuple(value.shape) for name, value in model.state_dict().items()
           if not name.endswith("num_batches_tracked")}, "the shapes")
    equal({entry["dtype"] for entry in header.values()}, {"F32"}, "the types")
    at = 0
    for first, end in sorted(entry["data_offsets"] for entry in header.values()):
        equal(first, at, "an offset")
        at = end
    equal(path.stat().st_size, start + at, "the file's size")


def check_networks(folder, png, tally):
    for net in (*FAMILY, "vgg16_bn"):
        weights = folder / "weights.safetensors"
        with tally.test(f"{net} with the weights of seed 7"):
            output("weights", "pack", "random:7", weights, "--net", net, "--type", "f32")
            model = build(net)
            check_header(weights, net, model)
            load(model, weights)
            top = check_net(net, weights, model, png, folder / net)
            again = answer("run", "--net", net, "--weights", "random:7", "--image", png)["top"]
            equal(again, top, "the answer from the seed itself")
        with tally.test(f"the formula in {net}"):
            check_formula(weights, 7, whole=net == "alexnet")


# ---- packing ----

def check_packed(kind, source, model, png, folder):
    """Another type of the same weights: PyTorch, reading the file, computes the same."""
    packed = folder / f"{kind}.safetensors"
    output("weights", "pack", source, packed, "--net", "alexnet", "--type", kind)
    check_net("alexnet", packed, load(model, packed), png, folder / f"acts-{kind}")
    return read_raw(source), read_raw(packed)


def check_halves(exact, packed):
    for name, value in exact.items():
        want = value if name.endswith("bias") else value.astype(np.float16)
        assert want.dtype == packed[name].dtype and np.array_equal(want, packed[name]), name


def check_bytes(exact, packed):
    """A scale and a minimum an output channel, rounding half to even, biases as they are."""
    for name, value in exact.items():
        if name.endswith("bias"):
            assert np.array_equal(value, packed[name]), name
            continue
        rows = value.reshape(len(value), -1)
        low, high = rows.min(1), rows.max(1)
        scale = (high - low) / np.float32(255)
        assert np.array_equal(packed[name + ".min"], low), f"{name}.min"
        assert np.array_equal(packed[name + ".scale"], scale), f"{name}.scale"
        for c in range(0, len(rows), 37):
            want = np.rint((rows[c].astype(np.float64) - low[c]) / scale[c]).clip(0, 255)
            assert np.array_equal(packed[name].reshape(len(rows), -1)[c], want), f"{name}, channel {c}"


def check_rounding(folder):
    """Channels whose bytes are known: halves go to the even neighbour; a constant one has scale 0."""
    tensors = {name: np.zeros(tuple(value.shape), np.float32) for name, value in slim("D").state_dict().items()}
    first = tensors["features.0.weight"].reshape(16, 27)
    first[0] = 0.5
    first[1, :7] = np.array([0, 255, 0.5, 1.5, 2.5, 253.5, 254.5]) - 127
    first[1, 7:] = -127
    source, packed = folder / "known.safetensors", folder / "known-u8.safetensors"
    write_safetensors(source, tensors)
    output("weights", "pack", source, packed, "--net", "vgg16", "--type", "u8")
    got, again = read_raw(packed), read_weights(packed)
    equal(got["features.0.weight.scale"][:3].tolist(), [0, 1, 0], "the scales")
    equal(got["features.0.weight.min"][:3].tolist(), [0.5, -127, 0], "the minima")
    equal(got["features.0.weight"].reshape(16, 27)[1].tolist(), [0, 255, 0, 2, 2, 254, 254] + [0] * 20, "the bytes")
    assert np.array_equal(again["features.0.weight"][0], tensors["features.0.weight"][0]), "the constant channel"


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        png, source = folder / "photo.png", folder / "alexnet.safetensors"
        Image.open(PHOTO).convert("RGB").save(png)
        check_networks(folder, png, tally)
        output("weights", "pack", "random:3", source, "--net", "alexnet")
        model = build("alexnet")
        with tally.test("packed as f16"):
            check_halves(*check_packed("f16", source, model, png, folder))
        with tally.test("packed as u8"):
            check_bytes(*check_packed("u8", source, model, png, folder))
        with tally.test("a constant channel, and halves"):
            check_rounding(folder)
    tally.close()


main()
