package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Noise;
import io.noisystudent.vision.augment.Augmenter;
import io.noisystudent.vision.augment.RandomResizedCrop;
import io.noisystudent.vision.decode.Part;
import io.noisystudent.vision.decode.Resizer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Fills the rows of a batch: image, distorted, its labels and its weight. Its memory is used again and again, therefore
 * one thread at a time.
 */
final class RowWriter implements AutoCloseable {
    private final ImageShape shape;
    private final Resizer resizer;
    private final Noise.@Nullable RandomResizedCrop randomPart;
    private final Augmenter augmenter;
    private final Augmenter weak;
    private final ByteBuffer original;
    private final ByteBuffer resized;
    private final float[] distribution;

    /** @param shape of the samples */
    RowWriter(Phase phase, ImageShape shape, int classes) {
        this.shape = shape;
        resizer = new Resizer(shape, phase.shape());
        Noise noise = phase.recipe().noise();
        randomPart = noise.randomResizedCrop();
        augmenter = new Augmenter(noise, phase.shape());
        weak = new Augmenter(new Noise(null, noise.crop(), noise.flip(), 0, noise.fill(), 0, 0), phase.shape());
        original = ByteBuffer.allocateDirect(shape.bytes());
        resized = ByteBuffer.allocateDirect(phase.shape().bytes());
        distribution = new float[classes];
    }

    void writeLabeled(LabeledSamples samples, int index, Batch batch, int row, long seed) {
        writeImages(samples.images(), index, batch, row, seed);
        batch.setHardLabel(row, samples.labels()[index]);
        batch.setWeight(row, 1);
        samples.soft().ifPresent(soft -> writeSoftLabel(soft, index, batch, row));
        samples.targets().ifPresent(targets -> writeLabelTarget(targets, index, batch, row));
    }

    void writePseudoLabeled(PseudoLabeledSamples samples, int index, Batch batch, int row, long seed) {
        writeImages(samples.images(), index, batch, row, seed);
        batch.setHardLabel(row, 0);
        batch.setWeight(row, samples.labels().weight(index));
        writeSoftLabel(samples.labels(), index, batch, row);
    }

    private void writeImages(SampleSource source, int index, Batch batch, int row, long seed) {
        source.read(index, original.clear());
        original.flip();
        if (batch.hasView(row) || randomPart == null) {
            resizer.apply(original, resized.clear());
        }
        if (batch.hasView(row)) {
            weak.apply(resized.rewind(), batch.viewPixels(row), Seeds.mix(seed, Seeds.VIEW));
        }
        if (randomPart != null) {
            Part part = RandomResizedCrop.draw(randomPart, shape.height(), shape.width(), Seeds.mix(seed, Seeds.PART));
            resizer.apply(original.rewind(), part, resized.clear());
        }
        augmenter.apply(resized.rewind(), batch.pixels(row), seed);
    }

    private void writeSoftLabel(SoftLabels labels, int index, Batch batch, int row) {
        if (batch.hasStoredLabels()) {
            labels.read(index, distribution);
            batch.setSoftLabel(row, distribution);
        }
    }

    private void writeLabelTarget(SoftLabels targets, int index, Batch batch, int row) {
        if (batch.hasLabelTargets()) {
            targets.read(index, distribution);
            batch.setLabelTarget(row, distribution);
        }
    }

    @Override
    public void close() {
        resizer.close();
    }
}
