package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Phases;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

/** An easy problem: each class is a fixed random pattern, each sample that pattern under strong random noise. */
final class Patterns {
    static final ImageShape SHAPE = new ImageShape(8, 8, 1);
    static final List<String> CLASSES = List.of("a", "b", "c");
    static final Noise NO_NOISE = Noise.NONE;
    static final Noise SOME_NOISE =
            new Noise(new Noise.RandAugment(1, 3, Noise.Operations.ALL), 1, false, 2, 128, 0.2, 0.3);

    private static final double DEVIATION = 60;

    private Patterns() {}

    static LabeledSamples samples(int count, long seed) {
        Random templates = new Random(0);
        byte[][] patterns = new byte[CLASSES.size()][SHAPE.bytes()];
        for (byte[] pattern : patterns) {
            templates.nextBytes(pattern);
        }
        Random random = new Random(seed);
        ByteBuffer pixels = ByteBuffer.allocate(count * SHAPE.bytes());
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = random.nextInt(CLASSES.size());
            for (byte pixel : patterns[labels[i]]) {
                double noisy = (pixel & 255) + DEVIATION * random.nextGaussian();
                pixels.put((byte) Math.max(0, Math.min(255, noisy)));
            }
        }
        return new LabeledSamples(new InMemorySamples(SHAPE, pixels.flip()), labels);
    }

    static PseudoLabeledSamples pseudoLabeled(LabeledSamples samples) {
        int[] rows = new int[samples.labels().length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
        }
        return new PseudoLabeledSamples(samples.images(), rows, (index, row) -> {
            for (int k = 0; k < row.length; k++) {
                row[k] = k == samples.labels()[index] ? 0.8f : 0.1f;
            }
        });
    }

    static Recipe recipe(int steps, double learningRate, Noise noise) {
        return recipe(steps, learningRate, noise, 8, 2);
    }

    static Recipe recipe(int steps, double learningRate, Noise noise, int batchSize, int ratio) {
        return new Recipe(
                "resnet-8",
                0,
                steps,
                batchSize,
                ratio,
                new Recipe.Objective(true, 1, 0.1, null),
                new OptimizerConfig(learningRate, 0.9, 1e-4, 0.1),
                noise,
                0.95,
                Phases.JOINT,
                null,
                null);
    }

    static Graph network(long seed) {
        return Networks.build("resnet-8", SHAPE, CLASSES, seed);
    }
}
