package io.noisystudent.networks.build;

import io.noisystudent.contracts.random.SplitMix64;
import io.noisystudent.networks.graph.Tensor;
import java.nio.charset.StandardCharsets;

/**
 * Initial weights, each a pure function of (network, seed, name of the parameter): the order in which layers are built,
 * the machine and the Java version do not matter.
 *
 * <p>The generator is {@link SplitMix64} started at a 64-bit FNV-1a hash; normal numbers come from the polar method with
 * {@link StrictMath}, because the JDK may change its own between releases.
 */
final class Initialization {
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private final String network;
    private final long seed;

    Initialization(String network, long seed) {
        this.network = network;
        this.seed = seed;
    }

    /** He et al. 2015 with fan out: N(0, 2 / (kernel area * filters / groups)) for a weight (filters, in, kh, kw). */
    Tensor kaimingNormal(String parameter, long[] dims, int groups) {
        double fanOut = (double) dims[0] * dims[2] * dims[3] / groups;
        return normal(parameter, dims, StrictMath.sqrt(2 / fanOut));
    }

    Tensor normal(String parameter, long[] dims, double deviation) {
        Stream stream = new Stream(parameter);
        float[] values = new float[size(dims)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * stream.nextNormal());
        }
        return Tensor.ofFloats(dims, values);
    }

    Tensor uniform(String parameter, long[] dims, double bound) {
        Stream stream = new Stream(parameter);
        float[] values = new float[size(dims)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (bound * (2 * stream.nextDouble() - 1));
        }
        return Tensor.ofFloats(dims, values);
    }

    private static int size(long[] dims) {
        long size = 1;
        for (long dim : dims) {
            size = Math.multiplyExact(size, dim);
        }
        return Math.toIntExact(size);
    }

    /** The random numbers of one parameter. */
    private final class Stream {
        private final SplitMix64 random;
        private double spare = Double.NaN;

        Stream(String parameter) {
            long hash = FNV_OFFSET;
            for (byte b : (network + '/' + parameter).getBytes(StandardCharsets.UTF_8)) {
                hash = (hash ^ (b & 0xFF)) * FNV_PRIME;
            }
            random = new SplitMix64(SplitMix64.first(seed) ^ hash);
        }

        double nextDouble() {
            return random.nextDouble();
        }

        double nextNormal() {
            if (!Double.isNaN(spare)) {
                double result = spare;
                spare = Double.NaN;
                return result;
            }
            double u;
            double v;
            double square;
            do {
                u = 2 * nextDouble() - 1;
                v = 2 * nextDouble() - 1;
                square = u * u + v * v;
            } while (square >= 1 || square == 0);
            double factor = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
            spare = v * factor;
            return u * factor;
        }
    }
}
