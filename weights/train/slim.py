"""The network that is trained: VGG-16 or VGG-19 with every width divided, and its files.

A file is safetensors with torchvision's names, one byte a weight: NAME*NAME.scale + NAME.min, a pair an output
channel, biases float32. The full VGG-19, the teacher, is read from the same format.
"""
import json
import os
import struct

import numpy
import torch
import torch.nn.functional as F
from torch import nn

CONVOLUTIONS = {"vgg16": (2, 2, 3, 3, 3), "vgg19": (2, 2, 4, 4, 4)}  # by block
CHANNELS = (64, 128, 256, 512, 512)
CLASSES = 1000
MEAN = torch.tensor((0.485, 0.456, 0.406)).view(1, 3, 1, 1)
DEVIATION = torch.tensor((0.229, 0.224, 0.225)).view(1, 3, 1, 1)
TYPES = {"F32": numpy.float32, "F16": numpy.float16, "U8": numpy.uint8}


class Vgg(nn.Module):
    """(N, 3, H, W) to (N, 1000) logits. `norm`: batch norm before each ReLU."""

    def __init__(self, net, width=4, norm=False):
        super().__init__()
        self.net, self.width = net, width
        self.convs, self.norms = nn.ModuleList(), nn.ModuleList()
        before = 3
        for count, channels in zip(CONVOLUTIONS[net], CHANNELS):
            for _ in range(count):
                self.convs.append(nn.Conv2d(before, channels // width, 3, padding=1))
                self.norms.append(nn.BatchNorm2d(channels // width) if norm else nn.Identity())
                before = channels // width
        hidden = 4096 // width
        self.fcs = nn.ModuleList((nn.Linear(before * 49, hidden), nn.Linear(hidden, hidden), nn.Linear(hidden, CLASSES)))
        for _ in range(2):
            self.norms.append(nn.BatchNorm1d(hidden) if norm else nn.Identity())
        for layer in (*self.convs, *self.fcs):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)
        nn.init.normal_(self.fcs[2].weight, std=0.01)  # no answer is sure at the beginning

    def forward(self, x):
        at = 0
        for count in CONVOLUTIONS[self.net]:
            for _ in range(count):
                x = F.relu(self.norms[at](self.convs[at](x)))
                at += 1
            x = F.max_pool2d(x, 2)
        x = F.adaptive_avg_pool2d(x, 7).flatten(1)  # nothing changes at 224, where pool5 is 7x7
        for fc, norm in zip(self.fcs, self.norms[at:]):
            x = F.relu(norm(fc(x)))
        return self.fcs[2](x)

    def folded(self):
        """The same answers (in evaluation) by convolutions alone."""
        plain = Vgg(self.net, self.width)
        plain.load_state_dict({k: v for k, v in self.state_dict().items() if not k.startswith("norms.")})
        with torch.no_grad():
            for layer, norm in zip((*plain.convs, *plain.fcs), self.norms):
                if isinstance(norm, nn.Identity):
                    continue
                factor = norm.weight / torch.sqrt(norm.running_var + norm.eps)
                layer.weight.mul_(factor.view(-1, *[1] * (layer.weight.dim() - 1)))
                layer.bias.copy_((layer.bias - norm.running_mean) * factor + norm.bias)
        return plain

    def grown(self):
        """A VGG-19 with the answers of this VGG-16: what it has more are convolutions that change nothing
        (Chen et al., Net2Net, 2016); behind a ReLU the one that follows changes nothing either."""
        deep = Vgg("vgg19", self.width)
        here = iter(self.convs)
        at = 0
        with torch.no_grad():
            for few, many in zip(CONVOLUTIONS["vgg16"], CONVOLUTIONS["vgg19"]):
                for i in range(many):
                    conv = deep.convs[at]
                    if i < few:
                        conv.load_state_dict(next(here).state_dict())
                    else:
                        nn.init.dirac_(conv.weight)
                        nn.init.zeros_(conv.bias)
                    at += 1
        deep.fcs.load_state_dict(self.fcs.state_dict())
        return deep

    def layers(self):
        """(torchvision's name, layer) in order."""
        index, at = 0, 0
        for count in CONVOLUTIONS[self.net]:
            for _ in range(count):
                yield f"features.{index}", self.convs[at]
                at, index = at + 1, index + 2
            index += 1
        for index, layer in zip((0, 3, 6), self.fcs):
            yield f"classifier.{index}", layer


# ---- files ----

def quantize(weight):
    """(O, ...) float32 to bytes, scale and minimum by output channel, rounding half to even."""
    rows = weight.reshape(len(weight), -1)
    low = rows.min(1)
    scale = ((rows.max(1) - low) / numpy.float32(255)).astype(numpy.float32)
    steps = (rows.astype(numpy.float64) - low[:, None]) / numpy.where(scale > 0, scale, 1)[:, None]
    return numpy.rint(steps).clip(0, 255).astype(numpy.uint8).reshape(weight.shape), scale, low


def save(model, path):
    """Writes the network, one byte a weight, its batch norm folded."""
    model = model.folded().float().cpu()
    arrays = {}
    for name, layer in model.layers():
        arrays[name + ".weight"], arrays[name + ".weight.scale"], arrays[name + ".weight.min"] = quantize(
            layer.weight.detach().numpy())
        arrays[name + ".bias"] = layer.bias.detach().numpy()
    header = {"__metadata__": {
        "model": model.net, "width": f"1/{model.width}", "source": f"slim 1/{model.width}",
        "preprocess": "RGB 0..1, mean 0.485 0.456 0.406, std 0.229 0.224 0.225",
        "quantization": "U8: NAME*NAME.scale + NAME.min, one pair an output channel"}}
    at = 0
    for name, array in arrays.items():
        header[name] = {"dtype": "U8" if array.dtype == numpy.uint8 else "F32", "shape": list(array.shape),
                        "data_offsets": [at, at + array.nbytes]}
        at += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 64)
    with open(path + ".part", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for array in arrays.values():
            file.write(array.tobytes())
    os.replace(path + ".part", path)


def load(path):
    """The network that a file holds, of any width. Raises ValueError with one line."""
    with open(path, "rb") as file:
        size = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(size))
    blob = numpy.memmap(path, numpy.uint8, "r", 8 + size)
    about = header.pop("__metadata__", {})

    def array(name):
        entry = header[name]
        begin, end = entry["data_offsets"]
        return blob[begin:end].view(TYPES[entry["dtype"]]).reshape(entry["shape"])

    def tensor(name):
        values = array(name).astype(numpy.float32)
        if name + ".scale" in header:
            pair = [array(name + end).reshape((-1,) + (1,) * (values.ndim - 1)) for end in (".scale", ".min")]
            values = values * pair[0] + pair[1]
        return torch.from_numpy(values)

    net = "vgg19" if "features.34.weight" in header else "vgg16"
    if about.get("model", net) != net:
        raise ValueError(f"{path} is neither VGG-16 nor VGG-19, but {about['model']}")
    model = Vgg(net, CHANNELS[0] // header["features.0.weight"]["shape"][0])
    with torch.no_grad():
        for name, layer in model.layers():
            layer.weight.copy_(tensor(name + ".weight"))
            layer.bias.copy_(tensor(name + ".bias"))
    return model.eval()
