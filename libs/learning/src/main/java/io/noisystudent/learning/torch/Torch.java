package io.noisystudent.learning.torch;

import io.noisystudent.vision.natives.NativeLibraries;
import org.bytedeco.pytorch.global.torch;

/** libtorch as a whole: loading it. */
public final class Torch {
    private static boolean loaded;

    private Torch() {}

    /** Loads the native libraries at the first call, while no other process extracts them. */
    public static synchronized void load() {
        if (!loaded) {
            NativeLibraries.load(torch.class);
            loaded = true;
        }
    }
}
