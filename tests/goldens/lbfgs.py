#!/usr/bin/env python3
"""Writes tests/goldens/lbfgs.txt: the way of torch.optim.LBFGS, without a line search and with 20 steps remembered, down
a bowl of 30 numbers with bends: a line a step, the numbers after it.

    /usr/bin/python3 tests/goldens/lbfgs.py > tests/goldens/lbfgs.txt"""
import torch

N, STEPS = 30, 60


def height(x):
    i = torch.arange(1, N + 1, dtype=x.dtype)
    return (i * (x - torch.sin(i)) ** 2).sum() / 2 + 0.1 * ((x[1:] - x[:-1]) ** 4).sum()


def main():
    x = torch.zeros(N, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([x], lr=1, max_iter=1, history_size=20, tolerance_grad=0, tolerance_change=0)

    def closure():
        optimizer.zero_grad()
        loss = height(x)
        loss.backward()
        return loss

    for _ in range(STEPS):
        optimizer.step(closure)
        print(*(f"{v:.7g}" for v in x.tolist()))


main()
