package io.noisystudent.bench.worker;

import io.noisystudent.bench.images.Pictures;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.Kernels;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.DoubleStream;

/** First steps on a device and in a precision, against float32 on the processor by libtorch alone. */
final class FirstSteps {
    private final Map<TrainingOrder, Reference> references = new HashMap<>();

    /**
     * What is compared with.
     *
     * @param rounding differences that bfloat16 makes on the processor, by libtorch alone too
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Reference(FirstStep exact, double[] rounding) {
        static Reference of(Graph graph, TrainingOrder order, ByteBuffer images) {
            FirstStep exact = FirstStep.of(graph, order.shape(), images, processor(order, Precision.FP32));
            FirstStep rounded = FirstStep.of(graph, order.shape(), images, processor(order, Precision.BF16));
            return new Reference(exact, exact.differences(rounded));
        }

        private static Compute processor(TrainingOrder order, Precision precision) {
            return Compute.cpu(order.threads(), precision, Kernels.LIBTORCH);
        }
    }

    /** What {@link FirstStep#differences} finds, and behind it what it finds of bfloat16 on the processor. */
    double[] take(TrainingOrder order) {
        Graph graph = Networks.build(order.network(), order.shape(), Pictures.classes(), 1);
        ByteBuffer images = Pictures.patterns(order.shape(), order.batch(), 1);
        // The device's is first, so that none is computed for a precision that it lacks.
        FirstStep found = FirstStep.of(graph, order.shape(), images, order.compute(false));
        Reference reference =
                references.computeIfAbsent(order.with(Arithmetic.FP32), exact -> Reference.of(graph, exact, images));
        return DoubleStream.concat(
                        DoubleStream.of(reference.exact.differences(found)), DoubleStream.of(reference.rounding))
                .toArray();
    }
}
