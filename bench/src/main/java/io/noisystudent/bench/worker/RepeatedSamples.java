package io.noisystudent.bench.worker;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.learning.training.SampleSource;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;

/** Images over and over: an epoch ends, with its reports, as late as one of a large data set. */
record RepeatedSamples(SampleSource images, int size) implements SampleSource {
    /** The samples until there are so many. */
    static LabeledSamples of(LabeledSamples samples, int size) {
        return new LabeledSamples(
                new RepeatedSamples(samples.images(), size),
                IntStream.range(0, size)
                        .map(i -> samples.labels()[i % samples.size()])
                        .toArray());
    }

    @Override
    public ImageShape shape() {
        return images.shape();
    }

    @Override
    public void read(int index, ByteBuffer destination) {
        images.read(index % images.size(), destination);
    }
}
