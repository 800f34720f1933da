package io.noisystudent.bench.experiment;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Files of digits with the prefix {@code p}: each class is a fixed random pattern, each image a pattern under noise. */
final class PatternFiles {
    private static final int PIXELS = 64;
    private static final int CLASSES = 10;

    private PatternFiles() {}

    /** @param deviation of the noise, in gray levels */
    static void write(Path directory, int count, double deviation) throws IOException {
        Random random = new Random(5);
        byte[][] patterns = new byte[CLASSES][PIXELS];
        for (byte[] pattern : patterns) {
            random.nextBytes(pattern);
        }
        try (DataOutputStream images = open(directory.resolve("p-images-idx3-ubyte.gz"));
                DataOutputStream labels = open(directory.resolve("p-labels-idx1-ubyte.gz"))) {
            for (int number : new int[] {2051, count, 8, 8}) {
                images.writeInt(number);
            }
            labels.writeInt(2049);
            labels.writeInt(count);
            for (int i = 0; i < count; i++) {
                int label = random.nextInt(CLASSES);
                labels.write(label);
                for (byte pixel : patterns[label]) {
                    double noisy = (pixel & 255) + deviation * random.nextGaussian();
                    images.write((int) Math.max(0, Math.min(255, noisy)));
                }
            }
        }
    }

    private static DataOutputStream open(Path file) throws IOException {
        return new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(file)));
    }
}
