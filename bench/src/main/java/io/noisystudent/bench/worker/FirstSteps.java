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

/** First steps on a device and in a precision, against float32 on the processor by libtorch alone. */
final class FirstSteps {
    private final Map<TrainingOrder, FirstStep> expected = new HashMap<>();

    /** What {@link FirstStep#differences} finds. */
    double[] take(TrainingOrder order) {
        Graph graph = Networks.build(order.network(), order.shape(), Pictures.classes(), 1);
        ByteBuffer images = Pictures.patterns(order.shape(), order.batch(), 1);
        // The device's is first, so that none is computed for a precision that it lacks.
        FirstStep found = FirstStep.of(graph, order.shape(), images, order.compute(false));
        return expected.computeIfAbsent(
                        order.with(Arithmetic.FP32),
                        reference -> FirstStep.of(
                                graph,
                                order.shape(),
                                images,
                                Compute.cpu(order.threads(), Precision.FP32, Kernels.LIBTORCH)))
                .differences(found);
    }
}
