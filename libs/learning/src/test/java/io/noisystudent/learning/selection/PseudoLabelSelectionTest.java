package io.noisystudent.learning.selection;

import io.noisystudent.contracts.config.SelectionConfig;
import io.noisystudent.contracts.config.SelectionConfig.Alignment;
import io.noisystudent.contracts.config.SelectionRule;
import io.noisystudent.learning.selection.PseudoLabelSelection.Choice;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class PseudoLabelSelectionTest {
    private static final double[][] ROWS = {{.9, .1}, {.8, .2}, {.55, .45}, {.3, .7}};
    private static final int[] LABELED = {1, 3};

    @Test
    void shouldChooseFromWhatTheTeacherSaidByDefault() {
        // When
        Choice choice = select(new SelectionConfig(SelectionConfig.AUTO, true), new double[0][]);

        // Then classes of 3 and 1, whose median is 2
        assertThat(choice.selection().copies()).containsExactly(1, 1, 2);
        assertThat(choice.alignment()).isEmpty();
        assertThat(choice.temperature()).isEmpty();
    }

    @Test
    void shouldAlignBeforeItChooses() {
        // When the mean is .6375, .3625
        Choice uniform = select(config(Alignment.UNIFORM, false, 0), new double[0][]);
        Choice labeled = select(config(Alignment.LABELED, false, 0), new double[0][]);

        // Then the third sample changes its class, and with three quarters of class 1 the second one does, too
        assertThat(uniform.selection().report().classes())
                .extracting(SelectionReport.ClassCount::unique)
                .containsExactly(2, 2);
        assertThat(labeled.selection().report().classes())
                .extracting(SelectionReport.ClassCount::unique)
                .containsExactly(1, 3);
        float[] row = {.55f, .45f};
        uniform.alignment().orElseThrow().apply(row);
        assertThat(row[0]).isCloseTo((float) (.55 / .6375 / (.55 / .6375 + .45 / .3625)), within(1e-5f));
    }

    @Test
    void shouldCalibrateTheConfidencesThatItChoosesBy() {
        // Given a teacher that says .9 and is right in two thirds of the cases: 9^(1/T) = 2, T = 3.17
        double[][] heldOut = {{.9, .1}, {.9, .1}, {.9, .1}};

        // When
        Choice without = select(config(Alignment.NONE, false, .6), heldOut, 0, 0, 1);
        Choice with = select(config(Alignment.NONE, true, .6), heldOut, 0, 0, 1);

        // Then .9, .8, .7 become .667, .608, .566
        assertThat(with.temperature().orElseThrow()).isCloseTo(Math.log(9) / Math.log(2), within(1e-5));
        assertThat(without.selection().indices()).containsExactly(0, 1, 3);
        assertThat(with.selection().indices()).containsExactly(0, 1);
        assertThat(with.selection().report().classes().get(0).threshold()).isCloseTo(.6076, within(1e-3));
    }

    private static SelectionConfig config(Alignment alignment, boolean calibrate, double floor) {
        return new SelectionConfig(SelectionConfig.AUTO, true, new SelectionRule.UseAll(), floor, alignment, calibrate);
    }

    private static Choice select(SelectionConfig config, double[][] heldOut, int... labels) {
        return new PseudoLabelSelection(config, 1)
                .select(Candidate.distributions(ROWS), LABELED, () -> Candidate.heldOut(heldOut, labels));
    }
}
