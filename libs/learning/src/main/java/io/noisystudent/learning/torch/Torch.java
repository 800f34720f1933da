package io.noisystudent.learning.torch;

import io.noisystudent.vision.natives.NativeLibraries;
import org.bytedeco.pytorch.global.torch;

/** libtorch as a whole: loading it, and its threads. */
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

    /** How many threads the calls of this thread use. Results depend on it in the last bits, so a run records it. */
    public static void setThreads(int threads) {
        load();
        torch.set_num_threads(threads);
    }
}
