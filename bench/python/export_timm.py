#!/usr/bin/env python3
"""Exports timm's networks, freshly initialized, as ONNX files for the command "bench foreign".

Needs: pip install torch timm onnx. Usage: export_timm.py DIRECTORY [NAME ...]
"""
import sys
import warnings
from pathlib import Path

import torch

# torchvision's compiled operators may not load beside a CPU build of torch; timm needs none of them.
torch.library.register_fake = lambda *_, **__: lambda function: function

import timm  # noqa: E402

SIZE = 64
CLASSES = 10
NAMES = [
    "resnet18", "resnet50", "resnext50_32x4d", "wide_resnet50_2", "efficientnet_b0", "efficientnet_lite0",
    "mobilenetv2_100", "mobilenetv3_small_100", "mobilenetv3_large_100", "regnetx_002", "regnety_002", "densenet121",
    "ghostnet_100", "repvgg_a0", "convnext_atto", "mixer_s32_224", "vit_tiny_patch16_224",
    "deit_tiny_patch16_224", "levit_128s", "mnasnet_100", "tf_efficientnet_b0", "seresnet18", "dla34",
]
# Networks whose weights belong to the size of the image.
SIZED = ("vit", "deit", "mixer", "levit")


def create(name):
    options = {"img_size": SIZE} if name.startswith(SIZED) else {}
    return timm.create_model(name, pretrained=False, num_classes=CLASSES, **options)


def main(directory, *names):
    warnings.filterwarnings("ignore")
    torch.manual_seed(1)
    Path(directory).mkdir(parents=True, exist_ok=True)
    for name in names or NAMES:
        try:
            model = create(name).eval()
            # PRESERVE keeps batch normalization apart from the convolutions: folded, it cannot be trained.
            torch.onnx.export(
                model, (torch.randn(2, 3, SIZE, SIZE),), str(Path(directory) / f"{name}.onnx"),
                input_names=["x"], output_names=["y"], dynamic_axes={"x": {0: "N"}, "y": {0: "N"}},
                opset_version=17, training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=True, dynamo=False)
            print(name, sum(p.numel() for p in model.parameters()))
        except Exception as e:  # one network that cannot be exported must not hide the others
            print(name, "was not exported:", str(e).splitlines()[0], file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
