"""Keras's files without Keras: layers with weights of chance, their arithmetic as TensorFlow defines it (channels last, its rule for
"same", rows and columns first when it flattens) in PyTorch's functions, and the layouts that Keras 1, 2 and 3 write."""
import io
import json
import re
import zipfile

import h5py
import numpy as np
import torch
import torch.nn.functional as F

FUNCTIONS = {"relu": torch.relu, "softmax": lambda x: torch.softmax(x, -1), "linear": lambda x: x, "sigmoid": torch.sigmoid,
             "elu": F.elu, "gelu": F.gelu, "swish": F.silu, "silu": F.silu, "tanh": torch.tanh, "relu6": F.relu6,
             "leaky_relu": lambda x: F.leaky_relu(x, 0.2)}


def pair(n):
    return tuple(n) if isinstance(n, (list, tuple)) else (n, n)


def same(x, kernel, stride, value=0.0):
    """As the documentation of tf.nn has it: max(kernel - stride, 0) in all where the stride divides the side, else
    max(kernel - side % stride, 0); half of it before, rounded down."""
    pads = []
    for side in (2, 1):  # columns, then rows, as F.pad wants them; x is (1, rows, columns, channels)
        n = x.shape[side]
        total = max(kernel - (stride if n % stride == 0 else n % stride), 0)
        pads += [total // 2, total - total // 2]
    return F.pad(x, [0, 0] + pads, value=value)


def maps(function, x, *args, **more):
    return function(x.permute(0, 3, 1, 2), *args, **more).permute(0, 2, 3, 1)


class Layer:
    """class_name, its configuration as Keras 2 and 3 write it, and its weights by name, in Keras's order."""

    def __init__(self, class_name, name=None, layers=None, **config):
        self.class_name, self.name, self.config, self.layers, self.weights = class_name, name, config, layers, {}

    def make(self, shape, random):
        """Weights for an input of a shape, (rows, columns, channels) or (numbers,)."""
        c = self.config
        inputs = shape[-1]

        def normal(*dims, by):
            return (random.standard_normal(dims) * by).astype(np.float32)
        if self.class_name == "Conv2D":
            k, out = pair(c["kernel_size"]), c["filters"]
            fan = inputs // c.get("groups", 1) * k[0] * k[1]
            self.weights["kernel"] = normal(*k, inputs // c.get("groups", 1), out, by=(2 / fan) ** 0.5)
            if c.get("use_bias", True):
                self.weights["bias"] = normal(out, by=0.1)
        elif self.class_name == "Dense":
            self.weights["kernel"] = normal(inputs, c["units"], by=(2 / inputs) ** 0.5)
            if c.get("use_bias", True):
                self.weights["bias"] = normal(c["units"], by=0.1)
        elif self.class_name == "BatchNormalization":
            if c.get("scale", True):
                self.weights["gamma"] = 1 + normal(inputs, by=0.2)
            if c.get("center", True):
                self.weights["beta"] = normal(inputs, by=0.2)
            self.weights["moving_mean"] = normal(inputs, by=0.2)
            self.weights["moving_variance"] = np.abs(1 + normal(inputs, by=0.3)) * 0.02  # small: epsilon counts
        elif self.class_name == "Normalization" and "mean" not in c:
            self.weights["mean"] = np.linspace(90, 130, inputs).astype(np.float32)
            self.weights["variance"] = np.linspace(3000, 4000, inputs).astype(np.float32)
            self.weights["count"] = np.array(7, np.int64)

    def run(self, x):
        """(name of a row's kind, value) of each row that it makes; the last value is its result."""
        c, w = self.config, {name: torch.from_numpy(value.astype(np.float32)) for name, value in self.weights.items()}
        rows, activation = [], c.get("activation", "linear") if self.class_name in ("Conv2D", "Dense") else "linear"
        if self.class_name == "Conv2D":
            x = same(x, pair(c["kernel_size"])[0], pair(c.get("strides", 1))[0]) if c.get("padding") == "same" else x
            x = maps(F.conv2d, x, w["kernel"].permute(3, 2, 0, 1), w.get("bias"), pair(c.get("strides", 1)), groups=c.get("groups", 1))
            rows.append(("conv", x))
        elif self.class_name == "Dense":
            x = x @ w["kernel"] + w.get("bias", 0)
            rows.append(("fc", x))
        elif self.class_name == "BatchNormalization":
            x = (x - w["moving_mean"]) / torch.sqrt(w["moving_variance"] + c.get("epsilon", 1e-3)) * w.get("gamma", 1) + w.get("beta", 0)
            rows.append(("bn", x))
        elif self.class_name in ("MaxPooling2D", "AveragePooling2D"):
            k, s = pair(c.get("pool_size", 2))[0], pair(c.get("strides") or c.get("pool_size", 2))[0]
            padded = c.get("padding") == "same"
            if self.class_name == "MaxPooling2D":
                x = maps(F.max_pool2d, same(x, k, s, -np.inf) if padded else x, k, s)
            else:
                ones = torch.ones_like(x)
                x, ones = (same(x, k, s), same(ones, k, s)) if padded else (x, ones)
                x = maps(F.avg_pool2d, x, k, s) / maps(F.avg_pool2d, ones, k, s)
            rows.append(("pool", x))
        elif self.class_name == "GlobalAveragePooling2D":
            x = x.mean((1, 2))
            rows.append(("average", x))
        elif self.class_name == "GlobalMaxPooling2D":
            x = x.amax((1, 2))
            rows.append(("pool", x))
        elif self.class_name == "ZeroPadding2D":
            (top, bottom), (left, right) = [pair(n) for n in pair(c["padding"])]
            x = F.pad(x, [0, 0, left, right, top, bottom])
        elif self.class_name == "Flatten":
            x = x.flatten(1)
        elif self.class_name in ("Activation", "Softmax"):
            activation = c.get("activation", "softmax")
        elif self.class_name == "ReLU":
            x = F.leaky_relu(x, c.get("negative_slope", 0) or 0)
            x = torch.clamp(x, max=c["max_value"]) if c.get("max_value") else x
            rows.append(("relu", x))
        elif self.class_name == "LeakyReLU":
            x = F.leaky_relu(x, c.get("negative_slope", c.get("alpha", 0.3)))
            rows.append(("leaky", x))
        if activation != "linear":
            x = FUNCTIONS[activation](x)
            rows.append((activation, x))
        return x, rows

    def shape(self, shape):
        return self.run(torch.zeros(1, *shape))[0].shape[1:] if self.class_name != "Normalization" else shape


class Model:
    """A chain of layers for inputs of a shape; nested ones are layers named and listed."""

    def __init__(self, layers, shape, seed=1):
        self.layers, self.input = [], tuple(shape)
        counts, random = {}, np.random.default_rng(seed)
        for layer in layers:
            self.layers.append(layer)
            kind = snake(layer.class_name)
            counts[kind] = counts.get(kind, -1) + 1
            layer.name = layer.name or (f"{kind}_{counts[kind]}" if counts[kind] else kind)
            if layer.layers:
                layer.model = Model(layer.layers, shape, seed + 1)
                shape = layer.model.output
                continue
            layer.make(shape, random)
            shape = layer.shape(shape)
        self.output = tuple(shape)

    def flat(self):
        for layer in self.layers:
            if layer.layers:
                yield from layer.model.flat()
            else:
                yield layer

    @torch.no_grad()
    def run(self, x):
        """x: (1, rows, columns, channels). (row, value in PyTorch's order) of all rows."""
        rows = []
        for layer in self.flat():
            x, more = layer.run(x)
            rows += [(kind, value.permute(0, 3, 1, 2)[0] if value.dim() == 4 else value[0]) for kind, value in more]
        return rows


def snake(name):
    """keras.src.utils.naming.to_snake_case."""
    name = re.sub(r"\W+", "", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)).lower()


# ---- descriptions ----

def config_of(model, version, functional, first=False, name="model"):
    """What get_config gives; `functional` with its graph."""
    key = "batch_shape" if version == 3 else "batch_input_shape"
    rows = model.input[2:] + model.input[:2] if first and len(model.input) == 3 else model.input
    shape = [None, *rows]
    entries, before = [], "input_1"
    if functional or version == 3:
        entries.append({"class_name": "InputLayer", "config": {key: shape, "dtype": "float32", "name": "input_1"}, "name": "input_1",
                        "inbound_nodes": []})
    for layer in model.layers:
        if layer.layers:
            entry = {**config_of(layer.model, version, layer.class_name != "Sequential", first, layer.name), "name": layer.name}
        else:
            config = {"name": layer.name, "trainable": True, "dtype": "float32", **layer.config}
            if first and layer.class_name in ("Conv2D", "MaxPooling2D", "AveragePooling2D", "GlobalAveragePooling2D", "ZeroPadding2D"):
                config["data_format"] = "channels_first"
            entry = {"class_name": layer.class_name, "config": config, "name": layer.name}
        if not entries and not layer.layers:
            entry["config"][key] = shape
        entry["inbound_nodes"] = ([{"args": [{"class_name": "__keras_tensor__", "config": {"shape": shape, "dtype": "float32",
                                                                                         "keras_history": [before, 0, 0]}}], "kwargs": {}}]
                                  if version == 3 else [[[before, 0, 0, {}]]])
        before = layer.name
        entries.append(entry)
    if not functional:
        for entry in entries:
            entry.pop("inbound_nodes"), entry.pop("name", None)
        return {"class_name": "Sequential", "config": {"name": name, "layers": entries}}
    ends = ([["input_1", 0, 0]], [[before, 0, 0]])
    return {"class_name": "Functional" if version == 3 else "Model",
            "config": {"name": name, "layers": entries, "input_layers": ends[0], "output_layers": ends[1]}}


def config_of_keras1(model, order="tf"):
    """Convolution2D, nb_filter, border_mode, and what else Keras 1 said."""
    entries = []
    for layer in model.layers:
        c, config, name = layer.config, {"name": layer.name}, layer.class_name
        if name == "Conv2D":
            name, (rows, columns) = "Convolution2D", pair(c["kernel_size"])
            config.update(nb_filter=c["filters"], nb_row=rows, nb_col=columns, subsample=list(pair(c.get("strides", 1))),
                          border_mode=c.get("padding", "valid"), dim_ordering=order, bias=c.get("use_bias", True),
                          activation=c.get("activation", "linear"))
        elif name == "MaxPooling2D":
            config.update(pool_size=list(pair(c.get("pool_size", 2))), strides=list(pair(c.get("strides") or c.get("pool_size", 2))),
                          border_mode=c.get("padding", "valid"), dim_ordering=order)
        elif name == "Dense":
            config.update(output_dim=c["units"], activation=c.get("activation", "linear"), bias=c.get("use_bias", True))
        elif name == "BatchNormalization":
            config.update(epsilon=c.get("epsilon", 1e-3), axis=-1, mode=0)
        else:
            config.update(c)
        if not entries:
            config["batch_input_shape"] = [None, *model.input]
        entries.append({"class_name": name, "config": config})
    return {"class_name": "Sequential", "config": entries}


# ---- files ----

def texts(values):
    return np.array([value.encode() for value in values], "S") if values else np.zeros(0, "S1")


def write_names(group, name, values, parts=1):
    """A list that is too long for one attribute is several."""
    if parts == 1:
        group.attrs[name] = texts(values)
        return
    for i, part in enumerate(np.array_split(values, parts)):
        group.attrs[f"{name}{i}"] = texts([str(value) for value in part])


def write_layers(group, model, name_of, parts=1, **how):
    """The older layout: a group a layer, its weights under the names that it lists; nested models have theirs in one."""
    write_names(group, "layer_names", [layer.name for layer in model.layers], parts)
    group.attrs["backend"], group.attrs["keras_version"] = b"tensorflow", b"2.11.0"
    for layer in model.layers:
        inside, names = group.create_group(layer.name), []
        for each in layer.model.flat() if layer.layers else [layer]:
            for what, value in each.weights.items():
                names.append(name_of(each, what))
                inside.create_dataset(names[-1], data=value, **(how if value.ndim > 1 else {}))
        write_names(inside, "weight_names", names, min(parts, max(len(names), 1)))


def keras2_name(layer, what):
    return f"{layer.name}/{what}:0"


def keras3_legacy_name(layer, what):
    return f"sequential/{layer.name}/{what}"


def keras1_name(layer, what):
    return f"{layer.name}_{ {'kernel': 'W', 'bias': 'b', 'moving_mean': 'running_mean', 'moving_variance': 'running_std'}.get(what, what)}_1:0"


def whole_h5(path, model, config, name_of=keras2_name, optimizer=False, **how):
    """model.save("x.h5")."""
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = json.dumps(config).encode()
        write_layers(file.create_group("model_weights"), model, name_of, **how)
        if optimizer:
            file.create_group("optimizer_weights").create_dataset("Adam/m:0", data=np.zeros(5, np.float32))


def weights_h5(path, model, name_of=keras2_name, **how):
    """save_weights("x.h5") of tf.keras."""
    with h5py.File(path, "w") as file:
        write_layers(file, model, name_of, **how)


def write_numbered(file, model, place="", word="layers", **how):
    counts = {}
    for layer in model.layers:
        kind = snake(layer.class_name)
        counts[kind] = counts.get(kind, -1) + 1
        at = f"{place}{word}/{kind}_{counts[kind]}" if counts[kind] else f"{place}{word}/{kind}"
        if layer.layers:
            write_numbered(file, layer.model, at + "/", word, **how)
            continue
        inside = file.create_group(at + "/vars")
        for i, value in enumerate(layer.weights.values()):
            inside.create_dataset(str(i), data=value, **(how if value.ndim > 1 else {}))


def keras_file(path, model, config, packing=zipfile.ZIP_STORED, word="layers", first="metadata.json", room=0, **how):
    """model.save("x.keras"); `first` is its first entry, and room as many spaces behind the description."""
    inner = io.BytesIO()
    with h5py.File(inner, "w") as file:
        write_numbered(file, model, word=word, **how)
        file.create_group("optimizer/vars").create_dataset("0", data=np.int64(4))
    entries = {"metadata.json": json.dumps({"keras_version": "3.6.0"}), "model.weights.h5": inner.getvalue(),
               "config.json": json.dumps({"module": "keras", **config, "registered_name": "Functional"}) + " " * room}
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name in sorted(entries, key=lambda name: name != first):
            archive.writestr(name, entries[name])
