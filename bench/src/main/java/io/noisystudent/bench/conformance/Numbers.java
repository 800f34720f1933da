package io.noisystudent.bench.conformance;

import io.noisystudent.learning.module.Elements;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.networks.graph.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A value as it is compared: its element type, its shape and its elements. */
record Numbers(String type, List<Long> shape, List<Double> elements) {
    private static final double ABSOLUTE = 1e-5;
    private static final double RELATIVE = 1e-3;
    /** A few of their last bits. */
    private static final Map<String, Double> RELATIVE_OF_16_BITS = Map.of("Half", 4e-3, "BFloat16", 3e-2);

    static Numbers of(org.bytedeco.pytorch.Tensor tensor) {
        Stream<Double> elements = tensor.is_floating_point()
                ? doubles(HostMemory.floats(tensor))
                : LongStream.of(HostMemory.longs(tensor)).mapToObj(element -> (double) element);
        return new Numbers(
                tensor.scalar_type().intern().name(),
                Arrays.stream(tensor.shape()).boxed().toList(),
                elements.toList());
    }

    /** Within the caller's native scope. */
    static Numbers of(Tensor tensor) {
        return of(Elements.toTorch(tensor, ScalarType.Float, Compute.cpu()));
    }

    private static Stream<Double> doubles(float[] values) {
        Double[] boxed = new Double[values.length];
        Arrays.setAll(boxed, i -> (double) values[i]);
        return Arrays.stream(boxed);
    }

    /** What is different in another value, if anything is. */
    Optional<String> difference(Numbers other) {
        if (!type.equals(other.type) || !shape.equals(other.shape)) {
            return Optional.of(other.type + other.shape + " instead of " + type + shape);
        }
        double relative = RELATIVE_OF_16_BITS.getOrDefault(type, RELATIVE);
        for (int i = 0; i < elements.size(); i++) {
            double wanted = elements.get(i);
            double found = other.elements.get(i);
            boolean same = Double.compare(wanted, found) == 0
                    || (Double.isFinite(wanted) && Math.abs(wanted - found) <= ABSOLUTE + relative * Math.abs(wanted));
            if (!same) {
                return Optional.of("element " + i + " is " + found + " instead of " + wanted);
            }
        }
        return Optional.empty();
    }
}
