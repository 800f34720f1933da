package io.noisystudent.labeler.stages;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.vision.decode.ImageDecoder;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the samples of a range through a network, in log order.
 *
 * <p>Three things happen at once: the {@link RecordStream} reads ahead, the {@link DecodePool} decodes batch n+1, and
 * the calling thread runs batch n. Two batches of direct memory take turns and are kept from range to range. A batch
 * without any readable sample is not run. Not thread-safe.
 */
public final class BatchPipeline implements AutoCloseable {
    private final DecodePool decoders;
    private final int batchSize;
    private final StageListener listener;
    private @Nullable Memory memory;

    /** @param batchSize samples of one inference call */
    public BatchPipeline(DecodePool decoders, int batchSize, StageListener listener) {
        this.decoders = decoders;
        this.batchSize = batchSize;
        this.listener = listener;
    }

    /**
     * Hands every wanted sample of {@code records} to {@code sink}.
     *
     * @return the wanted samples, counted where the records are taken apart: what the sink has seen must add up to it
     */
    public RunSummary run(RecordStream records, SampleSelector selector, Engine engine, SampleSink sink) {
        Memory own = memoryFor(engine);
        BatchFeed feed = new BatchFeed(records, selector, own.headers);
        StageClock clock = new StageClock();
        Batch current = own.first;
        Batch next = own.second;
        try {
            clock.reading(() -> fill(feed, own.first, engine));
            while (current.size() > 0) {
                Batch following = next;
                clock.reading(() -> fill(feed, following, engine));
                clock.reading(current::awaitDecoded);
                infer(current, own.probabilities, engine, clock);
                deliver(current, own.probabilities, engine.classes(), sink);
                listener.batchDone(current.size(), batchSize);
                next = current;
                current = following;
            }
        } finally {
            // Whoever gets the memory next must not find a decoder that still writes to it.
            own.first.awaitDecoded();
            own.second.awaitDecoded();
            own.first.clear();
            own.second.clear();
        }
        return new RunSummary(feed.samples(), clock.readMillis(), clock.inferenceMillis());
    }

    private void fill(BatchFeed feed, Batch batch, Engine engine) {
        batch.clear();
        feed.fill(batch);
        decoders.decode(batch, engine.imageShape());
    }

    private static void infer(Batch batch, FloatBuffer probabilities, Engine engine, StageClock clock) {
        if (batch.hasReadable()) {
            clock.inferring(() -> engine.classify(batch.pixels(), probabilities.clear()));
        }
    }

    private static void deliver(Batch batch, FloatBuffer probabilities, int classes, SampleSink sink) {
        for (int i = 0; i < batch.size(); i++) {
            Batch.Row row = batch.row(i);
            if (row.failure != null || row.images == null) {
                sink.unreadable(row.record, BatchFeed.failureOf(row));
            } else {
                sink.predicted(row.images, row.record.offset(), row.index, probabilities.slice(i * classes, classes));
            }
        }
    }

    private Memory memoryFor(Engine engine) {
        Memory own = memory;
        if (own == null || !own.shape.equals(engine.imageShape()) || own.classes != engine.classes()) {
            close();
            own = new Memory(engine.imageShape(), engine.classes(), batchSize);
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
        final Batch first;
        final Batch second;
        final FloatBuffer probabilities;
        final ImageDecoder headers;

        Memory(ImageShape shape, int classes, int batchSize) {
            this.shape = shape;
            this.headers = new ImageDecoder(shape);
            this.classes = classes;
            this.first = new Batch(shape, batchSize);
            this.second = new Batch(shape, batchSize);
            this.probabilities = FloatBuffer.allocate(Math.multiplyExact(classes, batchSize));
        }
    }
}
