package io.noisystudent.labeler.stages;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.vision.decode.ImageDecoder;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs the samples of a range through a network and delivers the predictions in log order.
 *
 * <p>The {@link RecordStream} reads ahead, the calling thread fills batches, and each of the {@link BatchWorkers} decodes
 * and runs a batch of its own, so that no core waits for another within a batch. The batches' direct memory is kept from
 * range to range. A batch without any readable sample is not run. Not thread-safe.
 */
public final class BatchPipeline implements AutoCloseable {
    /** Batches that wait for a worker, or for an earlier one to be delivered. */
    private static final int SPARE_BATCHES = 2;

    private final BatchWorkers workers;
    private final int batchSize;
    private final StageListener listener;
    private @Nullable Memory memory;

    /** @param batchSize samples of one inference call */
    public BatchPipeline(BatchWorkers workers, int batchSize, StageListener listener) {
        this.workers = workers;
        this.batchSize = batchSize;
        this.listener = listener;
    }

    /**
     * Hands every wanted sample of {@code records} to {@code sink}.
     *
     * @param onRead called when the last batch is with the workers: from then on they can take another run's batches
     * @return the wanted samples, counted where the records are taken apart: what the sink has seen must add up to it
     */
    public RunSummary run(
            RecordStream records, SampleSelector selector, Engine engine, SampleSink sink, Runnable onRead) {
        Memory own = memoryFor(engine);
        BatchFeed feed = new BatchFeed(records, selector, own.headers);
        StageClock clock = new StageClock();
        Queue<InferenceBatch> free = new ArrayDeque<>(own.batches);
        Queue<InferenceBatch> started = new ArrayDeque<>();
        try {
            boolean more = true;
            while (more || !started.isEmpty()) {
                if (more && !free.isEmpty()) {
                    InferenceBatch batch = free.remove();
                    clock.reading(() -> feed.fill(batch));
                    more = batch.isFull();
                    if (batch.size() > 0) {
                        workers.start(batch, engine);
                        started.add(batch);
                    }
                    if (!more) {
                        onRead.run();
                    }
                } else {
                    InferenceBatch batch = started.remove();
                    batch.await();
                    clock.inferred(batch.inferenceNanos());
                    deliver(batch, engine.classes(), sink);
                    listener.batchDone(batch.size(), batchSize);
                    batch.clear();
                    free.add(batch);
                }
            }
        } finally {
            own.recover();
        }
        return new RunSummary(feed.samples(), clock.readMillis(), clock.inferenceMillis());
    }

    private static void deliver(InferenceBatch batch, int classes, SampleSink sink) {
        for (int i = 0; i < batch.size(); i++) {
            InferenceBatch.Row row = batch.row(i);
            if (row.failure != null || row.images == null) {
                sink.unreadable(row.record, BatchFeed.failureOf(row));
            } else {
                FloatBuffer probabilities = batch.probabilities().slice(i * classes, classes);
                sink.predicted(row.images, row.record.offset(), row.index, probabilities);
            }
        }
    }

    private Memory memoryFor(Engine engine) {
        Memory own = memory;
        if (own == null || !own.shape.equals(engine.imageShape()) || own.classes != engine.classes()) {
            close();
            own = new Memory(engine.imageShape(), engine.classes(), batchSize, workers.threads() + SPARE_BATCHES);
            memory = own;
        }
        return own;
    }

    /** Frees the memory; a later run takes new. */
    @Override
    public void close() {
        if (memory != null) {
            memory.headers.close();
            memory = null;
        }
    }

    private static final class Memory {
        final ImageShape shape;
        final int classes;
        final List<InferenceBatch> batches;
        final ImageDecoder headers;

        Memory(ImageShape shape, int classes, int batchSize, int count) {
            this.shape = shape;
            // Of headers alone, which say nothing of how images are resized.
            this.headers = new ImageDecoder(shape, Resize.STRETCH);
            this.classes = classes;
            this.batches = Stream.generate(() -> new InferenceBatch(shape, classes, batchSize))
                    .limit(count)
                    .toList();
        }

        /** Before the memory is used again, no worker may still write to it. */
        void recover() {
            for (InferenceBatch batch : batches) {
                batch.awaitQuietly();
                batch.clear();
            }
        }
    }
}
