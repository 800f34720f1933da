package io.noisystudent.inference;

import java.util.OptionalLong;

import static java.util.Objects.requireNonNull;

/**
 * How a model runs on a CUDA device; without meaning on a CPU.
 *
 * @param number of the device among those that CUDA shows to the process, from 0
 * @param products precision of convolutions and matrix products
 * @param memoryLimit bytes that a session's arena may grow to; empty: all that the device has
 */
public record CudaOptions(
        int number, ExecutionProvider provider, Products products, OptionalLong memoryLimit, ArenaGrowth arenaGrowth) {
    /** The first device as ONNX Runtime's CUDA provider uses it by default. */
    public static final CudaOptions DEFAULT = new CudaOptions(
            0, ExecutionProvider.CUDA, Products.TF32, OptionalLong.empty(), ArenaGrowth.NEXT_POWER_OF_TWO);

    /** ONNX Runtime's execution provider. */
    public enum ExecutionProvider {
        CUDA,
        /** TensorRT, and CUDA for what it does not take. */
        TENSORRT
    }

    /** In what products are computed; sums are of single precision. */
    public enum Products {
        FP32,
        /** Single precision with 10 bits of mantissa, on cards that have it (compute capability 8.0). */
        TF32,
        /** Weights and activations of half precision; the softmax is of single precision. */
        FP16
    }

    /** By how much the arena grows when it is full. */
    public enum ArenaGrowth {
        NEXT_POWER_OF_TWO,
        SAME_AS_REQUESTED
    }

    public CudaOptions {
        requireNonNull(provider, "provider is null");
        requireNonNull(products, "products is null");
        requireNonNull(memoryLimit, "memoryLimit is null");
        requireNonNull(arenaGrowth, "arenaGrowth is null");
        if (number < 0 || memoryLimit.orElse(1) < 1) {
            throw new IllegalArgumentException("the device is number " + number + " and its memory limit " + memoryLimit
                    + "; numbers count from 0, a limit is 1 or more");
        }
    }

    public CudaOptions withNumber(int other) {
        return new CudaOptions(other, provider, products, memoryLimit, arenaGrowth);
    }

    CudaOptions withProducts(Products other) {
        return new CudaOptions(number, provider, other, memoryLimit, arenaGrowth);
    }

    /** As users name the device. */
    String device() {
        return "cuda:" + number;
    }
}
