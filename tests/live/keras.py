#!/usr/bin/env python3
"""Networks of Keras: every layer that is understood, in every layout that Keras 1 to 3 write, against its arithmetic; and what
is refused in one line, whatever a file does."""
import contextlib
import ctypes
import json
import os
import pathlib
import shutil
import signal
import struct
import sys
import tempfile
import zipfile

sys.dont_write_bytecode = True

import h5py
import numpy as np
import torch

import _keras as K
from _common import ROOT, Tally, answer, equal, near, output, run
from _keras import Layer, Model

PHOTO = ROOT / "assets/photos/lemur.jpg"


def conv(filters, k=3, **more):
    return Layer("Conv2D", filters=filters, kernel_size=[k, k], **{"padding": "same", "activation": "relu", **more})


def dense(units, activation="linear", **more):
    return Layer("Dense", units=units, activation=activation, **more)


def pool(**more):
    return Layer("MaxPooling2D", **{"pool_size": [2, 2], **more})


FLATTEN, GLOBAL = (lambda: Layer("Flatten")), (lambda: Layer("GlobalAveragePooling2D"))
NORM = lambda **more: Layer("BatchNormalization", **more)
MODELS = {  # layers, the photo's shape
    "plain": (lambda: [conv(8), pool(), conv(12), pool(), FLATTEN(), dense(20, "relu"), Layer("Dropout", rate=0.5), dense(5, "softmax")], (32, 32, 3)),
    "flatten": (lambda: [conv(5), pool(), FLATTEN(), dense(4, "softmax")], (14, 14, 3)),
    "no-softmax": (lambda: [conv(8, padding="valid"), Layer("SpatialDropout2D", rate=0.1), pool(), FLATTEN(), dense(3)], (31, 31, 3)),
    "odd-stride": (lambda: [conv(8, strides=[2, 2]), conv(8, 2), conv(6, 5, strides=[3, 3]), pool(padding="same"),
                            Layer("AveragePooling2D", pool_size=[3, 3], strides=[2, 2], padding="same"), FLATTEN(), dense(3)], (45, 45, 3)),
    "even-stride": (lambda: [conv(8, strides=[2, 2]), conv(8, 4, strides=[2, 2]), pool(pool_size=[3, 3], strides=[2, 2], padding="same"),
                             Layer("AveragePooling2D", pool_size=[2, 2]), GLOBAL(), dense(3)], (64, 64, 3)),
    "norm": (lambda: [conv(8, use_bias=False, activation="linear"), NORM(), Layer("Activation", activation="relu"), pool(),
                      conv(8, activation="linear"), NORM(scale=False, epsilon=0.01), Layer("ReLU"), conv(8, activation="linear"),
                      NORM(center=False, axis=[3]), Layer("LeakyReLU", alpha=0.3), GLOBAL(), dense(4)], (24, 24, 3)),
    "norm-late": (lambda: [conv(8), NORM(), pool(), FLATTEN(), dense(9, "relu"), NORM(), dense(4, "softmax")], (16, 16, 3)),
    "activations": (lambda: [conv(8, activation="leaky_relu"), conv(8, activation="elu"), conv(8, activation="gelu"), conv(8, activation="swish"),
                             conv(8, activation="linear"), Layer("ReLU", max_value=6.0), conv(8, activation="linear"),
                             Layer("ReLU", negative_slope=0.1), conv(8, activation="tanh"), GLOBAL(), dense(4), Layer("Softmax")], (16, 16, 3)),
    "sigmoid": (lambda: [conv(8), pool(), FLATTEN(), dense(1, "sigmoid")], (16, 16, 3)),
    "padding": (lambda: [Layer("ZeroPadding2D", padding=[[3, 3], [3, 3]]), conv(8, 7, strides=[2, 2], padding="valid"),
                         Layer("ZeroPadding2D", padding=[[1, 1], [1, 1]]), pool(pool_size=[3, 3], strides=[2, 2]),
                         Layer("ZeroPadding2D", padding=[[0, 1], [0, 1]]), conv(8, 3, strides=[2, 2], padding="valid"), GLOBAL(), dense(3)], (40, 40, 3)),
    "grey": (lambda: [conv(8), pool(), conv(8), FLATTEN(), dense(10, "softmax")], (28, 28, 1)),
    "groups": (lambda: [conv(8), conv(12, groups=4), Layer("GlobalMaxPooling2D"), dense(7, "softmax")], (20, 20, 3)),
    "rescaling": (lambda: [Layer("Rescaling", scale=1 / 255, offset=0.0), Layer("RandomFlip", mode="horizontal"), conv(8), GLOBAL(), dense(3)], (24, 24, 3)),
    "rescaling-tf": (lambda: [Layer("Rescaling", scale=1 / 127.5, offset=-1), conv(8), GLOBAL(), dense(3)], (24, 24, 3)),
    "normalization": (lambda: [Layer("Rescaling", scale=1 / 255), Layer("Normalization", mean=[0.4, 0.5, 0.6], variance=[0.04, 0.05, 0.06]), conv(8),
                               GLOBAL(), dense(3)], (24, 24, 3)),
    "learnt": (lambda: [Layer("Normalization", axis=[-1]), conv(8), GLOBAL(), dense(3)], (24, 24, 3)),
    "no-maps": (lambda: [FLATTEN(), dense(20, "relu"), NORM(), dense(5, "softmax")], (28, 28, 1)),
    "nested": (lambda: [Layer("Functional", "base", [conv(8), Layer("BatchNormalization", "inner_norm"), pool()]), Layer("Sequential", "mid", [conv(8), pool()]), GLOBAL(),
                        dense(3, "softmax")], (32, 32, 3)),
    "convs-alone": (lambda: [conv(8), pool(), conv(12), pool()], (32, 32, 3)),
    "conv-head": (lambda: [conv(8), pool(), conv(6, 1, activation="linear"), GLOBAL(), Layer("Activation", activation="softmax")], (32, 32, 3)),
}


def made(name):
    layers, shape = MODELS[name]
    return Model(layers(), shape)


def compare(path, model, folder, prepared=None):
    """All modules of a file's network, from the numbers that the program's photo has; and those, where the file says how."""
    out = folder / "saved"
    shutil.rmtree(out, ignore_errors=True)
    done = run("run", "--weights", path, "--image", PHOTO, "--save-activations", out, "--json")
    equal(done.returncode, 0, f"the status, {done.stderr}")
    got, saved = json.loads(done.stdout), {file.stem: np.load(file) for file in out.glob("*.npy")}
    x = torch.from_numpy(saved.pop("input"))
    equal(tuple(x.shape), (model.input[2], *model.input[:2]), "the photo's shape")
    prepares = [layer for layer in model.flat() if layer.class_name in ("Rescaling", "Normalization")]
    want = Model.run(model, x.permute(1, 2, 0)[None]) if not prepares else None
    if prepares:  # what it is given are bytes; they are found from what they became
        y = x.permute(1, 2, 0)
        scale, shift = prepared
        pixels = torch.round((y - torch.tensor(shift)) / torch.tensor(scale))
        near(y.numpy(), (pixels * torch.tensor(scale) + torch.tensor(shift)).numpy(), 1, 1e-4, "the prepared photo")
        assert pixels.min() >= 0 and 100 < pixels.max() <= 255, "the pixels are no bytes"
        rest = [layer for layer in model.layers if layer not in prepares]
        want = [row for row in run_layers(rest, y[None])]
    rows = [layer["name"] for layer in answer("table", "--weights", path)["layers"]]
    if rows[-1] == "prob" and want[-1][0] != "softmax":
        want.append(("softmax", torch.softmax(want[-1][1], 0)))
    equal(len(rows), len(want), f"the number of rows, {rows} for {[kind for kind, _ in want]}")
    for row, (kind, value) in zip(rows, want):
        value = value.numpy()
        near(saved.pop(row).reshape(value.shape), value, max(np.abs(value).max(), 1e-3), 1e-3, f"{row} ({kind})")
    equal(list(saved), [], "modules that Keras does not have")
    if rows[-1] == "prob":
        equal(got["top"][0]["class"], int(want[-1][1].argmax()), "the best class")
    said = output("weights", "check", path)
    out = said.partition("left out: ")[2].strip()
    equal([name for name in out.split(", ") if name and "optimizer" not in name and "Adam" not in name], [], "weights that are left out")


@torch.no_grad()
def run_layers(layers, x):
    for layer in layers:
        x, rows = layer.run(x)
        for kind, value in rows:
            yield kind, value.permute(0, 3, 1, 2)[0] if value.dim() == 4 else value[0]


PREPARED = {"rescaling": ([1 / 255] * 3, [0.0] * 3), "rescaling-tf": ([1 / 127.5] * 3, [-1.0] * 3),
            "normalization": ([1 / 255 / v ** 0.5 for v in (0.04, 0.05, 0.06)], [-m / v ** 0.5 for m, v in zip((0.4, 0.5, 0.6), (0.04, 0.05, 0.06))]),
            "learnt": ([1 / v ** 0.5 for v in (3000, 3500, 4000)], [-m / v ** 0.5 for m, v in zip((90, 110, 130), (3000, 3500, 4000))])}


def check_model(name, folder):
    model, path = made(name), folder / f"{name}.keras"
    K.keras_file(path, model, K.config_of(model, 3, True))
    compare(path, model, folder, PREPARED.get(name))
    path = folder / f"{name}.h5"
    K.whole_h5(path, model, K.config_of(model, 2, False))
    compare(path, model, folder, PREPARED.get(name))


def check_layouts(folder):
    """The same network in each layout, with gzip, float16 and float64."""
    half = made("plain")
    for layer in half.flat():
        layer.weights = {what: value.astype(np.float16) for what, value in layer.weights.items()}
    wide = made("norm")
    for layer in wide.flat():
        layer.weights = {what: value.astype(np.float64) for what, value in layer.weights.items()}
    gzip = {"compression": "gzip", "chunks": True}
    layouts = {
        "graph.h5": lambda path, m: K.whole_h5(path, m, K.config_of(m, 2, True), optimizer=True),
        "legacy3.h5": lambda path, m: K.whole_h5(path, m, K.config_of(m, 3, False), K.keras3_legacy_name),
        "keras1.h5": lambda path, m: K.whole_h5(path, m, K.config_of_keras1(m), K.keras1_name),
        "parts.h5": lambda path, m: K.whole_h5(path, m, K.config_of(m, 2, False), parts=2),
        "gzip.h5": lambda path, m: K.whole_h5(path, m, K.config_of(m, 2, False), **gzip),
        "chunks.h5": lambda path, m: K.whole_h5(path, m, K.config_of(m, 2, False), chunks=True),
        "deflated.keras": lambda path, m: K.keras_file(path, m, K.config_of(m, 3, False), zipfile.ZIP_DEFLATED),
        "gzip.keras": lambda path, m: K.keras_file(path, m, K.config_of(m, 3, True), **gzip),
        "older.keras": lambda path, m: K.keras_file(path, m, K.config_of(m, 2, True), word="_layer_checkpoint_dependencies"),
    }
    for name, write in layouts.items():
        for model in (made("plain"), made("norm"), half, wide):
            if name == "keras1.h5" and any(layer.class_name == "LeakyReLU" for layer in model.flat()):
                model = made("norm-late")
            path = folder / name
            write(path, model)
            try:
                compare(path, model, folder)
            except AssertionError as wrong:
                raise AssertionError(f"{name}: {wrong}") from wrong


def check_first(folder):
    """Channels first: kernels are as ever, and Flatten says which order it makes."""
    for says in ("channels_first", "channels_last"):
        model = Model([conv(5), pool(), conv(4, padding="valid"), FLATTEN(), dense(6, "softmax")], (16, 16, 3))
        model.layers[3].config["data_format"] = says
        config = K.config_of(model, 2, False, first=True)
        path = folder / f"{says}.h5"
        K.whole_h5(path, model, config)
        if says == "channels_last":  # it leaves the order as it is: channel by channel
            model.layers[3].run = lambda x: (x.permute(0, 3, 1, 2).flatten(1), [])
        compare(path, model, folder)


def vgg_layers(blocks, top=True, width=1, classes=1000):
    layers = []
    for block, (count, filters) in enumerate(zip(blocks, (64, 128, 256, 512, 512)), 1):
        for i in range(1, count + 1):
            layers.append(conv(filters // width))
            layers[-1].name = f"block{block}_conv{i}"
        layers.append(Layer("MaxPooling2D", f"block{block}_pool", pool_size=[2, 2], strides=[2, 2]))
    if top:
        layers += [Layer("Flatten", "flatten"), dense(4096 // width, "relu"), dense(4096 // width, "relu"), dense(classes, "softmax")]
        for layer, name in zip(layers[-3:], ("fc1", "fc2", "predictions")):
            layer.name = name
    return layers


VGG16, VGG19 = (2, 2, 3, 3, 3), (2, 2, 4, 4, 4)


def check_vgg(folder):
    """keras.applications' own files, which have no description, are VGG-16 and VGG-19; without the top they are features."""
    for blocks, net in ((VGG16, "vgg16"), (VGG19, "vgg19")):
        for name_of, ending in ((K.keras1_name, "tf_dim_ordering_tf_kernels"), (K.keras2_name, "kernels")):
            path = folder / f"{net}_weights_{ending}.h5"
            K.weights_h5(path, Model(vgg_layers(blocks), (224, 224, 3)), name_of)
            equal(answer("table", "--weights", path)["net"], net, f"the network of {path.name}")
            if name_of is K.keras1_name and net == "vgg19":
                got = json.loads(run("run", "--weights", path, "--image", PHOTO, "--until", "pool1", "--json").stdout)
                equal((got["net"], got["preprocess"]), (net, "caffe"), "the network and its preparation")
            path.unlink()
        path = folder / f"{net}_weights_tf_dim_ordering_tf_kernels_notop.h5"
        K.weights_h5(path, Model(vgg_layers(blocks, top=False), (224, 224, 3)), K.keras1_name)
        rows = [layer["name"] for layer in answer("table", "--weights", path)["layers"]]
        equal((len(rows), rows[0], rows[-1]), (2 * sum(blocks) + 5, "conv1_1", "pool5"), "the rows without the top")
        path.unlink()


def check_small_vgg(folder):
    """The same in small: all modules; by its description it is found again under Keras's names."""
    model = Model([Layer("InputLayer", "input_1")] + vgg_layers(VGG16, width=16, classes=9), (64, 64, 3))
    K.weights_h5(folder / "small.h5", model, K.keras1_name, parts=3)
    compare(folder / "small.h5", model, folder)
    path = folder / "small.keras"
    model = Model(vgg_layers(VGG16, width=16, classes=9), (64, 64, 3))
    K.keras_file(path, model, K.config_of(model, 3, True))
    compare(path, model, folder)
    rows = answer("run", "--weights", path, "--image", PHOTO, "--until", "Block2_conv2")["layers"]
    equal(rows[-1]["name"], "conv2_2", "the layer by Keras's name")


def check_vgg_by_description(folder):
    """With a description VGG-16 is the catalogue's, too; with another head it is one of one's own."""
    model, path = Model(vgg_layers(VGG16), (224, 224, 3)), folder / "whole.h5"
    K.whole_h5(path, model, K.config_of(model, 2, True))
    equal(answer("table", "--weights", path)["net"], "vgg16", "the network")
    said = run("table", "--weights", path, "--net", "vgg19")
    equal((said.returncode, len(said.stderr.splitlines())), (1, 1), "status and lines as VGG-19")
    path.unlink()


# ---- what is refused ----

def refused(path, *says):
    done = run("weights", "check", path)
    assert done.returncode >= 0, f"{path.name}: {signal.Signals(-done.returncode).name}"
    lines = done.stderr.splitlines()
    assert done.returncode == 1 and len(lines) == 1 and len(lines[0]) > 30 and not done.stdout, f"{path.name}: {done.returncode} {done.stderr!r} {done.stdout!r}"
    for word in says:
        assert word in lines[0], f"{path.name} says {lines[0]!r}, without {word!r}"


def changed(folder, name, change, version=2, functional=False):
    """A whole model whose description is changed."""
    model = made("plain")
    config = K.config_of(model, version, functional)
    config = change(config) or config
    K.whole_h5(folder / name, model, config)
    return folder / name


def check_refused(folder):
    def layer(i, **more):
        return lambda c: c["config"]["layers"][i]["config"].update(more)

    def insert(class_name, at=1, **config):
        return lambda c: c["config"]["layers"].insert(at, {"class_name": class_name, "config": {"name": "strange", **config}})
    cases = {
        "dilation": (layer(0, dilation_rate=[2, 2]), "dilation_rate"), "rectangle": (layer(0, kernel_size=[3, 1]), "kernel_size"),
        "steps": (layer(0, strides=[1, 2]), "strides"), "causal": (layer(0, padding="causal"), "causal"), "mish": (layer(0, activation="mish"), "mish"),
        "recurrent": (insert("LSTM", units=4), "LSTM"), "lambda": (insert("Lambda", function=["4wEAAAA=", None, None]), "Lambda"),
        "four": (layer(0, batch_input_shape=[None, 32, 32, 4]), "32,32,4"), "oblong": (layer(0, batch_input_shape=[None, 32, 48, 3]), "32,48"),
        "huge": (layer(0, batch_input_shape=[None, 99999, 99999, 3]), "99999"), "flat": (layer(0, batch_input_shape=[None, 784]), "784"),
        "widths": (layer(0, filters=9), "conv2d"), "negative": (layer(0, filters=-1), "filters"), "late": (insert("Rescaling", 2, scale=2.0), "Rescaling"),
        "axis": (insert("BatchNormalization", axis=1), "axis"), "missing": (insert("BatchNormalization"), "gamma"),
        "softmax": (insert("Softmax"), "Softmax"), "flatten-twice": (insert("Conv2D", 6, filters=2, kernel_size=[1, 1]), "Conv2D"),
        "zeros": (insert("ZeroPadding2D", padding=[[2, 1], [1, 1]]), "padding"), "zeros-last": (insert("ZeroPadding2D", 5, padding=1), ""),
        "theano": (layer(0, dim_ordering="th"), "Theano"), "empty": (lambda c: c["config"].update(layers=[]), "layers"),
        "list": (lambda c: ["Sequential"], "keras"), "class": (lambda c: c.update(class_name="Mine"), "Mine"), "nothing": (lambda c: {"a": 1}, "")}
    for name, (change, word) in cases.items():
        refused(changed(folder, f"{name}.h5", change), *([word] if name != "list" else []))

    def second(c):  # a branch
        c["config"]["layers"][3]["inbound_nodes"] = [[["conv2d", 0, 0, {}]]]

    def join(c):
        c["config"]["layers"][4]["inbound_nodes"][0].append(["conv2d", 0, 0, {}])

    def ring(c):
        c["config"]["layers"][2]["inbound_nodes"] = [[[c["config"]["layers"][4]["config"]["name"], 0, 0, {}]]]

    def ends(c):
        c["config"]["output_layers"].append(["conv2d", 0, 0])
    for name, change in (("branch", second), ("join", join), ("ring", ring), ("ends", ends)):
        refused(changed(folder, f"{name}.h5", change, functional=True), "chain")
    model = made("plain")
    K.weights_h5(folder / "bare.weights.h5", model)
    refused(folder / "bare.weights.h5", "model.save")
    with h5py.File(folder / "bare3.weights.h5", "w") as file:
        K.write_numbered(file, model)
    refused(folder / "bare3.weights.h5", "model.save")
    with h5py.File(folder / "table.h5", "w") as file:
        file["numbers"] = np.arange(9.0)
    refused(folder / "table.h5", "none of Keras")
    K.whole_h5(folder / "text.h5", model, {})
    with h5py.File(folder / "text.h5", "r+") as file:
        file.attrs["model_config"] = b"{'a': 1"
    refused(folder / "text.h5", "description")
    for lost in ("config.json", "model.weights.h5"):
        K.keras_file(folder / "whole.keras", model, K.config_of(model, 3, True))
        with zipfile.ZipFile(folder / "whole.keras") as whole, zipfile.ZipFile(folder / "part.keras", "w") as part:
            for name in whole.namelist():
                part.writestr("other.weights.h5" if name == lost else name, whole.read(name))
        refused(folder / "part.keras", lost)
    done = run("run", "--image", folder / "text.h5")
    equal((done.returncode, "weights" in done.stderr, len(done.stderr.splitlines())), (1, True, 1), "as a photo")


def check_damaged(folder):
    """Cut and damaged: status 0 or 1, at most one line, and no signal."""
    random = np.random.default_rng(4)
    model = made("norm")
    K.whole_h5(folder / "whole.h5", model, K.config_of(model, 2, False))
    K.keras_file(folder / "whole.keras", model, K.config_of(model, 3, True))
    K.whole_h5(folder / "gzip.h5", model, K.config_of(model, 2, False), compression="gzip")
    for source in ("whole.h5", "whole.keras", "gzip.h5"):
        data = (folder / source).read_bytes()
        for i in range(80):
            cut = int(len(data) * (i + 1) / 42)
            bad = bytearray(data[:cut] if i < 40 else data)
            if i >= 40:
                for at in random.integers(0, len(data), 12):
                    bad[at] ^= 1 << random.integers(0, 8)
            path = folder / f"bad-{source}"
            path.write_bytes(bad)
            done = run("weights", "check", path)
            assert done.returncode in (0, 1) and len(done.stderr.splitlines()) <= 1, f"{source}, {i}: {done.returncode} {done.stderr!r}"
            assert i >= 40 or done.returncode == 1, f"{source} of {cut} bytes: {done.stdout}"


def check_heap(folder):
    """The heap of long texts says what is not so: sizes of 0 and beyond it, another number, another collection."""
    model = made("plain")
    K.whole_h5(folder / "heap.h5", model, K.config_of(model, 2, False))
    data = (folder / "heap.h5").read_bytes()
    at = data.index(b"GCOL")
    long = data.index(b'{"class_name"') - at - 16  # the description's object: number, count, 0, size
    for name, where, value in (("nothing", long + 8, 0), ("one-less", long + 8, len(json.dumps(K.config_of(model, 2, False))) - 1), ("beyond", long + 8, 1 << 40),
                               ("all", long + 8, (1 << 64) - 1), ("another", long, 7), ("none", long, 0), ("collection", 8, 24), ("huge", 8, 1 << 62)):
        bad = bytearray(data)
        struct.pack_into("<Q" if where in (8, long + 8) else "<H", bad, at + where, value)
        path = folder / f"heap-{name}.h5"
        path.write_bytes(bad)
        refused(path, "HDF5")


def check_hostile(folder):
    """Links, numbers elsewhere, filters: nothing else is opened, and one line says so."""
    model = made("plain")
    elsewhere = folder / "elsewhere.h5"
    K.whole_h5(elsewhere, model, K.config_of(model, 2, False))
    kernel = "model_weights/conv2d/conv2d/kernel:0"
    shape = model.layers[0].weights["kernel"].shape

    def external(file):
        file[kernel] = h5py.ExternalLink(str(elsewhere), kernel)

    def soft(file):
        file[kernel] = h5py.SoftLink("/model_weights/conv2d/conv2d/bias:0")

    def loop(file):
        file[kernel] = h5py.SoftLink("/" + kernel)

    def group_loop(file):
        del file["model_weights/conv2d/conv2d"]
        file["model_weights/conv2d/conv2d"] = h5py.SoftLink("/model_weights/conv2d/conv2d")

    def virtual(file):
        layout = h5py.VirtualLayout(shape=shape, dtype="f4")
        layout[...] = h5py.VirtualSource(str(elsewhere), kernel, shape=shape)
        file.create_virtual_dataset(kernel, layout)

    def raw(file):
        file.create_dataset(kernel, shape, "f4", external=[(str(elsewhere), 0, h5py.h5f.UNLIMITED)])

    def lzf(file):
        file.create_dataset(kernel, data=model.layers[0].weights["kernel"], compression="lzf")

    def plugin(file):
        space, made_ = h5py.h5s.create_simple(shape), h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        made_.set_chunk(shape)
        made_.set_filter(32015, h5py.h5z.FLAG_OPTIONAL, (1,))
        h5py.h5d.create(file.id, kernel.encode(), h5py.h5t.IEEE_F32LE, space, made_)

    def huge(file):
        file.create_dataset(kernel, (1 << 20, 1 << 20, 3, 8), "f4", chunks=(1, 1, 3, 8))

    def huge_gzip(file):
        file.create_dataset(kernel, (3, 3, 1 << 15, 1 << 15), "f4", chunks=(3, 3, 1 << 10, 1 << 14), compression="gzip")

    def nowhere(file):
        file.create_dataset(kernel, shape, "f4")

    def whole(file):
        file[kernel] = np.zeros(shape, np.int32)

    def turned(file):
        file[kernel] = np.zeros(shape, ">f4")

    def ring(file):  # of groups, by hard links
        file["model_weights/conv2d/again"] = file["model_weights"]
    plugins = folder / "plugins"
    plugins.mkdir()
    for change in (external, soft, loop, group_loop, virtual, raw, lzf, plugin, huge, huge_gzip, nowhere, whole, turned, ring):
        path = folder / f"{change.__name__}.h5"
        K.whole_h5(path, model, K.config_of(model, 2, False))
        with h5py.File(path, "r+") as file:
            if change is not ring:
                del file[kernel]
            change(file)
        with Watch(elsewhere, plugins, path) as watch:
            done = run("weights", "check", path, env={"HDF5_PLUGIN_PATH": str(plugins)})
        equal(watch.opened, {str(path)}, f"what {path.name} opens")
        want = (0, 0) if change is ring else (1, 1)
        equal((done.returncode, len(done.stderr.splitlines())), want, f"status and lines for {path.name} ({done.stderr})")


class Watch:
    """Which of some files and folders somebody opens meanwhile (inotify)."""
    IN_OPEN, LIBC = 0x20, ctypes.CDLL(None, use_errno=True)

    def __init__(self, *paths):
        self.paths, self.opened = paths, set()

    def __enter__(self):
        self.fd = self.LIBC.inotify_init1(os.O_NONBLOCK)
        self.names = {self.LIBC.inotify_add_watch(self.fd, str(path).encode(), self.IN_OPEN): str(path) for path in self.paths}
        assert self.fd >= 0 and min(self.names) >= 0, os.strerror(ctypes.get_errno())
        return self

    def __exit__(self, *wrong):
        with contextlib.suppress(BlockingIOError):
            while events := os.read(self.fd, 4096):
                while events:
                    watch, _, _, length = struct.unpack_from("iIII", events)
                    self.opened.add(self.names[watch])
                    events = events[16 + length:]
        os.close(self.fd)


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        for name in MODELS:
            with tally.test(f"a model of Keras: {name}"):
                check_model(name, folder)
        for name, check in list(globals().items()):
            if name.startswith("check_") and name != "check_model":
                with tally.test(name[6:].replace("_", " ")):
                    check(folder)
    tally.close()


main()
