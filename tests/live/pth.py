#!/usr/bin/env python3
"""Files of torch.save: every form and variant gives the numbers that PyTorch wrote; other objects beside them are inert,
and refused by name where only a call of them would give the weights; broken files are refused in one line."""
import argparse
import collections
import datetime
import functools
import io
import os
import pathlib
import pickle
import signal
import sys
import tempfile
import time
import types
import warnings
import zipfile

sys.dont_write_bytecode = True
warnings.simplefilter("ignore")

import numpy as np
import torch

from _common import DATA, ROOT, Tally, answer, equal, output, read_weights, run

RANDOM = np.random.default_rng(9)
WIDTH = 16  # a sixteenth of VGG-11
FULL = DATA and pathlib.Path(DATA) / "vgg19-imagenet-u8.safetensors"


def vgg11():
    """The tensors of VGG-11 at a sixteenth of its width, in torchvision's names and shapes."""
    shapes, channels = {}, 3
    for index, out in ((0, 64), (3, 128), (6, 256), (8, 256), (11, 512), (13, 512), (16, 512), (18, 512)):
        shapes[f"features.{index}"] = (out // WIDTH, channels, 3, 3)
        channels = out // WIDTH
    side = channels * 49
    for index, out in ((0, 4096 // WIDTH), (3, 4096 // WIDTH), (6, 1000)):
        shapes[f"classifier.{index}"] = (out, side)
        side = out
    tensors = {}
    for name, shape in shapes.items():
        tensors[name + ".weight"] = torch.from_numpy(RANDOM.normal(0, 0.1, shape).astype(np.float32))
        tensors[name + ".bias"] = torch.from_numpy(RANDOM.normal(0, 0.1, shape[:1]).astype(np.float32))
    return tensors


TENSORS = vgg11()


def numbers(path, folder):
    """What the program finds in a file."""
    out = folder / "out.safetensors"
    output("weights", "pack", path, out, "--net", "vgg11", "--type", "f32")
    return read_weights(out)


def holds(path, folder, want=TENSORS, what="the file"):
    found = numbers(path, folder)
    equal(sorted(found), sorted(TENSORS), f"the tensors of {what}")
    for name, tensor in TENSORS.items():
        expected = want[name].float().numpy().reshape(tensor.shape)
        assert np.array_equal(found[name], expected), f"{name} of {what} is not what was written"


def refused(path, *says):
    done = run("weights", "check", path, "--net", "vgg11")
    assert done.returncode >= 0, f"{path.name}: {signal.Signals(-done.returncode).name}"
    equal(done.returncode, 1, f"the status for {path.name}")
    lines = done.stderr.splitlines()
    assert len(lines) == 1 and len(lines[0]) > 30 and not done.stdout, f"{path.name}: {done.stderr!r}"
    for word in says:
        assert word in lines[0], f"{path.name} says {lines[0]!r}, without {word!r}"


# ---- as older and other programs write them ----

class Made:
    """Pickled as a call of `made` with arguments, and filled with a state."""

    def __init__(self, made, args, state=None):
        self.made, self.args, self.state = made, args, state

    def __reduce__(self):
        return (self.made, self.args) if self.state is None else (self.made, self.args, self.state)


def parts(t):
    return t.storage(), t.storage_offset(), tuple(t.size()), tuple(t.stride())


class OldPickler(pickle._Pickler):
    """As Python 2 wrote it: texts are bytes."""

    def save_str(self, text):
        data = text.encode()
        self.write(pickle.SHORT_BINSTRING + bytes([len(data)]) + data if len(data) < 256 else
                   pickle.BINSTRING + len(data).to_bytes(4, "little") + data)
        self.memoize(text)

    dispatch = dict(pickle._Pickler.dispatch)
    dispatch[str] = save_str


class ViewPickler(pickle._Pickler):
    """Storages are parts of others, as the oldest files have them."""

    def save_pers(self, pid):
        view = (pid[2] + "v", 0, pid[4]) if len(pid) == 6 else None
        super().save_pers(pid[:5] + (view,) if view else pid)


def writes_with(pickler):
    module = types.ModuleType("writer")
    module.Pickler, module.dump = pickler, lambda value, file, protocol: pickler(file, protocol).dump(value)
    return module


def shared():
    """All tensors in one storage, each at an odd place of it."""
    whole = torch.cat([torch.cat([torch.zeros(1), t.flatten()]) for t in TENSORS.values()])
    at, out = 0, {}
    for name, t in TENSORS.items():
        out[name] = whole[at + 1:at + 1 + t.numel()].view(t.shape)
        at += 1 + t.numel()
    return out


def timm():
    names = {"classifier.0": ("pre_logits.fc1", 7), "classifier.3": ("pre_logits.fc2", 1), "classifier.6": ("head.fc", 0)}
    out = {}
    for name, t in TENSORS.items():
        layer, kind = name.rsplit(".", 1)
        new, side = names.get(layer, (layer, 0))
        if side and kind == "weight":
            t = t.view(t.shape[0], -1, side, side)
        out[f"{new}.{kind}"] = t
    return out


def variants():
    """name -> the value to save, and how."""
    old_parameter = {n: Made(torch.nn.Parameter, (t,), (True, False, collections.OrderedDict())) for n, t in TENSORS.items()}
    oldest = {n: Made(torch.nn.Parameter, (), (Made(torch.FloatTensor, (), parts(t)), None, None, True, False))
              for n, t in TENSORS.items()}
    checkpoint = {"epoch": 90, "arch": "vgg11", "best": torch.tensor(70.4), "loss": 0.5, "none": None,
                  "state_dict": {"module." + n: t for n, t in TENSORS.items()},
                  "optimizer": {"state": {0: {"step": 5, "mean": torch.zeros(3, dtype=torch.float64)}},
                                "param_groups": [{"lr": 0.1, "params": [0, 1], "nesterov": False}]}}
    ordered = collections.OrderedDict(TENSORS)
    ordered._metadata = collections.OrderedDict([("", {"version": 1})])
    yield "dict", TENSORS, {}
    yield "ordered dict", ordered, {}
    yield "parameters", {n: torch.nn.Parameter(t) for n, t in TENSORS.items()}, {}
    yield "protocol 4", TENSORS, {"pickle_protocol": 4}
    yield "protocol 5", ordered, {"pickle_protocol": 5}
    yield "shared storage", shared(), {}
    yield "channels last", {n: t.to(memory_format=torch.channels_last) if t.ndim == 4 else t for n, t in TENSORS.items()}, {}
    yield "transposed", {n: t.t().contiguous().t() if t.ndim == 2 else t for n, t in TENSORS.items()}, {}
    yield "timm", timm(), {}
    yield "checkpoint", checkpoint, {}
    yield "within a model", {"model": {"_orig_mod." + n: t for n, t in TENSORS.items()}}, {}
    yield "rebuilt as of old", {n: Made(torch._utils._rebuild_tensor, parts(t)) for n, t in TENSORS.items()}, {}
    yield "parameters of 2017", old_parameter, {}
    yield "the oldest parameters", oldest, {}
    yield "pairs of Python 2", Made(collections.OrderedDict, ([[n, t] for n, t in TENSORS.items()],)), {}
    yield "sizes of their own", {n: Made(torch._utils._rebuild_tensor_v2, (*parts(t)[:2], Made(torch.Size, (tuple(t.shape),)),
                                         parts(t)[3], False, collections.OrderedDict())) for n, t in TENSORS.items()}, {}
    yield "texts of Python 2", TENSORS, {"pickle_module": writes_with(OldPickler)}
    yield "parts of storages", TENSORS, {"pickle_module": writes_with(ViewPickler)}


def check_variant(value, how, folder):
    for zipped in (True, False):
        path = folder / ("zip.pth" if zipped else "older.pth")
        torch.save(value, path, _use_new_zipfile_serialization=zipped, **how)
        holds(path, folder, what=path.name)


def check_types(folder):
    for kind in (torch.float16, torch.bfloat16):
        less = {n: t.to(kind) for n, t in TENSORS.items()}
        for zipped in (True, False):
            torch.save(less, folder / "less.pth", _use_new_zipfile_serialization=zipped)
            holds(folder / "less.pth", folder, less, f"{kind}")
    mixed = {n: t.half() if t.ndim > 1 else t for n, t in TENSORS.items()}
    torch.save(mixed, folder / "mixed.pth")
    holds(folder / "mixed.pth", folder, mixed, "mixed types")
    double = {n: t.double() + 1e-9 for n, t in TENSORS.items()}
    double["classifier.0.weight"] = double["classifier.0.weight"].t().contiguous().t()
    for zipped in (True, False):
        torch.save({**double, "features.1.num_batches_tracked": torch.tensor(7)}, folder / "double.PTH", _use_new_zipfile_serialization=zipped)
        holds(folder / "double.PTH", folder, double, "float64")
    torch.save({n: t.to(torch.int32) for n, t in TENSORS.items()}, folder / "other.pth")
    refused(folder / "other.pth", "features.0.weight", "type")


def check_alignment(folder):
    """Numbers at every place of the older form, which aligns nothing."""
    for length in range(1, 9):
        torch.save({"x" * length: 1, **TENSORS}, folder / "odd.pth", _use_new_zipfile_serialization=False)
        holds(folder / "odd.pth", folder)


def check_zips(folder):
    """Archives that another program has packed: in another order, compressed, without alignment."""
    torch.save(shared(), folder / "whole.pth")
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        with zipfile.ZipFile(folder / "whole.pth") as old, zipfile.ZipFile(folder / "new.pth", "w", method) as new:
            for name in reversed(old.namelist()):
                new.writestr("another name/" + name.split("/", 1)[1], old.read(name))
        holds(folder / "new.pth", folder)
    torch.save(TENSORS, folder / "whole.pth")
    with zipfile.ZipFile(folder / "whole.pth") as old, zipfile.ZipFile(folder / "less.pth", "w") as new:
        for name in old.namelist():
            if not name.endswith("/data/3"):
                new.writestr(name, old.read(name))
    refused(folder / "less.pth", "storage")


def check_same_run(folder):
    """The same answers, to the bit, as from safetensors."""
    torch.save(TENSORS, folder / "a.pth")
    torch.save(TENSORS, folder / "b.pth", _use_new_zipfile_serialization=False)
    output("weights", "pack", folder / "a.pth", folder / "c.safetensors", "--net", "vgg11", "--type", "f32")
    tops = [answer("run", "--net", "vgg11", "--weights", folder / name)["top"] for name in ("a.pth", "b.pth", "c.safetensors")]
    assert tops[0] == tops[1] == tops[2], f"the answers are {tops}"


def check_found(folder):
    """A .pth of a network's name in the user's folder is found."""
    home = folder / "vggscope"
    home.mkdir()
    torch.save(TENSORS, home / "vgg11.pth")
    listed = output("weights", "list", env={"XDG_DATA_HOME": str(folder)})
    assert str(home / "vgg11.pth") in listed, listed


# ---- what is refused ----

class Own:
    pass


MARK = None


class Settings(dict):
    pass


class Point:
    __slots__ = ("x", "y")


def a_function():
    pass


def strangers():
    """What trainings keep beside the weights: name -> the value, and a word that tells it."""
    optimizer = torch.optim.Adam([torch.nn.Parameter(torch.zeros(2))])
    optimizer.param_groups[0]["params"][0].grad = torch.ones(2)
    optimizer.step()
    point, settings = Point(), Settings(lr=0.1)
    point.x, settings.note = 1, "a"
    return {"args": (argparse.Namespace(lr=0.1, out=pathlib.Path("runs")), "argparse.Namespace"), "epoch": (np.float64(3), "numpy"),
            "best": (np.int64(7), "numpy"), "curve": (np.arange(5.0), "numpy"), "out": (pathlib.Path("a/b"), "pathlib"),
            "history": (collections.defaultdict(list, {"loss": [0.5]}), "collections.defaultdict"), "seen": ({1, 2}, "set"),
            "fixed": (frozenset("ab"), "frozenset"), "count": (collections.Counter("aab"), "collections.Counter"),
            "order": (collections.OrderedDict(a=1), "dict"), "device": (torch.device("cpu"), "torch.device"),
            "dtype": (torch.float16, "torch.float16"), "size": (torch.Size([1, 2]), "object"), "when": (datetime.datetime(2020, 1, 2), "datetime.datetime"),
            "optimizer": (optimizer.state_dict(), "dict"), "optimizer_class": (torch.optim.Adam, "torch.optim.adam.Adam"), "whole_optimizer": (optimizer, "torch.optim.adam.Adam"),
            "settings": (settings, "Settings"), "point": (point, "Point"), "loss": (functools.partial(print, end=""), "functools.partial"),
            "function": (a_function, "a_function"), "kind": (torch.nn.functional.relu, "torch.nn.functional.relu"),
            "layer": (torch.nn.Linear(2, 2), "torch.nn.modules.linear.Linear"), "queue": (collections.deque([1, 2]), "collections.deque"),
            "range": (range(3), "range"), "bytes": (bytearray(b"ab"), "bytearray"), "flag": (signal.Signals.SIGTERM, "signal.SIGTERM")}


def check_strangers(folder):
    """Alone and all together, in both forms and every protocol, they change nothing, and `weights check` tells them."""
    path, all_of_them = folder / "last.ckpt", strangers()
    for zipped in (True, False):
        for name, (value, word) in all_of_them.items():
            torch.save({name: value, "model_state": TENSORS}, path, _use_new_zipfile_serialization=zipped)
            says = output("weights", "check", path)
            assert f"{name} (" in says and word in says, f"{name} is told as {says!r}"
            equal(answer("weights", "check", path)["left_out"], [name], f"what is left out beside {name}")
        for protocol in range(2, 6):
            torch.save({**{n: v for n, (v, _) in all_of_them.items()}, "model": TENSORS}, path, pickle_protocol=protocol,
                       _use_new_zipfile_serialization=zipped)
            holds(path, folder, what=f"protocol {protocol}")
    equal(sorted(answer("weights", "check", path)["left_out"]), sorted(all_of_them), "what is left out")


WRAPPERS = ("state_dict", "model_state_dict", "model_state", "model", "net", "network", "module", "params", "params_ema", "model_ema", "ema", "weights")
PREFIXES = ("module.", "_orig_mod.", "model.", "encoder.", "backbone.", "module._orig_mod.", "net.vgg.")


def wrapped_names(prefix):
    """With a prefix, and with wrappers in the midst of the names."""
    yield {prefix + n: t for n, t in TENSORS.items()}
    for middle in ("module.", "_orig_mod."):
        yield {prefix + n.replace("features.", "features." + middle).replace("classifier.", "classifier." + middle): t for n, t in TENSORS.items()}
        yield {prefix + n.replace("features.", "features." + middle): t for n, t in TENSORS.items()}


def check_wrappers(folder):
    path = folder / "checkpoint.pth.tar"
    for wrapper in WRAPPERS:
        torch.save({"epoch": 3, wrapper: TENSORS}, path)
        holds(path, folder, what=wrapper)
    for prefix in ("", *PREFIXES):
        for tensors in wrapped_names(prefix):
            torch.save({"state_dict": tensors}, path)
            holds(path, folder, what=next(iter(tensors)))
    torch.save({"state": {"model": {"module": TENSORS}}, "epoch": 1}, path)
    holds(path, folder)


def check_several(folder):
    """The network that fits is taken, an average before what it averages, and a name chooses."""
    other = {n: t + 1 for n, t in TENSORS.items()}
    path, named = folder / "both.pth", folder / "a#b.pth"

    def packed(what, want, *args):
        out = folder / "part.safetensors"
        output("weights", "pack", what, out, "--type", "f32", *args)
        found = read_weights(out)
        assert all(np.array_equal(found[n], t.float().numpy()) for n, t in want.items()), f"{what} gives another network's weights"

    torch.save({"last": TENSORS, "best": TENSORS}, path)  # one dict, in two places
    packed(path, TENSORS)
    torch.save({"generator": {"conv.weight": torch.zeros(3)}, "vgg": TENSORS}, path)
    packed(path, TENSORS)
    packed(f"{path}#vgg", TENSORS)
    torch.save({"model": TENSORS, "model_ema": other}, path)
    packed(path, other)
    assert "model_ema" in output("weights", "check", path), "it is not said which was taken"
    equal(answer("weights", "check", path)["taken"], "model_ema", "what was taken")
    packed(f"{path}#model", TENSORS)
    for value in ({"teacher": TENSORS, "student": other}, {"state_dict": {**{"teacher." + n: t for n, t in TENSORS.items()}, **{"student." + n: t for n, t in other.items()}}}):
        torch.save(value, path)
        refused(path, "teacher", "student", "VGG-11")
        packed(f"{path}#student", other)
        packed(f"{path}#teacher", TENSORS, "--net", "vgg11")
        equal(answer("run", "--weights", f"{path}#student", "--until", "conv1_1")["net"], "vgg11", "the network")
    refused(folder / "both.pth#nobody", "nobody", "teacher")
    torch.save({"run#1": TENSORS, "run#2": other}, path)
    packed(f"{path}#run#2", other)
    refused(folder / "no#file.pth#x", "no#file.pth cannot")
    torch.save(TENSORS, named)
    packed(named, TENSORS)
    refused(folder / "a#b.pth#model", "a#b.pth", "leave '#model' out")


def check_evil(folder):
    """Named, and never run: refused where only it would give the weights, and inert beside them."""
    global MARK
    MARK = folder / "run"
    evil = {"os.system": Made(os.system, (f"touch {MARK}",)), "builtins.eval": Made(eval, (f"open({str(MARK)!r}, 'w')",)),
            "builtins.exec": Made(exec, (f"open({str(MARK)!r}, 'w')",)), "__main__.Own": Own(),
            "torch.nn.modules.linear.Linear": torch.nn.Linear(2, 2), "numpy.dtype": {"lr": np.dtype("float32")}}
    path = folder / "evil.pth"
    for name, value in evil.items():
        for zipped in (True, False):
            torch.save(value, path, _use_new_zipfile_serialization=zipped)
            refused(path, name)
            torch.save({"state_dict": TENSORS, "hook": value}, path, _use_new_zipfile_serialization=zipped)
            holds(path, folder, what=name)
            assert "hook" in output("weights", "check", path), "it is not told"
        for protocol in range(2, 6) if isinstance(value, dict) else range(6):
            path.write_bytes(pickle.dumps(value, protocol))
            rebuilt = protocol < 2 and not isinstance(value, Made)  # by a function that comes first
            module = isinstance(value, torch.nn.Module)  # its tensors are seen, but their numbers are torch.save's to write
            refused(path, "copy_reg._reconstructor" if rebuilt else "torch.save" if module else name)
    for text, name in ((b"cos\nsystem\n(U\x04truetR.", "os.system"), (b"(U\x04trueios\nsystem\n.", "os.system"),
                       (b"\x80\x02cbuiltins\neval\n.", "builtins.eval"), (b"\x80\x02ccollections\nCounter\n)R.", "collections.Counter"),
                       (b"\x80\x02(cos\nsystem\nX\x04\0\0\0trueo.", "os.system"), (b"\x80\x04\x8c\x02os\x8c\x06system\x93)}\x92.", "os.system")):
        path.write_bytes(text)
        refused(path, name)
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a/data.pkl", text)
        refused(path, name)
    model = torch.nn.Sequential(torch.nn.Linear(2, 2))
    for zipped in (True, False):
        torch.save({"args": argparse.Namespace(a=1), "model": model, "optimizer": torch.optim.SGD([torch.zeros(2)], 0.1, 0.9).state_dict(), "mean": torch.zeros(3)},
                   path, _use_new_zipfile_serialization=zipped)
        refused(path, "torch.nn.modules.container.Sequential")
    torch.save({"model": Made(dict, ([(n, t) for n, t in TENSORS.items()],))}, path)
    refused(path, "dict")
    for name in ("features.0.weight", "classifier.3.bias"):  # in a tensor's place
        torch.save({"state_dict": {**TENSORS, name: evil["os.system"]}}, path)
        refused(path, "os.system")
        torch.save({**TENSORS, name: TENSORS[name].to_sparse()}, path)
        refused(path, "torch._utils._rebuild_sparse_tensor")
    assert not MARK.exists(), "a pickle was run"


def check_bounds(folder):
    """Values within themselves, one dict in very many places, calls of calls: an end in order, and soon."""
    path = folder / "bomb.pth"
    head = b"\x80\x02" + b"}q\x00" + b"".join(b"}(X\x01\0\0\0ah" + bytes([i]) + b"X\x01\0\0\0bh" + bytes([i]) + b"uq" + bytes([i + 1]) for i in range(120))
    wide = b"\x80\x02]q\x00" + b"".join(b"](" + b"h" + bytes([i]) + (b"h" + bytes([i])) * 40 + b"eq" + bytes([i + 1]) for i in range(30))
    codes = [head + b".", wide + b".", b"\x80\x02}q\x00X\x01\0\0\0ah\x00s.", b"\x80\x02]q\x00h\x00a.", b"\x80\x02ca\nb\n" + b")R" * 400_000 + b".",
             b"\x80\x02" + b"ca\nb\n0" * 200_000 + b"N.", b"\x80\x02" + b"(" * 900_000 + b".", b"\x80\x04\x95" + b"\xff" * 8 + b"N.",
             b"\x80\x02ca\nb\n)\x81(" + b"NN" * 400_000 + b"u."]
    for code in codes:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a/data.pkl", code)
        began = time.monotonic()
        refused(path)
        assert time.monotonic() - began < 60, f"{code[:20]} takes too long"  # without a bound it would never end


def check_operations(folder):
    """Operations that no torch.save writes are named; those that need something that is not there are refused."""
    path = folder / "bad.pth"
    for code in [b"\x80\x02P1\n.", b"\x80\x02I1\n.", b"\x80\x02\x82\x01.", b"\x80\x05\x97."]:
        path.write_bytes(code)
        refused(path, "operation")
    for code in [b"", b"\x80", b"\x80\x02", b"\x80\x02.", b"\x80\x02t.", b"\x80\x02a.", b"\x80\x02NNs.", b"\x80\x02R.", b"\x80\x02h\x05.",
                 b"\x80\x02r\xff\xff\xff\xff.", b"\x80\x02X\xff\xff\xff\xffa.", b"\x80\x04\x8d" + b"\xff" * 8 + b".", b"\x80\x02\x8b\xff\xff\xff\xff.",
                 b"\x80\x02(0.", b"\x80\x02]N(e.", b"\x80\x02}(Nu.", b"\x80\x02K\x01.", b"\x80\x02" + b"N" * 2_000_000 + b".",
                 b"\x80\x02ccollections\nOrderedDict\n", b"\x80\x02NNb.", b"\x80\x09N.", b"\x80\x04\x8f.", b"\x80\x04\x90.", b"\x80\x04\x91.",
                 b"\x80\x02(o.", b"\x80\x02(Ka(io\no\n.", b"\x80\x04)}\x92.", b"\x80\x02K\x01)R."]:
        path.write_bytes(code)
        refused(path)


def check_no_dict(folder):
    for value in ([1, 2], 5, {"a": 1}, {"state_dict": 7}, torch.zeros(3), {}):
        torch.save(value, folder / "none.pth")
        refused(folder / "none.pth", "state dict")
    torch.save({n: t for n, t in TENSORS.items() if n != "classifier.3.bias"}, folder / "less.pth")
    refused(folder / "less.pth", "classifier.3.bias")
    torch.save({**TENSORS, "features.0.weight": 5}, folder / "five.pth")
    refused(folder / "five.pth", "features.0.weight")
    torch.save({**TENSORS, "features.1.running_mean": torch.zeros(3), "features.3.weight": torch.zeros(4)}, folder / "bn.pth")
    refused(folder / "bn.pth", "features.3.weight")
    wrong = TENSORS["features.0.weight"].storage(), 0, (4, 3, 3, 3)
    for args in ((wrong[0], 1, wrong[2], (27, 9, 3, 1)), (*wrong, (2**60, 9, 3, 1)), (*wrong, (-27, 9, 3, 1)), (*wrong, (27, 9, 3)),
                 (wrong[0], -1, wrong[2], (27, 9, 3, 1)), (wrong[0], 0, (2**40, 2**40, 3, 3), (0, 0, 0, 0)), (*wrong, ("a", 9, 3, 1)),
                 (wrong[0], 0, (2**31 - 1, 3, 3, 3), (0, 9, 3, 1)), (5, 0, wrong[2], (27, 9, 3, 1)), (wrong[0], 2**70, wrong[2], (27, 9, 3, 1))):
        for zipped in (True, False):
            bad = {**TENSORS, "features.0.weight": Made(torch._utils._rebuild_tensor, args)}
            torch.save(bad, folder / "wrong.pth", _use_new_zipfile_serialization=zipped)
            refused(folder / "wrong.pth", "features.0.weight")


def check_broken(folder):
    """Cut anywhere, or with bytes changed: refused in one line, or opened; never a signal."""
    for zipped in (True, False):
        torch.save(TENSORS, folder / "whole.pth", _use_new_zipfile_serialization=zipped)
        whole = (folder / "whole.pth").read_bytes()
        path = folder / "broken.pth"
        for n in [*range(0, 60, 7), *range(100, 4000, 400), *(len(whole) * k // 8 for k in range(1, 8)), len(whole) - 1]:
            path.write_bytes(whole[:n])
            refused(path)
        pickled = whole.find(b"features.0.weight") - 80, whole.find(b"classifier.6.bias") + 200
        places = [pickled] * 60 + [(0, len(whole))] * 20 + [(len(whole) - 4000, len(whole))] * 30
        for first, end in places:
            data = bytearray(whole)
            for _ in range(RANDOM.integers(1, 4)):
                data[RANDOM.integers(first, end)] = RANDOM.integers(0, 256)
            path.write_bytes(data)
            done = run("weights", "check", path, "--net", "vgg11")
            assert done.returncode in (0, 1), f"status {done.returncode}: {done.stderr}"
            assert len(done.stderr.splitlines()) == done.returncode, done.stderr


# ---- the real VGG-19 ----

def check_real(folder):
    """Both forms of the full network: the answers of the safetensors; mapped, and opened at once."""
    sys.path.insert(0, DATA)
    import expand
    tensors = expand.load()
    paths = [folder / "real.safetensors", folder / "zip.pth", folder / "older.pth"]
    expand.save_safetensors(paths[0], tensors)
    for path in paths[1:]:
        torch.save({k: torch.from_numpy(v) for k, v in tensors.items()}, path,
                   _use_new_zipfile_serialization=path.name == "zip.pth")
    del tensors
    answers = [answer("run", "--net", "vgg19", "--weights", path)["top"] for path in paths]
    assert answers[0] == answers[1] == answers[2], f"the answers are {answers}"
    for path in paths[1:]:
        began = time.monotonic()
        done = run("run", "--net", "vgg19", "--weights", path, "--until", "conv1_1", "--json",
                   preexec_fn=lambda: __import__("resource").setrlimit(__import__("resource").RLIMIT_DATA, (400 << 20, 400 << 20)))
        equal(done.returncode, 0, f"the status with little memory ({done.stderr})")
        print(f"     {path.name}: start to conv1_1 {1000 * (time.monotonic() - began):.0f} ms, with 400 MiB for all data")


CHECKS = [check_types, check_alignment, check_zips, check_same_run, check_found, check_strangers, check_wrappers, check_several, check_evil,
          check_bounds, check_operations,
          check_no_dict, check_broken]


def main():
    tally = Tally()

    def attempt(name, check, *args):
        with tally.test(name), tempfile.TemporaryDirectory() as folder:
            check(*args, pathlib.Path(folder))

    for name, value, how in variants():
        attempt(f"variant: {name}", check_variant, value, how)
    for check in CHECKS:
        attempt(check.__name__.replace("check_", "").replace("_", " "), check)
    if FULL and FULL.exists():
        attempt("the real VGG-19", check_real)
    else:
        tally.skip("the real VGG-19", "VGGSCOPE_TEST_DATA names no folder with it")
    tally.close()


main()
