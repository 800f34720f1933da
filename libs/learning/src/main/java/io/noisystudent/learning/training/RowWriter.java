package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.objective.Targets;
import io.noisystudent.vision.augment.Augmenter;
import io.noisystudent.vision.decode.Resizer;
import java.nio.ByteBuffer;

/**
 * Fills the rows of a batch: image, distorted, and target distribution. Its memory is used again and again, therefore
 * one thread at a time.
 */
final class RowWriter implements AutoCloseable {
    private final Recipe.Objective objective;
    private final PseudoTargets pseudoTargets;
    private final Resizer resizer;
    private final Augmenter augmenter;
    private final Augmenter weak;
    private final ByteBuffer original;
    private final ByteBuffer resized;
    private final float[] target;

    /** @param shape of the samples */
    RowWriter(Phase phase, ImageShape shape, int classes) {
        objective = phase.recipe().objective();
        pseudoTargets = new PseudoTargets(objective);
        resizer = new Resizer(shape, phase.shape());
        Noise noise = phase.recipe().noise();
        augmenter = new Augmenter(noise, phase.shape());
        weak = new Augmenter(new Noise(null, noise.crop(), noise.flip(), 0, noise.fill(), 0, 0), phase.shape());
        original = ByteBuffer.allocateDirect(shape.bytes());
        resized = ByteBuffer.allocateDirect(phase.shape().bytes());
        target = new float[classes];
    }

    void writeLabeled(LabeledSamples samples, int index, Batch batch, int row, long seed) {
        readImage(samples.images(), index);
        augmenter.apply(resized.rewind(), batch.pixels(row), seed);
        Targets.smoothed(samples.labels()[index], objective.labelSmoothing(), target);
        batch.setTarget(row, target);
    }

    void writePseudoLabeled(PseudoLabeledSamples samples, int index, Batch batch, int row, long seed) {
        readImage(samples.images(), index);
        augmenter.apply(resized.rewind(), batch.pixels(row), seed);
        double weight = samples.labels().weight(index);
        if (objective.onlineLabels() == null) {
            samples.labels().read(index, target);
            pseudoTargets.apply(target, weight);
            batch.setTarget(row, target);
        } else {
            weak.apply(resized.rewind(), batch.viewPixels(row), Seeds.mix(seed, Seeds.VIEW));
            batch.setWeight(row, weight);
        }
    }

    private void readImage(SampleSource source, int index) {
        source.read(index, original.clear());
        resizer.apply(original.flip(), resized.clear());
    }

    @Override
    public void close() {
        resizer.close();
    }
}
