package io.noisystudent.trainer.testing;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.testkit.image.GrayFiles;
import java.util.Random;
import java.util.stream.IntStream;

/** Gray images of 8 x 8 pixels: of class 0 dark, of class 1 light, of class 2 half and half. */
public final class ShadedImages {
    public static final ImageShape SHAPE = new ImageShape(8, 8, 1);

    private static final GrayFiles FILES = new GrayFiles(SHAPE);

    private ShadedImages() {}

    /** The pixels of the image with this number, whose class is the number modulo 3. */
    public static byte[] pixels(int number) {
        byte[] pixels = new byte[SHAPE.bytes()];
        Random random = new Random(number);
        for (int i = 0; i < pixels.length; i++) {
            boolean light = number % 3 == 1 || (number % 3 == 2 && i < pixels.length / 2);
            pixels[i] = (byte) (random.nextInt(100) + (light ? 150 : 0));
        }
        return pixels;
    }

    /** A PNG by the JDK, lossless. */
    public static byte[] png(int number) {
        return FILES.encoded(pixels(number), "png");
    }

    /** An npy batch (N,H,W,C) of the images {@code from} to {@code from + count}. */
    public static byte[] npy(int from, int count) {
        return FILES.npy(IntStream.range(from, from + count)
                .mapToObj(ShadedImages::pixels)
                .toList());
    }
}
