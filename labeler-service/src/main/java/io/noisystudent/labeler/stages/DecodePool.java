package io.noisystudent.labeler.stages;

import io.noisystudent.contracts.config.ImageShape;
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

/** Threads that decode and resize the samples of a batch into its memory, each with decoders of its own. */
public final class DecodePool implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final int threads;
    private final ExecutorService workers;
    private final Queue<ImageDecoder> decoders = new ConcurrentLinkedQueue<>();
    private final ThreadLocal<Map<ImageShape, ImageDecoder>> own = ThreadLocal.withInitial(HashMap::new);

    public DecodePool(int threads) {
        this.threads = threads;
        AtomicInteger number = new AtomicInteger();
        ThreadFactory factory = work -> {
            Thread thread = new Thread(work, "decode-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        this.workers = Executors.newFixedThreadPool(threads, factory);
    }

    /** Starts to decode every row that has not failed yet; {@link Batch#awaitDecoded} waits for the end. */
    void decode(Batch batch, ImageShape shape) {
        int share = (batch.size() + threads - 1) / threads;
        for (int from = 0; from < batch.size(); from += share) {
            int first = from;
            int end = Math.min(from + share, batch.size());
            batch.decodedBy(workers.submit(() -> decode(batch, first, end, decoder(shape))));
        }
    }

    private static void decode(Batch batch, int from, int to, ImageDecoder decoder) {
        byte @Nullable [] openValue = null;
        EncodedSamples open = null;
        for (int i = from; i < to; i++) {
            Batch.Row row = batch.row(i);
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

    private ImageDecoder decoder(ImageShape shape) {
        return own.get().computeIfAbsent(shape, wanted -> {
            ImageDecoder decoder = new ImageDecoder(wanted);
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
