#!/usr/bin/env python3
"""The terms of a class's score, followed back to a place of the last maps: weights times values in PyTorch."""
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True

import numpy as np
import torch
from PIL import Image

import _common as common
import _nets as nets

SHOWN = 16
ASKED = (("why off", 0, False, (1, 1, 1)), ("why answer 2; why term 1 3; why term 2 2; why term 3 16", 1, False, (3, 2, 16)),
         ("why answer 3; why against on; why term 1 16; why term 3 4", 2, True, (16, 1, 4)))


def check_sum(said, weight, bias, values, shape, chosen):
    """One sum: `weight` times `values`, and the bias; shape: of the maps, for their places. Returns the unit that is followed."""
    products = weight.double() * values.double()
    order = products.abs().argsort(descending=True, stable=True)[:SHOWN]
    total = (products.sum() + bias.double()).item()
    scale = products.abs().max().item()
    common.near([t["product"] for t in said["terms"]], products[order].tolist(), scale, 1e-5, "the largest products")
    flat = [t["unit"] if shape is None else (t["unit"] * shape[1] + t["y"]) * shape[2] + t["x"] for t in said["terms"]]
    common.near(products[flat].tolist(), [t["product"] for t in said["terms"]], scale, 1e-5, "what they are the products of")
    common.near([t["weight"] for t in said["terms"]], weight[flat].tolist(), weight.abs().max().item(), 1e-5, "the weights")
    common.near([t["value"] for t in said["terms"]], values[flat].tolist(), values.abs().max().item(), 1e-5, "the values")
    common.equal((len(set(flat)), said["others"]), (SHOWN, len(products) - SHOWN), "how many there are")
    common.near(said["bias"], bias.item(), 1, 1e-5, "the bias")
    common.near(said["sum"], total, abs(total) + scale, 1e-5, "the sum")
    common.near(sum(t["product"] for t in said["terms"]) + said["rest"] + said["bias"], total, abs(total) + scale, 1e-5,
                "all that is shown, added up,")
    common.equal(said["chosen"], chosen, "the place of what is followed")
    return flat[chosen - 1]


def check(model, arguments, folder, script, place, against, chosen, field):
    facts = common.answer("read", *arguments, "--do", f"run; view why; {script}; why topic terms")
    values = {name: torch.from_numpy(np.load(folder / f"{name}.npy")) for name in ("relu7", "relu6", "pool5", "fc8")}
    order = values["fc8"].argsort(descending=True).tolist()
    asked = order[place]
    other = next(c for c in order if c != asked)
    fc6, fc7, fc8 = (m for m in model.classifier if isinstance(m, torch.nn.Linear))
    weight, bias = fc8.weight.data[asked], fc8.bias.data[asked]
    if against:
        weight, bias = weight - fc8.weight.data[other], bias - fc8.bias.data[other]
    sums = facts["sums"]
    common.equal([s["layer"] for s in sums], ["fc8", "fc7", "fc6"], "the layers")
    common.equal(sums[0]["unit"], asked, "the class")
    score = values["fc8"][asked] - (values["fc8"][other] if against else 0)
    common.near(sums[0]["sum"], score.item(), abs(score.item()) + 1, 1e-4, "the score")
    unit = check_sum(sums[0], weight, bias, values["relu7"], None, chosen[0])
    common.equal(sums[1]["unit"], unit, "the unit of fc7")
    unit = check_sum(sums[1], fc7.weight.data[unit], fc7.bias.data[unit], values["relu6"], None, chosen[1])
    common.equal(sums[2]["unit"], unit, "the unit of fc6")
    pool = values["pool5"]
    at = check_sum(sums[2], fc6.weight.data[unit], fc6.bias.data[unit], pool.flatten(), pool.shape, chosen[2])
    y, x = divmod(at % pool[0].numel(), pool.shape[2])
    size, padding = field
    want = [32 * x - padding, 32 * y - padding, 32 * x - padding + size - 1, 32 * y - padding + size - 1]
    common.equal(facts["field"], want, "the field on the photo")


def main():
    tally = common.Tally()
    runs = [("vgg16", common.ROOT / "weights/vgg16-slim.safetensors", nets.slim("D"), (212, 90), ASKED)]
    if common.DATA:
        real = pathlib.Path(common.DATA) / "vgg19-imagenet-u8.safetensors"
        runs.append(("vgg19", real, nets.build("vgg19"), (268, 118), ASKED[1:2]))
    else:
        tally.skip("the terms of the real VGG-19", "VGGSCOPE_TEST_DATA is not set")
    for net, weights, model, field, asked in runs:
        nets.load(model, weights)
        with tempfile.TemporaryDirectory() as temporary:
            folder = pathlib.Path(temporary)
            png = folder / "dog.png"
            Image.open(common.ROOT / "assets/photos/dog.jpg").convert("RGB").save(png)
            arguments = ("--net", net, "--weights", weights, "--image", png)
            common.output("run", *arguments, "--save-activations", folder)
            for script, place, against, chosen in asked:
                with tally.test(f"{net}: {script}"):
                    check(model, arguments, folder, script, place, against, chosen, field)
    tally.close()


main()
