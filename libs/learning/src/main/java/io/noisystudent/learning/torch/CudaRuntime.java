package io.noisystudent.learning.torch;

import java.util.List;
import java.util.Map;

/** CUDA as libtorch finds it. */
interface CudaRuntime {
    /**
     * Loads libtorch, for the processor too.
     *
     * @throws UnsatisfiedLinkError if it was built for CUDA, and CUDA's own libraries are not there
     */
    void load();

    /** Whether libtorch was built for CUDA; it is loaded. */
    boolean isBuiltIn();

    /**
     * The cards, at least one.
     *
     * @throws RuntimeException in the words of libtorch, if there is no driver, one that is too old, or no card
     */
    List<CudaCard> cards();

    /** Versions of driver and libraries by name, those that are known. */
    Map<String, String> versions();

    /** The value of an environment variable, empty where it is not set. */
    String environment(String name);

    /** The device. */
    Compute open(CudaCard card, int threads, Precision precision, CudaSettings settings);
}
