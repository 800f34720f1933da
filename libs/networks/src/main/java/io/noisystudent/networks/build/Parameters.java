package io.noisystudent.networks.build;

import io.noisystudent.networks.graph.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The parameters of a network under construction: their sizes are known at once, their values are drawn when it is
 * finished, so that counting those of a network of gigabytes costs nothing.
 */
final class Parameters {
    private final Map<String, Pending> pending = new LinkedHashMap<>();

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Pending(long[] dims, boolean learned, Supplier<Tensor> values) {}

    /** Adds a weight that training changes. */
    String learned(String name, long[] dims, Supplier<Tensor> values) {
        return add(name, new Pending(dims, true, values));
    }

    /** Adds a running statistic. */
    String statistic(String name, long[] dims, Supplier<Tensor> values) {
        return add(name, new Pending(dims, false, values));
    }

    /** Numbers that training changes, in all parameters so far. */
    long learnedCount() {
        return pending.values().stream()
                .filter(Pending::learned)
                .mapToLong(parameter -> size(parameter.dims()))
                .sum();
    }

    /** Draws all values, in the order in which the parameters were added. */
    Map<String, Tensor> draw() {
        Map<String, Tensor> drawn = new LinkedHashMap<>();
        pending.forEach((name, parameter) -> drawn.put(name, parameter.values().get()));
        return drawn;
    }

    /** Zeros in place of the values. */
    Map<String, Tensor> blank() {
        Map<String, Tensor> blank = new LinkedHashMap<>();
        pending.forEach((name, parameter) -> blank.put(name, Tensor.zeros(parameter.dims())));
        return blank;
    }

    private String add(String name, Pending parameter) {
        if (pending.put(name, parameter) != null) {
            throw new IllegalArgumentException("two parameters are named " + name);
        }
        return name;
    }

    private static long size(long[] dims) {
        long size = 1;
        for (long dim : dims) {
            size = Math.multiplyExact(size, dim);
        }
        return size;
    }
}
