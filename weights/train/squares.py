"""Least squares of a layer that a ReLU follows, and the choice of units: linear algebra, no photo in it."""
import torch

BLOCK = 16384  # rows that are multiplied at a time


def with_one(x):
    """A column of ones behind the inputs: the bias's."""
    x = x.float()
    return torch.cat([x, torch.ones(len(x), 1)], 1)


def wanted_of(y, made):
    """What is asked for where the full unit makes y before its ReLU and ours `made`: y itself where it is positive; where
    it is not, any negative value will do."""
    return torch.where(y > 0, y, torch.minimum(made, torch.zeros_like(y)))


def unexplained(made, y):
    """The share of the variance of y that is left."""
    return float(((made - y) ** 2).sum() / ((y - y.mean(0)) ** 2).sum().clamp(min=1e-12))


class Squares:
    """Inputs x (n, inputs) and what they shall give y (n, outputs), both of any type; fits weights (inputs + 1, outputs),
    the bias last."""

    def __init__(self, x, y):
        self.x, self.y = x, y
        self.gram = torch.zeros((x.shape[1] + 1,) * 2, dtype=torch.double)
        for rows, _ in self.blocks():
            self.gram += (rows.t() @ rows).double()
        self.scale = float(self.gram.diagonal().mean())

    def blocks(self):
        for at in range(0, len(self.x), BLOCK):
            yield with_one(self.x[at:at + BLOCK]), self.y[at:at + BLOCK].float()

    def fit(self, ridge, rounds=0, prior=None):
        """The w that makes |x w - y|² + ridge |w - prior|² least, the ridge as a share of the inputs' mean square; without
        a prior that is 0. With `rounds` it looks through the ReLU: each takes what wanted_of says of the last weights as
        the new y. That can only bring x w nearer to where it is enough to be."""
        gram = self.gram.clone()
        gram.diagonal().add_(ridge * self.scale)
        factor = torch.linalg.cholesky(gram)
        w = prior
        for _ in range(rounds + (prior is None)):
            right = torch.zeros(len(gram), self.y.shape[1], dtype=torch.double)
            for x, y in self.blocks():
                right += (x.t() @ (y if w is None else wanted_of(y, x @ w))).double()
            if prior is not None:
                right += ridge * self.scale * prior
            w = torch.cholesky_solve(right, factor).float()
        return w


def covariance(count, total, products):
    mean = total / count
    return products / count - torch.outer(mean, mean)


def choose(cov, following, count):
    """The `count` units that best give all units linearly, each of these weighed by what comes next, and the weighed
    share that stays unexplained. Greedy: the next is always the one that explains most.

    cov: covariance of the units (n, n). following: the next layer's weights (m, n), of which only the products count."""
    cov, following = cov.double(), following.double()
    taken = torch.zeros(len(cov), count, dtype=torch.double)  # what is left is cov - taken takenᵀ
    left = cov.diagonal().clone()                             # its diagonal
    seen = ((cov @ following.t()) ** 2).sum(1)                # |following · what is left of column j|²
    total = float(((following @ cov) * following).sum())
    none = 1e-9 * float(left.max())
    chosen, explained = [], 0.0
    for n in range(count):
        gain = seen / left.clamp(min=1e-300)
        gain[left <= none] = 0
        gain[chosen] = -1
        j = int(gain.argmax())
        chosen.append(j)
        if gain[j] <= 0:
            continue  # nothing is left to explain: fewer photos than units
        u = (cov[:, j] - taken @ taken[j]) / left[j].sqrt()
        next_of = following @ u
        back = following.t() @ next_of
        seen -= 2 * u * (cov @ back - taken @ (taken.t() @ back)) - float(next_of @ next_of) * u * u
        left -= u * u
        taken[:, n] = u
        explained += float(next_of @ next_of)
    return chosen, 1 - explained / max(total, 1e-300)
