"""The terms of distillation, and a training with soft targets, in PyTorch: what "bench distillation" compares with.

Written from the papers that are named below, with PyTorch's own autograd, batch normalization and SGD; needs torch alone.
worker.py answers with these functions: "exact" and "distill", each with a directory of files.
"""
import ctypes
import json
import math
import struct
import time
import types
from pathlib import Path

import torch
import torch.nn.functional as F

KINDS = {"F32": torch.float32, "U8": torch.uint8}
EVALUATED = 250  # images at a time


# --- files in the layout of safetensors

def read(path):
    data = bytearray(Path(path).read_bytes())
    length, = struct.unpack_from("<Q", data)
    header = json.loads(bytes(data[8:8 + length]))
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        kind, start = KINDS[entry["dtype"]], 8 + length + entry["data_offsets"][0]
        count = math.prod(entry["shape"])
        values = torch.frombuffer(data, dtype=torch.uint8, count=count * kind.itemsize, offset=start)
        tensors[name] = values.clone().view(kind).reshape(entry["shape"])
    return tensors


def write(path, tensors):
    header, end, blobs = {}, 0, []
    for name, tensor in tensors.items():
        values = tensor.detach().float().contiguous()
        blob = ctypes.string_at(values.data_ptr(), values.numel() * values.itemsize)
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [end, end + len(blob)]}
        end += len(blob)
        blobs.append(blob)
    text = json.dumps(header).encode()
    Path(path).write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def part(tensors, prefix):
    return {name[len(prefix):]: value for name, value in tensors.items() if name.startswith(prefix)}


# --- the residual network of He et al. 2016, section 4.2, with projections where the shape changes

def resnet(images, w, training):
    """Logits, the ends of the three stages after ReLU, and the pooled vector; images are uint8 (N, H, W, C)."""

    def norm(name, x):
        return F.batch_norm(
            x, w[name + ".mean"], w[name + ".var"], w[name + ".scale"], w[name + ".bias"], training, 0.1, 1e-5)

    def conv(name, x, stride=1):
        weight = w[name + ".weight"]
        return F.conv2d(x, weight, stride=stride, padding=weight.shape[-1] // 2)

    x = (images.permute(0, 3, 1, 2).float() / 255 - 0.5) / 0.25
    x = F.relu(norm("stem.norm", conv("stem.conv", x)))
    stages = []
    for stage in (1, 2, 3):
        block = 1
        while f"stage{stage}.block{block}.1.conv.weight" in w:
            name, stride = f"stage{stage}.block{block}", 2 if stage > 1 and block == 1 else 1
            y = F.relu(norm(name + ".1.norm", conv(name + ".1.conv", x, stride)))
            y = norm(name + ".2.norm", conv(name + ".2.conv", y))
            if name + ".shortcut.conv.weight" in w:
                x = norm(name + ".shortcut.norm", conv(name + ".shortcut.conv", x, stride))
            x = F.relu(x + y)
            block += 1
        stages.append(x)
    pooled = x.mean((2, 3))
    logits = pooled @ w["classifier.weight"].t() + w["classifier.bias"]
    return types.SimpleNamespace(logits=logits, stages=stages, pooled=pooled)


def is_learned(name):
    return not name.endswith((".mean", ".var"))


def learned(weights):
    """The weights that are trained, as leaves; the running statistics of batch normalization are not."""
    known = {name: value for name, value in weights.items() if value.dtype == torch.float32}
    return {name: value.clone().requires_grad_(is_learned(name)) for name, value in known.items()}


# --- the terms: mean values over the rows that they look at

def softened(z, temperature):
    return torch.exp(z / temperature) / torch.exp(z / temperature).sum(1, keepdim=True)


def divergence(p, q):
    """Kullback and Leibler's, of rows."""
    return (p * (p.log() - q.log())).sum(1)


def cross_entropy(targets, z):
    return -(targets * F.log_softmax(z, 1)).sum(1)


def smoothed(labels, classes, share):
    """Szegedy et al. 2016."""
    return (1 - share) * F.one_hot(labels, classes) + share / classes


def soft_targets(term, s, t, batch):
    """Hinton, Vinyals, Dean 2015, section 2; standardized: Sun et al. 2024, section 4."""
    zs, zt = s.logits, t.logits
    if term["standardize"]:
        zs, zt = ((z - z.mean(1, keepdim=True)) / (z.std(1, keepdim=True) + 1e-7) for z in (zs, zt))
    temperature = term["temperature"]
    return temperature ** 2 * divergence(softened(zt, temperature), softened(zs, temperature))


def decoupled(term, s, t, batch):
    """Zhao et al. 2022, equation 7; where no label is known, the teacher's best class stands for it."""
    temperature, rows = term["temperature"], torch.arange(len(s.logits))
    labels = torch.where(batch.labeled, batch.labels, t.logits.argmax(1))
    p, q = softened(t.logits, temperature), softened(s.logits, temperature)
    b_t, b_s = p[rows, labels], q[rows, labels]
    target = b_t * (b_t / b_s).log() + (1 - b_t) * ((1 - b_t) / (1 - b_s)).log()
    others = ~F.one_hot(labels, p.shape[1]).bool()
    p_hat, q_hat = (x[others].reshape(len(rows), -1) for x in (p, q))
    p_hat, q_hat = p_hat / p_hat.sum(1, keepdim=True), q_hat / q_hat.sum(1, keepdim=True)
    return temperature ** 2 * (term["alpha"] * target + term["beta"] * divergence(p_hat, q_hat))


def logit_matching(term, s, t, batch):
    """Ba and Caruana 2014, section 2.2, as a mean over the classes."""
    difference = s.logits - t.logits
    if term["center"]:
        difference = difference - difference.mean(1, keepdim=True)
    return (difference ** 2).mean(1)


def virtual_teacher(term, s, t, batch):
    """Yuan et al. 2020, section 4.2, and their code."""
    classes, temperature = s.logits.shape[1], term["temperature"]
    is_label = F.one_hot(batch.labels, classes).bool()
    p = torch.where(is_label, term["confidence"], (1 - term["confidence"]) / (classes - 1))
    if term["form"] == "REPOSITORY":
        return divergence(softened(p, temperature), softened(s.logits, 1))
    return temperature ** 2 * divergence(softened(p.log(), temperature), softened(s.logits, temperature))


def attention_transfer(term, s, t, batch):
    """Zagoruyko and Komodakis 2017, section 3.1 with p = 2: equation 2 has the norm, their code the mean square."""
    total = 0
    for ours, theirs in zip(s.stages, t.stages):
        a, b = ((f ** 2).sum(1).flatten(1) for f in (ours, theirs))
        d = a / a.norm(dim=1, keepdim=True) - b / b.norm(dim=1, keepdim=True)
        total = total + ((d ** 2).mean(1) if term["form"] == "SQUARED" else d.norm(dim=1))
    return total


def similarity_preserving(term, s, t, batch):
    """Tung and Mori 2019, equations 2 to 4."""
    def table(x):
        q = x.stages[2].flatten(1)
        if term["form"] == "COSINE":
            q = q / q.norm(dim=1, keepdim=True)
            return q @ q.t()
        g = q @ q.t()
        return g / g.norm(dim=1, keepdim=True)

    return ((table(t) - table(s)) ** 2).mean(1)


def differ(form, a, b):
    if form == "L1":
        return (a - b).abs()
    return (a - b) ** 2 if form == "SQUARED" else F.huber_loss(a, b, reduction="none")


def relational_distance(term, s, t, batch):
    """Park et al. 2019, equations 4 to 6: the distances of all pairs over their mean, each pair in both orders."""
    def distances(x):
        pairs = F.pdist(x.logits if term["features"]["student"] == ["logits"] else x.pooled)
        return pairs / pairs.mean()

    rows = len(s.logits)
    return 2 * differ(term["form"], distances(s), distances(t)).sum() / rows ** 2


def relational_angle(term, s, t, batch):
    """Park et al. 2019, equations 7 and 8: the angles at each row, seen from it to all others."""
    rows, total = len(s.logits), 0

    def cosines(x, at):
        e = torch.cat([x.pooled[:at], x.pooled[at + 1:]]) - x.pooled[at]
        e = e / e.norm(dim=1, keepdim=True)
        return e @ e.t()

    for at in range(rows):
        total = total + F.huber_loss(cosines(s, at), cosines(t, at), reduction="sum")
    return total / rows ** 3


def mutual(term, s, t, batch):
    """Zhang et al. 2018, equation 3, of one peer."""
    return divergence(softened(t.logits, 1), softened(s.logits, 1))


def permuted_predictions(term, s, t, batch):
    """Furlanello et al. 2018, section 3.2, DKPP."""
    temperature = term["temperature"]
    p = softened(t.logits, temperature)
    others = ~F.one_hot(t.logits.argmax(1), p.shape[1]).bool()
    permuted = p.clone()
    permuted[others] = p[others].reshape(len(p), -1).gather(1, batch.permutations).flatten()
    return temperature ** 2 * divergence(permuted, softened(s.logits, temperature))


def confidence_weighted(term, s, t, batch):
    """Furlanello et al. 2018, section 3.2, CWTM: a sum with weights of sum one, which the mean is taken of later."""
    confidence = softened(t.logits, 1).amax(1)
    return len(confidence) * confidence / confidence.sum() * labels_alone(term, s, t, batch)


def hint(term, s, t, batch):
    """Romero et al. 2015, equation 3, as a mean over all elements; the regressor is RepDistiller's."""
    w = batch.regressor
    r = F.conv2d(s.stages[1], w["conv.weight"], w["conv.bias"])
    r = F.batch_norm(r, None, None, w["norm.scale"], w["norm.bias"], True)
    return (F.relu(r) - t.stages[1]) ** 2


def labels_alone(term, s, t, batch):
    return cross_entropy(smoothed(batch.labels, s.logits.shape[1], term["labelSmoothing"]), s.logits)


def pseudo_labels(term, s, t, batch):
    """Xie et al. 2020, equation 2; soft labels as p^(1/T), renormalized."""
    form, p = term["form"], batch.soft
    if form["softLabels"]:
        p = p ** (1 / form["temperature"])
        return cross_entropy(p / p.sum(1, keepdim=True), s.logits)
    return cross_entropy(smoothed(p.argmax(1), p.shape[1], form["labelSmoothing"]), s.logits)


def online_labels(term, s, t, batch):
    """Sohn et al. 2020, equation 4, with the teacher's labels; without distortions its view is the student's."""
    p = softened(t.logits, 1)
    as_stored = types.SimpleNamespace(soft=p)
    return (p.amax(1) >= term["minConfidence"]) * pseudo_labels(term, s, t, as_stored)


TERMS = {
    "cross-entropy": labels_alone, "pseudo-labels": pseudo_labels, "soft-targets": soft_targets,
    "online-labels": online_labels, "mutual": mutual,
    "permuted-predictions": permuted_predictions, "confidence-weighted": confidence_weighted,
    "decoupled": decoupled, "logit-matching": logit_matching, "virtual-teacher": virtual_teacher,
    "attention-transfer": attention_transfer, "similarity-preserving": similarity_preserving,
    "relational-distance": relational_distance, "relational-angle": relational_angle, "hint": hint,
}
ON_LABELS = ("cross-entropy", "virtual-teacher", "confidence-weighted")
ON_PSEUDO_LABELS = ("pseudo-labels", "online-labels")
OF_BATCHES = ("attention-transfer", "similarity-preserving", "relational-distance", "relational-angle", "hint")


def loss(case, s, t, batch):
    """The weighted term over the rows that it looks at, which the weights of rows multiply where it has one for each."""
    term = case["term"]
    name = term["term"]
    rows = term.get("rows", "LABELED" if name in ON_LABELS else "UNLABELED" if name in ON_PSEUDO_LABELS else "ALL")
    kept = {"ALL": torch.ones_like(batch.labeled), "LABELED": batch.labeled, "UNLABELED": ~batch.labeled}[rows]
    chosen = [
        types.SimpleNamespace(
            logits=x.logits[kept], stages=[f[kept] for f in x.stages], pooled=x.pooled[kept]) for x in (s, t)]
    own = types.SimpleNamespace(
        labels=batch.labels[kept], labeled=batch.labeled[kept], soft=batch.soft[kept],
        permutations=batch.permutations[kept], regressor=batch.regressor)
    values = TERMS[name](term, *chosen, own)
    if name not in OF_BATCHES:
        values = values * batch.weights[kept]
    return case["weight"] * values.mean()


class JavaRandom:
    """java.util.SplittableRandom of JDK 17 (Steele, Lea, Flood 2014)."""
    GAMMA = 0x9E3779B97F4A7C15

    def __init__(self, seed):
        self.state = seed

    def integer(self, bound):
        limit = 1 << 31
        while True:
            self.state = whole(self.state + self.GAMMA)
            z = whole((self.state ^ self.state >> 33) * 0x62A9D9ED799705F5)
            drawn = whole((z ^ z >> 28) * 0xCB24D0A5C88C35B3) >> 32
            if bound & bound - 1 == 0:
                return drawn & bound - 1
            drawn >>= 1
            if drawn - drawn % bound + bound <= limit:
                return drawn % bound

    def permutation(self, size):
        """Fisher and Yates."""
        places = []
        for i in range(size):
            other = self.integer(i + 1)
            places.append(i)
            places[i], places[other] = places[other], i
        return places


def whole(bits):
    return bits & (1 << 64) - 1


def derived(seed, *place):
    """The trainer's seeds: SplitMix64's finalizer, place after place."""
    for number in place:
        z = whole(seed + JavaRandom.GAMMA * (number + 1))
        z = whole((z ^ z >> 30) * 0xBF58476D1CE4E5B9)
        z = whole((z ^ z >> 27) * 0x94D049BB133111EB)
        seed = z ^ z >> 31
    return seed


ORDERS, TERM = (0, 1), 6  # the trainer's numbers for what it draws


def permutations(seed, step, labeled, classes):
    """
    Of the other classes of every image, by (seed, step, row): a step shows all images, labeled ones first, and the row of
    an image is its place in the order of both kinds.
    """
    result, first = torch.empty(len(labeled), classes - 1, dtype=torch.long), 0
    for kind, images in zip(ORDERS, (labeled.nonzero()[:, 0], (~labeled).nonzero()[:, 0])):
        order = JavaRandom(derived(derived(seed, kind), step)).permutation(len(images))
        for place, image in enumerate(order):
            own = JavaRandom(derived(seed, TERM, step, 0, 0, first + place))
            result[images[image]] = torch.tensor(own.permutation(classes - 1))
        first += len(images)
    return result


def learners(tensors):
    """Networks that are trained along with one another, the first of them the student."""
    found = []
    while own := part(tensors, f"student-{len(found)}/"):
        found.append(learned(own))
    return found


def exact(directory):
    """Losses and gradients of every step of a training whose files the Java side has written."""
    directory = Path(directory)
    case, tensors = json.loads((directory / "case.json").read_text()), read(directory / "input.tensors")
    torch.set_num_threads(case["threads"])
    students, regressor = learners(tensors), learned(part(tensors, "regressor/"))
    teacher, images = part(tensors, "teacher/"), tensors["images"]
    batch = types.SimpleNamespace(
        labels=tensors["labels"].long(), labeled=tensors["labeled"] > 0, soft=tensors["soft"],
        weights=tensors["weights"], regressor=regressor)
    named = [{n: v for n, v in student.items() if v.requires_grad} for student in students]
    named[0].update({"regressor/" + n: v for n, v in regressor.items()})
    optimizers = [torch.optim.SGD(n.values(), lr=1, momentum=case["momentum"], nesterov=True) for n in named]
    losses, answer = [], {}

    def peers(member, outputs):
        """What the others say, or the teacher."""
        if len(students) > 1:
            return [output for i, output in enumerate(outputs) if i != member]
        with torch.no_grad():
            return [resnet(images, teacher, False)]

    def move(step, rate, member, own, others):
        value = sum(loss(case, own, other, batch) for other in others) / len(others)
        optimizers[member].zero_grad()
        value.backward()
        for name, parameter in named[member].items():
            gradient = parameter.grad
            known = f"{step}/{name}" if member == 0 else f"{step}/member-{member}/{name}"
            answer[known] = torch.zeros_like(parameter) if gradient is None else gradient.clone()
        optimizers[member].param_groups[0]["lr"] = rate
        optimizers[member].step()
        return value.detach()

    for step, rate in enumerate(case["rates"]):
        batch.permutations = permutations(case["seed"], step, batch.labeled, batch.soft.shape[1])
        values = []
        if case["term"].get("update") == "SEQUENTIAL":
            for member, student in enumerate(students):
                with torch.no_grad():
                    others = [resnet(images, other, True) for other in students]
                values.append(move(step, rate, member, resnet(images, student, True), peers(member, others)))
        else:
            outputs = [resnet(images, student, True) for student in students]
            fixed = [types.SimpleNamespace(
                logits=o.logits.detach(), stages=[], pooled=o.pooled.detach()) for o in outputs]
            for member, output in enumerate(outputs):
                values.append(move(step, rate, member, output, peers(member, fixed)))
        losses.append(sum(values) / len(values))
    write(directory / "output.tensors", {"losses": torch.stack(losses), **answer})
    return (len(losses),)


# --- a student with soft targets, from the same weights and teacher

def distill(directory):
    """Accuracy on test images and seconds of a training as the Java side describes it."""
    directory = Path(directory)
    order, tensors = json.loads((directory / "order.json").read_text()), read(directory / "input.tensors")
    torch.set_num_threads(order["threads"])
    torch.manual_seed(order["seed"])
    student, teacher = learned(part(tensors, "student/")), part(tensors, "teacher/")
    images, labels = tensors["images"], tensors["labels"].long()
    trained = [v for v in student.values() if v.requires_grad]
    groups = [{"params": [v for v in trained if v.dim() > 1], "weight_decay": order["decay"]},
              {"params": [v for v in trained if v.dim() <= 1], "weight_decay": 0}]
    optimizer = torch.optim.SGD(groups, lr=order["rate"], momentum=order["momentum"], nesterov=True)
    batch, epochs = order["batch"], order["epochs"]
    per_epoch = math.ceil(len(images) / batch)
    steps = per_epoch * epochs
    begun, rows = time.perf_counter(), torch.randperm(0)
    for step in range(steps):
        while len(rows) < batch:  # passes follow each other without a gap
            rows = torch.cat([rows, torch.randperm(len(images))])
        chosen, rows = rows[:batch], rows[batch:]
        x, y = distorted(images[chosen], order["crop"]), labels[chosen]
        s = resnet(x, student, True)
        with torch.no_grad():
            t = resnet(x, teacher, False)
        soft = soft_targets(order["soft"], s, t, None).mean()
        value = order["hard"] * F.cross_entropy(s.logits, y) + order["soft"]["weight"] * soft
        optimizer.zero_grad()
        value.backward()
        for group in optimizer.param_groups:
            group["lr"] = rate(order, step, steps)
        optimizer.step()
    seconds = time.perf_counter() - begun
    return accuracy(student, tensors["test"], tensors["test-labels"].long()), seconds, steps


def rate(order, step, steps):
    """Loshchilov and Hutter 2017, after a linear rise."""
    rise = round(steps * order["warmup"])
    if step < rise:
        return order["rate"] * step / rise
    return order["rate"] * (1 + math.cos(math.pi * (step - rise) / (steps - rise))) / 2


def distorted(images, crop):
    """Mirrored or not, and cropped at random from images that are padded by reflection."""
    count, height, width, _ = images.shape
    padded = F.pad(images.permute(0, 3, 1, 2).float(), (crop,) * 4, mode="reflect")
    result = torch.empty_like(images)
    for i in range(count):
        y, x = (int(torch.randint(2 * crop + 1, ())) for _ in "yx")
        one = padded[i, :, y:y + height, x:x + width]
        result[i] = (one.flip(2) if torch.rand(()) < 0.5 else one).permute(1, 2, 0)
    return result


def accuracy(weights, images, labels):
    right = 0
    with torch.no_grad():
        for start in range(0, len(images), EVALUATED):
            best = resnet(images[start:start + EVALUATED], weights, False).logits.argmax(1)
            right += int((best == labels[start:start + EVALUATED]).sum())
    return right / len(images)
