package io.noisystudent.teacher.testing;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.ConfidenceHistogram;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.Predictions;
import io.noisystudent.contracts.event.ProbabilityMatrix;
import io.noisystudent.contracts.event.SamplePositions;
import io.noisystudent.contracts.event.TaskCompleted;
import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What workers would say that have looked at no image. */
public final class Answers {
    private Answers() {}

    /** Accepts everything, the classes in turn. */
    public static TaskCompleted completed(LabelingTask task) {
        long samples = task.range().length();
        List<Long> none = Collections.nCopies(ConfidenceHistogram.BINS, 0L);
        List<Long> all = new ArrayList<>(none);
        all.set(ConfidenceHistogram.BINS - 1, samples);
        return new TaskCompleted(
                task.id(),
                task.generation(),
                task.model(),
                task.range(),
                samples,
                0,
                0,
                List.of(samples - samples / 2, samples / 2),
                new ConfidenceHistogram(List.of(all, none)),
                "labeler",
                1,
                1,
                null,
                null);
    }

    /** Every second record is held out, for validation and test in turn; later versions are right more often. */
    static Predictions predictions(EvaluationTask task) {
        int rows = (int) task.range().length() / 2;
        long[] offsets = new long[rows];
        float[] probabilities = new float[2 * rows];
        List<Integer> labels = new ArrayList<>();
        List<Split> splits = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            offsets[row] = task.range().from() + 2L * row;
            boolean right = row % 4 < 1 + task.model().version();
            probabilities[2 * row] = right ? 0.9f : 0.1f;
            probabilities[2 * row + 1] = right ? 0.1f : 0.9f;
            labels.add(0);
            splits.add(row % 2 == 0 ? Split.VALIDATION : Split.TEST);
        }
        return new Predictions(
                task.id(),
                task.generation(),
                task.model(),
                task.range(),
                new SamplePositions(offsets, new int[rows]),
                labels,
                splits,
                new ProbabilityMatrix(2, probabilities),
                List.of(),
                null,
                null,
                null);
    }

    /** Of a training of which nothing but its length matters. */
    public static TrainingReport report() {
        return new TrainingReport(
                "mlp",
                1,
                5,
                1,
                1,
                0,
                "fp32",
                1,
                1,
                0,
                0,
                0,
                0,
                List.of(0, 0),
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    static TrainingProgress trained(TrainingRequest request, int version) {
        int ratio = request.data().labelingTasks() == 0 ? 0 : request.recipe().unlabeledRatio();
        long rows = (1L + ratio) * request.recipe().batchSize();
        TrainingReport report = new TrainingReport(
                request.recipe().network(),
                10,
                request.recipe().steps(),
                1,
                1,
                0.1,
                "fp32",
                1,
                10,
                0,
                0,
                0,
                0,
                List.of(0, 0),
                0,
                0.9,
                null,
                2,
                rows * request.recipe().steps(),
                null,
                null,
                null,
                null,
                null);
        return new TrainingProgress.Completed(request.id(), new ModelRef(request.model(), version), report);
    }
}
