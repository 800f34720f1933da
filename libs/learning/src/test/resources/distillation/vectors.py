"""Losses and gradients of the distillation terms by an independent PyTorch implementation, in float64.

python3 -m venv v && v/bin/pip install torch && v/bin/python vectors.py > vectors.json

The formulas follow the methods' own repositories (RepDistiller, mdistiller, lenscloth/RKD, Tf-KD,
logit-standardization-KD), not this project's classes. Two labeled rows come before two without labels, whose weights
are 0.5 and 1. Every case has the inputs of the student, the teachers' outputs, the loss, and its gradients. Values of
several teachers follow each other: all of the first, all of the second. Their losses are averaged; in terms on logits,
their distributions or logits are. The teachers of "mutual" are peers, whose losses are averaged.
"""

import json

import torch
import torch.nn.functional as F

torch.manual_seed(7)
torch.set_default_dtype(torch.float64)
N, K = 4, 5
LABELS = torch.tensor([3, 0])
WEIGHTS = torch.tensor([1.0, 1.0, 0.5, 1.0])


def draw(*shape):
    return torch.round(torch.randn(*shape) * 1.5, decimals=2)


def rectified(*shape):
    return torch.clamp(draw(*shape), min=0) + 0.01


def kd(zs, zt, w, t):
    kl = F.kl_div(F.log_softmax(zs / t, 1), F.softmax(zt / t, 1), reduction="none").sum(1)
    return (kl * w).mean() * t * t


def kd_of_ensemble(zs, zts, w, t):
    p = torch.stack([F.softmax(z / t, 1) for z in zts]).mean(0)
    kl = F.kl_div(F.log_softmax(zs / t, 1), p, reduction="none").sum(1)
    return (kl * w).mean() * t * t


def standardize(z):
    return (z - z.mean(1, keepdim=True)) / (1e-7 + z.std(1, keepdim=True))


def dkd(zs, zt, y, w, alpha, beta, t):
    """mdistiller/distillers/DKD.py, with weights of rows."""
    gt = torch.zeros_like(zs).scatter_(1, y.unsqueeze(1), 1).bool()
    ps, pt = F.softmax(zs / t, 1), F.softmax(zt / t, 1)

    def cat_mask(p):
        return torch.cat([(p * gt).sum(1, keepdim=True), (p * ~gt).sum(1, keepdim=True)], 1)

    tckd = F.kl_div(torch.log(cat_mask(ps)), cat_mask(pt), reduction="none").sum(1)
    pt2 = F.softmax(zt / t - 1000.0 * gt, 1)
    log_ps2 = F.log_softmax(zs / t - 1000.0 * gt, 1)
    nckd = F.kl_div(log_ps2, pt2, reduction="none").sum(1)
    return ((alpha * tckd + beta * nckd) * w).mean() * t * t


def virtual(y, confidence):
    v = torch.full((len(y), K), (1 - confidence) / (K - 1))
    v[torch.arange(len(y)), y] = confidence
    return v


def tf_kd_paper(zs, y, t, confidence):
    p = virtual(y, confidence) ** (1 / t)
    p = p / p.sum(1, keepdim=True)
    return F.kl_div(F.log_softmax(zs / t, 1), p, reduction="batchmean") * t * t


def tf_kd_repository(zs, y, t, confidence):
    p = F.softmax(virtual(y, confidence) / t, 1)
    return F.kl_div(F.log_softmax(zs, 1), p, reduction="batchmean")


def at_map(f):
    return F.normalize(f.pow(2).mean(1).view(f.size(0), -1))


def at(fs, ft, norm=False):
    loss = 0
    for s, t in zip(fs, ft):
        if s.shape[2] > t.shape[2]:
            s = F.adaptive_avg_pool2d(s, (t.shape[2], t.shape[3]))
        elif s.shape[2] < t.shape[2]:
            t = F.adaptive_avg_pool2d(t, (s.shape[2], s.shape[3]))
        d = at_map(s) - at_map(t)
        loss = loss + (d.norm(dim=1).mean() if norm else d.pow(2).mean())
    return loss


def sp(fs, ft):
    fs, ft = fs.view(fs.shape[0], -1), ft.view(ft.shape[0], -1)
    gs, gt = F.normalize(fs @ fs.t()), F.normalize(ft @ ft.t())
    return (gt - gs).pow(2).sum() / fs.shape[0] ** 2


def cosines(fs, ft):
    fs, ft = F.normalize(fs.view(fs.shape[0], -1)), F.normalize(ft.view(ft.shape[0], -1))
    return (fs @ fs.t() - ft @ ft.t()).pow(2).mean()


def pdist(e):
    square = e.pow(2).sum(1)
    prod = e @ e.t()
    res = (square.unsqueeze(1) + square.unsqueeze(0) - 2 * prod).clamp(min=1e-12).sqrt().clone()
    res[range(len(e)), range(len(e))] = 0
    return res


def rkd_distance(fs, ft, loss):
    td, d = pdist(ft), pdist(fs)
    return loss(d / d[d > 0].mean(), td / td[td > 0].mean())


def rkd_angle(fs, ft):
    def angles(f):
        d = F.normalize(f.unsqueeze(0) - f.unsqueeze(1), p=2, dim=2)
        return torch.bmm(d, d.transpose(1, 2)).view(-1)

    return F.smooth_l1_loss(angles(fs), angles(ft))


def hint(fs, ft, p, relu):
    transposed = fs.dim() == 4 and fs.shape[2] * 2 == ft.shape[2]
    maps = fs if fs.dim() == 4 else fs[:, :, None, None]
    if transposed:
        r = F.conv_transpose2d(maps, p["conv.weight"], p["conv.bias"], stride=2, padding=1)
    elif fs.dim() == 4 and fs.shape[2] == 2 * ft.shape[2]:
        r = F.conv2d(maps, p["conv.weight"], p["conv.bias"], stride=2, padding=1)
    else:
        r = F.conv2d(maps, p["conv.weight"], p["conv.bias"])
    r = F.batch_norm(r, None, None, p["norm.scale"], p["norm.bias"], training=True)
    r = F.relu(r) if relu else r
    return F.mse_loss(r.view(ft.shape), ft)


CASES = []


def tensor(t):
    return {"shape": list(t.shape), "values": [float(f"{v:.10g}") for v in t.detach().flatten().tolist()]}


def case(name, options, loss, logits=None, teachers=None, student=None, taught=None, parameters=None):
    """Differentiates loss(logits, teachers, student, taught, parameters) by all but the teachers'."""
    logits = draw(N, K) if logits is None else logits
    teachers = [draw(N, K)] if teachers is None else teachers
    student, taught, parameters = student or [], taught or [], parameters or {}
    leaves = [logits, *student, *parameters.values()]
    for leaf in leaves:
        leaf.requires_grad_(True)
    value = loss(logits, teachers, student, taught, parameters)
    value.backward()
    grads = [tensor(leaf.grad if leaf.grad is not None else torch.zeros_like(leaf)) for leaf in leaves]
    CASES.append({
        "term": name,
        "options": options,
        "logits": tensor(logits),
        "teachers": [tensor(t) for t in teachers],
        "student": [tensor(t) for t in student],
        "taught": [tensor(t) for t in taught],
        "parameters": {k: tensor(v) for k, v in parameters.items()},
        "loss": value.item(),
        "gradients": grads,
    })


def regressor(channels, filters, kernel, transposed=False):
    shape = (channels, filters) if transposed else (filters, channels)
    return {
        "conv.weight": draw(*shape, kernel, kernel) / 3,
        "conv.bias": draw(filters) / 3,
        "norm.scale": 1 + draw(filters) / 5,
        "norm.bias": draw(filters) / 5,
    }


for temperature in (1.0, 4.0, 20.0):
    case("soft-targets", {"temperature": temperature}, lambda z, t, *_, T=temperature: kd(z, t[0], WEIGHTS, T))
case("soft-targets", {"temperature": 2.0, "standardize": True},
     lambda z, t, *_: kd(standardize(z), standardize(t[0]), WEIGHTS, 2.0))
case("soft-targets", {"temperature": 3.0}, lambda z, t, *_: kd_of_ensemble(z, t, WEIGHTS, 3.0),
     teachers=[draw(N, K), draw(N, K), draw(N, K)])
case("soft-targets", {"temperature": 3.0, "rows": "labeled"}, lambda z, t, *_: kd(z[:2], t[0][:2], WEIGHTS[:2], 3.0))
case("soft-targets", {"temperature": 3.0, "rows": "unlabeled"}, lambda z, t, *_: kd(z[2:], t[0][2:], WEIGHTS[2:], 3.0))
for alpha, beta, temperature in ((1.0, 8.0, 4.0), (0.5, 0.0, 1.0), (0.0, 2.0, 3.0)):
    case("decoupled", {"alpha": alpha, "beta": beta, "temperature": temperature},
         lambda z, t, *_, a=alpha, b=beta, T=temperature:
         dkd(z, t[0], torch.cat([LABELS, t[0][2:].argmax(1)]), WEIGHTS, a, b, T))
case("logit-matching", {}, lambda z, t, *_: ((z - t[0]).pow(2).mean(1) * WEIGHTS).mean())
case("logit-matching", {"center": True},
     lambda z, t, *_: ((z - z.mean(1, True) - t[0] + t[0].mean(1, True)).pow(2).mean(1) * WEIGHTS).mean())
case("virtual-teacher", {"temperature": 20.0, "confidence": 0.99},
     lambda z, *_: tf_kd_paper(z[:2], LABELS, 20.0, 0.99))
case("virtual-teacher", {"temperature": 40.0, "confidence": 0.9, "form": "repository"},
     lambda z, *_: tf_kd_repository(z[:2], LABELS, 40.0, 0.9))
MAPS = lambda: [rectified(N, 2, 4, 4), rectified(N, 3, 2, 2)]
for form in ("squared", "norm"):
    case("attention-transfer", {"form": form}, lambda z, t, s, f, p, n=form == "norm": at(s, f, n),
         student=MAPS(), taught=[rectified(N, 3, 4, 4), rectified(N, 4, 2, 2)])
case("attention-transfer", {"form": "squared"}, lambda z, t, s, f, p: at(s, f),
     student=MAPS(), taught=[rectified(N, 1, 2, 2), rectified(N, 2, 4, 4)])
case("similarity-preserving", {"form": "gram"}, lambda z, t, s, f, p: sp(s[0], f[0]),
     student=[draw(N, 2, 2, 2)], taught=[draw(N, 3, 2, 2)])
case("similarity-preserving", {"form": "cosine"}, lambda z, t, s, f, p: cosines(s[0], f[0]),
     student=[draw(N, 2, 2, 2)], taught=[draw(N, 3, 2, 2)])
for form, loss in (("huber", F.smooth_l1_loss), ("l1", F.l1_loss), ("squared", F.mse_loss)):
    case("relational-distance", {"form": form},
         lambda z, t, s, f, p, compare=loss: rkd_distance(s[0], f[0], compare), student=[draw(N, 3)], taught=[draw(N, 6)])
case("relational-distance", {"form": "huber", "logits": True},
     lambda z, t, s, f, p: rkd_distance(z, t[0], F.smooth_l1_loss))
case("relational-angle", {}, lambda z, t, s, f, p: rkd_angle(s[0], f[0]), student=[draw(N, 3)], taught=[draw(N, 6)])
for relu, fs, ft, p in (
        (True, draw(N, 2, 3, 3), rectified(N, 3, 3, 3), regressor(2, 3, 1)),
        (False, draw(N, 2, 4, 4), draw(N, 3, 2, 2), regressor(2, 3, 3)),
        (True, draw(N, 2, 2, 2), rectified(N, 3, 4, 4), regressor(2, 3, 4, True)),
        (True, draw(N, 2, 5, 5), rectified(N, 3, 3, 3), regressor(2, 3, 3)),
        (False, draw(N, 3), draw(N, 4), regressor(3, 4, 1))):
    case("hint", {"rectified": relu}, lambda z, t, s, f, q, r=relu: hint(s[0], f[0], q, r),
         student=[fs], taught=[ft], parameters=p)

def mean_of_teachers(loss, s, f):
    return sum(loss(s, f[i:i + len(s)]) for i in range(0, len(f), len(s))) * len(s) / len(f)


LABELED, UNLABELED = slice(0, 2), slice(2, 4)
for name, rows in (("labeled", LABELED), ("unlabeled", UNLABELED)):
    case("decoupled", {"alpha": 1.0, "beta": 2.0, "temperature": 4.0, "rows": name},
         lambda z, t, *_, r=rows:
         dkd(z[r], t[0][r], torch.cat([LABELS, t[0][2:].argmax(1)])[r], WEIGHTS[r], 1.0, 2.0, 4.0))
    case("logit-matching", {"center": False, "rows": name},
         lambda z, t, *_, r=rows: ((z - t[0]).pow(2).mean(1) * WEIGHTS)[r].mean())
    case("attention-transfer", {"form": "squared", "rows": name},
         lambda z, t, s, f, p, r=rows: at([v[r] for v in s], [v[r] for v in f]),
         student=MAPS(), taught=[rectified(N, 3, 4, 4), rectified(N, 4, 2, 2)])
    case("similarity-preserving", {"form": "gram", "rows": name},
         lambda z, t, s, f, p, r=rows: sp(s[0][r], f[0][r]), student=[draw(N, 2, 2, 2)], taught=[draw(N, 3, 2, 2)])
    case("hint", {"rectified": False, "rows": name}, lambda z, t, s, f, q, r=rows: hint(s[0][r], f[0][r], q, False),
         student=[draw(N, 2, 3, 3)], taught=[draw(N, 3, 3, 3)], parameters=regressor(2, 3, 1))
TWO = lambda: [draw(N, K), draw(N, K)]


def dkd_of_ensemble(zs, zts, w, alpha, beta, t):
    zt = t * torch.stack([F.softmax(z / t, 1) for z in zts]).mean(0).log()
    return dkd(zs, zt, torch.cat([LABELS, zt[2:].argmax(1)]), w, alpha, beta, t)


case("decoupled", {"alpha": 1.0, "beta": 2.0, "temperature": 4.0},
     lambda z, t, *_: dkd_of_ensemble(z, t, WEIGHTS, 1.0, 2.0, 4.0), teachers=TWO())
case("soft-targets", {"temperature": 2.0, "standardize": True},
     lambda z, t, *_: kd_of_ensemble(standardize(z), [standardize(each) for each in t], WEIGHTS, 2.0), teachers=TWO())
case("logit-matching", {}, lambda z, t, *_: ((z - (t[0] + t[1]) / 2).pow(2).mean(1) * WEIGHTS).mean(), teachers=TWO())
case("attention-transfer", {"form": "norm"},
     lambda z, t, s, f, p: mean_of_teachers(lambda a, b: at(a, b, True), s, f), teachers=TWO(), student=MAPS(),
     taught=[rectified(N, 3, 4, 4), rectified(N, 4, 2, 2), rectified(N, 1, 2, 2), rectified(N, 2, 2, 2)])
for term, options, loss in (
        ("similarity-preserving", {"form": "gram"}, sp),
        ("relational-distance", {"form": "huber"}, lambda s, f: rkd_distance(s, f, F.smooth_l1_loss)),
        ("relational-angle", {}, rkd_angle)):
    case(term, options, lambda z, t, s, f, p, one=loss: mean_of_teachers(lambda a, b: one(a[0], b[0]), s, f),
         teachers=TWO(), student=[draw(N, 3)], taught=[draw(N, 6), draw(N, 4)])
case("hint", {"rectified": True},
     lambda z, t, s, f, q: mean_of_teachers(lambda a, b: hint(a[0], b[0], q, True), s, f), teachers=TWO(),
     student=[draw(N, 2, 3, 3)], taught=[rectified(N, 3, 3, 3), rectified(N, 3, 3, 3)], parameters=regressor(2, 3, 1))



def dml(zs, peers, w):
    """chxy95/Deep-Mutual-Learning, kl_loss of each peer, divided by their number, with weights of rows."""
    each = [F.kl_div(F.log_softmax(zs, 1), F.softmax(peer.detach(), 1), reduction="none").sum(1) for peer in peers]
    return (sum(each) * w).mean() / len(each)


for rows in (None, "labeled", "unlabeled"):
    part = {None: slice(0, 4), "labeled": LABELED, "unlabeled": UNLABELED}[rows]
    case("mutual", {"rows": rows} if rows else {},
         lambda z, t, *_, r=part: dml(z[r], [peer[r] for peer in t], WEIGHTS[r]), teachers=TWO())
case("mutual", {}, lambda z, t, *_: dml(z, t, WEIGHTS))


def java_permutation(size, seed):
    """Fisher and Yates with the numbers of java.util.SplittableRandom (JDK 17)."""
    mask, places = (1 << 64) - 1, []
    state = seed

    def next_int():
        nonlocal state
        state = (state + 0x9E3779B97F4A7C15) & mask
        bits = ((state ^ (state >> 33)) * 0x62A9D9ED799705F5) & mask
        return (((bits ^ (bits >> 28)) * 0xCB24D0A5C88C35B3) & mask) >> 32

    for i in range(size):
        bound = i + 1
        if bound & i == 0:
            other = next_int() & i
        else:
            drawn = next_int() >> 1
            while drawn - drawn % bound + i >= 1 << 31:
                drawn = next_int() >> 1
            other = drawn % bound
        places.append(i)
        places[i], places[other] = places[other], i
    return places


def dkpp(zs, zts, w, t, first=0):
    """Furlanello et al. 2018, section 3.2: the seed of a row is its number in the batch."""
    p = torch.stack([F.softmax(z / t, 1) for z in zts]).mean(0)
    permuted = p.clone()
    for row in range(len(p)):
        others = [k for k in range(K) if k != p[row].argmax()]
        for k, place in zip(others, java_permutation(K - 1, first + row)):
            permuted[row, k] = p[row, others[place]]
    return (F.kl_div(F.log_softmax(zs / t, 1), permuted, reduction="none").sum(1) * w).mean() * t * t


def cwtm(zs, zts, y, smoothing):
    """Furlanello et al. 2018, section 3.2."""
    confidence = torch.stack([F.softmax(z, 1) for z in zts]).mean(0).amax(1)
    each = F.cross_entropy(zs, y, reduction="none", label_smoothing=smoothing)
    return (confidence / confidence.sum() * each).sum()


for temperature, rows in ((1.0, None), (3.0, "labeled"), (3.0, "unlabeled")):
    part = {None: slice(0, 4), "labeled": LABELED, "unlabeled": UNLABELED}[rows]
    case("permuted-predictions", {"temperature": temperature, **({"rows": rows} if rows else {})},
         lambda z, t, *_, T=temperature, r=part: dkpp(z[r], [t[0][r]], WEIGHTS[r], T, r.start))
case("permuted-predictions", {"temperature": 2.0}, lambda z, t, *_: dkpp(z, t, WEIGHTS, 2.0), teachers=TWO())
for smoothing in (0.0, 0.1):
    case("confidence-weighted", {"smoothing": smoothing},
         lambda z, t, *_, e=smoothing: cwtm(z[:2], [t[0][:2]], LABELS, e))
case("confidence-weighted", {"smoothing": 0.0}, lambda z, t, *_: cwtm(z[:2], [each[:2] for each in t], LABELS, 0.0),
     teachers=TWO())

print(json.dumps({"torch": torch.__version__, "labels": LABELS.tolist(), "weights": WEIGHTS.tolist(), "cases": CASES},
                 separators=(",", ":")).replace('},{"term"', '},\n{"term"'))
