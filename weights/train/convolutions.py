"""3. The convolutions, one after the other: each by least squares from what the slim layers before it make to what the
units make that it follows. Where those are negative before the ReLU it is enough to be negative."""
import torch
import torch.nn.functional as F

import network
import responses
import squares
from job import PLACES

NAME = "convolutions"
BATCH = 40
RIDGE = 1e-5
ROUNDS = 8


def make(job):
    """Keeps {key: (weight, bias)}. Resumed, it fits on behind the last layer that was kept."""
    done = job.kept("convolutions.part") if job.has("convolutions.part") else {}
    views = range(min(responses.CONV_VIEWS, job.total))
    parts = [views[at:at + BATCH] for at in range(0, len(views), BATCH)]
    with torch.no_grad():
        maps = [batch.to(job.kind) for _, batch in job.views.batches(parts)]
        for at in job.progress(NAME, "layers", 0, len(job.slim.convs)):
            layer = job.slim.convs[at]
            if layer.key not in done:
                done[layer.key] = fit(job, layer, views, parts, maps)
                job.keep("convolutions.part", done)
            weight, bias = network.fast(layer, *done[layer.key], job.kind)
            for n, values in enumerate(maps):
                maps[n] = network.behind(layer, network.step(layer, weight, bias, values))
    job.keep(NAME, done)
    job.drop("convolutions.part")


def fit(job, layer, views, parts, maps):
    followed = job.follows[layer.name].name
    y = responses.load(job, followed)[followed]
    x = torch.cat([patches(values, *job.places(part, values.shape[-1]), layer.kernel)
                   for part, values in zip(parts, maps)])
    held = job.held_out(views).repeat_interleave(PLACES)
    w = squares.Squares(x[~held], y[~held]).fit(RIDGE, ROUNDS)
    if held.any():
        made = squares.with_one(x[held]) @ w
        job.reach(NAME, layer.name, unexplained=squares.unexplained(made.relu(), y[held].float().relu()))
    return convolution(layer, w)


def patches(values, x, y, kernel):
    """What a convolution is given at places (x, y), two tensors (N, P): (N * P, inputs * kernel²), channels last, as
    `convolution` has it."""
    reach = kernel // 2
    values = F.pad(values.permute(0, 2, 3, 1), (0, 0, reach, reach, reach, reach))
    n = torch.arange(len(values))[:, None]
    taken = [values[n, y + down, x + right] for down in range(kernel) for right in range(kernel)]
    return torch.cat(taken, 2).flatten(0, 1)


def convolution(layer, w):
    """Least-squares weights (kernel² * inputs + 1, outputs) as a layer's weight and bias."""
    weight = w[:-1].t().reshape(layer.outputs, layer.kernel, layer.kernel, layer.inputs).permute(0, 3, 1, 2)
    return weight.contiguous(), w[-1].clone()
