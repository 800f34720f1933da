package io.noisystudent.learning.training;

import io.noisystudent.learning.module.GraphModule;
import io.noisystudent.learning.module.Mode;
import io.noisystudent.learning.objective.Targets;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.networks.graph.Graph;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** How well a network classifies labeled images, without noise, in float32. */
public final class Evaluation {
    private static final int BATCH = 64;

    private Evaluation() {}

    /** Top-1 accuracy as a fraction. */
    public static double accuracy(Graph graph, LabeledSamples samples, Compute compute) {
        int correct = 0;
        try (GraphModule network = GraphModule.of(graph, compute)) {
            for (int start = 0; start < samples.size(); start += BATCH) {
                int count = Math.min(BATCH, samples.size() - start);
                int[] predictions = classify(compute, network, samples.images(), start, count);
                for (int i = 0; i < count; i++) {
                    correct += predictions[i] == samples.labels()[start + i] ? 1 : 0;
                }
            }
        }
        return (double) correct / samples.size();
    }

    private static int[] classify(Compute compute, GraphModule network, SampleSource images, int start, int count) {
        ByteBuffer pixels = ByteBuffer.allocateDirect(count * images.shape().bytes());
        for (int i = 0; i < count; i++) {
            images.read(start + i, pixels);
        }
        float[] logits = NativeScope.call(() -> compute.inFullFloat(() -> HostMemory.floats(network.forward(
                        compute.onDevice(compute.overBytes(
                                pixels,
                                count,
                                images.shape().height(),
                                images.shape().width(),
                                images.shape().channels())),
                        Mode.EVALUATION)
                .logits())));
        int classes = logits.length / count;
        int[] best = new int[count];
        Arrays.setAll(best, i -> Targets.argmax(Arrays.copyOfRange(logits, i * classes, (i + 1) * classes)));
        return best;
    }
}
