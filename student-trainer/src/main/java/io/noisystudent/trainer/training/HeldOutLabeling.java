package io.noisystudent.trainer.training;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.ClassifierOutputs;
import io.noisystudent.inference.Device;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.learning.selection.HeldOutLabels;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.learning.training.SampleSource;
import io.noisystudent.networks.graph.Graph;
import java.nio.ByteBuffer;
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
        SampleSource images = samples.images();
        int count = samples.labels().length;
        InferenceOptions options =
                InferenceOptions.defaults().withDevice(Device.CPU).withThreads(threads);
        try (Classifier classifier = Classifier.open(teacher.get(), options)) {
            requireImages(classifier, images);
            int classes = classifier.classes().size();
            float[][] rows = new float[count][];
            for (int start = 0; start < count; start += classifier.maxBatch()) {
                int batch = Math.min(classifier.maxBatch(), count - start);
                ByteBuffer input = classifier.input();
                for (int i = 0; i < batch; i++) {
                    images.read(start + i, input);
                }
                ClassifierOutputs predictions = classifier.run(batch);
                for (int i = 0; i < batch; i++) {
                    rows[start + i] = predictions.probabilities(i);
                }
            }
            return new HeldOutLabels(
                    classes, samples.labels(), (index, row) -> System.arraycopy(rows[index], 0, row, 0, classes));
        }
    }

    private static void requireImages(Classifier classifier, SampleSource images) {
        if (!classifier.imageShape().equals(images.shape())) {
            throw new NoisyStudentException(
                    ErrorCode.SIGNATURE_MISMATCH,
                    "teacher",
                    "the teacher takes images of " + classifier.imageShape() + ", the pipeline has " + images.shape()
                            + "; import it for this pipeline's images");
        }
    }
}
