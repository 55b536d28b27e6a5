#!/usr/bin/env python3
"""`table --json` of the eight networks against torchvision's models and the published figures."""
import sys

sys.dont_write_bytecode = True

import torch
from torch import nn

from _common import NETS, Tally, answer, equal, output, run
from _nets import activations, build, crop_of, modules

ROW_KEYS = ["name", "kind", "features_index", "classifier_index", "module", "out", "kernel", "stride", "pad", "params",
            "macs", "field", "jump", "start"]

# Parameters, multiply-adds in units of 10^9 with three digits, field at pool5 and at fc6, start of pool5.
TOTALS = {
    "vgg11": (132_863_336, 7.609, 150, 342, 15.5), "a-lrn": (132_863_336, 7.609, 150, 342, 15.5),
    "vgg13": (133_047_848, 11.308, 156, 348, 15.5), "c": (133_638_952, 11.771, 156, 348, 15.5),
    "vgg16": (138_357_544, 15.470, 212, 404, 15.5), "vgg19": (143_667_240, 19.632, 268, 460, 15.5),
    "alexnet": (61_100_840, 0.714, 195, 355, 31), "alexnet-2012": (60_965_224, 0.724, 195, 355, 33),
    "vgg11_bn": (132_868_840, 7.609, 150, 342, 15.5), "vgg13_bn": (133_053_736, 11.308, 156, 348, 15.5),
    "vgg16_bn": (138_365_992, 15.470, 212, 404, 15.5), "vgg19_bn": (143_678_248, 19.632, 268, 460, 15.5)}
# Field by index in features.
VGG16_FIELDS = {0: 3, 2: 5, 4: 6, 5: 10, 7: 14, 9: 16, 10: 24, 12: 32, 14: 40, 16: 44, 17: 60, 19: 76, 21: 92,
                23: 100, 24: 132, 26: 164, 28: 196, 30: 212}
VGG19_FIELDS = {0: 3, 2: 5, 4: 6, 5: 10, 7: 14, 9: 16, 10: 24, 12: 32, 14: 40, 16: 48, 18: 52, 19: 68, 21: 84,
                23: 100, 25: 116, 27: 124, 28: 156, 30: 188, 32: 220, 34: 252, 36: 268}
ALEXNET_FIELDS = {"conv1": 11, "pool1": 19, "conv2": 51, "pool2": 67, "conv3": 99, "conv4": 131, "conv5": 163,
                  "pool5": 195}
FC_MACS = {"fc6": 102_760_448, "fc7": 16_777_216, "fc8": 4_096_000}


def single(value):
    return value if isinstance(value, int) else value[0]


class Geometry:
    """Field, jump and start, followed module by module."""

    def __init__(self):
        self.field, self.jump, self.start = 1, 1, 0.0

    def through(self, kernel, stride, pad):
        self.field += (kernel - 1) * self.jump
        self.start += ((kernel - 1) / 2 - pad) * self.jump
        self.jump *= stride


def expected_rows(net):
    """The table, from PyTorch's modules and what they make of a picture."""
    model, place, rows = build(net), Geometry(), []
    before = (3, crop_of(net), crop_of(net))
    made = activations(net, model, torch.zeros(1, 3, crop_of(net), crop_of(net)))
    for (name, module, index), (_, values) in zip(modules(net, model), made):
        out = [*values.shape[1:], 1, 1][:3]
        row = {"name": name, "out": out, "kernel": 0, "stride": 0, "pad": 0, "macs": 0,
               "params": sum(p.numel() for p in module.parameters())}
        for part in ("features", "classifier"):
            here = index is not None and index.startswith(part)
            row[f"{part}_index"] = int(index[len(part) + 1:-1]) if here else None
        row["module"] = index.replace("[", ".").rstrip("]") if index else None  # as named_modules has it
        if isinstance(module, (nn.Conv2d, nn.MaxPool2d)):
            row.update({key: single(getattr(module, long)) for key, long in
                        (("kernel", "kernel_size"), ("stride", "stride"), ("pad", "padding"))})
            place.through(row["kernel"], row["stride"], row["pad"])
        if isinstance(module, nn.Conv2d):
            row["macs"] = values[0].numel() * module.weight[0].numel()
        if isinstance(module, nn.Linear):
            row["macs"] = module.weight.numel()
            if name == "fc6":
                place.through(before[-1], 1, 0)
        if isinstance(module, nn.LocalResponseNorm):
            row["kernel"] = module.size  # maps, not pixels: the field stays
        row.update(field=place.field, jump=place.jump, start=place.start)
        row["kind"] = {nn.Conv2d: "conv", nn.BatchNorm2d: "bn", nn.ReLU: "relu", nn.MaxPool2d: "pool", nn.Linear: "fc",
                       nn.Softmax: "softmax"}.get(type(module), "lrn")
        rows.append(row)
        before = values.shape
    return rows, sum(p.numel() for p in model.parameters())


def check_table(net, table):
    equal(list(table), ["net", "params", "macs", "layers"], "the keys")
    equal(table["net"], net, "net")
    rows, params = expected_rows(net)
    equal([row["name"] for row in table["layers"]], [row["name"] for row in rows], "the names")
    for got, want in zip(table["layers"], rows):
        equal(list(got), ROW_KEYS, f"the keys of {got['name']}")
        equal(got, {key: want[key] for key in ROW_KEYS}, f"the row of {got['name']}")
    equal(table["params"], params, "the parameters")
    equal(table["macs"], sum(row["macs"] for row in rows), "the multiply-adds")


def check_totals(net, table):
    params, gmacs, field, field_fc, start = TOTALS[net]
    rows = {row["name"]: row for row in table["layers"]}
    equal(table["params"], params, "the parameters")
    equal(round(table["macs"] / 1e9, 3), gmacs, "the multiply-adds in 10^9")
    equal([rows["pool5"]["field"], rows["pool5"]["start"]], [field, start], "field and start of pool5")
    for name in ("fc6", "fc7", "fc8", "prob"):
        equal([rows[name]["field"], rows[name]["jump"]], [field_fc, 32], f"field and jump of {name}")


def check_fields(table, fields):
    equal({row["features_index"]: row["field"] for row in table["layers"]
           if row["features_index"] is not None and row["kind"] != "relu"}, fields, "field by index")


def check_vgg(table, convolutions, share, fc6_share=None):
    """Multiply-adds of single layers, parameters of the convolutions, the share of the rest."""
    for row in table["layers"]:
        name, block = row["name"], row["name"][4:5]
        if row["kind"] == "conv":
            want = 462_422_016 if block == "5" else 1_849_688_064
            want = 86_704_128 if name == "conv1_1" else 924_844_032 if name[4:] in ("2_1", "3_1", "4_1") else want
            equal(row["macs"], want, f"the multiply-adds of {name}")
    fc = {row["name"]: row for row in table["layers"] if row["kind"] == "fc"}
    equal({name: row["macs"] for name, row in fc.items()}, FC_MACS, "the multiply-adds of fc")
    total = table["params"]
    held = sum(row["params"] for row in fc.values())
    equal(total - held, convolutions, "the parameters of the convolutions")
    equal(round(100 * held / total, 1), share, "the share of the fully connected layers")
    if fc6_share:
        equal(round(100 * fc["fc6"]["params"] / total, 1), fc6_share, "the share of fc6")


def check_alexnet(tables, net, widths, sides):
    rows = tables[net]["layers"]
    equal([r["out"][0] for r in rows if r["kind"] == "conv"], widths, "the widths")
    equal([r["out"][1] for r in rows if r["kind"] in ("conv", "pool")], sides, "the sizes")
    equal({r["name"]: r["field"] for r in rows if r["name"] in ALEXNET_FIELDS}, ALEXNET_FIELDS, "the fields")


def check_indices(table):
    rows = {row["name"]: row for row in table["layers"]}
    indices = {"conv2_1": 5, "conv3_1": 10, "conv3_3": 14, "relu1_1": 1, "relu2_1": 6, "relu3_1": 11, "pool5": 36}
    equal({name: rows[name]["features_index"] for name in indices}, indices, "torchvision's indices")
    equal([rows[name]["out"] for name in ("relu1_1", "relu2_1", "relu3_1")],
          [[64, 224, 224], [128, 112, 112], [256, 56, 56]], "the three maps of the texture extractor")
    equal([rows[name]["field"] for name in ("relu1_1", "relu2_1", "relu3_1")], [3, 10, 24], "their fields")
    equal(rows["fc6"]["classifier_index"], 0, "fc6's index")


def check_ratio(tables):
    equal(round(tables["vgg16"]["params"] / tables["alexnet"]["params"], 2), 2.26, "parameters, VGG-16 to AlexNet")
    equal(round(tables["vgg16"]["macs"] / tables["alexnet"]["macs"], 1), 21.7, "multiply-adds, VGG-16 to AlexNet")
    equal([tables[net]["macs"] for net in ("alexnet", "alexnet-2012")], [714_188_480, 724_406_816], "AlexNet's")


def check_names():
    for name, net in (("a", "vgg11"), ("b", "vgg13"), ("d", "vgg16"), ("e", "vgg19"), ("VGG-19", "vgg19")):
        equal(answer("table", "--net", name)["net"], net, f"what {name} is")
    equal(answer("table")["net"], "vgg16", "the network without --net")
    equal(len(output("table", "--net", "vgg16").splitlines()), 3 + 37, "the lines of the text")
    equal(run("table", "--net", "nonsense").returncode, 1, "the status for a network that does not exist")


def main():
    tally = Tally()
    tables = {net: answer("table", "--net", net) for net in NETS}
    for net in NETS:
        with tally.test(f"the table of {net} against PyTorch"):
            check_table(net, tables[net])
        with tally.test(f"the published figures of {net}"):
            check_totals(net, tables[net])
    with tally.test("fields by index"):
        check_fields(tables["vgg16"], VGG16_FIELDS)
        check_fields(tables["vgg19"], VGG19_FIELDS)
    with tally.test("VGG-16's costs"):
        check_vgg(tables["vgg16"], 14_714_688, 89.4, 74.3)
    with tally.test("VGG-19's costs"):
        check_vgg(tables["vgg19"], 20_024_384, 86.1)
    with tally.test("both AlexNets"):
        check_alexnet(tables, "alexnet", [64, 192, 384, 256, 256], [55, 27, 27, 13, 13, 13, 13, 6])
        check_alexnet(tables, "alexnet-2012", [96, 256, 384, 384, 256], [55, 27, 27, 13, 13, 13, 13, 6])
    with tally.test("VGG-19's indices"):
        check_indices(tables["vgg19"])
    with tally.test("VGG-16 beside AlexNet"):
        check_ratio(tables)
    with tally.test("names of networks"):
        check_names()
    tally.close()


main()
