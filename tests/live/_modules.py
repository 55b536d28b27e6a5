"""Networks of one's own in PyTorch, and the program's rows held against what their modules make."""
import pathlib
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn

from _common import ROOT, answer, equal, near, run

PHOTO = ROOT / "assets/photos/lemur.jpg"
ROWS = (nn.Conv2d, nn.BatchNorm1d, nn.BatchNorm2d, nn.ReLU, nn.LeakyReLU, nn.ELU, nn.GELU, nn.SiLU, nn.ReLU6, nn.Sigmoid, nn.Tanh, nn.MaxPool2d, nn.AvgPool2d,
        nn.LocalResponseNorm, nn.Linear)


def fill(net, seed=1):
    """Numbers that keep activations alive."""
    torch.manual_seed(seed)
    for module in net.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            if module.bias is not None:
                nn.init.normal_(module.bias, 0, 0.05)
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            nn.init.normal_(module.running_mean, 0, 0.1)
            nn.init.uniform_(module.running_var, 0.5, 2)
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, 0, 0.1)
    return net.eval()


def photo(size, channels=3):
    """As the program crops it: torchvision's way for ImageNet's size, else the short side as it is; the mean of the three for grey."""
    image = Image.open(PHOTO).convert("RGB")
    side = 256 if size == 224 else size
    to = tuple(side if n == min(image.size) else int(side * n / min(image.size)) for n in image.size)
    left, top = (round((n - size) / 2) for n in to)
    image = image.resize(to, Image.BILINEAR).crop((left, top, left + size, top + size))
    mean, deviation = np.float32([0.485, 0.456, 0.406]), np.float32([0.229, 0.224, 0.225])
    if channels == 1:
        x = np.asarray(image.convert("L"), np.float32) / np.float32(255)
        return torch.from_numpy((x - mean.mean()) / deviation.mean())[None, None]
    x = torch.from_numpy(np.asarray(image, np.float32) / np.float32(255)).permute(2, 0, 1)
    return ((x - torch.from_numpy(mean)[:, None, None]) / torch.from_numpy(deviation)[:, None, None])[None]


@torch.no_grad()
def run_modules(modules, x):
    """What each module makes that is a row, and the softmax."""
    made = []
    for module in modules:
        size = x.shape[-1]
        x = torch.relu(x) if isinstance(module, nn.ReLU) else module(x)
        if isinstance(module, ROWS) or (isinstance(module, nn.AdaptiveAvgPool2d) and x.shape[-1] != size):
            made.append(x[0].numpy())
    return made + ([x.softmax(1)[0].numpy()] if isinstance(module, nn.Linear) else [])


def holds(path, modules, size, *more):
    """The program's rows, one after another, are what PyTorch's modules make; returns its table."""
    table = answer("table", "--weights", path, *more, "--json")["layers"]
    with tempfile.TemporaryDirectory() as saved:
        done = run("run", "--weights", path, *more, "--image", PHOTO, "--save-activations", saved) # may say that it guesses
        equal(done.returncode, 0, f"the status, with {done.stderr}")
        want = run_modules(modules, photo(size, next(m.in_channels for m in modules if isinstance(m, nn.Conv2d))))
        equal(len(table), len(want), "rows")
        for row, value in zip(table, want):
            got = np.load(pathlib.Path(saved) / f"{row['name']}.npy")
            near(got.reshape(value.shape), value, max(np.abs(value).max(), 1e-3), 1e-3, row["name"])
    return table
