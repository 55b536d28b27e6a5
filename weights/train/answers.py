"""5. The answers: all layers together, by gradient and in whitened weights. First they go on following what the units
make, then they learn the full network's answers. Kept is the average of the weights over the last steps."""
import math

import numpy
import torch
import torch.nn.functional as F

import network
import responses
from whitened import Whitened, moments

NAME = "answers"
BATCH = 48
FIXED = 1          # blocks that stay as they are: they follow nearly to the last digit, and would take half of the time
RATE = 0.003       # of a layer's weights, whitened, in a step
WARM_UP = 60       # steps
LAST = 0.02        # of the rate that is left at the end
DECAYS = (0.9, 0.98)  # Adam's
AVERAGED = 0.995
FOLLOWING = 0.2    # of the steps in which following is all
MIXED = 0.3        # of the later ones whose photos are laid over one another by two
SOFT = 2.5         # a temperature at which more than the best class is heard
FOLLOW = {"pool": 1.0, "fc6": 1.0, "fc7": 1.0}  # what is missing of each counts so much, as a share of its variance
ANSWER = {"fc6": 0.3, "fc7": 0.5}               # and beside the answers so much
CHECKS = 10


def make(job):
    Learner(job).learn()


def answers(scores, wanted, soft):
    """Cross-entropy (nats) with the full network's probabilities, and with softened ones."""
    return (-(wanted * F.log_softmax(scores, 1)).sum(1).mean()
            - 2 * (soft * F.log_softmax(scores / SOFT, 1)).sum(1).mean())


def beside(made, y):
    """Squares of what is missing to y; where y, before its ReLU, is negative, only of what is positive."""
    return torch.where(y > 0, made - y, F.relu(made)).pow(2).mean()


class Learner:
    def __init__(self, job):
        self.job, self.steps = job, max(1, job.args.pictures // BATCH)
        held = job.held_out(range(job.total))
        self.train = torch.nonzero(~held).flatten().tolist()
        self.check = [view for view in range(len(job.views.names)) if held[view]]
        self.wanted = responses.load(job, "pool", "fc6", "fc7", "fc8")
        self.spread = {name: float(self.wanted[name].float().relu().flatten(1).var(0).mean()) for name in FOLLOW}
        weights = job.kept("connected")
        if not job.has("moments"):
            job.keep("moments", moments(job, weights, self.train, job.kept("pools")))
        self.net = Whitened(job.slim, weights, job.kept("moments"), FIXED)
        self.last = job.slim.convs[-1]
        self.size = {key: float(values.pow(2).mean().sqrt()) for key, values in self.net.values.items()}
        self.average = {key: values.clone() for key, values in self.net.values.items()}
        self.first, self.second = ({key: torch.zeros_like(values) for key, values in self.average.items()}
                                   for _ in range(2))
        self.done, self.loss = 0, torch.tensor(0.0)
        for values in self.net.values.values():
            values.requires_grad_()

    # ---- what is kept ----

    def keep(self):
        self.job.keep("answers.part", {"done": self.done, "loss": self.loss, "average": self.average, "first": self.first,
                                       "second": self.second,
                                       "values": {key: values.detach() for key, values in self.net.values.items()}})

    def go_on(self):
        if not self.job.has("answers.part"):
            return
        stored = self.job.kept("answers.part")
        self.done, self.loss, self.average = stored["done"], stored["loss"], stored["average"]
        self.first, self.second = stored["first"], stored["second"]
        with torch.no_grad():
            for key, values in self.net.values.items():
                values.copy_(stored["values"][key])

    # ---- learning ----

    def views_of(self, step):
        """A batch's views: all are seen before one comes again."""
        views, epoch = [], None
        for at in range(step * BATCH, (step + 1) * BATCH):
            if at // len(self.train) != epoch:
                epoch = at // len(self.train)
                order = numpy.random.default_rng([self.job.args.seed, epoch, 2]).permutation(len(self.train))
            views.append(self.train[order[at % len(self.train)]])
        return views

    def forward(self, weights, batch):
        """Scores, and {pool, fc6, fc7} as `wanted` has them."""
        made = {}

        def see(layer, values):
            if layer is self.last:
                made["pool"] = F.max_pool2d(F.relu(values), 2).float()
            elif not layer.kernel:
                made[layer.name] = values.float().clone()
        network.forward(self.job.slim, network.in_type(self.job.slim, weights, self.job.kind), batch, see)
        return made.pop("fc8"), made

    def rate_at(self, step):
        return min(1, (step + 1) / WARM_UP) * (LAST + (1 - LAST) * 0.5 * (1 + math.cos(math.pi * step / self.steps)))

    def loss_of(self, step, views, batch):
        """What this step is to make less."""
        chance = numpy.random.default_rng([self.job.args.seed, step, 3])
        light = torch.from_numpy(chance.uniform(-0.1, 0.1, (2, len(batch), 1, 1, 1))).float()
        batch = batch * (1 + light[0]) + light[1]
        following, mixed = step < FOLLOWING * self.steps, chance.random() < MIXED
        scores = self.wanted["fc8"][views].float()
        wanted, soft = scores.softmax(1), (scores / SOFT).softmax(1)
        if mixed and not following:
            share, other = chance.beta(0.5, 0.5), torch.from_numpy(chance.permutation(len(batch)))
            batch, wanted, soft = (share * one + (1 - share) * one[other] for one in (batch, wanted, soft))
        made, inside = self.forward(self.net.weights(), batch.contiguous(memory_format=torch.channels_last))
        answer = answers(made, wanted, soft)
        if mixed and not following:
            return answer, answer
        loss = 0 if following else answer
        for name, share in (FOLLOW if following else ANSWER).items():
            loss = loss + share * beside(inside[name], self.wanted[name][views].float()) / self.spread[name]
        return loss, answer

    @torch.no_grad()
    def move(self, rate):
        """A step of Adam (arXiv 1412.6980), as large for each layer as its weights are, and the average."""
        keep = min(AVERAGED, self.done / (self.done + 10))
        for key, values in self.net.values.items():
            if values.grad is None:
                continue  # fc8's, while following is all
            self.first[key].lerp_(values.grad, 1 - DECAYS[0])
            self.second[key].lerp_(values.grad ** 2, 1 - DECAYS[1])
            first, second = (sums[key] / (1 - decay ** self.done)
                             for sums, decay in zip((self.first, self.second), DECAYS))
            values.addcdiv_(first, second.sqrt() + 1e-12, value=-rate * self.size[key])
            values.grad = None
            self.average[key].lerp_(values, 1 - keep)

    def step(self, views, batch):
        loss, answer = self.loss_of(self.done, views, batch)
        loss.backward()
        rate = RATE * self.rate_at(self.done)
        self.done += 1
        self.move(rate)
        self.loss = answer.detach() if self.done == 1 else self.loss.lerp(answer.detach(), 0.03)

    def tell(self):
        """How well the average does on the photos held out."""
        first = five = nats = 0
        with torch.no_grad():
            weights = self.net.weights(self.average)
            for at in range(0, len(self.check), BATCH):
                views = self.check[at:at + BATCH]
                scores = self.forward(weights, self.job.views.batch(views))[0]
                wanted = self.wanted["fc8"][views].float()
                ranks, best = scores.topk(min(5, scores.shape[1]), 1).indices, wanted.argmax(1, keepdim=True)
                first += int((ranks[:, :1] == best).sum())
                five += int((ranks == best).any(1).sum())
                nats += float((wanted.softmax(1) * (wanted.log_softmax(1) - scores.log_softmax(1))).sum())
        n = max(1, len(self.check))
        self.job.reach(NAME, f"after {self.done * BATCH:,} pictures", loss=float(self.loss), agreement=first / n,
                       in_five=five / n, divergence=nats / n)

    def learn(self):
        self.go_on()
        if self.done == 0:
            self.tell()
        marks = {round(self.steps * n / CHECKS) for n in range(1, CHECKS + 1)}
        first = self.done
        plan = [self.views_of(step) for step in range(first, self.steps)]
        for _, (views, batch) in zip(self.job.progress(NAME, "steps", first, self.steps), self.job.views.batches(plan)):
            self.step(views, batch)
            if self.done in marks:
                self.tell()
            if self.job.due() and self.done < self.steps:
                self.keep()
        weights = self.net.weights(self.average)
        self.job.keep(NAME, {key: tuple(values.detach() for values in pair) for key, pair in weights.items()})
        self.job.drop("answers.part")
