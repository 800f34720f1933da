package io.noisystudent.bench.images;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.vision.decode.PngEncoder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Images with the smoothness and the noise of small photographs: random gradients with grain. */
public final class Pictures {
    public static final int CLASSES = 10;

    private static final int FIELDS = 8;
    private static final int BRIGHTNESS = 40;
    private static final int GRAIN = 30;

    private Pictures() {}

    public static List<String> classes() {
        return IntStream.range(0, CLASSES).mapToObj(i -> "class-" + i).toList();
    }

    /** Direct memory with that many images, uint8 HWC; equal seeds give equal images. */
    public static ByteBuffer pixels(ImageShape shape, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ByteBuffer pixels = ByteBuffer.allocateDirect(Math.multiplyExact(count, shape.bytes()));
        for (int i = 0; i < count; i++) {
            double base = 60 + random.nextInt(120);
            double right = random.nextDouble(-60, 60) / shape.width();
            double down = random.nextDouble(-60, 60) / shape.height();
            for (int y = 0; y < shape.height(); y++) {
                for (int x = 0; x < shape.width(); x++) {
                    for (int c = 0; c < shape.channels(); c++) {
                        double value = base + x * right + y * down * (c + 1) / 2 + random.nextInt(16);
                        pixels.put((byte) Math.max(0, Math.min(255, value)));
                    }
                }
            }
        }
        return pixels.flip();
    }

    /** As {@link #pixels}, but with different patterns of eight by eight fields in each, smooth between them. */
    public static ByteBuffer patterns(ImageShape shape, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ByteBuffer pixels = ByteBuffer.allocateDirect(Math.multiplyExact(count, shape.bytes()));
        for (int i = 0; i < count; i++) {
            double[] corners = corners(random, shape.channels());
            double grain = random.nextDouble(1, 40);
            for (int y = 0; y < shape.height(); y++) {
                for (int x = 0; x < shape.width(); x++) {
                    for (int c = 0; c < shape.channels(); c++) {
                        double value = between(corners, shape, y, x, c) + grain * (random.nextDouble() - 0.5);
                        pixels.put((byte) Math.max(0, Math.min(255, value)));
                    }
                }
            }
        }
        return pixels.flip();
    }

    /** Images that can be told apart: one pattern for each class, brighter or darker, with grain; the classes take turns. */
    static ByteBuffer ofClasses(ImageShape shape, int count, long seed) {
        ByteBuffer patterns = patterns(shape, CLASSES, 0);
        SplittableRandom random = new SplittableRandom(seed);
        ByteBuffer pixels = ByteBuffer.allocateDirect(Math.multiplyExact(count, shape.bytes()));
        for (int i = 0; i < count; i++) {
            int brightness = random.nextInt(-BRIGHTNESS, BRIGHTNESS);
            for (int at = 0; at < shape.bytes(); at++) {
                int pattern = Byte.toUnsignedInt(patterns.get(i % CLASSES * shape.bytes() + at));
                int value = pattern + brightness + random.nextInt(-GRAIN, GRAIN);
                pixels.put((byte) Math.max(0, Math.min(255, value)));
            }
        }
        return pixels.flip();
    }

    private static double[] corners(SplittableRandom random, int channels) {
        double middle = random.nextDouble(60, 200);
        double contrast = random.nextDouble(10, 90);
        return random.doubles((long) (FIELDS + 1) * (FIELDS + 1) * channels)
                .map(value -> middle + contrast * (2 * value - 1))
                .toArray();
    }

    /** Bilinear. */
    private static double between(double[] corners, ImageShape shape, int y, int x, int channel) {
        double down = (double) y * FIELDS / shape.height();
        double right = (double) x * FIELDS / shape.width();
        int row = (int) down;
        int column = (int) right;
        int at = (row * (FIELDS + 1) + column) * shape.channels() + channel;
        int below = at + (FIELDS + 1) * shape.channels();
        double above = corners[at] + (right - column) * (corners[at + shape.channels()] - corners[at]);
        double under = corners[below] + (right - column) * (corners[below + shape.channels()] - corners[below]);
        return above + (down - row) * (under - above);
    }

    static List<byte[]> png(ImageShape shape, int count, long seed) {
        ByteBuffer pixels = pixels(shape, count, seed);
        List<byte[]> files = new ArrayList<>(count);
        try (PngEncoder encoder = new PngEncoder(shape)) {
            for (int i = 0; i < count; i++) {
                files.add(encoder.encode(pixels));
            }
        }
        return files;
    }
}
