package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.random.SplitMix64;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Mixes the images of a batch with one another: the first of some rows with the last one, and so on, each row of its kind
 * and of its part of the step alone.
 *
 * <p>Source: {@code FastCollateMixup} of timm 1.0 in its mode {@code batch}, which mixes bytes, with the share corrected for
 * what of CutMix's rectangle lies outside the image.
 */
final class BatchMixing {
    private final Noise.Mix mix;
    private final ImageShape shape;
    private final Beta mixup;
    private final Beta cutmix;
    private final byte[] one;
    private final byte[] other;

    /** For one thread. */
    BatchMixing(Noise.Mix mix, ImageShape shape) {
        this.mix = mix;
        this.shape = shape;
        mixup = new Beta(mix.mixup());
        cutmix = new Beta(mix.cutmix());
        one = new byte[shape.bytes()];
        other = new byte[shape.bytes()];
    }

    /** A rectangle, its ends excluded. */
    private record Box(int top, int bottom, int left, int right) {}

    /**
     * Mixes the images of a batch.
     *
     * @param pixels where those of a row are, from the buffer's position on
     * @param parts into which the rows of each kind are split
     * @return the share that every row has of its own image; 1 if they were left as they are
     */
    double apply(IntFunction<ByteBuffer> pixels, Plan plan, int parts, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        boolean isMixed = random.nextDouble() < mix.probability() && (mix.mixup() > 0 || mix.cutmix() > 0);
        if (!isMixed) {
            return 1;
        }
        boolean cuts = mix.mixup() == 0 || (mix.cutmix() > 0 && random.nextDouble() < mix.switchProbability());
        double share = (cuts ? cutmix : mixup).draw(random);
        if (!cuts) {
            pairs(plan, parts, (i, j) -> add(pixels, i, j, share));
            return share;
        }
        int centerY = (int) (random.nextDouble() * shape.height());
        int centerX = (int) (random.nextDouble() * shape.width());
        return cut(pixels, plan, parts, share, centerY, centerX);
    }

    /** Puts a rectangle around a center into all images; the corrected share. */
    double cut(IntFunction<ByteBuffer> pixels, Plan plan, int parts, double share, int centerY, int centerX) {
        double ratio = Math.sqrt(1 - share);
        int height = (int) (shape.height() * ratio);
        int width = (int) (shape.width() * ratio);
        Box box = new Box(
                Math.max(0, centerY - height / 2),
                Math.min(shape.height(), centerY + (height + 1) / 2),
                Math.max(0, centerX - width / 2),
                Math.min(shape.width(), centerX + (width + 1) / 2));
        pairs(plan, parts, (i, j) -> exchange(pixels, i, j, box));
        double area = (double) (box.bottom - box.top) * (box.right - box.left);
        return 1 - area / ((double) shape.height() * shape.width());
    }

    /** Two rows that are mixed with each other. */
    private interface Pair {
        void mix(int row, int partner);
    }

    private static void pairs(Plan plan, int parts, Pair pair) {
        for (int part = 0; part < parts; part++) {
            pairs(0, plan.labeledRows(), part, parts, pair);
            pairs(plan.labeledRows(), plan.pseudoLabeledRows(), part, parts, pair);
        }
    }

    private static void pairs(int first, int count, int part, int parts, Pair pair) {
        int size = count / parts;
        int begin = first + part * size;
        IntStream.range(0, size / 2).forEach(i -> pair.mix(begin + i, begin + size - 1 - i));
    }

    /** Mixup: of both rows. */
    void add(IntFunction<ByteBuffer> pixels, int row, int partner, double share) {
        read(pixels, row, partner);
        float own = (float) share;
        float rest = (float) (1 - share);
        for (int k = 0; k < one.length; k++) {
            int a = one[k] & 0xFF;
            int b = other[k] & 0xFF;
            one[k] = (byte) (int) Math.rint(a * own + b * rest);
            other[k] = (byte) (int) Math.rint(b * own + a * rest);
        }
        write(pixels, row, partner);
    }

    private void exchange(IntFunction<ByteBuffer> pixels, int row, int partner, Box box) {
        read(pixels, row, partner);
        int length = (box.right - box.left) * shape.channels();
        for (int y = box.top; y < box.bottom; y++) {
            int from = (y * shape.width() + box.left) * shape.channels();
            for (int k = from; k < from + length; k++) {
                byte own = one[k];
                one[k] = other[k];
                other[k] = own;
            }
        }
        write(pixels, row, partner);
    }

    private void read(IntFunction<ByteBuffer> pixels, int row, int partner) {
        pixels.apply(row).get(one);
        pixels.apply(partner).get(other);
    }

    private void write(IntFunction<ByteBuffer> pixels, int row, int partner) {
        pixels.apply(row).put(one);
        pixels.apply(partner).put(other);
    }
}
