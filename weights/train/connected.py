"""4. The fully connected layers, by least squares over all views: from the slim pool5 to the full network's chosen units of
fc6, from those to fc7, from those to its scores. fc6 has many more inputs than photos can settle, and so it begins with a
prior: the full network's own fc6, on the full pool5 as the slim one foretells it. Of what foretells it, one 3x3 kernel for
all places, every photo shows many examples."""
import torch
import torch.nn.functional as F

import network
import responses
import squares

NAME = "connected"
BATCH = 64
FORETELL_RIDGE = 1e-4
ROUNDS = 4
RIDGES = {"fc6": (0.02, 0.06, 0.2, 0.6, 2.0, 6.0, 20.0), "fc7": (1e-4, 1e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
          "fc8": (1e-5, 1e-4, 1e-3, 0.01, 0.1, 1.0, 10.0)}


def make(job):
    pool = pools(job)
    held = job.held_out(range(job.total))
    if not held.any():
        held[-1] = True  # one photo has to tell
    wanted = responses.load(job, "fc6", "fc7", "fc8")
    weight, bias = foretold_fc6(job, pool, held)
    prior, weights, x = torch.cat([weight.flatten(1).t(), bias[None]]), {}, pool.flatten(1)
    for layer in job.slim.layers[-3:]:
        w = best(job, layer, x, wanted[layer.name], held, prior if layer.name == "fc6" else None)
        weights[layer.key] = w[:-1].t().contiguous(), w[-1].clone()
        x = torch.cat([(squares.with_one(rows) @ w).relu() for rows in x.split(squares.BLOCK)])
    job.keep(NAME, {**job.kept("convolutions"), **weights})


def pools(job):
    """The slim pool5 of every view, (views, channels, side, side); kept, as the next stage needs it too."""
    if not job.has("pools"):
        weights, out = job.kept("convolutions"), []
        starts = job.progress(NAME, "views", 0, job.total, BATCH)
        plan = [range(at, min(at + BATCH, job.total)) for at in range(0, job.total, BATCH)]
        with torch.no_grad():
            for _, (_, x) in zip(starts, job.views.batches(plan)):
                for layer in job.slim.convs:
                    fast = network.fast(layer, *weights[layer.key], job.kind)
                    x = network.behind(layer, network.step(layer, *fast, x))
                out.append(x.half())
        job.keep("pools", torch.cat(out).contiguous())
    return job.kept("pools")


# ---- the prior ----

def foretold_fc6(job, pool, held):
    """(weight (outputs, channels, side, side), bias) of fc6's prior."""
    full = responses.load(job, "all")["all"]
    pool, held = pool[:len(full)], held[:len(full)]
    kernel, bias = foretell(pool[~held], full[~held])
    if held.any():
        made, asked = F.conv2d(pool[held].float(), kernel, bias, padding=1), full[held].float()
        job.reach(NAME, "the full pool5 foretold", unexplained=squares.unexplained(made.flatten(1), asked.flatten(1)))
    chosen = job.kept("units")["fc6"]
    weight, of = (values[chosen] for values in job.weights[job.full.layer("fc6").key])
    return composed(weight.reshape(len(weight), *full.shape[1:]), of, kernel, bias)


def foretell(pool, full):
    """The 3x3 kernel (channels of full, of pool, 3, 3) and bias by which the slim pool5 best gives the full one."""
    c, n = pool.shape[1], full.shape[1]
    x = F.unfold(pool.float(), 3, padding=1).transpose(1, 2).flatten(0, 1)
    w = squares.Squares(x, full.flatten(2).transpose(1, 2).flatten(0, 1)).fit(FORETELL_RIDGE)
    return w[:-1].t().reshape(n, c, 3, 3).contiguous(), w[-1]


def composed(weight, bias, kernel, offset):
    """A layer (outputs, C, side, side) on what a convolution (C, c, 3, 3), padded by 1, makes, as one layer (outputs, c,
    side, side) on what the convolution is given."""
    return F.conv_transpose2d(weight, kernel, padding=1), bias + torch.einsum("ochw,c->o", weight, offset)


# ---- the fits ----

def best(job, layer, x, y, held, prior):
    """The weights that do best on the photos held out, of those with ridges from the smallest up."""
    last = layer.name == "fc8"
    after = (lambda values: values) if last else torch.relu
    aside, asked = squares.with_one(x[held]), y[held].float()
    if prior is not None:
        left = squares.unexplained(after(aside @ prior), after(asked))
        job.reach(NAME, layer.name + ", the prior alone", unexplained=left)
    fits, found = squares.Squares(x[~held], y[~held]), None
    for ridge in RIDGES[layer.name]:
        w = fits.fit(ridge, 0 if last else ROUNDS, prior)
        left = squares.unexplained(after(aside @ w), after(asked))
        job.say(f"{NAME}: {layer.name} with ridge {ridge}: {left:.3f} unexplained")
        if found and left >= found[0]:
            break
        found = left, w, ridge
    figures = {"unexplained": found[0], "ridge": found[2]}
    if last:
        scores = aside @ found[1]
        figures["agreement"] = float((scores.argmax(1) == asked.argmax(1)).float().mean())
    job.reach(NAME, layer.name, **figures)
    return found[1]
