package io.noisystudent.bench.experiment;

import io.noisystudent.contracts.config.Noise;
import io.noisystudent.learning.module.GraphModule;
import io.noisystudent.learning.module.Mode;
import io.noisystudent.learning.module.ModuleOptions;
import io.noisystudent.learning.module.Trained;
import io.noisystudent.learning.noise.NoiseRates;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.training.SampleSource;
import io.noisystudent.learning.training.TrainingOptions;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.vision.augment.Augmenter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/**
 * Labels by a teacher that sees a student's noise, which the method forbids: distorted images, dropout and stochastic
 * depth, with the batch's statistics. For the ablation of Noisy Student (Xie et al. 2020, section 4.1).
 */
final class NoisyTeacher {
    private static final int BATCH = 64;

    private final Noise noise;
    private final long seed;
    private final Compute compute;

    NoisyTeacher(Noise noise, TrainingOptions options) {
        this.noise = noise;
        seed = options.seed();
        compute = options.compute();
    }

    /** The probabilities of every image, each from one distorted view. */
    float[][] label(Graph teacher, SampleSource images) {
        float[][] probabilities = new float[images.size()][];
        ModuleOptions options =
                new ModuleOptions(new NoiseRates(noise.dropout(), noise.stochasticDepth()), Trained.ALL, Set.of());
        try (GraphModule network = GraphModule.of(teacher, compute, options)) {
            network.reseed(seed);
            for (int start = 0; start < probabilities.length; start += BATCH) {
                int count = Math.min(BATCH, probabilities.length - start);
                ByteBuffer pixels = distorted(images, start, count);
                float[] batch = NativeScope.callWithoutGradients(
                        () -> HostMemory.floats(network.forward(onDevice(pixels, images, count), Mode.TRAINING)
                                .logits()
                                .softmax(-1)));
                int classes = batch.length / count;
                for (int i = 0; i < count; i++) {
                    probabilities[start + i] = Arrays.copyOfRange(batch, i * classes, (i + 1) * classes);
                }
            }
        }
        return probabilities;
    }

    private ByteBuffer distorted(SampleSource images, int start, int count) {
        Augmenter augmenter = new Augmenter(noise, images.shape());
        int bytes = images.shape().bytes();
        ByteBuffer original = ByteBuffer.allocateDirect(bytes);
        ByteBuffer pixels = ByteBuffer.allocateDirect(count * bytes);
        for (int i = 0; i < count; i++) {
            images.read(start + i, original.clear());
            augmenter.apply(original.flip(), pixels.slice(i * bytes, bytes), Augmenter.seed(seed, 0, start + i));
        }
        return pixels;
    }

    private Tensor onDevice(ByteBuffer pixels, SampleSource images, int count) {
        return compute.onDevice(compute.overBytes(
                pixels,
                count,
                images.shape().height(),
                images.shape().width(),
                images.shape().channels()));
    }
}
