#!/usr/bin/env python3
"""Writes the files that the fuzzers begin with, a few hundred bytes each: tests/fuzz/seeds/FUZZER/NAME."""
import argparse
import collections
import datetime
import functools
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

import numpy as np
import torch
from PIL import Image

HERE = pathlib.Path(__file__).resolve().parent
SEEDS = HERE / "seeds"
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE.parent / "goldens"), str(HERE.parent / "live")]

import _formats as formats
import _keras

RANDOM = np.random.default_rng(3)


def folder(name):
    (SEEDS / name).mkdir(parents=True, exist_ok=True)
    return SEEDS / name


def images():
    picture = Image.fromarray(RANDOM.integers(0, 256, (9, 13, 3), np.uint8))
    for kind in ("png", "jpg", "bmp", "gif", "tga"):
        picture.save(folder("image") / f"colours.{kind}")
    picture.convert("L").save(folder("image") / "grey.png")
    picture.save(folder("image") / "progressive.jpg", progressive=True, exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0")

    more_images(picture)


def more_images(picture):
    rgb, turn = np.asarray(picture), formats.exif(6)
    index = RANDOM.integers(0, 16, (9, 13), np.uint8)
    moving = formats.saved(picture, "WEBP", save_all=True, append_images=[picture.rotate(180)], lossless=True)
    palette = bytes(range(48))
    files = {"lossless.webp": formats.saved(picture, "WEBP", lossless=True, exif=turn), "lossy.webp": formats.saved(picture, "WEBP", quality=50),
             "moving.webp": formats.webp_on_canvas(moving, 20, 16, 2, 2),
             "little.tiff": formats.tiff(rgb, 8, 2), "big.tiff": formats.tiff(rgb, 8, 2, ">", big=True, apart=True),
             "tiles.tiff": formats.tiff(rgb, 8, 2, tile=16), "palette.tiff": formats.tiff(index[..., None], 4, 3, palette=list(range(48)), turn=5),
             "clear.gif": formats.gif_literal(index, palette, palette, clear=3, interlaced=True),
             "rle8.bmp": formats.bmp(13, 9, 8, formats.bmp_runs(index, False), bytes(64), way=1, colours=16),
             "rle4.bmp": formats.bmp(13, 9, 4, formats.bmp_runs(index, True), bytes(64), way=2, colours=16),
             "masks.bmp": formats.bmp(13, -9, 16, bytes(28 * 9), way=3, masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F), header=108),
             "turned.png": formats.png(index[..., None], 4, 3, True, [(b"PLTE", palette)], [(b"eXIf", turn)]),
             "profile.png": formats.png(rgb, 8, 2, behind=[(b"zTXt", formats.profile(turn)), (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0tiff:Orientation=\"6\"")]),
             "text.ppm": formats.pnm(3, rgb), "bits.pbm": formats.pnm(4, index % 2), "deep.pgm": formats.pnm(5, index * 99, 1600)}
    for way in ("lzw", "deflate", "packbits", "jpeg"):
        files[f"{way}.tiff"] = formats.saved(picture, "TIFF", compression=way if way in ("packbits", "jpeg") else f"tiff_{way}")
    files["fax.tiff"] = formats.saved(picture.convert("1"), "TIFF", compression="group4")
    for name, data in files.items():
        (folder("image") / name).write_bytes(data)


def phones():
    """HEIC and AVIF, by heif-enc and avifenc: grey and colours, alpha, 10 bits, tiles, turned, with a thumbnail."""
    avif, heic = ["avifenc", "-l"], ["heif-enc", "-L", "-p", "chroma=444"]
    small, large = ((RANDOM.integers(0, 4, (h, w, 4)) * 85).astype(np.uint8) for w, h in ((16, 12), (128, 64)))
    small[..., 3] |= 85
    with tempfile.TemporaryDirectory() as at:
        at = pathlib.Path(at)
        grey, alpha = Image.fromarray(small[..., 0]), Image.fromarray(small)
        for name, picture in {"alpha": alpha, "colours": alpha.convert("RGB"), "grey": grey, "large": Image.fromarray(large[..., :3] // 4)}.items():
            picture.save(at / f"{name}.png")

        def make(name, how, *words):
            words = [at / word if (at / word).exists() else word for word in words]
            subprocess.run([*how, *words, *(["-o"] if how is heic else []), folder("image") / name], check=True, stdout=subprocess.DEVNULL)

        make("colours.avif", avif, "--irot", "1", "colours.png")
        make("alpha.avif", avif, "-p", "alpha.png")
        make("deep.avif", avif, "-d", "10", "--imir", "1", "colours.png")
        make("grey.avif", avif, "-y", "400", "grey.png")
        make("tiles.avif", avif, "-g", "2x1", "large.png")
        make("colours.heic", heic, "colours.png")
        make("grey.heic", heic, "-t", "8", "grey.png")



def safetensors():
    header = {"__metadata__": {"source": "random:7", "model": "vgg16"},
              "a": {"dtype": "F32", "shape": [2, 1], "data_offsets": [0, 8]}, "b": {"dtype": "BF16", "shape": [2], "data_offsets": [8, 12]},
              "c": {"dtype": "U8", "shape": [2, 2], "data_offsets": [12, 16]}, "c.scale": {"dtype": "F32", "shape": [2], "data_offsets": [16, 24]},
              "c.min": {"dtype": "F32", "shape": [1], "data_offsets": [24, 28]}, "d": {"dtype": "F16", "shape": [1], "data_offsets": [28, 30]}}
    text = json.dumps(header).encode()
    (folder("safetensors") / "types").write_bytes(struct.pack("<Q", len(text)) + text + bytes(30))


def pth():
    some = torch.arange(6.0)
    tensors = {"features.0.weight": some.view(2, 3), "features.0.bias": some[:2].half(), "t": some.view(2, 3).t(), "b": some.bfloat16()}
    for name, value in {"dict": tensors, "ordered": collections.OrderedDict(tensors), "wrapped": {"epoch": 1, "lr": 0.1, "state_dict": tensors},
                        "parameter": {"p.weight": torch.nn.Parameter(some)}}.items():
        torch.save(value, folder("pth_zip") / name)
        torch.save(value, folder("pth_older") / name, _use_new_zipfile_serialization=False)
    torch.save(tensors, folder("pth_older") / "protocol4", _use_new_zipfile_serialization=False, pickle_protocol=4)


def keras():
    """Models of each kind of layer, in few numbers; the description is the first entry, and has room to grow."""
    layer, out = _keras.Layer, folder("keras")
    conv = functools.partial(layer, "Conv2D", filters=2, kernel_size=[3, 3])
    models = {
        "chain": ([conv(padding="same", activation="relu"), layer("MaxPooling2D"), layer("Flatten"), layer("Dense", units=2, activation="softmax")], 3, False),
        "graph": ([layer("Rescaling", scale=0.1), conv(strides=[2, 2], padding="same"), layer("BatchNormalization"), layer("LeakyReLU", alpha=0.1),
                   layer("GlobalAveragePooling2D"), layer("Dense", units=2, use_bias=False)], 3, True),
        "older": ([layer("ZeroPadding2D", padding=[[0, 1], [0, 1]]), conv(use_bias=False), layer("ReLU", max_value=6), layer("AveragePooling2D", padding="same"),
                   layer("Dropout", rate=0.5), layer("GlobalMaxPooling2D"), layer("Dense", units=1)], 2, True),
        "nested": ([layer("Normalization"), layer("Functional", "base", [conv()]), layer("Activation", activation="gelu"), layer("Flatten")], 3, True),
    }
    for name, (layers, version, graph) in models.items():
        model = _keras.Model(layers, (8, 8, 3))
        _keras.keras_file(out / name, model, _keras.config_of(model, version, graph), first="config.json", room=400)


def modules():
    """Modules saved whole, and names of classes."""
    torch.manual_seed(1)
    nn = torch.nn
    nets = {"plain": nn.Sequential(nn.Conv2d(3, 2, 3, padding="same"), nn.BatchNorm2d(2, eps=0.1), nn.LeakyReLU(0.2), nn.MaxPool2d(2, ceil_mode=True), nn.Flatten(), nn.Linear(8, 2)),
            "average": nn.Sequential(nn.Conv2d(1, 2, 1, bias=False), nn.ELU(), nn.AvgPool2d(2), nn.LocalResponseNorm(3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2, 3)),
            "lists": nn.ModuleDict({"convs": nn.Sequential(nn.Conv2d(3, 2, 1), nn.ReLU()), "fc": nn.Linear(2, 2)})}
    for name, net in nets.items():
        for where, older in (("pth_zip", False), ("pth_older", True)):
            torch.save({"model": net, "classes": ["a", "b"], "meta": {"class_to_idx": {"c": 1, "d": 0}}}, folder(where) / f"module-{name}", _use_new_zipfile_serialization=not older)
            torch.save({"conv1_1.weight": torch.ones(2, 3, 1, 1), "conv1_2.weight": torch.ones(2, 2, 1, 1), "conv2_1.weight": torch.ones(2, 2, 1, 1), "fc.weight": torch.ones(3, 2)},
                       folder(where) / "blocks", _use_new_zipfile_serialization=not older)
    for i, value in enumerate((["a", "b"], {"0": "a", "1": ["n1", "b"]}, {"a": 1, "b": 0}, {"id2label": {"0": "a", "1": "b"}, "label_names": 3})):
        (folder("names") / f"{i}").write_bytes(b"\2" + json.dumps(value).encode())


class Settings(dict):
    """Of a class of its own, as hyper-parameters often are."""


def checkpoints():
    """What lies beside the weights, and several networks in one file."""
    some = torch.arange(6.0)
    tensors = {"features.0.weight": some.view(2, 3).double(), "features.module.0.bias": some[:2]}
    beside = {"model": tensors, "ema": {"_orig_mod." + n: t for n, t in tensors.items()}, "args": argparse.Namespace(lr=0.1, out=pathlib.Path("a")),
              "epoch": np.float64(3), "hist": collections.defaultdict(list, {"a": [1]}), "seen": {1, 2}, "set": frozenset("ab"), "device": torch.device("cpu"),
              "dtype": torch.float16, "size": torch.Size([1, 2]), "settings": Settings(a=1), "more": [{"generator": tensors}],
              "part": functools.partial(print, end=""), "array": np.arange(3), "date": datetime.date(2020, 1, 2)}
    loop = {"model": tensors}
    loop["loop"] = loop
    for name, value, protocol in (("beside2", beside, 2), ("beside4", beside, 4), ("beside5", beside, 5), ("loop", loop, 2)):
        torch.save(value, folder("pth_zip") / name, pickle_protocol=protocol)
        torch.save(value, folder("pth_older") / name, _use_new_zipfile_serialization=False, pickle_protocol=protocol)


def texts():
    scripts = ["net vgg19; step 9; select conv3_3; map 5; pixel 10 20; view neuron", "stack 3 3s2 11s4p1; view field; follow next; channels 64",
               "weights random:7; until pool1; relu before; steps modules", "compare vgg16 vgg19; view compare", "slice vgg19.features[2:7]; view slices",
               "lesson one-step 2; close", "image 'a b;c'; theme light; textsize 2", "mark; view family; return; weights list; choose next; choose this",
               "view compare; race; compare vgg16 vgg19 /nowhere; race off; step; image koala",
               "images assets; gallery; page 2; choose down; photo next; choose this; mark; images bundled; return"]
    for i, script in enumerate(scripts):
        (folder("script") / f"{i}").write_text(script)
    for i, text in enumerate(["features[2:7]", "vgg19.features[:12], [12:-1:2]", "classifier[-1]", "relu3_3", "vgg16.features[0:2] [2:7] [7:12]"]):
        (folder("slices") / f"{i}").write_text(text)
    nets = ["input 64\nconv 16 5 stride 2 # half\nrelu\nlrn 5 alpha 1e-4 beta 0.75 k 2\npool 3 stride 2 pad 1 ceil\nconv 32 3 groups 2\nbn epsilon 1e-3\n"
            "leaky 0.1\nadaptive 7\nfc 40\nrelu\nfc 3\n", "input 28\nchannels 1\nconv 6 5 pad 2\ntanh\naverage 2\nconv 16 4 pad 0 more 1\nsigmoid\n"
            "average 2 stride 1 pad 1 more 1 ceil counts\nfc 10\n", "conv 96 3\nelu 1.5\nsilu\nrelu6\ngelu\nconv 10 1\naverage global\n",
            "input 8\nbn\nconv 4 2\nconv 4 1 pad 16\nadaptive 64\nadaptive 5\n"]
    for i, text in enumerate(nets):
        (folder("net_text") / f"{i}").write_text(text)
    (folder("lesson") / "all").write_text(
        "---\ntitle: A lesson\norder: 3\nlock: net\nhide: tabs\n---\n```do\nreset\n```\n# One {vgg16.params|M1}\nText **bold** *soft* `code` C^2^ H~2~\n\n"
        "- one\n- two\n\n| a | b |\n|---|---|\n| 1 | {2*3} |\n\n```ask\nHow many?\n( ) 3 :: no\n(x) 5 :: yes\n```\n\n```do slim\nmap 3\n```\n\n"
        "# Two\n```number\nWhich?\n= {(11-1)/2}\n4 :: near\n```\n"
        "# Three\n```try\nStep on, *choose*.\nseen until conv1_2 :: {2*3} **maps**\nseen map *\ndo step; map next\n```\n")


def graphs():
    """Small ONNX files: as torch.onnx writes them, and with what it does not write."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    nn, random = torch.nn, np.random.default_rng(5)
    torch.manual_seed(5)
    net = nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(3, 4, 3, 2), nn.BatchNorm2d(4), nn.GELU(), nn.AvgPool2d(3, 2, 1), nn.ReLU6(), nn.Dropout(),
                        nn.MaxPool2d(2, 2), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2), nn.LogSoftmax(1)).eval()
    for name, opset, axes in (("old", 9, None), ("open", 13, {"photo": {0: "N", 2: "h", 3: "w"}}), ("inputs", 13, None)):
        torch.onnx.export(net, torch.zeros(1, 3, 21, 21), str(folder("onnx") / name), opset_version=opset, input_names=["photo"], dynamic_axes=axes,
                          keep_initializers_as_inputs=name == "inputs", training=torch.onnx.TrainingMode.PRESERVE)
    a, w = random.standard_normal((2, 3, 3, 3)), random.standard_normal((8, 3))
    kinds = {"float": (TensorProto.FLOAT, "float_data"), "double": (TensorProto.DOUBLE, "double_data"), "half": (TensorProto.FLOAT16, "int32_data")}
    for name, (kind, field) in kinds.items():
        tensors = [TensorProto(name=n, data_type=kind, dims=v.shape) for n, v in (("a", a), ("w", w))]
        for t, v in zip(tensors, (a, w)):
            getattr(t, field).extend((v.astype(np.float16).view(np.uint16) if name == "half" else v).flatten().tolist())
        nodes = [helper.make_node("Sub", ["x", "mean"], ["x0"]), helper.make_node("Transpose", ["x0"], ["x1"], perm=[0, 3, 1, 2]),
                 helper.make_node("Conv", ["x1", "a"], ["x2"], auto_pad="SAME_LOWER", strides=[2, 2]), helper.make_node("Sigmoid", ["x2"], ["s"]),
                 helper.make_node("Mul", ["x2", "s"], ["x3"]), helper.make_node("LRN", ["x3"], ["x4"], size=3),
                 helper.make_node("AveragePool", ["x4"], ["x5"], kernel_shape=[2, 2], ceil_mode=1), helper.make_node("Transpose", ["x5"], ["x6"], perm=[0, 2, 3, 1]),
                 helper.make_node("Shape", ["x6"], ["d"]), helper.make_node("Gather", ["d", "zero"], ["n"]), helper.make_node("Unsqueeze", ["n", "zero"], ["n1"]),
                 helper.make_node("Concat", ["n1", "rest"], ["to"], axis=0), helper.make_node("Reshape", ["x6", "to"], ["x7"]),
                 helper.make_node("MatMul", ["x7", "w"], ["x8"]), helper.make_node("Add", ["x8", "bias"], ["x9"]), helper.make_node("Softmax", ["x9"], ["y"])]
        more = [numpy_helper.from_array(np.array(v, t), n) for n, v, t in (("mean", [.4, .5, .6], np.float32), ("zero", 0, np.int64), ("rest", [-1], np.int64),
                                                                          ("bias", [1, 2, 3], np.float32), ("left", [1], np.float32))]
        graph = helper.make_graph(nodes, "g", [helper.make_tensor_value_info("x", 1, ["N", 5, 5, 3])], [helper.make_tensor_value_info("y", 1, None)], tensors + more)
        (folder("onnx") / name).write_bytes(helper.make_model(graph).SerializeToString())
    beside = helper.make_tensor("a", 1, [2, 3, 3, 3], bytes(216), raw=True)
    beside.ClearField("raw_data")
    beside.data_location = TensorProto.EXTERNAL
    beside.external_data.add(key="location", value="gone/numbers")
    graph = helper.make_graph([helper.make_node("Conv", ["x", "a"], ["y"])], "g", [helper.make_tensor_value_info("x", 1, [1, 3, 5, 5])],
                              [helper.make_tensor_value_info("y", 1, None)], [beside])
    (folder("onnx") / "beside").write_bytes(helper.make_model(graph).SerializeToString())


for write in (images, safetensors, pth, modules, checkpoints, texts, phones, graphs, keras):
    write()
