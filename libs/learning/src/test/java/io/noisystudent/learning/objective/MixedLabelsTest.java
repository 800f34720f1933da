package io.noisystudent.learning.objective;

import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.NativeScope;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Losses of images that are mixed with shares of 0.3 and 0.7. */
class MixedLabelsTest {
    private static final double SHARE = 0.3;
    private static final float[] LOGITS = {1, 0, 2, -1, 1, 0, 0, 3, 1, 2, 2, 0};
    /** Of the labels 0, 1, 2, 0 with a smoothing of 0.1 and this share, by {@code mixup_target} of timm 1.0. */
    private static final double[][] TIMM = {
        {0.93333328, 0.03333334, 0.03333334},
        {0.03333334, 0.30333334, 0.66333330},
        {0.03333334, 0.66333330, 0.30333334},
        {0.93333328, 0.03333334, 0.03333334}
    };

    @Test
    void shouldLearnTheMixedTargetsOfTimm() {
        NativeScope.run(() -> {
            // Given
            Objective objective = new Objective(List.of(new WeightedLoss("labels", 1, new LabeledCrossEntropy(0.1))));
            LossContext context =
                    mixed(Contexts.of(Compute.cpu().copyOf(LOGITS, 4, 3), new int[] {0, 1, 2, 0}, new float[0]));

            // Then
            assertThat(objective.of(context).item_double()).isCloseTo(crossEntropy(LOGITS, TIMM), within(1e-6));
        });
    }

    /** Two labeled rows, and two pseudo-labeled ones, which are mixed among themselves. */
    @Test
    void shouldMixStoredLabelsWithinTheirKind() {
        NativeScope.run(() -> {
            // Given
            float[] soft = {0, 0, 0, 0, 0, 0, .5f, .3f, .2f, .1f, .1f, .8f};
            Objective objective = new Objective(List.of(
                    new WeightedLoss("labels", 1, new LabeledCrossEntropy(0)),
                    new WeightedLoss("stored", 2, new StoredLabelCrossEntropy(new PseudoTargets(true, 1, 0)))));
            LossContext context = mixed(Contexts.of(Compute.cpu().copyOf(LOGITS, 4, 3), new int[] {0, 2}, soft));

            // When
            double value = objective.of(context).item_double();

            // Then
            double labels = crossEntropy(new float[] {1, 0, 2, -1, 1, 0}, new double[][] {{.3, 0, .7}, {.7, 0, .3}});
            double stored = crossEntropy(
                    new float[] {0, 3, 1, 2, 2, 0},
                    new double[][] {{.22, .16, .62}, {.3 * .1 + .7 * .5, .3 * .1 + .7 * .3, .3 * .8 + .7 * .2}});
            assertThat(value).isCloseTo(labels + 2 * stored, within(1e-6));
            assertThat(objective.report(context)).extracting(TermReport::mean).satisfies(means -> {
                assertThat(means.get(0)).isCloseTo(labels, within(1e-6));
                assertThat(means.get(1)).isCloseTo(stored, within(1e-6));
            });
        });
    }

    /** A teacher is shown the views before they are mixed; of those of which it is not sure nothing is learned. */
    @Test
    void shouldMixWhatTheTeacherSaysOfViews() {
        NativeScope.run(() -> {
            // Given
            Tensor teacher = Compute.cpu().copyOf(new float[] {9, 0, 0, 0.1f, 0, 0}, 2, 3);
            OnlineLabelCrossEntropy loss = new OnlineLabelCrossEntropy(new PseudoTargets(false, 1, 0), 0.9);
            Objective objective = new Objective(List.of(new WeightedLoss("online", 1, loss)));
            LossContext context = mixed(
                    Contexts.of(Compute.cpu().copyOf(LOGITS, 4, 3), new int[] {0, 2}, new float[0], List.of(teacher)));

            // When
            double value = objective.of(context).item_double();

            // Then: 0.3 of the first row, and 0.7 of the second, whose partner it is
            double expected = crossEntropy(new float[] {0, 3, 1, 2, 2, 0}, new double[][] {{.3, 0, 0}, {.7, 0, 0}});
            assertThat(value).isCloseTo(expected, within(1e-6));
        });
    }

    private static LossContext mixed(LossContext plain) {
        BatchTargets targets = plain.targets();
        return new LossContext(
                plain.compute(),
                plain.student(),
                plain.teachers(),
                plain.peers(),
                new BatchTargets(
                        targets.labeledRows(),
                        targets.hardLabels(),
                        targets.softLabels(),
                        targets.labelTargets(),
                        targets.weights(),
                        SHARE),
                plain.seeds(),
                plain.share(),
                plain.term());
    }

    private static double crossEntropy(float[] logits, double[][] targets) {
        double sum = 0;
        for (int row = 0; row < targets.length; row++) {
            double total = 0;
            for (int k = 0; k < 3; k++) {
                total += Math.exp(logits[3 * row + k]);
            }
            for (int k = 0; k < 3; k++) {
                sum -= targets[row][k] * (logits[3 * row + k] - Math.log(total));
            }
        }
        return sum / targets.length;
    }
}
