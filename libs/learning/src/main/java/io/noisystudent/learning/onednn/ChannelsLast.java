package io.noisystudent.learning.onednn;

import io.noisystudent.learning.torch.Compute;
import org.bytedeco.dnnl.memory;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Images (N, C, H, W) whose channels are last in memory, float32 or bfloat16; weights (O, C, h, w) are kept so too. */
final class ChannelsLast {
    private static final int AXES = 4;

    private ChannelsLast() {}

    /** Whether that is what a tensor holds; none is not enough. */
    static boolean holds(Tensor images) {
        if (images.dim() != AXES || images.numel() == 0 || !images.is_contiguous(MemoryFormat.ChannelsLast)) {
            return false;
        }
        ScalarType type = images.scalar_type().intern();
        return type == ScalarType.Float || type == ScalarType.BFloat16;
    }

    /** Memory of undefined content that begins so many values after an address to which vectors are aligned. */
    static Tensor emptyAside(Compute compute, int aside, ScalarType type, long... shape) {
        long row = shape[1] * shape[3];
        long image = row * shape[2];
        try (Tensor memory = compute.empty(type, aside + shape[0] * image)) {
            return memory.as_strided(shape, new long[] {image, 1, row, shape[1]}, new LongOptional(aside));
        }
    }

    /** Describes images to oneDNN. */
    static memory.desc description(ScalarType type, long... shape) {
        return new memory.desc(shape, dataType(type), memory.format_tag.nhwc);
    }

    static memory.data_type dataType(ScalarType type) {
        return type == ScalarType.BFloat16 ? memory.data_type.bf16 : memory.data_type.f32;
    }
}
