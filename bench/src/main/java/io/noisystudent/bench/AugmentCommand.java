package io.noisystudent.bench;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Recipe.Noise;
import io.noisystudent.contracts.config.Recipe.Operations;
import io.noisystudent.contracts.config.Recipe.RandAugment;
import io.noisystudent.vision.augment.Augmenter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The noise on images, against two operations of OpenCV. */
@Command(
        name = "augment",
        description = "RandAugment of two operations, and the whole noise, on one thread; against one affine warp and "
                + "one table look-up of OpenCV.",
        mixinStandardHelpOptions = true)
final class AugmentCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--images", defaultValue = "5000", description = "Images per round; default ${DEFAULT-VALUE}.")
    private int images;

    @Option(names = "--magnitude", defaultValue = "10", description = "0 to 30; default ${DEFAULT-VALUE}.")
    private double magnitude;

    @Override
    public Integer call() throws Exception {
        ImageShape shape = common.shape();
        ByteBuffer pixels = Pictures.pixels(shape, images, 1);
        int side = common.size;
        RandAugment two = new RandAugment(2, magnitude, Operations.ALL);
        Augmenter operations = new Augmenter(new Noise(two, 0, false, 0, 128, 0, 0), shape);
        Augmenter all = new Augmenter(new Noise(two, side / 8, true, side / 4, 128, 0, 0), shape);
        SideBySide bench = new SideBySide(System.out, common.rounds);
        bench.line("%d images of %s, one thread, magnitude %.0f", images, shape, magnitude);
        try (OpenCvNoise baseline = new OpenCvNoise(shape)) {
            bench.compare(List.of(
                    Contender.timed("RandAugment", images, () -> augment(operations, pixels)),
                    Contender.timed("RandAugment, Cutout, crop, flip", images, () -> augment(all, pixels)),
                    Contender.timed("OpenCV: one warp, one table", images, () -> distort(baseline, pixels))));
        }
        return 0;
    }

    private void augment(Augmenter augmenter, ByteBuffer pixels) {
        ByteBuffer source = pixels.duplicate();
        ByteBuffer view = ByteBuffer.allocateDirect(common.shape().bytes());
        for (int i = 0; i < images; i++) {
            augmenter.apply(source, view.clear(), Augmenter.seed(1, 0, i));
        }
    }

    private void distort(OpenCvNoise baseline, ByteBuffer pixels) {
        int bytes = common.shape().bytes();
        ByteBuffer view = ByteBuffer.allocateDirect(bytes);
        for (int i = 0; i < images; i++) {
            baseline.apply(pixels.slice(i * bytes, bytes), view.clear());
        }
    }
}
