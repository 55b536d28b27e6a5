"""6. The file: fc8 centred, one byte a weight, and of each map which one it follows. Then what it can do: how often its
best class is the full network's, on the photos kept aside."""
import json

import torch

import network

NAME = "export"
BATCH = 32


def make(job):
    weights = job.kept("answers")
    weights["classifier.6"] = centred(*weights["classifier.6"])
    about = {"model": job.slim.net, "width": f"1/{job.args.width}",
             **{name: job.about[name] for name in ("classes",) if name in job.about},
             "preprocess": "RGB 0..1, mean 0.485 0.456 0.406, std 0.229 0.224 0.225",
             "quantization": "U8: NAME*NAME.scale + NAME.min, one pair an output channel",
             "follows": json.dumps(follows(job), separators=(",", ":"))}
    network.write(job.args.out, job.slim, weights, about)
    job.say(f"{job.args.out} written")
    if job.aside:
        measure(job)


def centred(weight, bias):
    """The mean over the classes taken off: the softmax stays, and a score above 0 speaks for its class."""
    return weight - weight.mean(0), bias - bias.mean()


def follows(job):
    """As src/io/follows.h has it."""
    units = job.kept("units")
    return {"network": job.full.net,
            "layers": {name: {"layer": of.name, "units": units[of.name].tolist()} for name, of in job.follows.items()}}


def measure(job):
    """By the file that was written, on the middles of the photos kept aside."""
    slim, weights, _ = network.read(job.args.out)
    full = network.in_type(job.full, job.weights, job.kind)
    views = job.views.of(job.aside)
    first = five = 0
    with torch.no_grad():
        for at in job.progress(NAME, "photos", 0, len(job.aside), BATCH):
            batch = views.batch(range(at, min(at + BATCH, len(job.aside))))
            best = network.forward(job.full, full, batch).argmax(1)
            ranks = network.forward(slim, weights, batch).topk(min(5, slim.classes), 1).indices
            first += int((ranks[:, 0] == best).sum())
            five += int((ranks == best[:, None]).any(1).sum())
    count = len(job.aside)
    job.reach(NAME, f"{count} photos kept aside", agreement=first / count, in_five=five / count)
