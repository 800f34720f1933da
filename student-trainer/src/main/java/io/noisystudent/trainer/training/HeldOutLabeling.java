package io.noisystudent.trainer.training;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.selection.HeldOutLabels;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.networks.graph.Graph;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a teacher label the validation split, whose classes are known: what its confidences are worth. It does so on
 * the first request, and once.
 */
final class HeldOutLabeling implements Supplier<HeldOutLabels> {
    private final Supplier<Graph> teacher;
    private final Optional<LabeledSamples> validation;
    private final int threads;
    private @Nullable HeldOutLabels labels;

    HeldOutLabeling(Supplier<Graph> teacher, Optional<LabeledSamples> validation, int threads) {
        this.teacher = teacher;
        this.validation = validation;
        this.threads = threads;
    }

    /** @throws NoisyStudentException {@code NO_EVIDENCE} when there is no sample of that split */
    @Override
    public HeldOutLabels get() {
        HeldOutLabels known = labels;
        if (known == null) {
            known = label(validation.orElseThrow(() -> new NoisyStudentException(
                    ErrorCode.NO_EVIDENCE,
                    "validation",
                    "selection.calibrate and selection.rule: confident-learning compare the teacher with labeled"
                            + " samples of the split validation, and there is none; send some, or choose without")));
            labels = known;
        }
        return known;
    }

    private HeldOutLabels label(LabeledSamples samples) {
        float[][] rows = new NetworkOutputs(samples.images(), threads).probabilities(teacher.get());
        int classes = rows.length == 0 ? 0 : rows[0].length;
        return new HeldOutLabels(
                classes, samples.labels(), (index, row) -> System.arraycopy(rows[index], 0, row, 0, classes));
    }
}
