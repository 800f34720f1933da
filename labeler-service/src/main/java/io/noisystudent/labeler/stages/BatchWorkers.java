package io.noisystudent.labeler.stages;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.sample.InboundRecord;
import io.noisystudent.vision.decode.EncodedSamples;
import io.noisystudent.vision.decode.ImageDecoder;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Threads that each take a batch through everything: they decode its samples into its memory and run it through the
 * network.
 */
public final class BatchWorkers implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final int threads;
    private final ExecutorService workers;
    private final Queue<ImageDecoder> decoders = new ConcurrentLinkedQueue<>();
    private final ThreadLocal<Map<Wanted, ImageDecoder>> own = ThreadLocal.withInitial(HashMap::new);

    /** What images are brought to. */
    private record Wanted(ImageShape shape, Resize resize) {}

    public BatchWorkers(int threads) {
        this.threads = threads;
        AtomicInteger number = new AtomicInteger();
        ThreadFactory factory = work -> {
            Thread thread = new Thread(work, "batch-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        this.workers = Executors.newFixedThreadPool(threads, factory);
    }

    /** Batches that are worked on at once. */
    int threads() {
        return threads;
    }

    /** Starts to work on a batch; {@link InferenceBatch#await} waits for the end. */
    void start(InferenceBatch batch, Engine engine) {
        batch.worked(workers.submit(() -> {
            decode(batch, decoder(new Wanted(engine.imageShape(), engine.resize())));
            if (batch.hasReadable()) {
                batch.inferring(() ->
                        engine.classify(batch.pixels(), batch.probabilities().clear()));
            }
        }));
    }

    private static void decode(InferenceBatch batch, ImageDecoder decoder) {
        byte @Nullable [] openValue = null;
        EncodedSamples open = null;
        for (int i = 0; i < batch.size(); i++) {
            InferenceBatch.Row row = batch.row(i);
            InboundRecord.Images images = row.images;
            if (row.failure != null || images == null) {
                continue;
            }
            try {
                if (open == null || openValue != images.value()) {
                    open = decoder.open(images.value(), images.contentType());
                    openValue = images.value();
                }
                open.decode(row.index, batch.pixelsOf(i));
            } catch (NoisyStudentException e) {
                open = null;
                row.failure = e;
            } catch (RuntimeException e) {
                open = null;
                row.failure = new NoisyStudentException(
                        ErrorCode.UNDECODABLE_IMAGE, images.contentType().mediaType(), "the decoder failed: " + e, e);
            }
        }
    }

    private ImageDecoder decoder(Wanted images) {
        return own.get().computeIfAbsent(images, wanted -> {
            ImageDecoder decoder = new ImageDecoder(wanted.shape(), wanted.resize());
            decoders.add(decoder);
            return decoder;
        });
    }

    @Override
    public void close() {
        workers.shutdown();
        try {
            if (workers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                decoders.forEach(ImageDecoder::close);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
