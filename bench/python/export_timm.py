#!/usr/bin/env python3
"""Exports timm's networks as ONNX files for the command "bench foreign", with both of PyTorch's exporters.

Needs: pip install torch timm onnx onnxscript safetensors. Usage: export_timm.py [--only FORM] DIRECTORY [NAME ...]

FORM is "traced" (dynamo=False) or "exported" (dynamo=True, the default of torch.onnx.export). Per network and form there
are NAME.FORM.onnx and NAME.FORM.safetensors: eight images, and the logits and gradients that PyTorch has for them. What is
there is not made again; a network that cannot be exported leaves NAME.FORM.txt with the reason.
"""
import argparse
import sys
import time
import warnings
from pathlib import Path

import torch

# torchvision's compiled operators may not load beside a CPU build of torch; timm needs none of them.
torch.library.register_fake = lambda *_, **__: lambda function: function

import onnx  # noqa: E402
import timm  # noqa: E402
from onnx import numpy_helper  # noqa: E402
from safetensors.torch import save_file  # noqa: E402

SIZE = 64
CLASSES = 10
IMAGES = 8
FORMS = ["traced", "exported"]
# As "bench foreign" declares them: mean and deviation of every channel.
MEAN, DEVIATION = 0.5, 0.25
NAMES = [
    "resnet18", "resnet50", "resnext50_32x4d", "wide_resnet50_2", "efficientnet_b0", "efficientnet_lite0",
    "mobilenetv2_100", "mobilenetv3_small_100", "mobilenetv3_large_100", "regnetx_002", "regnety_002", "densenet121",
    "ghostnet_100", "repvgg_a0", "convnext_atto", "mixer_s32_224", "vit_tiny_patch16_224",
    "deit_tiny_patch16_224", "levit_128s", "mnasnet_100", "tf_efficientnet_b0", "seresnet18", "dla34",
]
MORE = [
    "swin_tiny_patch4_window7_224", "maxvit_rmlp_pico_rw_256", "coat_lite_tiny", "edgenext_xx_small", "mobilevit_xxs",
    "mobilevitv2_050", "efficientformer_l1", "efficientformerv2_s0", "poolformer_s12", "fastvit_t8", "repvit_m0_9",
    "hgnet_tiny", "hgnetv2_b0", "eca_nfnet_l0", "nf_resnet26", "res2net50_14w_8s", "hrnet_w18_small", "inception_v3",
    "inception_next_atto", "xception41", "dpn68", "vgg11_bn", "xcit_nano_12_p16_224", "beit_base_patch16_224",
    "cait_xxs24_224", "starnet_s1", "convnextv2_atto", "resnetv2_50", "gernet_s", "cspresnet50", "darknet53",
    "tinynet_a", "hardcorenas_a", "fbnetc_100", "mixnet_s", "lcnet_050", "rexnet_100", "selecsls42b",
    "ese_vovnet19b_dw", "efficientvit_b0", "mobileone_s0", "mobilenetv4_conv_small", "pvt_v2_b0", "pit_ti_224",
    "visformer_tiny", "focalnet_tiny_srf", "mambaout_femto", "ghostnetv2_100", "skresnet18", "resnest14d",
    "ecaresnet26t", "twins_pcpvt_small", "convit_tiny", "gmlp_s16_224", "resmlp_12_224", "crossvit_tiny_240",
    "regnetz_005", "coatnet_nano_rw_224", "tiny_vit_5m_224", "gcvit_xxtiny", "davit_tiny", "nest_tiny",
]
# Too large for a laptop as they are: fewer and narrower blocks of the same kind.
REDUCED = {
    "beit_base_patch16_224": {"depth": 4, "embed_dim": 192, "num_heads": 3},
    "gmlp_s16_224": {"num_blocks": 6},
    "cait_xxs24_224": {"depth": 6},
    "swin_tiny_patch4_window7_224": {"window_size": 4, "depths": (2, 2, 2, 2)},
}


def create(name):
    options = dict(REDUCED.get(name, {}))
    try:
        return timm.create_model(name, pretrained=False, num_classes=CLASSES, img_size=SIZE, **options)
    except TypeError:  # any size will do
        return timm.create_model(name, pretrained=False, num_classes=CLASSES, **options)


def disturb(model):
    """Makes all values different, as training does: a fresh network has equal biases, and gains of 0."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter), alpha=0.02)
        for name, buffer in model.named_buffers():
            if name.endswith("running_mean"):
                buffer.add_(torch.randn_like(buffer), alpha=0.05)
            elif name.endswith("running_var"):
                buffer.mul_(1 + 0.2 * torch.rand_like(buffer))
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
        elif hasattr(module, "drop_prob"):
            module.drop_prob = 0.0


def export(model, form, file):
    example = (torch.randn(2, 3, SIZE, SIZE),)
    if form == "traced":
        # PRESERVE keeps batch normalization apart from the convolutions.
        torch.onnx.export(
            model, example, str(file), input_names=["x"], output_names=["y"],
            dynamic_axes={"x": {0: "N"}, "y": {0: "N"}}, opset_version=17,
            training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=True, dynamo=False)
    else:
        torch.onnx.export(
            model, example, str(file), input_names=["x"], output_names=["y"], dynamic_shapes=({0: "N"},),
            dynamo=True, external_data=False, verbose=False)


class Reference:
    """Logits and gradients of a network in PyTorch, by the names that the weights have in the file."""

    def __init__(self, model, file):
        graph = onnx.load(file).graph
        self.initializers = {
            i.name: torch.from_numpy(numpy_helper.to_array(i).copy())
            for i in graph.initializer if i.data_type == onnx.TensorProto.FLOAT}
        self.model = model
        statistics = {
            self.initializers[node.input[3]].numpy().tobytes()
            for node in graph.node if node.op_type == "BatchNormalization" and node.input[3] in self.initializers}
        for module in model.modules():
            mean = getattr(module, "running_mean", None)
            # A normalization that the exporter folded into a convolution is no longer one.
            if mean is not None and mean.numpy().tobytes() in statistics:
                module.train()

    def gradients(self, images):
        """In float64: through many switches of ReLU, rounding to float32 alone changes gradients by percents."""
        before = {name: p.detach().clone() for name, p in self.model.named_parameters()}
        self.model.double()
        logits = self.model((images.permute(0, 3, 1, 2).double() / 255 - MEAN) / DEVIATION)
        # All of the first class: gradients of different classes would all but cancel.
        torch.nn.functional.cross_entropy(logits, torch.zeros(len(images), dtype=torch.long)).backward()
        found = {"images": images, "logits": logits.detach().float().contiguous()}
        for name, value in self.initializers.items():
            if value.numel() < 2:
                continue
            for own, parameter in self.model.named_parameters():
                gradient = parameter.grad
                matched = None if gradient is None else matching(value, before[own], gradient)
                if matched is not None:
                    found["gradient." + name] = matched.float().contiguous()
                    break
        return found


def matching(value, parameter, gradient):
    """The gradient of an initializer that is a parameter, transposed, or scaled by a folded normalization."""
    if value.numel() != parameter.numel():
        return None
    if value.shape == parameter.shape and torch.equal(value, parameter):
        return gradient
    if value.dim() == 2 and parameter.dim() == 2 and torch.equal(value, parameter.t()):
        return gradient.t()
    if value.dim() <= 1 or value.shape != parameter.shape:
        same = torch.equal(value.flatten(), parameter.flatten())
        return gradient.reshape(value.shape) if same else None
    if value.dim() == 4:
        scale = (value * parameter).sum((1, 2, 3), keepdim=True) / (parameter * parameter).sum((1, 2, 3), keepdim=True)
        if torch.allclose(value, parameter * scale, rtol=1e-4, atol=1e-6):
            return gradient / scale
    return None


def make(name, form, directory):
    file = directory / f"{name}.{form}.onnx"
    values, reason = file.with_suffix(".safetensors"), file.with_suffix(".txt")
    if values.exists() or reason.exists():
        return "is there"
    try:
        torch.manual_seed(1)
        model = create(name)
        disturb(model)
        model.eval()
        if not file.exists():
            part = file.with_suffix(".part")
            export(model, form, part)
            part.rename(file)
        images = torch.randint(0, 256, (IMAGES, SIZE // 8, SIZE // 8, 3)).float().permute(0, 3, 1, 2)
        images = torch.nn.functional.interpolate(images, size=(SIZE, SIZE), mode="bilinear")
        images = images.permute(0, 2, 3, 1).round().to(torch.uint8).contiguous()
        save_file(Reference(model, file).gradients(images), values)
        return f"{sum(p.numel() for p in model.parameters()):,} parameters"
    except Exception as e:  # one network that cannot be exported must not hide the others
        file.with_suffix(".part").unlink(missing_ok=True)
        words = f"{type(e).__name__}: {(str(e).splitlines() or [''])[0]}"
        reason.write_text(words + "\n")
        return "was not exported: " + words


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--only", choices=FORMS)
    parser.add_argument("directory", type=Path)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    options.directory.mkdir(parents=True, exist_ok=True)
    for name in options.names or NAMES + MORE:
        for form in [options.only] if options.only else FORMS:
            begin = time.monotonic()
            print(name, form, make(name, form, options.directory), f"{time.monotonic() - begin:.0f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
