package io.noisystudent.vision.augment;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.random.SplitMix64;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The noise on a student's input: RandAugment, then Cutout, then a random crop with mirrored margin, then a flip, each as
 * the recipe says.
 *
 * <p>The result is a function of the image and the seed alone, whatever was augmented before and on whatever thread.
 * Every drawn operation is applied, at the one magnitude. Order and operations: {@code preprocessing.py} (small images)
 * and {@code randaugment.py} of google-research/noisystudent.
 *
 * <p>Not thread-safe: one instance per thread. It allocates nothing per image.
 */
public final class Augmenter {
    private final Canvas canvas;
    private final SeededRandom random = new SeededRandom();
    private final Noise.@Nullable RandAugment randAugment;
    private final @Nullable Magnitude magnitude;
    private final int cutout;
    private final CropFlip cropFlip;

    /**
     * An augmenter of images of this shape; dropout and stochastic depth are not its business.
     *
     * @throws NoisyStudentException {@code CONFIG_INVALID} when the crop or the Cutout does not fit the images, or a value
     *     is out of its range
     */
    public Augmenter(Noise noise, ImageShape shape) {
        int side = Math.min(shape.height(), shape.width());
        require(noise.crop() >= 0 && noise.crop() < side, "noise.crop", noise.crop(), "0 to " + (side - 1));
        require(noise.cutout() >= 0 && noise.cutout() <= 2 * side, "noise.cutout", noise.cutout(), "0 to " + 2 * side);
        require(noise.fill() >= 0 && noise.fill() <= 255, "noise.fill", noise.fill(), "0 to 255");
        this.canvas = new Canvas(shape, noise.fill());
        this.cutout = noise.cutout();
        this.cropFlip = new CropFlip(noise.crop(), noise.flip());
        this.randAugment = noise.randAugment();
        if (randAugment == null) {
            this.magnitude = null;
        } else {
            double m = randAugment.magnitude();
            require(randAugment.ops() >= 0, "noise.randaugment.ops", randAugment.ops(), "not negative");
            require(m >= 0 && m <= 30, "noise.randaugment.magnitude", m, "0 to 30");
            boolean varied = randAugment.operations() == Noise.Operations.GEOMETRIC;
            this.magnitude = Magnitude.of(m, varied, randAugment.lengthsOrDefault(), shape);
        }
    }

    /** The shape of the images before and after. */
    public ImageShape shape() {
        return canvas.shape;
    }

    /**
     * A seed for one view of one image: equal arguments give equal seeds, neighboring ones unrelated seeds.
     *
     * @param run the training run's seed
     * @param view counts how often the image was used before, for example its epoch
     * @param sample identifies the image within the run
     */
    public static long seed(long run, long view, long sample) {
        return SplitMix64.mix(SplitMix64.mix(SplitMix64.mix(run) + view) + sample);
    }

    /**
     * Reads an image (uint8 HWC) at the source's position and writes its augmented view at the destination's; both advance
     * by {@code shape().bytes()}. The buffers may be direct or not, and may overlap.
     */
    public void apply(ByteBuffer source, ByteBuffer destination, long seed) {
        source.get(canvas.pixels());
        distort(seed);
        destination.put(canvas.pixels());
    }

    /** The same between arrays. */
    public void apply(byte[] source, int sourceOffset, byte[] destination, int destinationOffset, long seed) {
        byte[] pixels = canvas.pixels();
        System.arraycopy(source, sourceOffset, pixels, 0, pixels.length);
        distort(seed);
        System.arraycopy(canvas.pixels(), 0, destination, destinationOffset, pixels.length);
    }

    private void distort(long seed) {
        random.seed(seed);
        if (randAugment != null && magnitude != null) {
            for (int i = 0; i < randAugment.ops(); i++) {
                ImageOperation.draw(randAugment.operations(), random).apply(canvas, magnitude, random);
            }
        }
        if (cutout > 0) {
            Cutout.apply(canvas, cutout, random);
        }
        cropFlip.apply(canvas, random);
    }

    private static void require(boolean holds, String key, Object value, String range) {
        if (!holds) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    key,
                    key + " is " + value + " but must be " + range + " for these images");
        }
    }
}
