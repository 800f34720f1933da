package io.noisystudent.labeler.stages;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.sample.InboundRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Room for the samples of one inference call: pixels in direct memory, and for each row where it came from.
 *
 * <p>Filled by one thread; afterwards decoders write disjoint rows until {@link #awaitDecoded}. A record that cannot be
 * read keeps its row, so that rows stay in log order: what the model says of the pixels in such a hole is ignored.
 */
final class Batch {
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

    private final ByteBuffer pixels;
    private final int imageBytes;
    private final int capacity;
    private final List<Row> rows = new ArrayList<>();
    private final List<Future<?>> decoding = new ArrayList<>();

    Batch(ImageShape shape, int capacity) {
        this.imageBytes = shape.bytes();
        this.capacity = capacity;
        this.pixels = ByteBuffer.allocateDirect(Math.multiplyExact(imageBytes, capacity));
    }

    void clear() {
        rows.clear();
        decoding.clear();
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

    void decodedBy(Future<?> work) {
        decoding.add(work);
    }

    /** Waits until no decoder writes any more. */
    void awaitDecoded() {
        RuntimeException failure = null;
        boolean interrupted = false;
        for (Future<?> work : decoding) {
            boolean done = false;
            while (!done) {
                try {
                    work.get();
                    done = true;
                } catch (InterruptedException e) {
                    // The memory is still being written: finish first, then stop.
                    interrupted = true;
                } catch (ExecutionException e) {
                    failure = new IllegalStateException("a decoder failed", e.getCause());
                    done = true;
                }
            }
        }
        decoding.clear();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
    }
}
