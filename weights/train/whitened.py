"""Weights as an optimizer shall see them: multiplied by the square root of their inputs' second moments. A step then changes
what a layer makes by as much in each direction. Without batch norm, plain Adam spoils a start by least squares at once: in
most directions the inputs hardly vary, and the weights may be large."""
import torch

import convolutions
import network
import squares

DAMPED = 0.01  # of the moments' mean, added to each: no direction counts as none
VIEWS = 320    # that the moments of convolutions are taken of
ROWS = 6000    # and those of fully connected layers


def roots(moments):
    """The square root of a symmetric matrix, damped, and its inverse."""
    moments = moments.double()
    moments = (moments + moments.t()) / 2
    moments.diagonal().add_(DAMPED * moments.diagonal().mean())
    values, vectors = torch.linalg.eigh(moments)
    return ((vectors * values.sqrt()) @ vectors.t()).float(), ((vectors * values.rsqrt()) @ vectors.t()).float()


def moments_of(rows):
    return rows.t() @ rows / len(rows)


def moments(job, weights, views, pool):
    """{key: second moments of a layer's inputs, the bias's 1 last}; of fc6's those of pool5's channels, for all places."""
    out, count, step = {}, min(len(views), VIEWS), 32
    for at in range(0, count, step):
        part = views[at:min(at + step, count)]
        x = job.views.batch(part)
        for layer in job.slim.convs:
            taken = convolutions.patches(x.float(), *job.places(part, x.shape[-1]), layer.kernel)
            out[layer.key] = out.get(layer.key, 0) + moments_of(squares.with_one(taken)) * len(part) / count
            fast = network.fast(layer, *weights[layer.key], job.kind)
            x = network.behind(layer, network.step(layer, *fast, x))
    x = pool[views[:ROWS]].float()
    fc6, fc7, fc8 = job.slim.layers[-3:]
    out[fc6.key] = moments_of(x.flatten(2).transpose(1, 2).flatten(0, 1))
    for layer, after in ((fc6, fc7), (fc7, fc8)):
        x = network.step(layer, *weights[layer.key], x).relu()
        out[after.key] = moments_of(squares.with_one(x))
    return out


class Whitened:
    """The layers of `plan`; those of the first `fixed` blocks stay as they are. `values` is what an optimizer moves."""

    def __init__(self, plan, weights, moments, fixed):
        self.plan, self.start, self.back, self.values = plan, weights, {}, {}
        for layer in plan.layers:
            if 0 < layer.block <= fixed:
                continue
            root, self.back[layer.key] = roots(moments[layer.key])
            weight, bias = weights[layer.key]
            if layer.name == "fc6":
                self.values[layer.key] = by_place(weight, plan) @ root
                self.values["fc6's bias"] = bias.clone()
                continue
            if layer.kernel:
                weight = weight.permute(0, 2, 3, 1).flatten(1)
            self.values[layer.key] = torch.cat([weight, bias[:, None]], 1) @ root

    def weights(self, values=None):
        """{key: (weight, bias)} as network.forward takes them, of these values or the own."""
        values, out = values or self.values, {}
        for layer in self.plan.layers:
            if layer.key not in self.back:
                out[layer.key] = self.start[layer.key]
                continue
            w = values[layer.key] @ self.back[layer.key]
            if layer.name == "fc6":
                out[layer.key] = w.transpose(1, 2).flatten(1), values["fc6's bias"]
            elif layer.kernel:
                out[layer.key] = convolutions.convolution(layer, w.t())
            else:
                out[layer.key] = w[:, :-1], w[:, -1]
        return out


def by_place(weight, plan):
    """fc6's weight (outputs, channels * places) as (outputs, places, channels)."""
    return weight.reshape(len(weight), plan.channels[-1], -1).transpose(1, 2)
