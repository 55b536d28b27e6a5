"""1. The units: of each layer of the full network those whose values best give all the others linearly, weighed by what
the next layer does with them, from the top down. The full network alone is asked: slim networks of one width that follow
the same layer have the same units of it, in the same order."""
import torch

import network
import squares

NAME = "units"
VIEWS = 1600       # that fc6 and fc7 are seen in: more than the units that are chosen of them
CONV_VIEWS = 600   # that convolutions are seen in, at PLACES places each
BATCH = 16


def make(job):
    sums = job.kept("units.part") if job.has("units.part") else {"done": 0}
    weights = network.in_type(job.full, job.weights, job.kind)
    count = min(VIEWS, job.total)
    steps = job.progress(NAME, "views", sums["done"], count, BATCH)
    plan = [range(at, min(at + BATCH, count)) for at in range(sums["done"], count, BATCH)]
    with torch.no_grad():
        for _, (views, batch) in zip(steps, job.views.batches(plan)):
            see(job, weights, views, batch, sums)
            sums["done"] = views[-1] + 1
            if job.due():
                job.keep("units.part", sums)
    job.keep(NAME, choose(job, sums))
    job.drop("units.part")


def see(job, weights, views, batch, sums):
    """Adds to the layers' sums: {layer: {count, total, products}} of values after the ReLU."""
    def add(layer, values):
        if layer.kernel and views[0] < CONV_VIEWS:
            x, y = job.places(views, values.shape[-1])
            values = values[torch.arange(len(views))[:, None], :, y, x].flatten(0, 1)
        elif layer.kernel or layer.name == "fc8":
            return
        values = values.float().relu()
        old = sums.get(layer.name, {"count": 0, "total": 0, "products": 0})
        sums[layer.name] = {"count": old["count"] + len(values), "total": old["total"] + values.sum(0).double(),
                            "products": old["products"] + values.t() @ values}
    network.forward(job.full, weights, batch, add)


def following(layer, after, weights, chosen):
    """The next layer's weights by this one's units: those that its chosen units have, at each place of the kernel."""
    weight = weights[after.key][0]
    weight = weight if chosen is None else weight[chosen]
    if layer.kernel:  # (O, units, places)
        weight = weight.reshape(len(weight), layer.outputs, -1).transpose(1, 2)
    return weight.reshape(-1, layer.outputs)


def choose(job, sums):
    """{layer: numbers of its chosen units}, from fc7 down to conv1_1."""
    chosen = {}
    layers = job.full.layers
    for layer, after in zip(layers[-2::-1], layers[:0:-1]):
        of = sums[layer.name]
        cov = squares.covariance(of["count"], of["total"], of["products"].double())
        units, left = squares.choose(cov, following(layer, after, job.weights, chosen.get(after.name)),
                                     layer.outputs // job.args.width)
        chosen[layer.name] = torch.tensor(units)
        job.reach(NAME, layer.name, unexplained=left)
    return chosen
