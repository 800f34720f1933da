package io.noisystudent.bench;

import io.noisystudent.bench.images.Pictures;
import io.noisystudent.bench.statistics.Series;
import io.noisystudent.bench.worker.BenchWorkers;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.config.Noise.Operations;
import io.noisystudent.contracts.config.Noise.RandAugment;
import io.noisystudent.vision.augment.Augmenter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The noise on images, against Pillow and OpenCV in Python. */
@Command(
        name = "augment",
        description =
                "RandAugment of two operations, and the whole noise, on one thread; against RandAugment on Pillow "
                        + "(torchvision's and timm's) and on OpenCV in Python (python/worker.py), one thread each.",
        mixinStandardHelpOptions = true)
final class AugmentCommand implements Callable<Integer> {
    /** Python's are that much slower, and a round should not take longer for it. */
    private static final int FEWER_ON_PILLOW = 10;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--images", defaultValue = "20000", description = "Images per round; default ${DEFAULT-VALUE}.")
    private int images;

    @Option(names = "--magnitude", defaultValue = "10", description = "0 to 30; default ${DEFAULT-VALUE}.")
    private double magnitude;

    @Override
    public Integer call() throws Exception {
        ImageShape shape = new ImageShape(common.size, common.size, 3);
        ByteBuffer pixels = Pictures.pixels(shape, images, 1);
        int side = common.size;
        RandAugment two = new RandAugment(2, magnitude, Operations.ALL);
        Augmenter operations = new Augmenter(new Noise(two, 0, false, 0, 128, 0, 0), shape);
        Augmenter all = new Augmenter(new Noise(two, side / 8, true, side / 4, 128, 0, 0), shape);
        Report report = new Report(System.out);
        report.line("RANDAUGMENT  images of %s, one thread, two operations, magnitude %.0f", shape, magnitude);
        try (OpenCvNoise fewestCalls = new OpenCvNoise(shape);
                BenchWorkers workers = common.workers()) {
            List<Series> series = common.sideBySide()
                    .measure(List.of(
                            Contender.timed("RandAugment", images, () -> augment(operations, pixels, shape)),
                            Contender.timed(
                                    "RandAugment, Cutout, crop, flip", images, () -> augment(all, pixels, shape)),
                            Contender.timed(
                                    "one warp, one table of OpenCV from Java",
                                    images,
                                    () -> distort(fewestCalls, pixels, shape)),
                            python("torchvision on Pillow", workers, "torchvision", images / FEWER_ON_PILLOW),
                            python("timm on Pillow", workers, "timm", images / FEWER_ON_PILLOW),
                            python("OpenCV in Python", workers, "opencv", images)));
            for (Series base : series.subList(series.size() - 3, series.size())) {
                report.line("ratios to %s", base.name());
                report.table("images", series, base);
            }
        }
        report.machine();
        return 0;
    }

    private Contender python(String name, BenchWorkers workers, String library, int count) {
        return new Contender(
                name, () -> workers.python().measure("augment", library, Math.max(1, count), common.size, magnitude));
    }

    private void augment(Augmenter augmenter, ByteBuffer pixels, ImageShape shape) {
        ByteBuffer source = pixels.duplicate();
        ByteBuffer view = ByteBuffer.allocateDirect(shape.bytes());
        for (int i = 0; i < images; i++) {
            augmenter.apply(source, view.clear(), Augmenter.seed(1, 0, i));
        }
    }

    private void distort(OpenCvNoise noise, ByteBuffer pixels, ImageShape shape) {
        int bytes = shape.bytes();
        ByteBuffer view = ByteBuffer.allocateDirect(bytes);
        for (int i = 0; i < images; i++) {
            noise.apply(pixels.slice(i * bytes, bytes), view.clear());
        }
    }
}
