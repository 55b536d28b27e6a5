#!/usr/bin/env python3
"""Why's maps with weights drawn anew from the last layer on. The same weights are written here to a file, by the formula of
src/nn/weights.h: what the program shows of that file has to be the same to the bit, and within 1e-3 of PyTorch's autograd
over its forward values. The likeness is ranked in NumPy."""
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True

import numpy as np
import torch
from PIL import Image

import _common as common
import _nets as nets
from _seeded import seeded

MAPS = ("gradcam", "gradient_input", "guided")
BUNDLED = common.ROOT / "weights/vgg16-slim.safetensors"


def mixed(path, drawn, seed):
    """The bundled network with the last `drawn` layers random."""
    tensors = dict(common.read_raw(BUNDLED))
    metadata = common.read_header(BUNDLED)[0]["__metadata__"]
    metadata.pop("follows")
    layers = sorted({name.rsplit(".", 1)[0] for name in tensors if name.endswith(".bias")},
                    key=lambda name: (name.split(".")[0], int(name.split(".")[1])))  # classifier comes before features
    layers = [l for l in layers if l.startswith("features")] + [l for l in layers if l.startswith("classifier")]
    for layer in layers[-drawn:]:
        weight = tensors[f"{layer}.weight"].shape
        for what in ("weight.scale", "weight.min"):
            tensors.pop(f"{layer}.{what}", None)
        for what in ("weight", "bias"):
            name = f"{layer}.{what}"
            shape = tensors[name].shape
            tensors[name] = seeded(name, shape, weight, seed).reshape(shape)
    common.write_safetensors(path, tensors, metadata)
    return layers[-drawn]


def ranks(values):
    _, at, counts = np.unique(np.abs(values).ravel(), return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return (ends - (counts - 1) / 2)[at]


def likeness(a, b):
    """Spearman's correlation of absolute values; None where all of one are equal."""
    a, b = ranks(a), ranks(b)
    return None if a.std() == 0 or b.std() == 0 else float(np.corrcoef(a, b)[0, 1])


def arrays(folder, prefix=""):
    return {name: np.load(folder / f"{prefix}{name}.npy") for name in MAPS}


def by_autograd(model, weights, png, folder, asked):
    """The three maps of Grad-CAM's pool5 and the photo, over the program's values."""
    common.output("run", "--net", "vgg16", "--weights", weights, "--image", png, "--save-activations", folder)
    image = nets.prepare(224)(Image.open(png))
    traced = nets.Traced("vgg16", model, image[None], lambda name: np.load(folder / f"{name}.npy"))
    score, pool = traced.values["fc8"][0, asked], traced.values["pool5"]
    gradient, = torch.autograd.grad(score, pool, retain_graph=True)
    found = [torch.relu((gradient.mean((2, 3), keepdim=True) * pool).sum(1))[0]]
    for guided in (False, True):
        traced.guiding = guided
        gradient, = torch.autograd.grad(score, traced.x, retain_graph=True)
        found.append((gradient if guided else gradient * traced.x)[0].double().sum(0))
    traced.guiding = False
    return dict(zip(MAPS, (f.detach().numpy() for f in found)))


def main():
    tally = common.Tally()
    model = nets.slim("D")
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        png = folder / "owl.png"
        Image.open(common.ROOT / "assets/photos/owl.jpg").convert("RGB").save(png)
        photo = ("--net", "vgg16", "--image", png)
        trained = common.answer("read", *photo, "--do", "run; view why", "--save", folder / "trained")
        asked, first = trained["why"]["class"], arrays(folder / "trained")
        steps = {}
        for drawn, seed in ((1, 1), (3, 1), (5, 77), (16, 1)):
            with tally.test(f"{drawn} random layers, seed {seed}"):
                weights = folder / "mixed.safetensors"
                layer = mixed(weights, drawn, seed)
                facts = common.answer("read", *photo, "--do", f"run; view why; why seed {seed}; why topic random; why drawn {drawn}",
                                      "--save", folder / "random")
                steps = facts["random"]["steps"]
                common.equal((len(steps), facts["random"]["shown"]), (16, drawn), "the steps")
                got = arrays(folder / "random", "random_")
                other = common.answer("read", "--net", "vgg16", "--weights", weights, "--image", png,
                                      "--do", f"run; view why; why {asked}", "--save", folder / "other")
                want = arrays(folder / "other")
                nets.load(model, weights)
                autograd = by_autograd(model, weights, png, folder, asked)
                for name in MAPS:
                    assert np.array_equal(got[name], want[name]), f"{layer}: {name} is not that of the written weights"
                    common.near(got[name], autograd[name], max(np.abs(autograd[name]).max(), 1e-30), 1e-3, name)
                    said, like = steps[drawn - 1][name], likeness(first[name], got[name])
                    common.equal(said is None, like is None, f"whether {name} can be ranked")
                    if like is not None:
                        common.near(said, like, 1, 1e-6, f"the likeness of {name}")
                common.near(steps[drawn - 1]["probability"], other["why"]["probability"], 1, 1e-7, "the class's output")
                print("    ", steps[drawn - 1])
        with tally.test("the layers from the last to the first"):
            names = [name for name, module, _ in nets.modules("vgg16", model) if isinstance(module, (torch.nn.Conv2d, torch.nn.Linear))]
            common.equal([step["layer"] for step in steps], names[::-1], "the layers")
    tally.close()


main()
