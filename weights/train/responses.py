"""2. The responses: what the full network makes of every view, as far as the slim one shall follow it. Kept in files of
CHUNK views each; `load` puts them together:

  conv3_1, ...  the chosen units before the ReLU at PLACES places (views * PLACES, units), of the first CONV_VIEWS views
  all           all of the last pool (views, channels, side, side), of the first ALL_VIEWS
  pool          its chosen channels, of every view
  fc6, fc7      the chosen units before the ReLU, and fc8 the scores, of every view
"""
import torch

import network

NAME = "responses"
CHUNK = 32
CONV_VIEWS = 38 * CHUNK
ALL_VIEWS = 94 * CHUNK


def chunk(number):
    return f"{NAME}.{number:05}"


def make(job):
    units = job.kept("units")
    weights = network.in_type(job.full, job.weights, job.kind)
    starts = [at for at in range(0, job.total, CHUNK) if not job.has(chunk(at // CHUNK))]
    plan = [range(at, min(at + CHUNK, job.total)) for at in starts]
    first = starts[0] if starts else job.total
    with torch.no_grad():
        for _, (views, batch) in zip(job.progress(NAME, "views", first, job.total, CHUNK), job.views.batches(plan)):
            job.keep(chunk(views[0] // CHUNK), ask(job, weights, units, views, batch))
    job.keep(NAME, {"views": job.total})


def ask(job, weights, units, views, batch):
    out, wanted = {}, {layer.name for layer in job.follows.values()}
    last = job.full.convs[-1]

    def see(layer, values):
        if layer.kernel and layer.name in wanted and views[0] < CONV_VIEWS:
            x, y = job.places(views, values.shape[-1])
            taken = values[torch.arange(len(views))[:, None], :, y, x][..., units[layer.name]]
            out[layer.name] = taken.flatten(0, 1).half()
        if layer is last:
            pool = network.behind(layer, values.clone()).float()
            out["pool"] = pool[:, units[layer.name]].half()
            if views[0] < ALL_VIEWS:
                out["all"] = pool.half()
        if not layer.kernel:
            out[layer.name] = values.float().half() if layer.name == "fc8" else values[:, units[layer.name]].half()

    network.forward(job.full, weights, batch, see)
    for name, values in out.items():
        if not values.isfinite().all():
            raise ValueError(f"{name} of {job.args.teacher} makes values that are too large for float16, or no numbers")
    return {name: values.contiguous() for name, values in out.items()}


def load(job, *names):
    """{name: the responses of as many views as have them}."""
    parts = {name: [] for name in names}
    for number in range(-(-job.total // CHUNK)):
        part = job.kept(chunk(number))
        for name in names:
            if name in part:
                parts[name].append(part[name])
    return {name: torch.cat(found) for name, found in parts.items()}
