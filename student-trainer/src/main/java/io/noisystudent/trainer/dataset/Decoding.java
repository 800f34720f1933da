package io.noisystudent.trainer.dataset;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.sample.ContentType;
import io.noisystudent.contracts.sample.InboundRecord;
import io.noisystudent.learning.training.WorkerThreads;
import io.noisystudent.vision.decode.EncodedSamples;
import io.noisystudent.vision.decode.ImageDecoder;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the images of records on several threads and delivers them on the calling one, in the order in which they were
 * asked for: what is made of them does not depend on the number of threads. A few images for each thread are ahead.
 */
final class Decoding implements AutoCloseable {
    private static final int RECORDS_PER_THREAD = 4;
    /** Images of one array that are decoded at a time: an array may have thousands. */
    private static final int IMAGES_AT_A_TIME = 32;

    private final ImageShape shape;
    private final Resize resize;
    private final int mostAhead;
    private final ExecutorService threads;
    private final Queue<ImageDecoder> decoders = new ConcurrentLinkedQueue<>();
    private final ThreadLocal<ImageDecoder> own = ThreadLocal.withInitial(this::decoder);
    private final ImageDecoder headers;
    private final Queue<Ahead> ahead = new ArrayDeque<>();

    /**
     * What was decoded.
     *
     * @param images uint8 HWC of the shape, in the order of the indexes that were asked for; empty where it failed
     * @param failure why the record cannot be read
     */
    record Decoded(List<ByteBuffer> images, @Nullable NoisyStudentException failure) {}

    private record Ahead(Future<Decoded> decoded, Consumer<Decoded> taken) {}

    Decoding(ImageShape shape, Resize resize, int threads) {
        this.shape = shape;
        this.resize = resize;
        mostAhead = RECORDS_PER_THREAD * threads;
        this.threads = Executors.newFixedThreadPool(threads, Decoding::thread);
        headers = decoder();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "image-decoder");
        thread.setDaemon(true);
        return thread;
    }

    private ImageDecoder decoder() {
        ImageDecoder decoder = new ImageDecoder(shape, resize);
        decoders.add(decoder);
        return decoder;
    }

    /**
     * How many images a record has, by its header.
     *
     * @throws NoisyStudentException as {@link ImageDecoder#open}
     */
    int count(InboundRecord.Images record) {
        return record.contentType() == ContentType.NPY
                ? headers.open(record.value(), ContentType.NPY).count()
                : 1;
    }

    /**
     * Decodes images of a record, and opens it even if none is asked for.
     *
     * @param taken gets them, several times with some of many, during this call or a later one, at the latest by
     *     {@link #finish}
     */
    void submit(InboundRecord.Images record, int[] indexes, Consumer<Decoded> taken) {
        int first = 0;
        do {
            int from = first;
            int to = Math.min(indexes.length, from + IMAGES_AT_A_TIME);
            ahead.add(new Ahead(threads.submit(() -> decode(record, indexes, from, to)), taken));
            first = to;
            while (ahead.size() > mostAhead) {
                deliver();
            }
        } while (first < indexes.length);
    }

    /** Delivers what is still ahead. */
    void finish() {
        while (!ahead.isEmpty()) {
            deliver();
        }
    }

    private void deliver() {
        Ahead next = ahead.remove();
        next.taken().accept(result(next.decoded()));
    }

    private static Decoded result(Future<Decoded> decoded) {
        try {
            return decoded.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("images could not be decoded", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (CancellationException)
                    new CancellationException("interrupted while images were decoded").initCause(e);
        }
    }

    private Decoded decode(InboundRecord.Images record, int[] indexes, int from, int to) {
        try {
            EncodedSamples samples = own.get().open(record.value(), record.contentType());
            List<ByteBuffer> images = new ArrayList<>(to - from);
            for (int i = from; i < to; i++) {
                ByteBuffer pixels = ByteBuffer.allocate(shape.bytes());
                samples.decode(indexes[i], pixels);
                images.add(pixels.flip());
            }
            return new Decoded(images, null);
        } catch (NoisyStudentException e) {
            return new Decoded(List.of(), e);
        }
    }

    @Override
    public void close() {
        WorkerThreads.end(threads, () -> decoders.forEach(ImageDecoder::close));
    }
}
