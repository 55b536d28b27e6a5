#!/usr/bin/env python3
"""Times vggscope's forward pass beside PyTorch's, oneDNN's convolutions (direct and Winograd), OpenCV's, ncnn's and
onnxruntime's, alternating in one run, each in a process of its own; prints medians, ratios, GFLOP/s and the share of
what this machine can do at most. `make bench` builds what it needs and runs it.

    compare.py [--net vgg16] [--threads 1] [--rounds 9] [--weights FILE] [--beside torch,onednn,opencv,ncnn,ort]

ORT_DIR names the folder of onnxruntime's Python module, or where `npm install onnxruntime-node` was said.
Without a file the weights are random:1; PyTorch's are random too, in float32, and its allocator keeps freed memory
for the next pass, which is to its advantage. VGGSCOPE_ISA=avx2 holds PyTorch and oneDNN to AVX2 as well."""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILT = ROOT / "build" / "bench"
LANES = {"avx512": 16, "avx2": 8}


class Other:
    """A process that answers each line with a line of JSON, and sleeps meanwhile."""

    def __init__(self, *command, env=None):
        self.process = subprocess.Popen([*map(str, command)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        env={**os.environ, **(env or {})}, text=True)

    def ask(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.process.args[0]} ended with status {self.process.wait()}")
        return json.loads(line)

    def settle(self):
        """Waits until all its threads sleep: OpenMP's go on for a while, looking for work."""
        spent, before = self.spent(), None
        while spent != before:
            time.sleep(0.02)
            spent, before = self.spent(), spent

    def spent(self):
        """Nanoseconds of the processor that each of its threads has had."""
        return [task.read_text().split()[0] for task in pathlib.Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def table(net):
    done = subprocess.run([ROOT / "build/vggscope", "table", "--net", net, "--json"], stdout=subprocess.PIPE, check=True)
    return [layer for layer in json.loads(done.stdout)["layers"] if layer["kind"] not in ("relu", "softmax")]


# ---- what runs in the other processes ----

def torch_passes(net, threads):
    """A pass as PyTorch is used, then one a module at a time; a ReLU counts with what is before it."""
    import torch
    import torchvision
    torch.set_num_threads(threads)
    model = getattr(torchvision.models, net)().eval()
    image = torch.randn(1, 3, 224, 224)
    with torch.inference_mode():
        for _ in sys.stdin:
            began = time.perf_counter()
            x = model.features(image)
            features = time.perf_counter()
            model.classifier(torch.flatten(model.avgpool(x), 1)).softmax(1)
            end = time.perf_counter()
            layers, x = [], image
            for module in [*model.features, torch.nn.Flatten(), *model.classifier]:
                start = time.perf_counter()
                x = module(x)
                ms = (time.perf_counter() - start) * 1e3
                if isinstance(module, torch.nn.ReLU):
                    layers[-1] += ms
                elif not isinstance(module, (torch.nn.Flatten, torch.nn.Dropout)):
                    layers.append(ms)
            print(json.dumps({"features": (features - began) * 1e3, "total": (end - began) * 1e3, "layers": layers}),
                  flush=True)


def onnx_file(net):
    """The network as ONNX, with random weights."""
    import torch
    import torchvision
    path = BUILT / f"{net}.onnx"
    source = getattr(torchvision.models, net)().eval()
    for values in source.parameters():  # equal ones would be stored once, which OpenCV cannot read
        if values.dim() == 1:
            torch.nn.init.normal_(values, std=0.01)
    torch.onnx.export(source, torch.randn(1, 3, 224, 224), str(path))
    return path


def time_totals(one_pass):
    for _ in sys.stdin:
        began = time.perf_counter()
        one_pass()
        print(json.dumps({"total": (time.perf_counter() - began) * 1e3}), flush=True)


def some_photo():
    import numpy as np
    return np.random.default_rng(1).standard_normal((1, 3, 224, 224), np.float32)


def opencv_passes(net, threads):
    import cv2
    image = some_photo()
    path = onnx_file(net)
    cv2.setNumThreads(threads)
    model = cv2.dnn.readNetFromONNX(str(path))
    path.unlink()

    def one_pass():
        model.setInput(image)
        model.forward()
    time_totals(one_pass)


def ort_of_npm():
    """The folder where npm installed onnxruntime-node, if that is what ORT_DIR names."""
    folder = os.environ.get("ORT_DIR")
    return folder if folder and (pathlib.Path(folder) / "node_modules/onnxruntime-node").exists() else None


def ort_passes(net, threads):
    path = onnx_file(net)
    if ort_of_npm():
        os.execvp("node", ["node", str(ROOT / "tests/bench/ort.mjs"), ort_of_npm(), str(path), str(threads)])
    import onnxruntime
    image = some_photo()
    how = onnxruntime.SessionOptions()
    how.intra_op_num_threads = threads
    model = onnxruntime.InferenceSession(str(path), how, providers=["CPUExecutionProvider"])
    path.unlink()
    name = model.get_inputs()[0].name
    time_totals(lambda: model.run(None, {name: image}))


def have(module):
    return subprocess.run(["/usr/bin/python3", "-c", f"import {module}"], stderr=subprocess.DEVNULL).returncode == 0


# ---- the comparison ----

def start(options, layers, avx2):
    narrow = {"ONEDNN_MAX_CPU_ISA": "AVX2", "DNNL_MAX_CPU_ISA": "AVX2", "ATEN_CPU_CAPABILITY": "avx2"} if avx2 else {}
    threads = {"OMP_NUM_THREADS": str(options.threads), "OPENBLAS_NUM_THREADS": str(options.threads), **narrow}
    # as our own blocks are: a page that is new costs more than the arithmetic on it, on some machines
    kept = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": str(1 << 32)} if options.keep else {}
    me = ["/usr/bin/python3", __file__, "--net", options.net, "--threads", options.threads, "--role"]
    others = {"ours": Other(BUILT / "ours", options.net, options.weights or "random", options.threads)}
    if "torch" in options.beside:
        others["torch"] = Other(*me, "torch", env={**threads, **kept})
    if "onednn" in options.beside and (BUILT / "onednn").exists():
        shapes = [n for layer in layers if layer["kind"] == "conv" for n in (layer["in"], *layer["out"][:2])]
        others["onednn"] = Other(BUILT / "onednn", options.threads, *shapes, env=threads)
    if "opencv" in options.beside and have("cv2"):
        others["opencv"] = Other(*me, "opencv", env=threads)
    if "ncnn" in options.beside and (BUILT / "ncnn").exists():
        last = max(i for i, layer in enumerate(layers) if layer["kind"] == "fc")
        kinds = [layer["kind"] for layer in layers[:last]] + ["last"]
        chain = [word for kind, layer in zip(kinds, layers) for word in (kind, layer["out"][0])]
        others["ncnn"] = Other(BUILT / "ncnn", options.threads, 224, *chain, env=threads)
    if "ort" in options.beside and (ort_of_npm() or have("onnxruntime")):
        others["ort"] = Other(*me, "ort", env=threads)
    return others


def middle(samples):
    return statistics.median(samples)


def number(value, width=9):
    return f"{value:{width}.2f}" if value is not None else " " * (width - 1) + "-"


def ratio(own, theirs):
    return f"{own / theirs:7.2f}" if theirs else " " * 6 + "-"


def of_layer(samples, name, i):
    """A peer's median of a layer; None where it was not asked."""
    return middle([s["layers"][i] for s in samples[name]]) if name in samples else None


def report_stages(options, layers, ours, peak):
    """Where the time goes: Winograd's stages, its products against the peak of multiply-adds, fully connected layers
    against that of memory."""
    print(f"\n{'of it':9}{'input':>9}{'products':>10}{'output':>9}{'products':>22}{'read':>18}")
    for layer in layers:
        own = middle([s["layers"][layer["name"]] for s in ours])
        spent = [s["stages"].get(layer["name"]) for s in ours]
        if spent[0]:
            into, products, back = (middle([s[i] for s in spent]) / options.threads for i in range(3))
            side = 4 if layer["out"][1] > 20 else 2  # of a tile's results: see nn/layers/conv_winograd.c
            gmacs = layer["macs"] * (side + 2) ** 2 / (9 * side ** 2) / products * 1e-6
            print(f"{layer['name']:9}{number(into)}{number(products, 10)}{number(back)}{2 * gmacs:9.0f} GFLOP/s "
                  f"{gmacs / peak['gmacs']:4.0%}")
        elif layer["kind"] == "fc":
            rate = layer["params"] * options.bytes / own * 1e-6
            print(f"{layer['name']:9}{'':58}{rate:9.1f} GB/s {rate / peak['gbytes']:4.0%}")


def report(options, layers, samples, peak):
    ours = samples["ours"]
    onednn = samples.get("onednn")
    print(f"{'layer':9}{'ours':>9}{'PyTorch':>9}{'ratio':>7}{'ncnn':>9}{'ratio':>7}{'direct':>9}{'Winograd':>9}"
          f"{'GFLOP/s':>9}{'peak':>7}")
    best, conv, mine, ncnn = 0.0, 0, 0.0, 0.0
    for i, layer in enumerate(layers):
        own = middle([s["layers"][layer["name"]] for s in ours])
        theirs, other = of_layer(samples, "torch", i), of_layer(samples, "ncnn", i)
        direct = winograd = None
        if layer["kind"] == "conv":
            mine += own
            ncnn += other or 0
            if onednn:
                direct = middle([s[conv][0] for s in onednn])
                winograd = None if onednn[0][conv][1] is None else middle([s[conv][1] for s in onednn])
                best += direct if winograd is None else min(direct, winograd)
            conv += 1
        gmacs = layer["macs"] / own * 1e-6
        rate = f"{2 * gmacs:9.0f}{gmacs / peak['gmacs']:7.0%}" if layer["macs"] else ""
        print(f"{layer['name']:9}{number(own)}{number(theirs)}{ratio(own, theirs)}{number(other)}{ratio(own, other)}"
              f"{number(direct)}{number(winograd)}{rate}")
    for what in ("features", "total"):
        own = middle([s[what] for s in ours])
        theirs, other = (middle([s[what] for s in samples[name]]) if name in samples else None
                         for name in ("torch", "ncnn"))
        print(f"{what:9}{number(own)}{number(theirs)}{ratio(own, theirs)}{number(other)}{ratio(own, other)}")
    if onednn:
        print(f"convolutions: ours {mine:.2f} ms, oneDNN's better algorithm a layer {best:.2f} ms, ratio {mine / best:.2f}")
    if "ncnn" in samples:
        print(f"convolutions: ours {mine:.2f} ms, ncnn {ncnn:.2f} ms, ratio {mine / ncnn:.2f}")
    for name, title in (("opencv", "OpenCV"), ("ort", "onnxruntime")):
        if name in samples:
            own, theirs = middle([s["total"] for s in ours]), middle([s["total"] for s in samples[name]])
            print(f"whole pass: ours {own:.2f} ms, {title} {theirs:.2f} ms, ratio {own / theirs:.2f}")
    report_stages(options, layers, ours, peak)


def main():
    if os.environ.get("ORT_DIR"):
        sys.path.insert(0, os.environ["ORT_DIR"])
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (os.environ["ORT_DIR"], os.environ.get("PYTHONPATH"))))
    parser = argparse.ArgumentParser()
    parser.add_argument("--net", default="vgg16")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--weights")
    parser.add_argument("--bytes", type=int, default=4, help="of a weight in that file")
    parser.add_argument("--beside", default="torch,onednn,opencv,ncnn,ort", help="what runs besides ours")
    parser.add_argument("--as-it-comes", dest="keep", action="store_false",
                        help="let PyTorch give freed memory back to the system, as it does unless told otherwise")
    parser.add_argument("--role", choices=("torch", "opencv", "ort"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.role:
        passes = {"torch": torch_passes, "opencv": opencv_passes, "ort": ort_passes}
        return passes[options.role](options.net, options.threads)
    layers = table(options.net)
    channels = 3
    for layer in layers:
        layer["in"], channels = channels, layer["out"][0]
    isa = os.environ.get("VGGSCOPE_ISA") or json.loads(subprocess.run(
        [ROOT / "build/vggscope", "bench", "--net", options.net, "--weights", "bundled", "--json"],
        stdout=subprocess.PIPE, check=True).stdout)["isa"]
    done = subprocess.run([BUILT / "peak", str(options.threads), str(LANES.get(isa, 4))], stdout=subprocess.PIPE, check=True)
    peak = json.loads(done.stdout)
    print(f"{options.net}, weights: {options.weights or 'random:1'}, {options.threads} threads, {isa}, medians of "
          f"{options.rounds} alternating runs in ms")
    print(f"peak: {2 * peak['gmacs']:.0f} GFLOP/s, {peak['gbytes']:.0f} GB/s; a share of it above 100 % is Winograd's, "
          "which does without three of four products\n")
    others = start(options, layers, isa == "avx2")
    samples = {name: [] for name in others}
    for run in range(options.rounds + 2):  # two to warm up
        for name, other in others.items():
            answer = other.ask()
            other.settle()
            if run >= 2:
                samples[name].append(answer)
    for other in others.values():
        other.close()
    report(options, layers, samples, peak)
    print(flush=True)


if __name__ == "__main__":
    main()
