package io.noisystudent.bench.worker;

import io.noisystudent.bench.images.ImageFiles;
import io.noisystudent.bench.statistics.Measurement;
import io.noisystudent.bench.statistics.Stopwatch;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.sample.ContentType;
import io.noisystudent.vision.augment.Augmenter;
import io.noisystudent.vision.decode.ImageDecoder;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** The input side alone: JPEG files are decoded and get the noise of a recipe, on the threads of the loaders. */
final class InputRounds {
    private static final int FILES = 256;

    private final Map<ImageShape, List<byte[]>> files = new HashMap<>();

    Measurement take(TrainingOrder order) {
        List<byte[]> jpeg = files.computeIfAbsent(order.shape(), shape -> ImageFiles.jpeg(shape, FILES));
        int images = order.batch() * order.steps();
        ExecutorService threads = Executors.newFixedThreadPool(order.loaders());
        try {
            Stopwatch watch = new Stopwatch();
            IntStream.range(0, order.loaders())
                    .mapToObj(i -> CompletableFuture.runAsync(() -> prepare(order, jpeg, i, images), threads))
                    .toList()
                    .forEach(CompletableFuture::join);
            return watch.stop(images);
        } finally {
            threads.shutdown();
        }
    }

    /** Every {@code loaders}-th image. */
    private static void prepare(TrainingOrder order, List<byte[]> jpeg, int first, int images) {
        Augmenter augmenter = new Augmenter(order.distortions(), order.shape());
        ByteBuffer decoded = ByteBuffer.allocateDirect(order.shape().bytes());
        ByteBuffer view = ByteBuffer.allocateDirect(order.shape().bytes());
        try (ImageDecoder decoder = new ImageDecoder(order.shape(), Resize.CROP)) {
            for (int i = first; i < images; i += order.loaders()) {
                decoder.open(jpeg.get(i % jpeg.size()), ContentType.JPEG).decode(0, decoded.clear());
                augmenter.apply(decoded.flip(), view.clear(), Augmenter.seed(1, 0, i));
            }
        }
    }
}
