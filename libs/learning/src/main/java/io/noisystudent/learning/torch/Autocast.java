package io.noisystudent.learning.torch;

import java.util.function.Supplier;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Convolutions and matrix products in 16 bits. */
final class Autocast {
    private Autocast() {}

    /** Turns it on or off while a block runs on this thread; weights stay float32. */
    static <R> R run(DeviceType device, ScalarType type, boolean enabled, Supplier<R> block) {
        boolean before = torch.is_autocast_enabled(device);
        torch.set_autocast_dtype(device, type);
        torch.set_autocast_enabled(device, enabled);
        torch.increment_nesting();
        try {
            return block.get();
        } finally {
            if (torch.decrement_nesting() == 0) {
                torch.clear_cache();
            }
            torch.set_autocast_enabled(device, before);
        }
    }
}
