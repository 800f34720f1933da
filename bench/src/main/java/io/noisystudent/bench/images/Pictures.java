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
