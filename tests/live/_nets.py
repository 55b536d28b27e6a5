"""The networks in PyTorch: torchvision's own where it has them, the others built its way."""
import functools
import re

import torch
import torchvision
from torch import nn
from torchvision.models import vgg

from _common import read_weights

for kind in (nn.Linear, nn.Conv2d):  # the weights come from files: no time for random ones
    kind.reset_parameters = lambda self: None

VGG_C = [64, 64, "M", 128, 128, "M", 256, 256, "1x1", "M", 512, 512, "1x1", "M", 512, 512, "1x1", "M"]


class Lrn(nn.LocalResponseNorm):
    """n 5, k 2, alpha 1e-4 not divided by n, beta 0.75: PyTorch divides."""

    def __init__(self):
        super().__init__(5, alpha=5e-4, beta=0.75, k=2)


def features_c():
    layers, channels = [], 3
    for width in VGG_C:
        if width == "M":
            layers.append(nn.MaxPool2d(2, 2))
        elif width == "1x1":
            layers += [nn.Conv2d(channels, channels, 1, padding=0), nn.ReLU()]
        else:
            layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU()]
            channels = width
    return nn.Sequential(*layers)


def features_a_lrn():
    layers = list(vgg.make_layers(vgg.cfgs["A"]))
    layers.insert(2, Lrn())
    return nn.Sequential(*layers)


def alexnet_2012():
    net = torchvision.models.alexnet()
    net.features = nn.Sequential(
        nn.Conv2d(3, 96, 11, stride=4), nn.ReLU(), Lrn(), nn.MaxPool2d(3, 2),
        nn.Conv2d(96, 256, 5, padding=2, groups=2), nn.ReLU(), Lrn(), nn.MaxPool2d(3, 2),
        nn.Conv2d(256, 384, 3, padding=1), nn.ReLU(),
        nn.Conv2d(384, 384, 3, padding=1, groups=2), nn.ReLU(),
        nn.Conv2d(384, 256, 3, padding=1, groups=2), nn.ReLU(), nn.MaxPool2d(3, 2))
    return net


def slim(config):
    """Every width of a VGG divided by four."""
    narrow = [w if w == "M" else w // 4 for w in vgg.cfgs[config]]
    net = torchvision.models.VGG(vgg.make_layers(narrow), init_weights=False)
    net.classifier = nn.Sequential(nn.Linear(128 * 49, 1024), nn.ReLU(), nn.Dropout(),
                                   nn.Linear(1024, 1024), nn.ReLU(), nn.Dropout(), nn.Linear(1024, 1000))
    return net


def build(net):
    """A network by the program's name for it."""
    if re.fullmatch(r"vgg(11|13|16|19)(_bn)?", net):
        return getattr(torchvision.models, net)(init_weights=False).eval()
    if net == "alexnet":
        return torchvision.models.alexnet().eval()
    if net == "alexnet-2012":
        return alexnet_2012().eval()
    return torchvision.models.VGG({"a-lrn": features_a_lrn, "c": features_c}[net](), init_weights=False).eval()


def load(model, path):
    """Puts the weights of a file into a model, every one of them and none besides."""
    weights = {name: torch.from_numpy(value) for name, value in read_weights(path).items()}
    model.load_state_dict(weights)
    return model.eval().requires_grad_(False)


def prepare(crop):
    """torchvision's preprocessing."""
    steps = torchvision.transforms
    return steps.Compose([steps.Resize(256), steps.CenterCrop(crop), steps.ToTensor(),
                          steps.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])


def crop_of(net):
    return 227 if net == "alexnet-2012" else 224


def modules(net, model):
    """(name, module, "features[i]" or the like) of every row of the program's table, in order."""
    kinds = {nn.Conv2d: "conv", nn.BatchNorm2d: "bn", nn.ReLU: "relu", Lrn: "lrn", nn.MaxPool2d: "pool", nn.Linear: "fc"}
    alex, block, inside, convs, fcs = net.startswith("alexnet"), 1, 0, 0, 0
    rows = []
    for i, module in enumerate(model.features):
        kind = kinds[type(module)]
        if kind == "conv":
            convs, inside = convs + 1, inside + 1
        at = convs if alex else f"{block}_{inside}" if kind in ("conv", "bn", "relu") else block
        rows.append((f"{kind}{at}", module, f"features[{i}]"))
        if kind == "pool":
            block, inside = block + 1, 0
    for i, module in enumerate(model.classifier):
        if isinstance(module, nn.Dropout):
            continue
        kind = kinds[type(module)]
        fcs += kind == "fc"
        rows.append((f"{kind}{5 + fcs}", module, f"classifier[{i}]"))
    return rows + [("prob", nn.Softmax(1), None)]


@torch.no_grad()
def activations(net, model, batch):
    """(name, values of the batch) of every row; nothing is done in place."""
    x = batch
    for name, module, _ in modules(net, model):
        if name == "fc6":
            x = torch.flatten(model.avgpool(x), 1)
        x = torch.relu(x) if isinstance(module, nn.ReLU) else module(x)
        yield name, x


@torch.no_grad()
def probabilities(model, batch):
    return torch.softmax(model(batch), 1)


class Traced:
    """A picture's values, as far as `last`, with what is needed to go back to the picture. `put`: gives a module's values, by
    its name, in the place of those that PyTorch computes."""

    def __init__(self, net, model, image, put=None, last=None):
        self.x = image.clone().requires_grad_(True)
        self.guiding, self.values, value = False, {}, self.x
        for name, module, _ in modules(net, model):
            if name == "fc6":
                value = torch.flatten(model.avgpool(value), 1)
            if isinstance(module, nn.ReLU):
                value = torch.relu(value)
                value.register_hook(lambda g: g.clamp(min=0) if self.guiding else g)
            else:
                value = module(value)
            if put:
                value.data.copy_(torch.from_numpy(put(name))[None])
            self.values[name] = value
            if name == last:
                return

    @functools.cache
    def gradient(self, layer, unit, guided):
        """(3, H, W) of a unit, (map, x, y); guided: no ReLU lets a negative gradient pass."""
        map_, x, y = unit
        values = self.values[layer][0, map_]
        self.guiding = guided
        return torch.autograd.grad(values[y, x] if values.dim() else values, self.x, retain_graph=True)[0][0].numpy()

    def map_values(self, layer):
        return self.values[layer].detach()[0].numpy()
