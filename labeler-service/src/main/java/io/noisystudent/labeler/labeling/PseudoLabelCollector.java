package io.noisystudent.labeler.labeling;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ConfidenceHistogram;
import io.noisystudent.contracts.event.Execution;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.ProbabilityMatrix;
import io.noisystudent.contracts.event.PseudoLabels;
import io.noisystudent.contracts.event.SamplePositions;
import io.noisystudent.contracts.event.UnreadableSample;
import io.noisystudent.contracts.sample.InboundRecord;
import io.noisystudent.labeler.deadletter.DeadLetterRecord;
import io.noisystudent.labeler.deadletter.DeadLetters;
import io.noisystudent.labeler.stages.Prediction;
import io.noisystudent.labeler.stages.SampleSink;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Sorts the samples of one task into accepted, rejected and unreadable; columns grow, no object is made per sample. */
final class PseudoLabelCollector implements SampleSink {
    private static final int FIRST_ROWS = 1024;
    private static final long MAX_BYTES = 512L * 1024 * 1024;

    private final LabelingTask task;
    private final int classes;
    private final int maxRows;
    private final DeadLetters deadLetters;
    private final long[][] rejected;
    private final long[][] readable;
    private final long[] acceptedPerClass;
    private final List<UnreadableSample> unreadable = new ArrayList<>();
    private long[] offsets = new long[FIRST_ROWS];
    private int[] indexes = new int[FIRST_ROWS];
    private float[] probabilities;
    private int accepted;

    PseudoLabelCollector(LabelingTask task, int classes, DeadLetters deadLetters) {
        this(task, classes, Math.min(ProbabilityMatrix.maxRows(classes), rowsInMemory(classes)), deadLetters);
    }

    private static int rowsInMemory(int classes) {
        return (int) (MAX_BYTES / (Long.BYTES + Integer.BYTES + (long) Float.BYTES * classes));
    }

    /** @param maxRows accepted samples that a reader of the answer takes, and this process holds */
    PseudoLabelCollector(LabelingTask task, int classes, int maxRows, DeadLetters deadLetters) {
        this.task = task;
        this.classes = classes;
        this.maxRows = maxRows;
        this.deadLetters = deadLetters;
        this.rejected = new long[classes][ConfidenceHistogram.BINS];
        this.readable = new long[classes][ConfidenceHistogram.BINS];
        this.acceptedPerClass = new long[classes];
        this.probabilities = new float[FIRST_ROWS * classes];
    }

    @Override
    public void predicted(InboundRecord.Images images, long offset, int index, FloatBuffer row) {
        int best = Prediction.of(task.model(), row);
        float confidence = row.get(best);
        int bin = ConfidenceHistogram.bin(confidence);
        readable[best][bin]++;
        if (confidence >= task.minConfidence()) {
            accept(offset, index, row);
            acceptedPerClass[best]++;
        } else {
            rejected[best][bin]++;
        }
    }

    private void accept(long offset, int index, FloatBuffer row) {
        requireRoom();
        if (accepted == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * accepted);
            indexes = Arrays.copyOf(indexes, 2 * accepted);
            probabilities = Arrays.copyOf(probabilities, Math.multiplyExact(2 * accepted, classes));
        }
        offsets[accepted] = offset;
        indexes[accepted] = index;
        row.duplicate().get(probabilities, accepted * classes, classes);
        accepted++;
    }

    private void requireRoom() {
        if (accepted == maxRows) {
            throw new NoisyStudentException(
                    ErrorCode.TOO_LARGE,
                    task.id(),
                    "more than " + accepted + " samples in " + task.range()
                            + " are accepted; set labeling.task-samples lower, it has many images per record");
        }
    }

    @Override
    public void unreadable(ConsumerRecord<byte[], byte[]> record, NoisyStudentException reason) {
        unreadable.add(new UnreadableSample(record.offset(), reason.code()));
        deadLetters.add(record, reason);
    }

    /** @param execution what computed the probabilities */
    PseudoLabels labels(Execution execution) {
        return new PseudoLabels(
                task.id(),
                task.generation(),
                task.model(),
                task.range(),
                new SamplePositions(Arrays.copyOf(offsets, accepted), Arrays.copyOf(indexes, accepted)),
                new ProbabilityMatrix(classes, Arrays.copyOf(probabilities, accepted * classes)),
                histogram(rejected),
                unreadable,
                execution);
    }

    List<Long> acceptedPerClass() {
        return LongStream.of(acceptedPerClass).boxed().toList();
    }

    /** Of all readable samples. */
    ConfidenceHistogram confidences() {
        return histogram(readable);
    }

    List<DeadLetterRecord> deadLetters() {
        return deadLetters.letters();
    }

    private static ConfidenceHistogram histogram(long[][] counts) {
        return new ConfidenceHistogram(Arrays.stream(counts)
                .map(bins -> LongStream.of(bins).boxed().toList())
                .toList());
    }
}
