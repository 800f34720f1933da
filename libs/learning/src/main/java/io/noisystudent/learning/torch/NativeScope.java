package io.noisystudent.learning.torch;

import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

/**
 * The lifetime of native memory: what libtorch allocates on this thread while a block runs ends with the block, unless
 * it is kept.
 *
 * <p>One block per training step. Blocks nest. A tensor must not be returned from a block, a number may.
 */
public final class NativeScope {
    private NativeScope() {}

    public static void run(Runnable block) {
        call(() -> {
            block.run();
            return true;
        });
    }

    @SuppressWarnings("try") // the scope works by being open
    public static <R> R call(Supplier<R> block) {
        Torch.load();
        try (PointerScope scope = new PointerScope()) {
            return block.get();
        }
    }

    /** Without recording gradients: for whatever writes to weights. */
    public static void runWithoutGradients(Runnable block) {
        callWithoutGradients(() -> {
            block.run();
            return true;
        });
    }

    /** Without recording gradients: for whatever only looks. */
    @SuppressWarnings("try")
    public static <R> R callWithoutGradients(Supplier<R> block) {
        Torch.load();
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            return block.get();
        }
    }

    /** A part of the caller's scope without recording gradients: what it allocates ends with that scope. */
    @SuppressWarnings("try")
    public static <R> R partWithoutGradients(Supplier<R> block) {
        Torch.load();
        try (NoGradGuard guard = new NoGradGuard()) {
            return block.get();
        }
    }

    /** Lets a value outlive every block; who keeps it closes it. */
    public static <P extends Pointer> P keep(P pointer) {
        return pointer.retainReference();
    }
}
