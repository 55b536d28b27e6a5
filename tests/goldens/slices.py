#!/usr/bin/env python3
"""Writes tests/goldens/slices.txt: 400 random slices of nine of torchvision's networks, with what torchvision makes
of them: modules as it prints them, parameters, and the shapes that go in and come out.

    /usr/bin/python3 tests/goldens/slices.py > tests/goldens/slices.txt

`out none`: the modules do not fit one another. `error`: Python refuses the slice."""
import random

import torch
import torchvision

NETS = ("vgg11", "vgg13", "vgg16", "vgg19", "alexnet", "vgg11_bn", "vgg13_bn", "vgg16_bn", "vgg19_bn")
COUNT = 400


def end(dice, size):
    """An end of a slice: open, inside, counted from the back, or beyond."""
    kind = dice.random()
    if kind < 0.2:
        return ""
    if kind < 0.65:
        return str(dice.randint(0, size))
    return str(-dice.randint(1, size)) if kind < 0.93 else str(dice.choice((-1, 1)) * dice.randint(size, 3 * size))


def spec(dice, size):
    kind = dice.random()
    if kind < 0.2:
        return str(dice.randint(-size - 2, size + 1))
    text = f"{end(dice, size)}:{end(dice, size)}"
    return text + f":{dice.choice((-3, -2, -1, 0, 1, 2, 3, 5))}" if kind > 0.85 else text


def inputs(net, model):
    """The shape that each module of both parts is given."""
    side = 224
    x = torch.zeros(1, 3, side, side, device="meta")
    shapes = {}
    for part in ("features", "classifier"):
        if part == "classifier":
            x = torch.flatten(model.avgpool(x), 1)
        for i, module in enumerate(getattr(model, part)):
            shapes[part, i] = x.shape
            x = module(x)
        shapes[part, len(getattr(model, part))] = x.shape
    return shapes


def numbers(shape):
    return " ".join(map(str, ([*shape[1:], 1, 1])[:3]))


def describe(model, shapes, part, text):
    sequence = getattr(model, part)
    try:
        chosen = eval(f"sequence[{text}]", {"sequence": sequence})
    except (IndexError, ValueError) as refused:
        return [f"error {type(refused).__name__}"]
    places = eval(f"places[{text}]", {"places": range(len(sequence))})
    single = isinstance(places, int)
    chosen, places = ([chosen], [places]) if single else (list(chosen), list(places))
    ends = slice(*(int(t) if t else None for t in text.split(":"))).indices(len(sequence)) if not single else places
    shape = shapes[part, places[0] if places else min(max(ends[0], 0), len(sequence))]
    x = torch.zeros(shape, device="meta")
    try:
        for module in chosen:
            x = module(x)
        out = numbers(x.shape)
    except RuntimeError:
        out = "none"
    params = sum(p.numel() for m in chosen for p in m.parameters())
    return [f"in {numbers(shape)}", f"out {out}", f"params {params}"] + [f"({i}): {m}" for i, m in zip(places, chosen)]


def main():
    dice = random.Random(19)
    models = {net: getattr(torchvision.models, net)(weights=None).to("meta").eval() for net in NETS}
    shapes = {net: inputs(net, model) for net, model in models.items()}
    for _ in range(COUNT):
        net, part = dice.choice(NETS), dice.choice(("features", "features", "classifier"))
        text = spec(dice, len(getattr(models[net], part)))
        print(f"{net}.{part}[{text}]")
        for line in describe(models[net], shapes[net], part, text):
            print(line)
        print()


main()
