#!/usr/bin/env python3
"""The maps of Why against their definitions, written here anew on PyTorch's autograd: a grey square moved over the photo,
Grad-CAM, gradient times input, guided backpropagation; for the best answer, for another class, and for one less another.

Gradients go backward over the program's forward values, as in gradients.py, which says why."""
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True

import numpy as np
import torch
from PIL import Image

import _common as common
import _nets as nets

WITHIN = 1e-3
GREY = (124, 116, 104)  # of 255
ASKED = (  # commands, the place of the class, whether it is held against the best other one, Grad-CAM's row
    ("why off", 0, False, "pool5"),
    ("why answer 2; select conv5_3", 1, False, "relu5_3"),
    ("why answer 3; why against on; why layer conv4_2", 2, True, "relu4_2"),
    ("why against; why layer pool4; select conv1_1", 0, True, "pool4"),
)


def covered(image, grey):
    """The photo under each square of 32 x 32 pixels whose middles are those of 14 x 14 cells, row by row."""
    for row in range(14):
        for column in range(14):
            y, x = 16 * row + 8, 16 * column + 8
            other = image.clone()
            other[:, max(y - 16, 0):y + 16, max(x - 16, 0):x + 16] = grey
            yield other


@torch.no_grad()
def scores_under_squares(model, image, only):
    """(squares, classes); only: the squares' numbers."""
    mean, deviation = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    grey = ((torch.tensor(GREY) / 255 - mean) / deviation)[:, None, None]
    squares = list(covered(image, grey))
    return torch.cat([model(torch.stack([squares[i] for i in only[at:at + 14]])) for at in range(0, len(only), 14)])


def grad_cam(traced, score, row):
    values = traced.values[row]
    gradient, = torch.autograd.grad(score, values, retain_graph=True)
    return torch.relu((gradient.mean((2, 3), keepdim=True) * values).sum(1))[0].detach().numpy()


def summed(traced, score, guided, times):
    traced.guiding = guided
    gradient, = torch.autograd.grad(score, traced.x, retain_graph=True)
    traced.guiding = False
    return (gradient * traced.x.detach() if times else gradient)[0].double().sum(0).numpy()


class Photo:
    def __init__(self, net, weights, model, png, folder, only):
        self.arguments, self.folder, self.only, self.model = ("--net", net, "--weights", weights, "--image", png), folder, only, model
        image = nets.prepare(224)(Image.open(png))
        common.output("run", *self.arguments, "--save-activations", folder)
        self.traced = nets.Traced(net, model, image[None], lambda name: np.load(folder / f"{name}.npy"))
        with torch.no_grad():
            self.whole = model(image[None])[0]
        self.under = scores_under_squares(model, image, only)

    def check(self, script, place, against, row):
        facts = common.answer("read", *self.arguments, "--do", f"view why; {script}", "--save", self.folder / "why")
        order = self.whole.argsort(descending=True).tolist()
        asked = order[place]
        other = next(c for c in order if c != asked) if against else None
        common.equal(facts["why"]["class"], asked, "the class")
        common.equal(facts["against"]["class"] if against else facts["against"], other, "the class that it is held against")
        scores = self.traced.values["fc8"][0]
        score = scores[asked] - scores[other] if against else scores[asked]
        if against:
            drop = (self.whole[asked] - self.whole[other]) - (self.under[:, asked] - self.under[:, other])
        else:
            drop = self.whole.double().softmax(0)[asked] - self.under.double().softmax(1)[:, asked]
        got = {name: np.load(self.folder / "why" / f"{name}.npy") for name in ("occlusion", "gradcam", "gradient_input", "guided")}
        common.equal(got["occlusion"].shape, (14, 14), "the shape of the occlusion")
        near("occlusion", got["occlusion"].ravel()[self.only], drop.numpy())
        near("Grad-CAM", got["gradcam"], grad_cam(self.traced, score, row))
        near("gradient times input", got["gradient_input"], summed(self.traced, score, False, True))
        near("guided backpropagation", got["guided"], summed(self.traced, score, True, False))
        for name, map_ in got.items():
            said, size = facts[name], map_.shape
            y, x = np.unravel_index(np.abs(map_).argmax(), size)
            common.equal((said["x"], said["y"]), (int((x + 0.5) * 224 / size[1]), int((y + 0.5) * 224 / size[0])), f"the strongest place of {name}")
            common.near(said["strongest"], map_[y, x], abs(map_[y, x]), 1e-6, f"the strongest value of {name}")


def near(what, got, want):
    """A class whose probability nothing changes has a drop of rounding alone: there it is held to 1e-7."""
    most = np.abs(want).max()
    floor = 1e-7 / WITHIN if what == "occlusion" else 1e-30
    worst = common.near(got, want, max(most, floor), WITHIN, what)
    print(f"     {what}: {worst:.1g} of the largest, {most:.3g}")


def main():
    tally = common.Tally()
    bundled = ("vgg16", common.ROOT / "weights/vgg16-slim.safetensors", nets.slim("D"), list(range(196)), ASKED)
    real = None
    if common.DATA:
        real = ("vgg19", pathlib.Path(common.DATA) / "vgg19-imagenet-u8.safetensors", nets.build("vgg19"), list(range(5, 196, 9)), None)
    else:
        tally.skip("the maps of the real VGG-19", "VGGSCOPE_TEST_DATA is not set")
    for net, weights, model, only, asked in filter(None, (bundled, real)):
        nets.load(model, weights)
        for number, name in enumerate(("owl", "dog", "lemur")):
            with tempfile.TemporaryDirectory() as temporary, tally.test(f"{net}: {name}"):
                folder = pathlib.Path(temporary)
                png = folder / f"{name}.png"
                Image.open(common.ROOT / f"assets/photos/{name}.jpg").convert("RGB").save(png)
                photo = Photo(net, weights, model, png, folder, only)
                for script in asked or ASKED[number:number + 1]:
                    photo.check(*script)
    tally.close()


main()
