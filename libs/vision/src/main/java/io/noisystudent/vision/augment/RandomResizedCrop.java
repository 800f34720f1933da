package io.noisystudent.vision.augment;

import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.random.SplitMix64;
import io.noisystudent.vision.decode.Part;
import java.util.function.DoubleSupplier;

/**
 * Draws a part of an image, of random area and aspect.
 *
 * <p>Source: {@code RandomResizedCrop.get_params} of torchvision: up to ten tries for a part that fits, and else the
 * largest one in the middle whose aspect is in the range.
 */
public final class RandomResizedCrop {
    private static final int TRIES = 10;

    private RandomResizedCrop() {}

    /** The part of an image of this height and width for a view with this seed. */
    public static Part draw(Noise.RandomResizedCrop range, int height, int width, long seed) {
        return draw(range, height, width, new SplitMix64(seed)::nextDouble);
    }

    /** @param uniform numbers in [0, 1): of each try the area, the logarithm of the aspect, and the place, top first */
    static Part draw(Noise.RandomResizedCrop range, int height, int width, DoubleSupplier uniform) {
        double whole = (double) height * width;
        double leastLog = Math.log(range.minAspect());
        double largestLog = Math.log(range.maxAspect());
        for (int i = 0; i < TRIES; i++) {
            double area = whole * between(range.minArea(), range.maxArea(), uniform);
            double aspect = Math.exp(between(leastLog, largestLog, uniform));
            // As Python, to even where it is in the middle.
            int partWidth = (int) Math.rint(Math.sqrt(area * aspect));
            int partHeight = (int) Math.rint(Math.sqrt(area / aspect));
            if (partWidth > 0 && partWidth <= width && partHeight > 0 && partHeight <= height) {
                int top = below(height - partHeight + 1, uniform);
                int left = below(width - partWidth + 1, uniform);
                return new Part(top, left, partHeight, partWidth);
            }
        }
        return middle(range, height, width);
    }

    private static Part middle(Noise.RandomResizedCrop range, int height, int width) {
        double aspect = (double) width / height;
        int partHeight = aspect < range.minAspect() ? Math.max(1, (int) Math.rint(width / range.minAspect())) : height;
        int partWidth = aspect > range.maxAspect() ? Math.max(1, (int) Math.rint(height * range.maxAspect())) : width;
        return new Part((height - partHeight) / 2, (width - partWidth) / 2, partHeight, partWidth);
    }

    private static double between(double least, double largest, DoubleSupplier uniform) {
        return least + (largest - least) * uniform.getAsDouble();
    }

    private static int below(int bound, DoubleSupplier uniform) {
        return (int) (uniform.getAsDouble() * bound);
    }
}
