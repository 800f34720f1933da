package io.noisystudent.bench.distillation;

import io.noisystudent.contracts.config.Distillation;
import io.noisystudent.contracts.config.FeatureDistillation;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.ObjectiveTerm.Rows;
import io.noisystudent.contracts.config.Weight;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.learning.training.TrainingOptions;
import io.noisystudent.networks.graph.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class TermTraceTest {
    private static final TrainingOptions OPTIONS = new TrainingOptions(1, 1, 1, Precision.FP32);
    private static final TermSetting SETTING =
            TermSetting.of(new TermSetting.Scale("resnet-8", "resnet-8x2", 8, 4, 3), 1, OPTIONS);

    /** A training needs a step with a weight above 0, which the last one is. */
    private static final Weight FLIPPED = new Weight.Changing(-1, -1.0, 0, 0.99, -1.0, 1.0);

    @TempDir
    private Path directory;

    @Test
    void shouldReadTheGradientsOfEveryStep() {
        // When
        TermTrace trace = trace(softTargets(Weight.of(1)));

        // Then: the first step moves nothing, so that the second has the same loss and gradients
        assertThat(trace.losses()).hasSize(TermTrace.STEPS);
        assertThat(trace.rates().get(0)).isZero();
        assertThat(trace.losses().get(1)).isCloseTo(trace.losses().get(0), within(1e-6));
        TermTrace again = new TermTrace(
                trace.losses(), trace.gradients().subList(1, TermTrace.STEPS), trace.rates(), trace.regressor());
        assertThat(TraceDifference.of(trace, again, 0).within(1e-5)).isTrue();
        assertThat(TraceDifference.of(trace, again, 1).within(1e-2)).isFalse();
    }

    @Test
    void shouldHoldAgainstItselfAndNotAgainstAFlippedSign() {
        // Given
        TermTrace trace = trace(softTargets(Weight.of(1)));

        // When
        TraceDifference same = TraceDifference.of(trace, trace(softTargets(Weight.of(1))), TermTrace.STEPS - 1);
        TraceDifference flipped = TraceDifference.of(trace, trace(softTargets(FLIPPED)), 0);

        // Then
        assertThat(same.largest()).isZero();
        assertThat(flipped.within(1e-4)).isFalse();
        assertThat(flipped.gradient()).isBetween(1.9, 2.1);
    }

    @Test
    void shouldBeRedWhereTheOtherSideAnswersWithAFlippedSign() throws Exception {
        // Given
        TermComparison comparison = new TermComparison(SETTING, OPTIONS, this::answerFlipped);

        // When / Then
        assertThat(comparison.of(new TermCase("soft-targets", softTargets(Weight.of(1))), directory))
                .hasSize(3)
                .noneMatch(difference -> difference.within(1e-4));
        assertThat(Files.readString(directory.resolve("case.json"))).contains("\"term\":\"soft-targets\"");
        assertThat(TensorFile.read(directory.resolve("input.tensors")))
                .containsKeys("student-0/stem.conv.weight", "teacher/stem.norm.var", "images", "labels", "soft");
    }

    private void answerFlipped(Path files) {
        TermTrace flipped = trace(softTargets(FLIPPED));
        Map<String, Tensor> answer = new LinkedHashMap<>();
        float[] losses = new float[TermTrace.STEPS];
        for (int step = 0; step < losses.length; step++) {
            losses[step] = flipped.losses().get(step).floatValue();
            String prefix = step + "/";
            flipped.gradients().get(step).forEach((name, values) -> answer.put(prefix + name, Tensor.vector(values)));
        }
        answer.put("losses", Tensor.vector(losses));
        try {
            TensorFile.write(files.resolve("output.tensors"), answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldGiveARegressorsInitialWeightsAndGradients() {
        // When
        TermTrace trace = trace(new FeatureDistillation.Hint(1, FeatureDistillation.Features.DEFAULT));

        // Then
        assertThat(trace.regressor())
                .containsOnlyKeys(
                        "regressor/conv.weight", "regressor/conv.bias", "regressor/norm.scale", "regressor/norm.bias");
        assertThat(trace.regressor().get("regressor/norm.scale").floats()).containsOnly(1);
        assertThat(trace.gradients().get(0)).containsKeys("regressor/conv.weight", "stem.conv.weight");
        assertThat(trace.gradients().get(0).get("classifier.weight")).containsOnly(0);
    }

    @ParameterizedTest
    @EnumSource(ObjectiveTerm.Update.class)
    void shouldReadTheGradientsOfAllThatLearnFromEachOther(ObjectiveTerm.Update update) throws Exception {
        // When
        ObjectiveTerm mutual = new ObjectiveTerm.Mutual(1, update, Rows.ALL);
        TermTrace trace = trace(mutual);

        // Then
        assertThat(trace.gradients().get(0))
                .containsKeys("stem.conv.weight", "member-1/stem.conv.weight", "member-2/stem.conv.weight");
        assertThat(trace.losses().get(TermTrace.STEPS - 1))
                .isLessThan(trace.losses().get(0));
        assertThat(SETTING.tensors(mutual))
                .containsKeys("student-0/stem.conv.weight", "student-2/stem.conv.weight")
                .doesNotContainKey("student-3/stem.conv.weight");
        assertThat(SETTING.tensors(softTargets(Weight.of(1)))).doesNotContainKey("student-1/stem.conv.weight");
    }

    private static ObjectiveTerm softTargets(Weight weight) {
        return new Distillation.SoftTargets(weight, 4, false, Rows.ALL);
    }

    private TermTrace trace(ObjectiveTerm term) {
        return TermTrace.of(SETTING, new TermCase("term", term), OPTIONS, directory);
    }
}
