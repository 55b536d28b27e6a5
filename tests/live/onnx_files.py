#!/usr/bin/env python3
"""ONNX files, as torch.onnx exports them and as other tools write them: every module against PyTorch, and what is no chain
of known layers, damaged or hostile is refused with one line."""
import copy
import json
import os
import pathlib
import resource
import sys
import tempfile
import warnings

sys.dont_write_bytecode = True
warnings.filterwarnings("ignore")

import numpy as np
import onnx
import torch
import torch.nn.functional as F
import torchvision
from PIL import Image
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from _common import ROOT, Tally, answer, equal, near, output, run, unguessed
from _modules import photo

PHOTO = ROOT / "assets/photos/lemur.jpg"
WITHOUT_ROW = (nn.Flatten, nn.Dropout, nn.Identity, nn.Softmax, nn.LogSoftmax, nn.ZeroPad2d)
RANDOM = np.random.default_rng(11)


def alive(*modules, seed=1):
    """Modules with numbers that keep activations alive."""
    torch.manual_seed(seed)
    for module in modules:
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            if module.bias is not None:
                nn.init.normal_(module.bias, 0, 0.1)
        if isinstance(module, (nn.BatchNorm2d, nn.BatchNorm1d)):
            nn.init.normal_(module.running_mean, 0, 0.1)
            nn.init.uniform_(module.running_var, 0.5, 2)
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, 0, 0.1)
    return nn.Sequential(*modules).eval()


def export(net, path, side, channels=3, **how):
    """As it is: batch normalization stays by itself."""
    how = {"training": torch.onnx.TrainingMode.PRESERVE, "opset_version": 13, "input_names": ["photo"], "output_names": ["answer"], **how}
    torch.onnx.export(net, torch.zeros(1, channels, side, side), str(path), verbose=False, **how)
    return path


@torch.no_grad()
def check_rows(path, rows, side, channels=3, within=1e-3, prepared=None):
    """Every row of the program's against what `rows` make one after another of the same input."""
    done = run("run", "--weights", path, "--image", PHOTO, "--save-activations", path.with_suffix(""), "--json")
    equal((done.returncode, unguessed(done.stderr) if prepared is None else ""), (0, ""), f"how {path.name} ends: {done.stderr}")
    got = json.loads(done.stdout)
    saved = {file.stem: np.load(file) for file in path.with_suffix("").glob("*.npy")}
    names = [layer["name"] for layer in got["layers"]]
    equal(sorted([*names, "input"]), sorted(saved), "the saved rows")
    equal(saved["input"].shape, (channels, side, side), "the input's shape")
    if prepared is not None:
        near(saved["input"], prepared, 1, 1e-5, "the input")
    x = torch.from_numpy(saved["input"])[None]
    for row in rows:
        x = x if isinstance(row, (nn.Softmax, nn.LogSoftmax)) else row(x)
        if isinstance(row, WITHOUT_ROW):
            continue
        name = names.pop(0)
        value = x[0].numpy()
        near(saved[name].reshape(value.shape), value, max(np.abs(value).max(), 1e-3), within, name)
    if names == ["prob"]:
        want = torch.softmax(x.flatten(), 0).numpy()
        near(saved[names.pop()].reshape(want.shape), want, 1, 1e-3, "the answers")
        equal(got["top"][0]["class"], int(want.argmax()), "the best class")
    equal(names, [], "rows that PyTorch does not have")


def check_catalogue(folder):
    """What has the layers of a network of the catalogue is that network."""
    torch.manual_seed(3)
    net = torchvision.models.vgg11().eval()
    torch.onnx.export(net, torch.zeros(1, 3, 224, 224), str(folder / "eleven.onnx"))
    equal("VGG-11" in output("weights", "check", folder / "eleven.onnx"), True, "whether it is VGG-11")
    torch.save(net.state_dict(), folder / "eleven.pth")
    both = [answer("run", "--weights", folder / f"eleven.{ending}", "--image", PHOTO) for ending in ("onnx", "pth")]
    equal(both[0]["net"], "vgg11", "the network")
    equal(both[0]["top"], both[1]["top"], "the answers")
    other = run("run", "--net", "vgg16", "--weights", folder / "eleven.onnx")
    equal((other.returncode, len(other.stderr.strip().splitlines())), (1, 1), "as another network")


def odd():
    return alive(nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(3, 8, 3, 2), nn.BatchNorm2d(8, eps=1e-3), nn.ReLU(), nn.Dropout(),
                 nn.AvgPool2d(3, 2, 1), nn.Conv2d(8, 12, 5, padding=2, groups=4, bias=False), nn.GELU(), nn.AvgPool2d(2, 2, ceil_mode=True),
                 nn.Conv2d(12, 16, 3, padding=1), nn.LeakyReLU(0.2), nn.MaxPool2d(3, 2, 1), nn.Conv2d(16, 16, 1), nn.ReLU6(),
                 nn.Conv2d(16, 16, 3, padding=1), nn.ELU(0.7), nn.Conv2d(16, 16, 3, padding=1), nn.Tanh(), nn.Conv2d(16, 16, 3, padding=1),
                 nn.Sigmoid(), nn.Conv2d(16, 20, 3, padding=1), nn.SiLU(), nn.Conv2d(20, 20, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
                 nn.Linear(20, 30), nn.BatchNorm1d(30), nn.ReLU(), nn.Dropout(), nn.Linear(30, 5, bias=False), nn.LogSoftmax(1))


class Viewed(nn.Module):
    """Flattened as in older programs."""

    def __init__(self, features, classifier, mean=False):
        super().__init__()
        self.features, self.classifier, self.mean = features, classifier, mean

    def forward(self, x):
        x = self.features(x)
        return self.classifier(x.mean((2, 3)) if self.mean else x.view(x.size(0), -1))


def small(channels=3, side=6, classes=7):
    return [nn.Conv2d(channels, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2, 2), nn.Conv2d(8, 10, 3), nn.ReLU(), nn.MaxPool2d(2, 2), nn.Flatten(),
            nn.Linear(10 * side * side, 20), nn.ReLU(), nn.Linear(20, classes)]


def check_exported(folder):
    """torch.onnx, opset by opset, at odd sizes."""
    net = odd()
    for opset in (9, 11, 13, 16):
        path = folder / f"odd{opset}.onnx"
        dynamic = {"photo": {0: "N"}, "answer": {0: "N"}} if opset > 9 else None
        check_rows(export(net, path, 51, opset_version=opset, dynamic_axes=dynamic), net, 51)
    ceiled = alive(nn.Conv2d(3, 6, 3), nn.AvgPool2d(3, 2, 1, ceil_mode=True), nn.Tanh(), nn.AvgPool2d(3, 2, 1, count_include_pad=False), nn.MaxPool2d(3, 2, ceil_mode=True))
    for opset in (9, 13):
        check_rows(export(ceiled, folder / f"ceiled{opset}.onnx", 56, opset_version=opset), ceiled, 56)
    grey = alive(*small(1))
    check_rows(export(grey, folder / "grey.onnx", 30, 1), grey, 30, 1)
    with_inputs = alive(*small(), nn.Softmax(1))
    check_rows(export(with_inputs, folder / "inputs.onnx", 30, keep_initializers_as_inputs=True), with_inputs, 30)
    equal("left out" in output("weights", "check", folder / "inputs.onnx"), False, "whether anything is left out")
    features = alive(*small()[:6])
    check_rows(export(features, folder / "features.onnx", 31), features, 31)


def check_side(path, rows, fits, others):
    """input SIDE takes those that fit where the file leaves the side open."""
    for side in fits + others:
        done = run("read", "--weights", path, "--image", PHOTO, "--do", f"input {side}; run", "--json")
        if side in others:
            equal((done.returncode, len(done.stderr.strip().splitlines())), (1, 1), f"status and lines at {side}")
            continue
        with torch.no_grad():
            want = nn.Sequential(*rows)(photo(side))[0].softmax(0).numpy()
        got = np.float32([a["p"] for a in json.loads(done.stdout)["top"]])
        near(got, np.sort(want)[::-1][:len(got)], 1, 1e-3, f"the answers at {side}")


def check_flattened(folder):
    """view(N, -1) and mean(2, 3), with the batch and the photo's size open: then it is 224, or what the first layer asks for."""
    features, classifier = alive(*small()[:6]), alive(*small()[7:], seed=2)
    rows = [*features, nn.Flatten(), *classifier]
    for name, axes in (("view", None), ("batch", {0: "N"})):
        path = export(Viewed(features, classifier), folder / f"{name}.onnx", 30, dynamic_axes=axes and {"photo": axes})
        check_rows(path, rows, 30)
    path = export(Viewed(features, classifier), folder / "open.onnx", 30, dynamic_axes={"photo": {0: "N", 2: "h", 3: "w"}})
    check_rows(path, rows, 28)  # one that the classifier has numbers for
    check_side(path, rows, (28, 31), (27, 32, 224))
    classifier = alive(nn.Linear(10, 4))
    rows = [*features, nn.AdaptiveAvgPool2d(1), nn.Flatten(), *classifier]
    path = export(Viewed(features, classifier, True), folder / "mean.onnx", 30, dynamic_axes={"photo": {0: "N", 2: "h", 3: "w"}})
    check_rows(path, rows, 224)
    check_side(path, rows, (32, 64), ())
    path = export(Viewed(features, classifier, True), folder / "fixed.onnx", 30)
    check_side(path, rows, (), (31, 64))


# ---- graphs by hand ----

def numbers(*shape):
    return (RANDOM.standard_normal(shape) * (2 / max(1, np.prod(shape[1:]))) ** 0.5).astype(np.float32)


class Made:
    """A graph that is put together node by node."""

    def __init__(self, *photo, kind=TensorProto.FLOAT):
        self.nodes, self.tensors, self.at, self.photo, self.kind, self.inputs = [], [], "photo", photo, kind, []

    def constant(self, value, name=None):
        name = name or f"c{len(self.tensors)}"
        self.tensors.append(value if isinstance(value, TensorProto) else numpy_helper.from_array(np.asarray(value), name))
        return self.tensors[-1].name

    def then(self, op, *constants, before=(), **attributes):
        """`op` of what flows and the constants."""
        names = [c if isinstance(c, str) else self.constant(c) for c in constants]
        first = [c if isinstance(c, str) else self.constant(c) for c in before]
        out = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, [*first, self.at, *names], [out], name=f"{op}_{len(self.nodes)}", **attributes))
        self.at = out
        return self

    def model(self, opset=13):
        graph = helper.make_graph(self.nodes, "made", [helper.make_tensor_value_info("photo", self.kind, self.photo), *self.inputs],
                                  [helper.make_tensor_value_info(self.at, TensorProto.FLOAT, None)], self.tensors)
        return helper.make_model(graph, producer_name="by-hand", opset_imports=[helper.make_opsetid("", opset)])

    def save(self, path, opset=13):
        path.write_bytes(self.model(opset).SerializeToString())
        return path


def tensor(value):
    return torch.from_numpy(np.asarray(value, np.float32))


def check_windows(folder):
    """auto_pad, unequal padding, ceil_mode and padding that counts."""
    a, b, c, bias = numbers(8, 3, 3, 3), numbers(12, 8, 5, 5), numbers(10, 12, 2, 2), numbers(8)
    made = Made("N", 3, 45, 45)
    made.then("Conv", a, bias, auto_pad="SAME_UPPER", strides=[2, 2]).then("Relu").then("MaxPool", auto_pad="SAME_UPPER", kernel_shape=[2, 2], strides=[2, 2])
    made.then("Conv", b, auto_pad="SAME_LOWER").then("Relu").then("Conv", c, auto_pad="SAME_UPPER").then("Relu")
    made.then("AveragePool", auto_pad="SAME_UPPER", kernel_shape=[2, 2]).then("AveragePool", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1], count_include_pad=1)
    made.then("MaxPool", kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1).then("Conv", numbers(10, 10, 2, 2), auto_pad="VALID")
    rows = [lambda x: F.conv2d(F.pad(x, (1, 1, 1, 1)), tensor(a), tensor(bias), 2), F.relu, lambda x: F.max_pool2d(F.pad(x, (0, 1, 0, 1), value=-9e9), 2, 2),
            lambda x: F.conv2d(x, tensor(b), None, 1, 2), F.relu, lambda x: F.conv2d(F.pad(x, (0, 1, 0, 1)), tensor(c)), F.relu,
            lambda x: F.avg_pool2d(F.pad(x, (0, 1, 0, 1)), 2, 1) / F.avg_pool2d(F.pad(torch.ones_like(x), (0, 1, 0, 1)), 2, 1),
            nn.AvgPool2d(3, 2, 1), nn.MaxPool2d(2, 2, ceil_mode=True), lambda x: F.conv2d(x, tensor(numpy_helper.to_array(made.tensors[-1])))]
    check_rows(made.save(folder / "windows.onnx"), rows, 45)
    lower = Made(1, 3, 32, 32).then("Conv", a, auto_pad="SAME_LOWER", strides=[2, 2]).then("Relu").then("Conv", numbers(4, 8, 4, 4), auto_pad="SAME_LOWER")
    check_rows(lower.save(folder / "lower.onnx"), [lambda x: F.conv2d(F.pad(x, (1, 0, 1, 0)), tensor(a), None, 2), F.relu,
                                                   lambda x: F.conv2d(F.pad(x, (2, 1, 2, 1)), tensor(numpy_helper.to_array(lower.tensors[-1])))], 32)


def check_layers(folder):
    """LRN, Gelu, Pad, Clip, biases by Add, ReduceMean, MatMul, and Gemm in all its ways."""
    a, b, bias, w, v, u, t = numbers(8, 3, 3, 3), numbers(6, 8, 3, 3), numbers(8), numbers(6, 9), numbers(9), numbers(5, 9), numbers(5)
    made = Made(1, 3, 37, 37).then("Pad", np.array([0, 0, 2, 2, 0, 0, 1, 1], np.int64), mode="constant").then("Conv", a).then("Add", bias.reshape(1, 8, 1, 1))
    made.then("Relu").then("LRN", size=3, alpha=3e-2, beta=0.6, bias=1.5).then("Pad", np.array([0, 0, 1, 1, 0, 0, 1, 1], np.int64))
    made.then("MaxPool", kernel_shape=[3, 3], strides=[2, 2]).then("Conv", b, pads=[1, 1, 1, 1]).then("Gelu").then("Dropout", np.float32(0.5), np.array(True)).then("Identity").then("Cast", to=1).then("Clip", np.float32(0), np.float32(6))
    made.then("ReduceMean", axes=[-2, -1], keepdims=0).then("MatMul", w).then("Add", before=[v]).then("Clip", np.float32(0))
    made.then("Gemm", u, t, transB=1, alpha=0.5, beta=2.0).then("Gemm", numbers(5, 4), transB=0).then("Softmax")
    rows = [lambda x: F.conv2d(F.pad(x, (2, 1, 2, 1)), tensor(a), tensor(bias)), F.relu, nn.LocalResponseNorm(3, 3e-2, 0.6, 1.5), nn.MaxPool2d(3, 2, 1),
            lambda x: F.conv2d(x, tensor(b), None, 1, 1), F.gelu, F.relu6, lambda x: x.mean((2, 3)), lambda x: x @ tensor(w) + tensor(v), F.relu,
            lambda x: 0.5 * x @ tensor(u).T + 2 * tensor(t), lambda x: x @ tensor(numpy_helper.to_array(made.tensors[-1]))]
    check_rows(made.save(folder / "layers.onnx"), rows, 37)


def check_older(folder):
    """As CNTK wrote MNIST's: grey, biases by Add, weights that are reshaped, initializers that are inputs, too."""
    a, b, w, v = numbers(8, 1, 5, 5), numbers(16, 8, 5, 5), numbers(16, 4, 4, 10), numbers(1, 10)
    made = Made(1, 1, 28, 28).then("Sub", np.float32([[[0.1307]]])).then("Div", np.float32(0.3081)).then("Conv", a, auto_pad="SAME_UPPER", kernel_shape=[5, 5], dilations=[1, 1])
    made.then("Add", numbers(8, 1, 1)).then("Relu").then("MaxPool", kernel_shape=[2, 2], strides=[2, 2], pads=[0, 0, 0, 0], auto_pad="NOTSET")
    added = numpy_helper.to_array(made.tensors[-1])
    made.then("Conv", b, auto_pad="SAME_UPPER").then("Relu").then("MaxPool", kernel_shape=[3, 3], strides=[3, 3]).then("Reshape", np.array([1, 256], np.int64))
    made.nodes.append(helper.make_node("Reshape", [made.constant(w), made.constant(np.array([256, 10], np.int64))], ["flat"]))
    made.then("MatMul", "flat").then("Add", v)
    made.inputs = [helper.make_tensor_value_info(t.name, t.data_type, t.dims) for t in made.tensors]
    rows = [lambda x: F.conv2d(x, tensor(a), tensor(added.flatten()), 1, 2), F.relu, nn.MaxPool2d(2), lambda x: F.conv2d(x, tensor(b), None, 1, 2), F.relu,
            nn.MaxPool2d(3), lambda x: x.flatten(1) @ tensor(w).reshape(256, 10) + tensor(v)]
    grey = np.asarray(Image.fromarray(pixels(28).transpose(1, 2, 0).astype(np.uint8)).convert("L"), np.float32)[None]
    check_rows(made.save(folder / "mnist.onnx", 8), rows, 28, 1, prepared=(grey / 255 - 0.1307) / 0.3081)


def check_formulas(folder):
    """gelu and silu, in the orders in which tools write them down."""
    a = numbers(4, 3, 3, 3)
    for number, order in enumerate(("x/2*(1+erf)", "(x*(1+erf))/2", "x*(erf+1)*.5", "x*((erf+1)/2)")):
        made = Made(1, 3, 20, 20).then("Conv", a)
        x = made.at
        made.then("Mul", np.float32(0.5 ** 0.5)).then("Erf").then("Add", *([] if number < 1 else [np.float32(1)]), before=[] if number else [np.float32(1)])
        erf = made.at
        if number == 0:
            made.at = x
            made.then("Mul", np.float32(0.5)).then("Mul", erf)
        elif number == 3:
            made.then("Div", np.float32(2)).then("Mul", x)
        else:
            made.then("Mul", x).then(*[("Div", np.float32(2)), ("Mul", np.float32(0.5))][number - 1])
        check_rows(made.then("Tanh").save(folder / f"gelu{number}.onnx"), [lambda x: F.conv2d(x, tensor(a)), F.gelu, torch.tanh], 20)
        equal(len(answer("table", "--weights", folder / f"gelu{number}.onnx")["layers"]), 3, order)
    made = Made(1, 3, 20, 20).then("Conv", a)
    x = made.at
    check_rows(made.then("Sigmoid").then("Mul", x).save(folder / "silu.onnx"), [lambda x: F.conv2d(x, tensor(a)), F.silu], 20)


def pixels(side):
    """The photo as the program takes it, 0 to 255."""
    image = Image.open(PHOTO).convert("RGB")
    short = min(image.size)
    to = tuple(side if n == short else int(side * n / short) for n in image.size)
    image = image.resize(to, Image.BILINEAR)
    left, top = (round((n - side) / 2) for n in to)
    return np.asarray(image.crop((left, top, left + side, top + side)), np.float32).transpose(2, 0, 1)


def check_prepared(folder):
    """Arithmetic before the first layer says how photos are prepared, and so does a photo of bytes."""
    a, mean, deviation = numbers(4, 3, 3, 3), np.array([0.4, 0.5, 0.6], np.float32), np.array([0.2, 0.25, 0.3], np.float32)
    shaped = [x.reshape(1, 3, 1, 1) for x in (mean, deviation)]
    photo = pixels(40)
    conv = [lambda x: F.conv2d(x, tensor(a))]
    column = lambda x: x[:, None, None]
    for name, made, want in (
            ("unit", Made(1, 3, 40, 40).then("Sub", shaped[0]).then("Div", shaped[1]), (photo / 255 - column(mean)) / column(deviation)),
            ("bytes", Made(1, 3, 40, 40).then("Mul", np.float32(1 / 127.5)).then("Add", np.float32(-1)), photo / 127.5 - 1),
            ("last", Made(1, 40, 40, 3).then("Div", np.float32(255)).then("Sub", mean).then("Transpose", perm=[0, 3, 1, 2]), photo / 255 - column(mean)),
            ("minus", Made(1, 3, 40, 40).then("Sub", before=[np.float32(1)]), 1 - photo / 255),
            ("cast", Made(1, 3, 40, 40, kind=TensorProto.UINT8).then("Cast", to=1), photo)):
        check_rows(made.then("Conv", a).save(folder / f"prepared-{name}.onnx"), conv, 40, prepared=want)
    said = run("run", "--weights", folder / "prepared-unit.onnx", "--image", PHOTO).stderr
    equal("preprocess mean 0.4" in said, True, "what is said of the preparation")
    known = Made(1, 3, 40, 40).then("Sub", np.array([0.485, 0.456, 0.406], np.float32).reshape(3, 1, 1))
    known.then("Div", np.array([0.229, 0.224, 0.225], np.float32).reshape(3, 1, 1)).then("Conv", a).save(folder / "known.onnx")
    equal(run("run", "--weights", folder / "known.onnx", "--image", PHOTO).stderr, "", "what is said of torchvision's")


def check_channels_last(folder):
    """As tf2onnx writes it: rows, columns, channels at the beginning, and again before the first fully connected layer."""
    a, w, v = numbers(8, 3, 3, 3), numbers(8 * 7 * 7, 6), numbers(6)
    for name, flat in (("flatten", ("Flatten",)), ("reshape", ("Reshape", np.array([-1, 8 * 7 * 7], np.int64)))):
        made = Made("N", 16, 16, 3).then("Transpose", perm=[0, 3, 1, 2]).then("Conv", a).then("Relu").then("MaxPool", kernel_shape=[2, 2], strides=[2, 2])
        made.then("Transpose", perm=[0, 2, 3, 1]).then(*flat).then("MatMul", w).then("Add", v).then("Softmax", axis=-1)
        rows = [lambda x: F.conv2d(x, tensor(a)), F.relu, nn.MaxPool2d(2, 2), lambda x: x.permute(0, 2, 3, 1).flatten(1) @ tensor(w) + tensor(v)]
        check_rows(made.save(folder / f"last-{name}.onnx"), rows, 16)


def stored(value, how):
    """A tensor of numbers as different tools store them."""
    kind = {"half": TensorProto.FLOAT16, "halves": TensorProto.FLOAT16, "brain": TensorProto.BFLOAT16, "brains": TensorProto.BFLOAT16,
            "double": TensorProto.DOUBLE, "doubles": TensorProto.DOUBLE}.get(how, TensorProto.FLOAT)
    t = TensorProto(data_type=kind, dims=value.shape)
    half, brain = value.astype(np.float16).view(np.uint16), (value.view(np.uint32) >> 16).astype(np.uint16)
    raw = {"half": half, "brain": brain, "double": value.astype(np.float64), "single": value}
    if how in raw:
        t.raw_data = raw[how].tobytes()
    elif how == "doubles":
        t.double_data.extend(value.flatten().tolist())
    elif how == "singles":
        t.float_data.extend(value.flatten().tolist())
    else:
        t.int32_data.extend((half if how == "halves" else brain).flatten().tolist())
    return t


def check_numbers(folder):
    """All types of numbers, and all places where they lie in a file, in the order they have and turned."""
    a, w = numbers(8, 3, 3, 3), numbers(5, 8)
    for how in ("single", "singles", "half", "halves", "brain", "brains", "double", "doubles"):
        made = Made(1, 3, 24, 24)
        for name, value in (("a", a), ("w", w)):
            made.tensors.append(stored(value, how))
            made.tensors[-1].name = name
        made.then("Conv", "a").then("Relu").then("GlobalAveragePool").then("Flatten").then("Gemm", "w", transB=1)
        held = [np.asarray(v.astype(np.float16), np.float32) if "hal" in how else (v.view(np.uint32) & 0xFFFF0000).view(np.float32) if "brain" in how else v
                for v in (a, w)]
        rows = [lambda x: F.conv2d(x, tensor(held[0])), F.relu, lambda x: x.mean((2, 3), True), lambda x: x.flatten(1) @ tensor(held[1]).T]
        check_rows(made.save(folder / f"stored-{how}.onnx"), rows, 24)
        model = made.model()
        nodes = [helper.make_node("Constant", [], [t.name], value=t) for t in model.graph.initializer]
        nodes += [helper.make_node("Transpose", ["w"], ["turned"], perm=[1, 0]), helper.make_node("Cast", ["turned"], ["cast"], to=1), *model.graph.node]
        nodes[-1].input[1], nodes[-1].attribute[0].i = "cast", 0
        del model.graph.initializer[:], model.graph.node[:]
        model.graph.node.extend(nodes)
        path = folder / f"constants-{how}.onnx"
        path.write_bytes(model.SerializeToString())
        check_rows(path, rows, 24)


def external(net, folder, name="beside.onnx", location="numbers.bin"):
    """A copy of a file whose numbers lie beside it."""
    model = onnx.load(str(net))
    folder.mkdir(exist_ok=True)
    onnx.save_model(model, str(folder / name), save_as_external_data=True, all_tensors_to_one_file=True, location=location, size_threshold=0)
    return folder / name


def check_external(folder):
    """Numbers in another file of the model's folder, and in no other."""
    net = alive(*small())
    whole = export(net, folder / "whole.onnx", 30)
    path = external(whole, folder / "apart")
    check_rows(path, net, 30)
    here = run("run", "--weights", path.name, "--image", PHOTO, "--json", cwd=path.parent)
    equal((here.returncode, here.stderr), (0, ""), "from its own folder")
    (folder / "secret.bin").write_bytes((path.parent / "numbers.bin").read_bytes())
    (path.parent / "link.bin").symlink_to(folder / "secret.bin")
    (path.parent / "sub").mkdir()
    os.mkfifo(path.parent / "pipe")
    for location in ("../secret.bin", str(folder / "secret.bin"), "sub/../../secret.bin", "link.bin", "", ".", "sub", "pipe", "gone.bin", "..\\secret.bin"):
        model = onnx.load(str(path), load_external_data=False)
        for t in model.graph.initializer:
            for entry in t.external_data:
                entry.value = location if entry.key == "location" else entry.value
        (path.parent / "bad.onnx").write_bytes(model.SerializeToString())
        refused(path.parent / "bad.onnx", f"numbers at {location!r}")
    for key, value in (("offset", "99999999999"), ("offset", "-4"), ("length", "4"), ("length", "x"), ("offset", "18446744073709551615")):
        model = onnx.load(str(path), load_external_data=False)
        kept = [entry for entry in model.graph.initializer[0].external_data if entry.key != key]
        del model.graph.initializer[0].external_data[:]
        model.graph.initializer[0].external_data.extend(kept)
        model.graph.initializer[0].external_data.add(key=key, value=value)
        (path.parent / "bad.onnx").write_bytes(model.SerializeToString())
        refused(path.parent / "bad.onnx", f"{key} {value}")


# ---- what is refused ----

def refused(path, what, says=""):
    got = run("run", "--weights", path, "--image", PHOTO)
    equal((got.returncode, len(got.stderr.strip().splitlines()), says in got.stderr), (1, 1, True), f"status, lines and {says!r} of {what}: {got.stderr}")


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv2d(3, 3, 3, padding=1), nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x):
        return x + self.second(torch.relu(self.first(x)))


class Inception(Residual):
    def forward(self, x):
        return torch.cat([self.first(x), self.second(x)], 1)


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.lstm = nn.Conv2d(3, 4, 3), nn.LSTM(30, 5)

    def forward(self, x):
        return self.lstm(torch.relu(self.conv(x)).flatten(0, 1))[0]


def check_refused(folder):
    """Networks that are no such chain: what is there is named."""
    for name, net, says in (("residual", Residual(), "parts"), ("inception", Inception(), "parts"), ("recurrent", Recurrent(), "layer 3"),
                            ("resnet", torchvision.models.resnet18(), "parts"), ("dilated", nn.Conv2d(3, 4, 3, dilation=2), "dilation"),
                            ("oblong", nn.Conv2d(3, 4, (3, 5)), "3x5"), ("transposed", nn.ConvTranspose2d(3, 4, 3), "ConvTranspose"),
                            ("upsampled", nn.Sequential(nn.Conv2d(3, 4, 3), nn.Upsample(scale_factor=2)), "Resize")):
        refused(export(net.eval(), folder / f"{name}.onnx", 32), name, says)
    for name, made, says in (
            ("unknown", Made(1, 3, 32, 32).then("Conv", numbers(4, 3, 3, 3)).then("Relu").then("Swizzle"), "layer 3 of"),
            ("own", Made(1, 3, 32, 32).then("Conv", numbers(4, 3, 3, 3)).then("Relu", domain="com.example"), "com.example.Relu"),
            ("oblong", Made(1, 3, 32, 40).then("Conv", numbers(4, 3, 3, 3)), "32x40"), ("deep", Made(1, 4, 32, 32).then("Conv", numbers(4, 4, 3, 3)), "4x32x32"),
            ("flat", Made(1, 3072).then("Gemm", numbers(3072, 4)), "dimensions"), ("empty", Made(1, 3, 32, 32).then("Identity"), "one answer"),
            ("middle", Made(1, 3, 32, 32).then("Flatten").then("Softmax").then("Gemm", numbers(3072, 4)), "softmax"),
            ("misfit", Made(1, 3, 32, 32).then("Flatten").then("Gemm", numbers(3000, 4)), "does not fit"),
            ("window", Made(1, 3, 8, 8).then("Conv", numbers(4, 3, 9, 9)), "does not fit"),
            ("gone", Made(1, 3, 32, 32).then("Conv", "nowhere"), "not in the file"), ("bytes", Made(1, 3, 32, 32).then("Conv", np.zeros((4, 3, 3, 3), np.int8)), "float"),
            ("scaled", Made(1, 3, 32, 32).then("Conv", numbers(4, 3, 3, 3)).then("Mul", np.float32(2)).then("Relu"), "Mul"),
            ("twice", Made(1, 3, 32, 32).then("Conv", numbers(4, 3, 3, 3)).then("Mul", "v0"), "parts"),
            ("negative", Made(1, 3, 32, 32).then("Conv", numbers(4, 3, 3, 3), pads=[-1, 0, 0, 0]), "pads"),
            ("beside", Made(1, 3, 32, 32).then("Conv", numbers(4, 3, 3, 3), pads=[1, 0, 1, 0]), "pads 1, 0, 1, 0"),
            ("long", Made(1, 3, 32, 32), "more than")):
        for _ in range(120 if name == "long" else 0):
            made.then("Conv", numbers(3, 3, 1, 1))
        refused(made.save(folder / f"no-{name}.onnx"), name, says)
    open_net = Made(1, 3, "h", "w").then("Flatten").then("Gemm", numbers(3001, 4))
    refused(open_net.save(folder / "no-side.onnx"), "a side that nothing fits", "does not fit")


def check_damaged(folder):
    """Cut, and with lengths that lie: one line, or what was there is whole."""
    net = alive(*small())
    data = export(net, folder / "net.onnx", 30).read_bytes()
    want = answer("run", "--weights", folder / "net.onnx", "--image", PHOTO)["top"]
    path = folder / "cut.onnx"
    for i in range(40):
        path.write_bytes(data[:len(data) * i // 40 + (i > 30)])
        refused(path, f"a cut at {i} of 40")
    places = [*range(0, 64), *RANDOM.integers(64, len(data), 60)]
    for at in places:
        for byte in (0xFF, 0x7F, 0):
            path.write_bytes(data[:at] + bytes([byte]) + data[at + 1:])
            got = run("run", "--weights", path, "--image", PHOTO, "--json")
            equal(got.returncode in (0, 1) and len(got.stderr.strip().splitlines()) == got.returncode, True, f"the end with {byte} at {at}: {got.stderr}")
    for length in (b"\xff\xff\xff\xff\x0f", b"\xff" * 9 + b"\x01", b"\x80" * 20):
        path.write_bytes(b"\x08\x07\x3a" + length + data)
        refused(path, f"a graph of {length!r}")
    model = onnx.load(str(folder / "net.onnx"))
    for dims in ([2 ** 62, 4], [0, 3, 3, 3], [-1, 3, 3, 3], [8, 3, 3], [8, 3, 3, 3, 1], [8, 3, 3, 4], [2 ** 31, 2 ** 31, 2, 2]):
        lying = copy.deepcopy(model)
        del lying.graph.initializer[0].dims[:]
        lying.graph.initializer[0].dims.extend(dims)
        path.write_bytes(lying.SerializeToString())
        refused(path, f"weights of {dims}")
    short = copy.deepcopy(model)
    short.graph.initializer[0].raw_data = short.graph.initializer[0].raw_data[:-4]
    path.write_bytes(short.SerializeToString())
    refused(path, "too few numbers", "shape")
    control = copy.deepcopy(model)
    control.graph.node[0].op_type = "\x1b[31mConv"
    path.write_bytes(control.SerializeToString())
    refused(path, "control characters", "?[31mConv")
    equal(answer("run", "--weights", folder / "net.onnx", "--image", PHOTO)["top"], want, "the whole one, afterwards")


def check_memory(folder):
    """A file of nothing but beginnings takes no more than a few times its size."""
    for name, piece in (("nodes", b"\x0a\x00"), ("tensors", b"\x2a\x00"), ("names", b"\x0a\x04\x0a\x00\x0a\x00"), ("attributes", b"\x0a\x04\x2a\x00\x2a\x00"),
                        ("deep", b"\x0a\x08\x2a\x06\x32\x04\x0a\x02\x2a\x00")):
        graph = piece * (8_000_000 // len(piece))
        length, n = b"", len(graph)
        while n > 127:
            length, n = length + bytes([n & 127 | 128]), n >> 7
        path = folder / f"{name}.onnx"
        path.write_bytes(b"\x08\x07\x3a" + length + bytes([n]) + graph + b"\x42\x02\x10\x0d")
        got = run("run", "--weights", path, preexec_fn=limit)
        equal((got.returncode, "damaged" in got.stderr), (1, True), f"status and what is said of {name}: {got.stderr}")


def limit():
    """Of addresses, with what the program and its libraries take themselves."""
    resource.setrlimit(resource.RLIMIT_AS, (500 << 20, 500 << 20))


def check_paths(folder):
    """A module is called what it is called in PyTorch; another tool's by its node."""
    net = nn.Module()
    net.forward = lambda x: net.head(net.body(x).flatten(1))
    net.body, net.head = alive(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2)), alive(nn.Linear(8 * 81, 4))
    export(net.eval(), folder / "named.onnx", 20)
    paths = [layer["module"] for layer in answer("table", "--weights", folder / "named.onnx")["layers"]]
    equal(paths[:5], ["body.0", "body.1", "body.2", "body.3", "head.0"], "the modules' paths")


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        for name, check in (("a network of the catalogue", check_catalogue), ("as torch.onnx exports it", check_exported), ("flattened in other ways", check_flattened),
                            ("windows and padding", check_windows), ("other layers", check_layers), ("as older tools write it", check_older), ("activations as formulas", check_formulas),
                            ("the preparation of photos", check_prepared), ("channels last", check_channels_last), ("types of numbers", check_numbers),
                            ("numbers in another file", check_external), ("names of modules", check_paths), ("what is no chain of layers", check_refused),
                            ("damaged files", check_damaged), ("files that ask for memory", check_memory)):
            if len(sys.argv) > 1 and sys.argv[1] not in name:
                continue
            with tally.test(f"ONNX: {name}"):
                check(folder)
    tally.close()


if __name__ == "__main__":
    main()
