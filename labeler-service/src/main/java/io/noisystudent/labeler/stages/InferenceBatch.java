package io.noisystudent.labeler.stages;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.sample.InboundRecord;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Room for the samples of one inference call: pixels in direct memory, what the network says of them, and for each row
 * where it came from.
 *
 * <p>Filled by one thread; afterwards a worker's until {@link #await}. A record that cannot be read keeps its row, so
 * that rows stay in log order: what the model says of the pixels in such a hole is ignored.
 */
final class InferenceBatch {
    /** One row: a sample, or a record that could not be read. */
    static final class Row {
        final ConsumerRecord<byte[], byte[]> record;
        final InboundRecord.@Nullable Images images;
        final int index;

        @Nullable
        NoisyStudentException failure;

        Row(
                ConsumerRecord<byte[], byte[]> record,
                InboundRecord.@Nullable Images images,
                int index,
                @Nullable NoisyStudentException failure) {
            this.record = record;
            this.images = images;
            this.index = index;
            this.failure = failure;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(InferenceBatch.class);

    private final ByteBuffer pixels;
    private final int imageBytes;
    private final int capacity;
    private final List<Row> rows = new ArrayList<>();
    private final FloatBuffer probabilities;
    private @Nullable Future<?> work;
    private long inferenceNanos;

    InferenceBatch(ImageShape shape, int classes, int capacity) {
        this.imageBytes = shape.bytes();
        this.capacity = capacity;
        this.pixels = ByteBuffer.allocateDirect(Math.multiplyExact(imageBytes, capacity));
        this.probabilities = FloatBuffer.allocate(Math.multiplyExact(classes, capacity));
    }

    void clear() {
        rows.clear();
        inferenceNanos = 0;
    }

    void add(Row row) {
        rows.add(row);
    }

    Row row(int index) {
        return rows.get(index);
    }

    int size() {
        return rows.size();
    }

    boolean isFull() {
        return rows.size() == capacity;
    }

    boolean hasReadable() {
        return rows.stream().anyMatch(row -> row.failure == null);
    }

    /** Where the pixels of one row belong. */
    ByteBuffer pixelsOf(int row) {
        return pixels.duplicate().limit((row + 1) * imageBytes).position(row * imageBytes);
    }

    /** The pixels of all rows. */
    ByteBuffer pixels() {
        return pixels.duplicate().position(0).limit(rows.size() * imageBytes);
    }

    /** A row of probabilities for each row. */
    FloatBuffer probabilities() {
        return probabilities;
    }

    /** Runs the network and takes the time. */
    void inferring(Runnable network) {
        long start = System.nanoTime();
        network.run();
        inferenceNanos = System.nanoTime() - start;
    }

    /** Time spent in the network. */
    long inferenceNanos() {
        return inferenceNanos;
    }

    void worked(Future<?> byWorker) {
        work = byWorker;
    }

    /** Waits until no worker writes to it any more; what the worker threw is thrown here. */
    void await() {
        boolean interrupted = false;
        try {
            while (work != null) {
                try {
                    work.get();
                    work = null;
                } catch (InterruptedException e) {
                    // The memory is still being written: finish first, then stop.
                    interrupted = true;
                } catch (ExecutionException e) {
                    work = null;
                    throw failure(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** As {@link #await}, for a caller that needs the memory and already has a failure to report. */
    void awaitQuietly() {
        try {
            await();
        } catch (RuntimeException e) {
            LOG.debug("a batch failed after its task was abandoned", e);
        }
    }

    private static RuntimeException failure(ExecutionException e) {
        return e.getCause() instanceof RuntimeException known
                ? known
                : new IllegalStateException("a batch failed: " + e.getCause(), e.getCause());
    }
}
