package io.noisystudent.learning.torch;

import java.util.function.Supplier;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Lets convolutions and matrix products run in bfloat16 while a block runs on this thread; weights stay float32.
 *
 * <p>Around the forward pass only: the backward pass follows the types that the forward pass chose.
 */
public final class Autocast {
    private Autocast() {}

    /** Runs a block in bfloat16 where libtorch allows it, or, not enabled, in the types that its inputs have. */
    public static <R> R call(boolean enabled, Supplier<R> block) {
        Torch.load();
        boolean before = torch.is_autocast_enabled(DeviceType.CPU);
        torch.set_autocast_dtype(DeviceType.CPU, ScalarType.BFloat16);
        torch.set_autocast_enabled(DeviceType.CPU, enabled);
        torch.increment_nesting();
        try {
            return block.get();
        } finally {
            if (torch.decrement_nesting() == 0) {
                torch.clear_cache();
            }
            torch.set_autocast_enabled(DeviceType.CPU, before);
        }
    }

    public static boolean isEnabled() {
        return torch.is_autocast_enabled(DeviceType.CPU);
    }
}
