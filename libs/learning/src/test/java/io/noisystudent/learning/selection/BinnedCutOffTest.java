package io.noisystudent.learning.selection;

import io.noisystudent.learning.selection.BinnedCutOff.CutOff;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class BinnedCutOffTest {
    private static final float[] A = {.99f, .97f, .95f, .93f, .91f, .90f, .62f, .40f};
    private static final float[] B = {.80f, .55f, .31f};
    private static final float[] C = {.95f, .29f, .20f};
    private static final float[] D = {.995f, .994f, .993f, .992f, .991f};

    @Test
    void shouldFindTheCutOffsOfTheReference() {
        // Given
        TeacherLabels candidates = Candidate.perClass(A, B, C, new float[0]).atLeast(.3);

        // When
        CutOff[] cutOffs = new BinnedCutOff(new ClassTarget(5, true), .3, 1).cutOffs(candidates, 5);

        // Then
        assertThat(cutOffs)
                .containsExactly(
                        new CutOff(.91, 5, 1), new CutOff(.3, 3, 5 / 3.0), new CutOff(.3, 1, 5), new CutOff(.3, 0, 0));
    }

    @Test
    void shouldThinTheLastBinAtRandom() {
        // Given
        TeacherLabels candidates = Candidate.perClass(D);
        ClassTarget target = new ClassTarget(4, true);

        // When
        CutOff[] cutOffs = new BinnedCutOff(target, .3, 1).cutOffs(candidates, 4);
        int[] totals = IntStream.range(0, 2000)
                .map(seed -> new BinnedCutOff(target, .3, seed)
                        .select(candidates)
                        .report()
                        .total())
                .toArray();

        // Then
        assertThat(cutOffs).containsExactly(new CutOff(.99, 5, .8));
        assertThat(totals).contains(5, 4, 3);
        assertThat(IntStream.of(totals).average().orElseThrow()).isCloseTo(4, within(.1));
    }

    @Test
    void shouldRepeatScarceSamplesAtRandomAndEquallyForEqualSeeds() {
        // Given
        TeacherLabels candidates = Candidate.perClass(A, B, C).atLeast(.3);
        BinnedCutOff binned = new BinnedCutOff(new ClassTarget(5, true), .3, 7);

        // When
        Selection selection = binned.select(candidates);

        // Then
        assertThat(selection.indices()).containsExactly(0, 1, 2, 3, 4, 8, 9, 10, 11);
        assertThat(selection.copies()).startsWith(1, 1, 1, 1, 1).endsWith(5);
        assertThat(IntStream.of(selection.copies()).skip(5).limit(3)).allMatch(copies -> copies == 1 || copies == 2);
        assertThat(binned.select(candidates).copies()).isEqualTo(selection.copies());
    }

    @Test
    void shouldNotRepeatUnlessAsked() {
        Selection selection = new BinnedCutOff(new ClassTarget(5, false), 0, 7).select(Candidate.perClass(B));

        assertThat(selection.copies()).containsExactly(1, 1, 1);
    }
}
