#!/usr/bin/env python3
"""Files that people take for weights or photos: each gets one line that says what it is. A weights file is one whatever it is
called, and brings its network along in every sub-command."""
import gzip
import io
import json
import lzma
import pathlib
import struct
import sys
import tarfile
import tempfile
import warnings
import zipfile

sys.dont_write_bytecode = True
warnings.simplefilter("ignore")

import numpy as np
import torch
from PIL import Image

from _common import ROOT, Tally, answer, equal, output, read_weights, run, write_safetensors

SLIM = ROOT / "weights" / "vgg19-slim.safetensors"


def refused(*args, says):
    done = run(*args)
    equal(done.returncode, 1, f"the status of {' '.join(map(str, args))} ({done.stderr})")
    lines = done.stderr.splitlines()
    assert len(lines) == 1 and not done.stdout, f"{args[-1]}: {done.stderr!r}"
    for word in [says] if isinstance(says, str) else says:
        assert word.lower() in lines[0].lower(), f"{args[-1]} says {lines[0]!r}, without {word!r}"


def tensors():
    return {n: torch.from_numpy(t.copy()) for n, t in read_weights(SLIM).items()}


def strangers(folder):
    """name -> bytes, and a word of the line."""
    whole = folder / "whole.pth"
    torch.save(tensors(), whole)
    data, table = whole.read_bytes(), io.BytesIO()
    np.savez(table, a=np.zeros(3))
    array = io.BytesIO()
    np.save(array, np.zeros((3, 3)))
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        tar.add(whole, "model.pth")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as z:
        z.write(whole, "model.pth")
    keras = io.BytesIO()
    with zipfile.ZipFile(keras, "w") as z:
        for name in ("metadata.json", "config.json", "model.weights.h5"):
            z.writestr(name, "{}")
    script = folder / "script.pt"
    torch.jit.script(torch.nn.Linear(2, 2)).save(str(script))
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), (1, 2, 3)).save(picture, "PNG")
    older = folder / "older.pth"
    torch.save(tensors(), older, _use_new_zipfile_serialization=False)
    return {"page.pth": (b"<!DOCTYPE html><html><body>Sign in</body></html>\n", "web page"),
            "pointer.pth": (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n", "git lfs pull"),
            "vgg.pth.gz": (gzip.compress(data[:4000]), "gzip"), "vgg.tar": (archive.getvalue(), "tar"), "vgg.zip": (packed.getvalue(), "zip"),
            "vgg.pth.xz": (lzma.compress(b"a" * 100), "xz"), "vgg.7z": (b"7z\xbc\xaf\x27\x1c\0\4" + bytes(50), "7z"),
            "vgg.rar": (b"Rar!\x1a\x07\1\0" + bytes(50), "rar"), "vgg.pth.zst": (b"\x28\xb5\x2f\xfd" + bytes(50), "zstd"), "empty.pth": (b"", "empty"),
            "cut.h5": (b"\x89HDF\r\n\x1a\n" + bytes(600), "HDF5"), "vgg.keras": (keras.getvalue(), "HDF5"),
            "saved_model.pb": (b"\x08\x01\x12\xe8\xc7\x01\x0a\xaf\x01\x0a" + bytes(90), "TensorFlow"), "weights.npy": (array.getvalue(), "NumPy"),
            "weights.npz": (table.getvalue(), "NumPy"), "net.onnx": (b"\x08\x07\x12\x07pytorch\x1a\x041.13" + bytes(300), "ONNX"),
            "vgg.caffemodel": (b"\x0a\x14VGG_ILSVRC_16_layers\x12\x40" + bytes(300), "Caffe"), "script.pt": (script.read_bytes(), "TorchScript"),
            "photo.pth": (picture.getvalue(), "picture"), "paper.pth": (b"%PDF-1.5\n" + bytes(90), "PDF"), "half.pth": (data[:len(data) // 2], "cut off"),
            "half.safetensors": (SLIM.read_bytes()[:1_000_000], "cut off"), "half-older.pth": (older.read_bytes()[:-1000], "cut off"),
            "quarter-older.pth": (older.read_bytes()[:1200], "cut off"), "notes.pth": (b"remember the weights\n" * 9, "text"),
            "noise.pth": (bytes(np.random.default_rng(1).integers(0, 256, 999, np.uint8)), "neither")}


def check_strangers(folder):
    for name, (data, word) in strangers(folder).items():
        path = folder / name
        path.write_bytes(data)
        refused("weights", "check", path, says=(name, word))
        refused("read", "--do", f"weights '{path}'", says=(name, word))
        refused("run", "--weights", path, says=word)
        if word not in ("picture", "neither", "HDF5") and data and "older" not in name and not name.endswith((".safetensors", ".onnx")):
            refused("run", "--image", path, says=word)


def check_any_name(folder):
    """By the bytes, whatever the name."""
    torch.save(tensors(), folder / "plain.pth")
    want = answer("run", "--net", "vgg19", "--weights", folder / "plain.pth")["top"]
    for name in ("checkpoint.pth.tar", "last.ckpt", "pytorch_model.bin", "model.PTH", "photo.jpg", "no ending", "a#b", "a;b 'c'"):
        torch.save(tensors(), folder / name)
        equal(answer("run", "--weights", folder / name)["top"], want, f"the answer with {name}")
    (folder / "model.pt").write_bytes(SLIM.read_bytes())
    equal(answer("run", "--weights", folder / "model.pt")["top"], answer("run", "--weights", SLIM)["top"], "the answer of a safetensors file with another ending")
    refused("run", "--image", folder / "photo.jpg", says="weights")
    Image.open(ROOT / "assets" / "photos" / "owl.jpg").save(folder / "owl.pth", "PNG")
    equal(answer("run", "--image", folder / "owl.pth")["image"], "owl.pth", "the photo")


def check_named(folder):
    """Each file that the window is to open is looked at, in whatever order; a network's text is one."""
    owl, notes, net = ROOT / "assets" / "photos" / "owl.jpg", folder / "notes.jpg", folder / "net.txt"
    notes.write_text("no photo\n")
    net.write_text("input 32\nconv 4 3\nrelu\nfc 2\n")
    for files in ((owl, notes), (notes, owl), (net, owl, notes)):
        refused(*files, says=("notes.jpg", "text"))
    said = output("weights", "check", net)
    assert "random" in said and "2 classes" in said, said
    equal(answer("run", "--weights", net)["net"], "net", "the network of a text")
    refused("run", "--image", net, says=("net.txt", "network"))


def check_network(folder):
    """The file's network in every sub-command; with --net, that network or none."""
    equal(answer("run", "--weights", SLIM, "--until", "conv1_1")["net"], "vgg19", "the network of run")
    equal(answer("read", "--weights", SLIM)["net"], "vgg19", "the network of read")
    equal(answer("table", "--weights", SLIM)["net"], "vgg19", "the network of table")
    equal(answer("bench", "--weights", SLIM, "--threads", 1)["net"], "vgg19", "the network of bench")
    output("shot", "--weights", SLIM, "--do", "until conv3_4", "--out", folder / "a.png")  # VGG-16 has no conv3_4
    equal(answer("read", "--do", f"net vgg16; weights '{SLIM}'")["net"], "vgg19", "the network of a script")
    for command in (("run",), ("read",), ("table",), ("bench",), ("shot", "--out", folder / "b.png"), ("weights", "check")):
        file = (SLIM,) if command[0] == "weights" else ("--weights", SLIM)
        refused(*command, *file, "--net", "vgg16", says=("VGG-19", "VGG-16"))
    said = output("read", "--do", f"weights '{SLIM}'; until conv3_4; state")
    equal(answer("read", "--do", said.splitlines()[0])["net"], "vgg19", "where the script leads")


def check_double(folder):
    """float64 in safetensors becomes float32."""
    raw, wide, header, at = read_weights(SLIM), [], {}, 0
    for name, t in raw.items():
        data = t.astype(np.float64).tobytes()
        header[name] = {"dtype": "F64", "shape": list(t.shape), "data_offsets": [at, at + len(data)]}
        at += len(data)
        wide.append(data)
    text = json.dumps(header).encode()
    (folder / "wide.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + b"".join(wide))
    write_safetensors(folder / "plain.safetensors", raw)
    tops = [answer("run", "--weights", folder / f"{name}.safetensors")["top"] for name in ("wide", "plain")]
    equal(tops[0], tops[1], "the answer")


def check_other_networks(folder):
    """A layer that is lost makes no other network of a file, but one line."""
    own = tensors()
    for lost in ("features.5.weight", "features.10.bias", "classifier.3.weight", "classifier.3.bias"):
        torch.save({n: t for n, t in own.items() if n != lost}, folder / "lost.pth")
        refused("weights", "check", folder / "lost.pth", says=lost)
    norm = {"features.0.weight": own["features.0.weight"], "features.1.running_mean": torch.zeros(16), "features.1.weight": torch.ones(16)}
    torch.save(norm, folder / "norm.pth")
    refused("weights", "check", folder / "norm.pth", says="features.")


def main():
    tally = Tally()
    for check in (check_strangers, check_any_name, check_named, check_network, check_double, check_other_networks):
        with tally.test(check.__name__.replace("check_", "").replace("_", " ")), tempfile.TemporaryDirectory() as folder:
            check(pathlib.Path(folder))
    tally.close()


main()
