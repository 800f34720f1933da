package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.objective.Targets;
import io.noisystudent.vision.augment.Augmenter;
import java.nio.ByteBuffer;

/**
 * Fills the rows of a batch: image, distorted, and target distribution. Its memory is used again and again, therefore
 * one thread at a time.
 */
final class RowWriter {
    private final Recipe.Objective objective;
    private final Augmenter augmenter;
    private final ByteBuffer original;
    private final float[] target;

    RowWriter(Recipe recipe, ImageShape shape, int classes) {
        this.objective = recipe.objective();
        this.augmenter = new Augmenter(recipe.noise(), shape);
        this.original = ByteBuffer.allocateDirect(shape.bytes());
        this.target = new float[classes];
    }

    void writeLabelled(LabelledSamples samples, int index, Batch batch, int row, long seed) {
        writeImage(samples.images(), index, batch, row, seed);
        Targets.smoothed(samples.labels()[index], objective.labelSmoothing(), target);
        batch.setTarget(row, target);
    }

    void writePseudoLabelled(PseudoLabelledSamples samples, int index, Batch batch, int row, long seed) {
        writeImage(samples.images(), index, batch, row, seed);
        samples.labels().read(index, target);
        if (objective.softLabels()) {
            Targets.temper(objective.temperature(), target);
        } else {
            Targets.smoothed(Targets.argmax(target), objective.labelSmoothing(), target);
        }
        // Cross entropy is linear in its target, so the weight of a row can be in there.
        Targets.scale(samples.labels().weight(index), target);
        batch.setTarget(row, target);
    }

    private void writeImage(SampleSource source, int index, Batch batch, int row, long seed) {
        original.clear();
        source.read(index, original);
        augmenter.apply(original.flip(), batch.pixels(row), seed);
    }
}
