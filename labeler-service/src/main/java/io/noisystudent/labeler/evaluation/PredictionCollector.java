package io.noisystudent.labeler.evaluation;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.Execution;
import io.noisystudent.contracts.event.Latency;
import io.noisystudent.contracts.event.Predictions;
import io.noisystudent.contracts.event.ProbabilityMatrix;
import io.noisystudent.contracts.event.SamplePositions;
import io.noisystudent.contracts.event.UnreadableSample;
import io.noisystudent.contracts.sample.InboundRecord;
import io.noisystudent.labeler.deadletter.DeadLetters;
import io.noisystudent.labeler.stages.Prediction;
import io.noisystudent.labeler.stages.SampleSink;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Writes down what the model says of each held-out sample, beside its true class. */
final class PredictionCollector implements SampleSink {
    private final EvaluationTask task;
    private final int classes;
    private final int maxRows;
    private final DeadLetters deadLetters;
    private final List<Integer> labels = new ArrayList<>();
    private final List<Split> splits = new ArrayList<>();
    private final List<UnreadableSample> unreadable = new ArrayList<>();
    private long[] offsets = new long[1024];
    private int[] indexes = new int[1024];
    private float[] probabilities;

    PredictionCollector(EvaluationTask task, int classes, DeadLetters deadLetters) {
        this(task, classes, ProbabilityMatrix.maxRows(classes), deadLetters);
    }

    /** @param maxRows held-out samples that a reader of the answer takes */
    PredictionCollector(EvaluationTask task, int classes, int maxRows, DeadLetters deadLetters) {
        this.task = task;
        this.classes = classes;
        this.maxRows = maxRows;
        this.deadLetters = deadLetters;
        this.probabilities = new float[1024 * classes];
    }

    @Override
    public void predicted(InboundRecord.Images images, long offset, int index, FloatBuffer row) {
        if (!(images instanceof InboundRecord.Labeled labeled)) {
            throw new IllegalStateException("a sample without a label cannot be evaluated: offset " + offset);
        }
        Prediction.of(task.model(), row);
        int rows = labels.size();
        if (rows == maxRows) {
            throw new NoisyStudentException(
                    ErrorCode.TOO_LARGE,
                    task.id(),
                    "more than " + maxRows + " held-out samples in " + task.range() + "; make splits.validation and"
                            + " splits.test smaller");
        }
        if (rows == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * rows);
            indexes = Arrays.copyOf(indexes, 2 * rows);
            probabilities = Arrays.copyOf(probabilities, Math.multiplyExact(2 * rows, classes));
        }
        offsets[rows] = offset;
        indexes[rows] = index;
        row.duplicate().get(probabilities, rows * classes, classes);
        labels.add(labeled.labels().get(index));
        splits.add(labeled.split());
    }

    @Override
    public void unreadable(ConsumerRecord<byte[], byte[]> record, NoisyStudentException reason) {
        unreadable.add(new UnreadableSample(record.offset(), reason.code()));
        deadLetters.add(record, reason);
    }

    /**
     * Everything that was collected.
     *
     * @param execution what computed the probabilities
     * @param latency of the model that did
     */
    EvaluationAnswer answer(Execution execution, Latency latency) {
        int rows = labels.size();
        Predictions predictions = new Predictions(
                task.id(),
                task.generation(),
                task.model(),
                task.range(),
                new SamplePositions(Arrays.copyOf(offsets, rows), Arrays.copyOf(indexes, rows)),
                labels,
                splits,
                new ProbabilityMatrix(classes, Arrays.copyOf(probabilities, rows * classes)),
                unreadable,
                execution,
                latency,
                null);
        return new EvaluationAnswer(predictions, deadLetters.letters());
    }
}
