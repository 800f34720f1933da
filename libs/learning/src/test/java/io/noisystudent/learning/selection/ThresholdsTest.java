package io.noisystudent.learning.selection;

import io.noisystudent.contracts.config.SelectionConfig;
import io.noisystudent.contracts.config.SelectionRule;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Filters and weights against the reference vectors. */
class ThresholdsTest {
    private static final double[][] Q = {{.7, .2, .1}, {.1, .8, .1}, {.5, .3, .2}};
    private static final double[][] HELD_OUT = {{.9, .1}, {.6, .4}, {.3, .7}, {.2, .8}, {.55, .45}};
    private static final SelectionMethod ALL = EverySample.UNWEIGHTED;

    @Test
    void shouldAskLessOfClassesThatTheTeacherExpectsLess() {
        // Given
        FreeMatchThresholds filter = new FreeMatchThresholds(1, ALL);

        // When
        double[] thresholds = filter.thresholds(Candidate.distributions(Q));
        Selection selection = filter.select(Candidate.distributions(Q));

        // Then
        assertThat(thresholds).containsExactly(new double[] {.666667, .666667, .205128}, within(1e-6));
        assertThat(selection.indices()).containsExactly(0, 1);
        assertThat(new FreeMatchThresholds(.5, ALL).thresholds(Candidate.distributions(Q)))
                .containsExactly(new double[] {.5, .5, .205128}, within(1e-6));
    }

    /** Of four of class 0 two, of three of class 1 two, of the only one of class 2 that one; ties by position. */
    @Test
    void shouldKeepAShareOfEveryClass() {
        // Given
        double[][] rows = {
            {.5, .3, .2},
            {.9, .1, 0},
            {.4, .3, .3},
            {.9, .05, .05},
            {.1, .5, .4},
            {.1, .7, .2},
            {0, .7, .3},
            {.3, .3, .4}
        };

        // When
        Selection half = new ShareOfEachClass(.5, ALL).select(Candidate.distributions(rows));
        Selection least = new ShareOfEachClass(.01, ALL).select(Candidate.distributions(rows));
        Selection all = new ShareOfEachClass(1, ALL).select(Candidate.distributions(rows));

        // Then
        assertThat(half.indices()).containsExactly(1, 3, 5, 6, 7);
        assertThat(least.indices()).containsExactly(1, 5, 7);
        assertThat(all.indices()).hasSize(8);
    }

    @Test
    void shouldKeepWhatIsConfidentInItsClass() {
        // When
        double[] thresholds = ConfidentSamples.thresholds(Candidate.heldOut(HELD_OUT, 0, 0, 1, 1, 1));
        Selection selection = new ConfidentSamples(Candidate.heldOut(HELD_OUT, 0, 0, 1, 1, 1), ALL)
                .select(Candidate.distributions(HELD_OUT));

        // Then
        assertThat(thresholds).containsExactly(new double[] {.75, .65}, within(1e-6));
        assertThat(selection.indices()).containsExactly(0, 2, 3);
    }

    @Test
    void shouldTakeTheMeanThresholdForAClassWithoutHeldOutSamples() {
        double[][] rows = {{.9, .1, 0}, {.5, .5, 0}};

        assertThat(ConfidentSamples.thresholds(Candidate.heldOut(rows, 0, 1)))
                .containsExactly(new double[] {.9, .5, .7}, within(1e-6));
    }

    @Test
    void shouldWeighAsSoftMatchDoes() {
        assertThat(SoftMatchWeights.weight(.9, .7, .04, 2)).isEqualTo(1);
        assertThat(SoftMatchWeights.weight(.6, .7, .04, 2)).isCloseTo(.606531, within(5e-7));
        assertThat(SoftMatchWeights.weight(.4, .7, .04, 2)).isCloseTo(.011109, within(5e-7));
    }

    /** All classes are alike in the mean, so that alignment changes nothing; mean .633333, variance .063333. */
    @Test
    void shouldTakeMeanAndVarianceOverAllSamples() {
        // Given
        double[][] rows = {
            {.9, .05, .05},
            {.2, .6, .2},
            {.3, .3, .4},
            {.05, .9, .05},
            {.2, .2, .6},
            {.4, .3, .3},
            {.05, .05, .9},
            {.6, .2, .2},
            {.3, .4, .3}
        };

        // When
        Selection selection = new SoftMatchWeights(2).select(Candidate.distributions(rows));

        // Then
        double variance = (3 * .2666667 * .2666667 + 3 * .0333333 * .0333333 + 3 * .2333333 * .2333333) / 8;
        double low = Math.exp(-.2333333 * .2333333 / (2 * variance / 4));
        double middle = Math.exp(-.0333333 * .0333333 / (2 * variance / 4));
        assertThat(selection.copies()).hasSize(9).containsOnly(1);
        assertThat(selection.weights()[0]).isEqualTo(1);
        assertThat((double) selection.weights()[1]).isCloseTo(middle, within(1e-4));
        assertThat((double) selection.weights()[2]).isCloseTo(low, within(1e-4));
    }

    /** Class 0 is four times as frequent, so its sample needs four times the probability. */
    @Test
    void shouldNotWeighHardClassesAway() {
        // Given
        double[][] rows = {{.9, .1}, {.9, .1}, {.9, .1}, {.5, .5}, {.4, .6}};

        // When
        float[] weights =
                new SoftMatchWeights(2).select(Candidate.distributions(rows)).weights();

        // Then
        assertThat(weights[4]).isGreaterThan(weights[3]).isEqualTo(1);
    }

    @Test
    void shouldWeighEqualConfidencesEqually() {
        assertThat(new SoftMatchWeights(2)
                        .select(Candidate.distributions(new double[][] {{.5, .5}}))
                        .weights())
                .containsExactly(1);
        assertThat(new SoftMatchWeights(2)
                        .select(Candidate.distributions(new double[][] {{.5, .5}})
                                .atLeast(.9))
                        .weights())
                .isEmpty();
    }

    @Test
    void shouldAlignAsTheReferenceDoes() {
        // Given
        DistributionAlignment alignment = DistributionAlignment.toUniform(new double[] {.5, .3, .2});
        float[] first = {.6f, .3f, .1f};
        float[] second = {.2f, .5f, .3f};

        // When
        alignment.apply(first);
        alignment.apply(second);

        // Then
        assertThat(first).containsExactly(new float[] {.444445f, .370370f, .185185f}, within(1e-6f));
        assertThat(second).containsExactly(new float[] {.112150f, .467290f, .420560f}, within(1e-6f));
    }

    @Test
    void shouldFindTheTemperatureOfTheReference() {
        // Given logits of 4 at the classes 0, 1, 2 and 0
        double right = Math.exp(4) / (Math.exp(4) + 2);
        double wrong = 1 / (Math.exp(4) + 2);
        double[][] rows = {{right, wrong, wrong}, {wrong, right, wrong}, {wrong, wrong, right}, {right, wrong, wrong}};
        HeldOutLabels heldOut = Candidate.heldOut(rows, 0, 1, 2, 1);

        // When
        double temperature = TemperatureScaling.fit(heldOut);

        // Then
        assertThat(temperature).isCloseTo(2.232443, within(1e-5));
        assertThat(TemperatureScaling.loss(heldOut, 1)).isCloseTo(1.035976, within(1e-5));
        assertThat(TemperatureScaling.loss(heldOut, temperature)).isCloseTo(.735622, within(1e-5));
    }

    @Test
    void shouldNotGrowConfidentWithoutEndAfterAFewRightAnswers() {
        HeldOutLabels right = Candidate.heldOut(new double[][] {{.9, .1}, {1, 0}}, 0, 0);
        HeldOutLabels wrong = Candidate.heldOut(new double[][] {{1, 0}}, 1);

        assertThat(TemperatureScaling.fit(right)).isCloseTo(TemperatureScaling.LOWEST, within(1e-6));
        assertThat(TemperatureScaling.fit(wrong)).isCloseTo(TemperatureScaling.HIGHEST, within(1e-3));
    }

    @Test
    void shouldMakeTheMethodOfEveryRule() {
        assertThat(chosen(new SelectionRule.MostConfident())).containsExactly(0, 1);
        assertThat(chosen(new SelectionRule.Binned())).isSubsetOf(0, 1, 2).contains(1);
        assertThat(chosen(new SelectionRule.UseAll())).containsExactly(0, 1, 2);
        assertThat(chosen(new SelectionRule.SoftMatch(2))).containsExactly(0, 1, 2);
        assertThat(chosen(new SelectionRule.FreeMatch(1))).containsExactly(0, 1);
        assertThat(chosen(new SelectionRule.FreeMatch(.1))).containsExactly(0, 1);
        assertThat(chosen(new SelectionRule.ConfidentLearning())).containsExactly(1);
    }

    /** One row per class; of class 0 there are two candidates. Held-out samples of class 0 have .75, of class 1 .65. */
    private static Integer[] chosen(SelectionRule rule) {
        SelectionConfig config = new SelectionConfig(1, true, rule, null, null, null);
        double[][] heldOut = {{.75, .2, .05}, {.3, .65, .05}};
        Selection selection = SelectionMethod.of(config, 5, () -> Candidate.heldOut(heldOut, 0, 1))
                .select(Candidate.distributions(Q));
        return Arrays.stream(selection.indices()).boxed().toArray(Integer[]::new);
    }
}
