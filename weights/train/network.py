"""VGG in any width and with any head: its plan, what it makes of pictures, and its files.

A file is safetensors with torchvision's names. Weights are float32, float16, or bytes with a scale and a minimum, for
each output channel or for all: value = byte * scale + minimum.
"""
import json
import math
import os
import struct
from dataclasses import dataclass
from functools import cached_property

import numpy
import torch
import torch.nn.functional as F

# The program's catalogue (src/model/net.c): sizes of the kernels by block; behind each block stands a 2x2 pool. A-LRN is not
# among them: it normalizes across neighbouring channels, of which a slim network has only some.
NETS = {"vgg11": ((3,), (3,), (3, 3), (3, 3), (3, 3)),
        "vgg13": ((3, 3),) * 5,
        "c": ((3, 3), (3, 3), (3, 3, 1), (3, 3, 1), (3, 3, 1)),
        "vgg16": ((3, 3), (3, 3), (3, 3, 3), (3, 3, 3), (3, 3, 3)),
        "vgg19": ((3, 3), (3, 3), (3,) * 4, (3,) * 4, (3,) * 4)}
CLASSIFIER = ("classifier.0", "classifier.3", "classifier.6")
TYPES = {"F32": numpy.float32, "F16": numpy.float16, "U8": numpy.uint8}


@dataclass(frozen=True)
class Layer:
    name: str     # conv3_1, fc6: the program's
    key: str      # features.10, classifier.0: torchvision's
    block: int    # 1 to 5; 0 behind the last pool
    kernel: int   # 3 or 1; 0 for a fully connected layer
    inputs: int
    outputs: int
    pooled: bool  # a pool comes next


@dataclass(frozen=True)
class Plan:
    net: str          # a key of NETS
    channels: tuple   # of the five blocks
    hidden: tuple     # of fc6 and fc7
    classes: int
    side: int = 7     # of pool5; a picture is 32 times as wide

    @cached_property
    def layers(self):
        layers, index, before = [], 0, 3
        for block, (kernels, width) in enumerate(zip(NETS[self.net], self.channels), 1):
            for at, kernel in enumerate(kernels, 1):
                layers.append(Layer(f"conv{block}_{at}", f"features.{index}", block, kernel, before, width,
                                    at == len(kernels)))
                index, before = index + 2, width
            index += 1
        widths = (before * self.side ** 2, *self.hidden, self.classes)
        for at, key in enumerate(CLASSIFIER):
            layers.append(Layer(f"fc{6 + at}", key, 0, 0, widths[at], widths[at + 1], False))
        return tuple(layers)

    @property
    def convs(self):
        return self.layers[:-3]

    def layer(self, name):
        return next(layer for layer in self.layers if layer.name == name)

    def slim(self, net, width):
        """The plan of `net` with this head, every width but the classes divided by `width`."""
        for n in (*self.channels, *self.hidden):
            if n % width:
                raise ValueError(f"a width of {n} cannot be divided by {width}")
        return Plan(net, tuple(n // width for n in self.channels), tuple(n // width for n in self.hidden), self.classes,
                    self.side)


def followed(slim, full):
    """{name of a slim layer: the full network's layer that it follows}, fc8 aside. In each block they go together as
    far as both have layers, and the last follows the last: what comes behind the pool is the same for both."""
    names = {}
    for block in range(1, 6):
        ours, theirs = ([layer for layer in plan.convs if layer.block == block] for plan in (slim, full))
        for at, layer in enumerate(ours):
            names[layer.name] = theirs[-1 if at == len(ours) - 1 else min(at, len(theirs) - 1)]
    return {**names, "fc6": full.layer("fc6"), "fc7": full.layer("fc7")}


def forward(plan, weights, x, see=None):
    """Pictures (N, 3, 32*side, 32*side) to scores (N, classes). `weights` is {key: (weight, bias)}; each layer computes
    in the type of its weights. see(layer, values) is shown what a layer makes before its ReLU, and may not keep it."""
    for layer in plan.layers:
        weight, bias = weights[layer.key]
        x = step(layer, weight, bias, x)
        if see:
            see(layer, x)
        if layer.name != "fc8":
            x = behind(layer, x)
    return x


def step(layer, weight, bias, x):
    x = x.to(weight.dtype)
    return F.conv2d(x, weight, bias, padding=layer.kernel // 2) if layer.kernel else F.linear(x.flatten(1), weight, bias)


def behind(layer, x):
    """What the next layer is given: after the ReLU, and the pool if there is one."""
    x = F.relu(x, inplace=not torch.is_grad_enabled())
    return F.max_pool2d(x, 2) if layer.pooled else x


def in_type(plan, weights, kind):
    """The weights for fast passes: those of convolutions and fc6, nearly all of the work, in the type `kind`."""
    out = {}
    for layer in plan.layers:
        weight, bias = weights[layer.key]
        out[layer.key] = fast(layer, weight, bias, kind) if layer.kernel or layer.name == "fc6" else (weight, bias)
    return out


def fast(layer, weight, bias, kind):
    weight, bias = weight.to(kind), bias.to(kind)
    return weight.contiguous(memory_format=torch.channels_last) if layer.kernel else weight, bias


# ---- files ----

def plan_of(shapes, path):
    """The plan of a network by {tensor's name: shape}. ValueError: it is none of NETS."""
    convs = sorted(int(name.split(".")[1]) for name, shape in shapes.items()
                   if name.startswith("features.") and name.endswith(".weight") and len(shape) == 4)
    for net in NETS:
        empty = Plan(net, (1,) * 5, (1, 1), 1, 1)
        if convs != [int(layer.key.split(".")[1]) for layer in empty.convs]:
            continue
        last = {layer.block: shapes[layer.key + ".weight"][0] for layer in empty.convs}
        head = [(*shapes.get(key + ".weight", ()), 0, 0) for key in CLASSIFIER]
        plan = Plan(net, tuple(last.values()), (head[0][0], head[1][0]), head[2][0], math.isqrt(head[0][1] // last[5]))
        if all(tuple(shapes.get(layer.key + ".weight", ())) == shape_of(layer) for layer in plan.layers):
            return plan
    raise ValueError(f"{path} holds none of {', '.join(NETS)} with three fully connected layers and without batch norm")


def shape_of(layer):
    return (layer.outputs, layer.inputs, *(layer.kernel,) * 2) if layer.kernel else (layer.outputs, layer.inputs)


def read(path):
    """(plan, {key: (weight, bias)} in float32, metadata) of a file. ValueError with one line."""
    try:
        with open(path, "rb") as file:
            size = struct.unpack("<Q", file.read(8))[0]
            header = json.loads(file.read(size))
        blob = numpy.memmap(path, numpy.uint8, "r", 8 + size)
        about = header.pop("__metadata__", {})
        shapes = {name: tuple(entry["shape"]) for name, entry in header.items()}
    except (struct.error, UnicodeDecodeError, json.JSONDecodeError, MemoryError, OverflowError, KeyError, AttributeError):
        raise ValueError(f"{path} is no safetensors file; of a .pth makes one: vggscope weights pack FILE OUT --type f32"
                         ) from None
    plan = plan_of(shapes, path)

    def array(name):
        begin, end = header[name]["data_offsets"]
        return blob[begin:end].view(TYPES[header[name]["dtype"]]).reshape(header[name]["shape"])

    def tensor(name):
        values = array(name).astype(numpy.float32)
        if header[name]["dtype"] == "U8":
            scale, low = (array(name + end).reshape((-1,) + (1,) * (values.ndim - 1)) for end in (".scale", ".min"))
            values = values * scale + low
        return torch.from_numpy(values)

    try:
        weights = {layer.key: (tensor(layer.key + ".weight"), tensor(layer.key + ".bias")) for layer in plan.layers}
        return plan, weights, about
    except (KeyError, ValueError) as wrong:
        raise ValueError(f"{path} is damaged, or of another type than float32, float16 or bytes ({wrong})") from None


def quantized(weight):
    """(O, ...) float32 to bytes, scale and minimum by output channel, rounding half to even."""
    rows = weight.reshape(len(weight), -1)
    low = rows.min(1)
    scale = ((rows.max(1) - low) / numpy.float32(255)).astype(numpy.float32)
    steps = (rows.astype(numpy.float64) - low[:, None]) / numpy.where(scale > 0, scale, 1)[:, None]
    return numpy.rint(steps).clip(0, 255).astype(numpy.uint8).reshape(weight.shape), scale, low


def write(path, plan, weights, about):
    """A file with one byte a weight; biases, scales and minima are float32. `about` goes into its metadata."""
    arrays = {}
    for layer in plan.layers:
        weight, bias = (values.detach().float().contiguous().numpy() for values in weights[layer.key])
        name = layer.key + ".weight"
        arrays[name], arrays[name + ".scale"], arrays[name + ".min"] = quantized(weight)
        arrays[layer.key + ".bias"] = bias
    header, at = {"__metadata__": about}, 0
    for name, array in arrays.items():
        header[name] = {"dtype": "U8" if array.dtype == numpy.uint8 else "F32", "shape": list(array.shape),
                        "data_offsets": [at, at + array.nbytes]}
        at += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(f"{path}.part", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for array in arrays.values():
            file.write(array.tobytes())
    os.replace(f"{path}.part", path)
