package io.noisystudent.bench.worker;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.learning.module.GraphModule;
import io.noisystudent.learning.module.Mode;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.networks.graph.Graph;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Logits and gradients of the first step of a fresh network, without noise. */
final class FirstStep {
    /** float16 loses small gradients otherwise; a power of two changes nothing else. */
    private static final double LOSS_SCALE = 1024;

    /** A tensor of gradients this much smaller than all together is compared with that. */
    private static final double SMALLEST_SHARE = 1e-2;

    private final float[] logits;
    /** Of each weight, in the order of the graph. */
    private final List<float[]> gradients;

    private FirstStep(float[] logits, List<float[]> gradients) {
        this.logits = logits;
        this.gradients = gradients;
    }

    /**
     * The images are given one after the other in direct memory. All are of the first class: gradients of fresh networks
     * for different classes would all but cancel, and what is left would be rounding.
     */
    static FirstStep of(Graph graph, ImageShape shape, ByteBuffer images, Compute compute) {
        int count = images.remaining() / shape.bytes();
        LongBuffer labels = ByteBuffer.allocateDirect(count * Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .asLongBuffer();
        compute.prepareThread();
        try (GraphModule network = GraphModule.of(graph, compute)) {
            return NativeScope.call(() -> {
                Tensor batch = compute.onDevice(
                        compute.overBytes(images, count, shape.height(), shape.width(), shape.channels()));
                Tensor logits = compute.inPrecision(() -> network.forward(batch, Mode.TRAINING))
                        .inFloat()
                        .logits();
                torch.cross_entropy_loss(logits, compute.onDevice(compute.overLongs(labels, count)))
                        .mul(new Scalar(LOSS_SCALE))
                        .backward();
                return new FirstStep(
                        HostMemory.floats(logits),
                        network.parameters().stream()
                                .map(parameter -> HostMemory.floats(parameter.gradient()))
                                .toList());
            });
        }
    }

    /**
     * How far another step is from this: the largest difference of a logit as a share of the largest logit; the length of
     * the difference of all gradients as a share of their length; and the same of the weight for which that is largest. NaN
     * if a value is.
     */
    double[] differences(FirstStep other) {
        double length =
                Math.sqrt(gradients.stream().mapToDouble(FirstStep::squares).sum());
        double difference = 0;
        double worst = 0;
        for (int i = 0; i < gradients.size(); i++) {
            double own = squaresOfDifference(gradients.get(i), other.gradients.get(i));
            difference += own;
            double reference = Math.max(Math.sqrt(squares(gradients.get(i))), SMALLEST_SHARE * length);
            worst = Math.max(worst, Math.sqrt(own) / reference);
        }
        double largest = 0;
        double ofLogits = 0;
        for (int i = 0; i < logits.length; i++) {
            largest = Math.max(largest, Math.abs(logits[i]));
            ofLogits = Math.max(ofLogits, Math.abs(logits[i] - other.logits[i]));
        }
        return new double[] {ofLogits / largest, Math.sqrt(difference) / length, worst};
    }

    private static double squares(float[] values) {
        return squaresOfDifference(values, new float[values.length]);
    }

    private static double squaresOfDifference(float[] values, float[] others) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double difference = (double) values[i] - others[i];
            sum += difference * difference;
        }
        return sum;
    }
}
