package io.noisystudent.bench.foreign;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.learning.module.GraphModule;
import io.noisystudent.learning.module.Mode;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.onnx.OnnxWriter;
import java.nio.ByteBuffer;

/** The logits of a network in the trainer beside those that ONNX Runtime gives for the file that is written of it. */
final class Parity {
    private static final int BATCH = 16;

    private Parity() {}

    /** Largest difference of a logit, relative to the largest logit and to 1; NaN if one is. */
    static double difference(Graph graph, LabeledSamples samples) {
        ByteBuffer pixels =
                ByteBuffer.allocateDirect(BATCH * samples.images().shape().bytes());
        for (int i = 0; i < BATCH; i++) {
            samples.images().read(i * samples.size() / BATCH, pixels);
        }
        try (Classifier served = Classifier.open(
                        OnnxWriter.write(graph), InferenceOptions.defaults().withMaxBatch(BATCH));
                GraphModule network = GraphModule.of(graph, Compute.cpu())) {
            served.input().clear().put(pixels.flip());
            float[] actual = new float[BATCH * served.classes().size()];
            served.run(BATCH).logits().get(actual);
            ImageShape shape = served.imageShape();
            float[] expected = NativeScope.callWithoutGradients(() -> HostMemory.floats(network.forward(
                            Compute.cpu()
                                    .overBytes(pixels.rewind(), BATCH, shape.height(), shape.width(), shape.channels()),
                            Mode.EVALUATION)
                    .logits()));
            double scale = 1;
            double largest = 0;
            for (int i = 0; i < expected.length; i++) {
                scale = Math.max(scale, Math.abs(expected[i]));
                double difference = Math.abs(expected[i] - actual[i]);
                largest = Double.isNaN(difference) ? Double.NaN : Math.max(largest, difference);
            }
            return largest / scale;
        }
    }
}
