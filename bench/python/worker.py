#!/usr/bin/env python3
"""What people write in Python, measured by "bench": one line in, one line out.

Needs: pip install torch numpy pillow opencv-python-headless timm (torchvision for one row); what is missing is said so.

  train NETWORK PRECISION BATCH STEPS SIDE CHANNELS THREADS _ DEVICE _
                                                             images seconds cpu-seconds of training steps without noise
  parameters NETWORK SIDE CHANNELS                           weights that are trained
  sgemm SIZE REPEATS PRECISION THREADS                       floating-point operations seconds cpu-seconds
  augment LIBRARY IMAGES SIDE MAGNITUDE                      images seconds cpu-seconds; opencv, timm or torchvision
  exact DIR, distill DIR                                     as distillation.py says; DIR is encoded as in a URL
  version                                                    of torch, as numbers
"""
import random
import sys
import time
from urllib.parse import unquote_plus

CLASSES = 10
POOL = 1024  # different images
MOMENTUM, WEIGHT_DECAY, RATE = 0.9, 5e-4, 0.05
WARM_UP = 1
WARM_UP_OF_CARD = 10
LARGEST_POOL = 1 << 26  # values


def timed(work, units):
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return units, time.perf_counter() - wall, time.process_time() - cpu


def pixels(count, side, channels):
    import numpy as np
    generator = np.random.default_rng(1)
    slopes = np.linspace(-30, 30, side)
    base = generator.integers(60, 180, (count, 1, 1, 1))
    noise = generator.integers(0, 16, (count, side, side, channels))
    ramp = slopes[:, None, None] + slopes[None, :, None]
    return np.clip(base + ramp + noise, 0, 255).astype(np.uint8)


# --- networks: the same layers, in the same order, as io.noisystudent.networks.build

def network(name, channels):
    import torch
    from torch import nn

    def norm(width):
        return nn.BatchNorm2d(width, eps=1e-5, momentum=0.1)

    def conv(inside, outside, kernel, stride=1):
        return nn.Conv2d(inside, outside, kernel, stride, kernel // 2, bias=False)

    class Block(nn.Module):
        """Pre-activation; the first of a stage feeds its shortcut from the activation too."""

        def __init__(self, inside, outside, stride):
            super().__init__()
            self.norm1, self.conv1 = norm(inside), conv(inside, outside, 3, stride)
            self.norm2, self.conv2 = norm(outside), conv(outside, outside, 3)
            same = stride == 1 and inside == outside
            self.shortcut = None if same else conv(inside, outside, 1, stride)

        def forward(self, x):
            activated = torch.relu_(self.norm1(x))
            y = self.conv2(torch.relu_(self.norm2(self.conv1(activated))))
            return y.add_(x if self.shortcut is None else self.shortcut(activated))

    def wide(depth, widen):
        blocks, inside = (depth - 4) // 6, 16
        layers = [conv(channels, inside, 3)]
        for stage in range(3):
            outside = (16 << stage) * widen
            for block in range(blocks):
                layers.append(Block(inside, outside, 2 if stage and not block else 1))
                inside = outside
        return layers + [norm(inside), nn.ReLU(inplace=True)], inside

    def small(widen):
        layers, inside = [], channels
        for width, stride in ((16, 1), (32, 2), (32, 1), (64, 2), (64, 1)):
            outside = width * widen
            layers += [conv(inside, outside, 3, stride), norm(outside), nn.ReLU(inplace=True)]
            inside = outside
        return layers, inside

    def conv_norm(inside, outside, kernel, stride=1):
        return nn.Sequential(conv(inside, outside, kernel, stride), norm(outside))

    class Residual(nn.Module):
        """Post-activation, with a projection where the shape changes."""

        def __init__(self, inside, branch, outside, stride):
            super().__init__()
            self.branch = branch
            same = stride == 1 and inside == outside
            self.shortcut = None if same else conv_norm(inside, outside, 1, stride)

        def forward(self, x):
            y = self.branch(x)
            return torch.relu_(y.add_(x if self.shortcut is None else self.shortcut(x)))

    def relu():
        return nn.ReLU(inplace=True)

    def residual(depth):
        """For small images: depth 6n + 2."""
        layers, inside = [conv_norm(channels, 16, 3), relu()], 16
        for stage in range(3):
            outside = 16 << stage
            for block in range((depth - 2) // 6):
                stride = 2 if stage and not block else 1
                branch = nn.Sequential(conv_norm(inside, outside, 3, stride), relu(), conv_norm(outside, outside, 3))
                layers.append(Residual(inside, branch, outside, stride))
                inside = outside
        return layers, inside

    def resnet50():
        layers, inside = [conv_norm(channels, 64, 7, 2), relu(), nn.MaxPool2d(3, 2, 1)], 64
        for stage, blocks in enumerate((3, 4, 6, 3)):
            width = 64 << stage
            for block in range(blocks):
                stride = 2 if stage and not block else 1
                branch = nn.Sequential(
                    conv_norm(inside, width, 1), relu(), conv_norm(width, width, 3, stride), relu(),
                    conv_norm(width, 4 * width, 1))
                layers.append(Residual(inside, branch, 4 * width, stride))
                inside = 4 * width
        return layers, inside

    class Inverted(nn.Module):
        """EfficientNet's block; padded by half the kernel on all sides, where ours pads as TensorFlow does."""

        def __init__(self, inside, outside, kernel, stride, expansion):
            super().__init__()
            wide = inside * expansion
            self.same = stride == 1 and inside == outside
            self.before = nn.Sequential(
                *([conv(inside, wide, 1), tf_norm(wide), nn.SiLU(inplace=True)] if expansion > 1 else []),
                nn.Conv2d(wide, wide, kernel, stride, kernel // 2, groups=wide, bias=False),
                tf_norm(wide), nn.SiLU(inplace=True))
            self.gate = nn.Sequential(
                nn.AdaptiveAvgPool2d(1), nn.Conv2d(wide, inside // 4, 1), nn.SiLU(inplace=True),
                nn.Conv2d(inside // 4, wide, 1), nn.Sigmoid())
            self.after = nn.Sequential(conv(wide, outside, 1), tf_norm(outside))

        def forward(self, x):
            y = self.before(x)
            y = self.after(y * self.gate(y))
            return y.add_(x) if self.same else y

    def tf_norm(width):
        return nn.BatchNorm2d(width, eps=1e-3, momentum=0.01)

    def efficientnet_b0():
        layers, inside = [conv(channels, 32, 3, 2), tf_norm(32), nn.SiLU(inplace=True)], 32
        for kernel, stride, expansion, outside, blocks in (
                (3, 1, 1, 16, 1), (3, 2, 6, 24, 2), (5, 2, 6, 40, 2), (3, 2, 6, 80, 3), (5, 1, 6, 112, 3),
                (5, 2, 6, 192, 4), (3, 1, 6, 320, 1)):
            for block in range(blocks):
                layers.append(Inverted(inside, outside, kernel, 1 if block else stride, expansion))
                inside = outside
        return layers + [conv(inside, 1280, 1), tf_norm(1280), nn.SiLU(inplace=True)], 1280

    kind, *numbers = name.split("-")
    if kind == "wrn":
        layers, width = wide(*map(int, numbers))
    elif name == "small-cnn" or name.startswith("small-cnn-"):
        layers, width = small(int(numbers[1]) if len(numbers) > 1 else 1)
    elif name == "resnet-50":
        layers, width = resnet50()
    elif kind == "resnet" and len(numbers) == 1 and int(numbers[0]) % 6 == 2:
        layers, width = residual(int(numbers[0]))
    elif name == "efficientnet-b0":
        layers, width = efficientnet_b0()
    else:
        raise ValueError(
            f"{name} is not written in Python; take wrn-D-K, small-cnn, resnet-20, resnet-50 or efficientnet-b0")
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, CLASSES))


def parameters(name, side, channels):
    return (sum(p.numel() for p in network(name, int(channels)).parameters()),)


MODELS = {}


def model(name, side, channels, device):
    import torch
    if (name, side, channels, device) not in MODELS:
        torch.manual_seed(1)
        built = network(name, channels).to(device, memory_format=torch.channels_last).train()
        decayed = [p for p in built.parameters() if p.ndim > 1]
        others = [p for p in built.parameters() if p.ndim <= 1]
        groups = [{"params": decayed, "weight_decay": WEIGHT_DECAY}, {"params": others, "weight_decay": 0}]
        optimizer = torch.optim.SGD(groups, lr=RATE, momentum=MOMENTUM, nesterov=True, fused=True)
        pool = min(POOL, max(64, LARGEST_POOL // (side * side * channels)))
        images = torch.from_numpy(pixels(pool, side, channels)).permute(0, 3, 1, 2).to(device)
        scaler = torch.amp.GradScaler(device)
        MODELS[name, side, channels, device] = built, optimizer, images, torch.arange(pool, device=device) % CLASSES, scaler
    return MODELS[name, side, channels, device]


def train(name, precision, *words):
    """On a card the images lie in its memory, and no step waits for it: the best that a script can have."""
    import torch
    batch, steps, side, channels, threads = map(int, words[:5])  # words[5] is the noise, of which there is none here
    device = words[6]
    torch.set_num_threads(threads)
    if device == "cuda":
        torch.backends.cudnn.benchmark = True
        torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"
    built, optimizer, images, labels, scaler = model(name, side, channels, device)
    half = {"bf16": torch.bfloat16, "fp16": torch.float16}.get(precision)

    def step():
        rows = torch.randint(len(images), (batch,), device=device)
        x = (images[rows].float().div_(255).sub_(0.5).div_(0.25)).contiguous(memory_format=torch.channels_last)
        with torch.autocast(device, half or torch.bfloat16, enabled=half is not None):
            logits = built(x)
        loss = torch.nn.functional.cross_entropy(logits.float(), labels[rows])
        optimizer.zero_grad(set_to_none=True)
        if precision == "fp16":
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
        else:
            loss.backward()
            optimizer.step()
        return loss

    def run(count):
        for _ in range(count):
            loss = step()
            if device == "cpu":
                loss.item()
        if device == "cuda":
            torch.cuda.synchronize()

    run(WARM_UP_OF_CARD if device == "cuda" else WARM_UP)
    return timed(lambda: run(steps), steps * batch)


def sgemm(size, repeats, precision, threads):
    import torch
    size, repeats = int(size), int(repeats)
    torch.set_num_threads(int(threads))
    kind = torch.bfloat16 if precision == "bf16" else torch.float32
    a, b, c = (torch.randn(size, size).to(kind) for _ in range(3))
    torch.mm(a, b, out=c)
    return timed(lambda: [torch.mm(a, b, out=c) for _ in range(repeats)], 2 * size ** 3 * repeats)


# --- RandAugment: two operations at one magnitude of 0 to 30

def without_compiled_operators():
    # torchvision's compiled operators may not load beside a CPU build of torch; images need none of them.
    import torch
    torch.library.register_fake = lambda *_, **__: lambda function: function


def augment(library, images, side, magnitude):
    count, side, magnitude = int(images), int(side), float(magnitude)
    originals = pixels(min(count, POOL), side, 3)
    random.seed(1)
    apply = {"opencv": opencv, "timm": timm, "torchvision": torchvision}[library](magnitude, side)
    for i in range(min(count, 200)):
        apply(originals[i % len(originals)])
    return timed(lambda: [apply(originals[i % len(originals)]) for i in range(count)], count)


def timm(magnitude, side):
    without_compiled_operators()
    from PIL import Image
    from timm.data.auto_augment import rand_augment_transform
    transform = rand_augment_transform(
        f"rand-m{magnitude:g}-n2-p1", {"translate_const": side // 4, "img_mean": (128, 128, 128)})
    return lambda image: transform(Image.fromarray(image))


def torchvision(magnitude, side):
    without_compiled_operators()
    from PIL import Image
    from torchvision.transforms import RandAugment
    transform = RandAugment(num_ops=2, magnitude=int(magnitude), num_magnitude_bins=31, fill=[128] * 3)
    return lambda image: transform(Image.fromarray(image))


def opencv(magnitude, side):
    """The operations of the Noisy Student code, each in the fewest calls of OpenCV."""
    import cv2
    import numpy as np
    cv2.setNumThreads(1)
    level = magnitude / 30
    ramp = np.arange(256)
    smooth = np.array([[1, 1, 1], [1, 5, 1], [1, 1, 1]], np.float32) / 13

    def sign(value):
        return value if random.random() < 0.5 else -value

    def warp(image, matrix):
        return cv2.warpAffine(
            image, np.float32(matrix), (side, side), flags=cv2.INTER_NEAREST, borderValue=(128, 128, 128))

    def rotate(image):
        return warp(image, cv2.getRotationMatrix2D((side / 2, side / 2), sign(30 * level), 1))

    def gray(image):
        return cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)

    def blend(image, other, factor):
        return cv2.addWeighted(image, factor, other, 1 - factor, 0)

    def stretch(image):
        tables = []
        for channel in cv2.split(image):
            low, high, _, _ = cv2.minMaxLoc(channel)
            tables.append(ramp if high <= low else np.clip((ramp - low) * 255 / (high - low), 0, 255))
        return cv2.LUT(image, np.stack(tables, -1).astype(np.uint8)[None])

    def cut(image):
        half = int(side / 8 * magnitude / 10)
        y, x = random.randrange(side), random.randrange(side)
        image = image.copy()
        cv2.rectangle(image, (x - half, y - half), (x + half, y + half), (128, 128, 128), -1)
        return image

    factor = 1.8 * level + 0.1
    threshold = int(256 * level)
    tables = [np.uint8(t) for t in (
        255 - ramp,
        ramp & ~((1 << (8 - max(1, int(4 * level)))) - 1),
        np.where(ramp < threshold, ramp, 255 - ramp),
        np.where(ramp < 128, np.minimum(255, ramp + int(110 * level)), ramp),
        np.clip(ramp * factor, 0, 255))]
    operations = [
        stretch, rotate, cut,
        lambda image: cv2.merge([cv2.equalizeHist(channel) for channel in cv2.split(image)]),
        lambda image: blend(image, gray(image), factor),
        lambda image: blend(image, np.full_like(image, int(cv2.mean(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY))[0])), factor),
        lambda image: blend(image, cv2.filter2D(image, -1, smooth), factor),
        lambda image: warp(image, [[1, sign(0.3 * level), 0], [0, 1, 0]]),
        lambda image: warp(image, [[1, 0, 0], [sign(0.3 * level), 1, 0]]),
        lambda image: warp(image, [[1, 0, sign(side / 8 * magnitude / 10)], [0, 1, 0]]),
        lambda image: warp(image, [[1, 0, 0], [0, 1, sign(side / 8 * magnitude / 10)]]),
    ] + [lambda image, table=table: cv2.LUT(image, table) for table in tables]

    def apply(image):
        for operation in random.choices(operations, k=2):
            image = operation(image)
        return image

    return apply


# --- terms and trainings of distillation

def exact(directory):
    import distillation
    return distillation.exact(unquote_plus(directory))


def distill(directory):
    import distillation
    return distillation.distill(unquote_plus(directory))


def version():
    import torch
    return torch.__version__.split("+")[0].split(".")


COMMANDS = {
    "train": train, "parameters": parameters, "sgemm": sgemm, "augment": augment, "exact": exact, "distill": distill,
    "version": version}


def main():
    # Libraries may print; what is measured goes to the real output alone.
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        command, *arguments = line.split()
        try:
            answer = " ".join(map(str, COMMANDS[command](*arguments)))
        except Exception as e:  # one measurement that cannot be taken must not hide the others
            answer = "error " + (f"{type(e).__name__}: {e}".splitlines() or ["?"])[0]
        print(answer, file=answers, flush=True)


if __name__ == "__main__":
    main()
