package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.CurriculumConfig.CollapseBounds;
import io.noisystudent.contracts.event.LabelingSummary;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class CollapseAlarmTest {
    private static final CollapseBounds BOUNDS = new CollapseBounds(0.1, 0.5, 1);
    private static final List<String> CLASSES = List.of("cat", "dog", "fox");

    @Test
    void shouldAcceptSoundLabels() {
        assertThat(CollapseAlarm.check(labels(900, List.of(30L, 40L, 30L)), BOUNDS, CLASSES))
                .isEmpty();
    }

    @Test
    void shouldRefuseTooFewLabels() {
        assertThat(CollapseAlarm.check(labels(901, List.of(30L, 40L, 30L)), BOUNDS, CLASSES))
                .hasValueSatisfying(
                        reason -> assertThat(reason).contains("0.0999").contains("min-accepted-share 0.1000"));
    }

    @Test
    void shouldRefuseOneSidedLabels() {
        assertThat(CollapseAlarm.check(labels(0, List.of(98L, 1L, 1L)), BOUNDS, CLASSES))
                .hasValueSatisfying(reason -> assertThat(reason).contains("min-entropy"));
    }

    @Test
    void shouldRefuseMissingClasses() {
        assertThat(CollapseAlarm.check(
                        labels(0, List.of(50L, 0L, 50L, 0L)), BOUNDS, List.of("cat", "dog", "fox", "owl")))
                .hasValueSatisfying(
                        reason -> assertThat(reason)
                                .startsWith(
                                        "2 classes have no accepted sample ('dog', 'owl'); collapse.max-empty-classes allows "));
    }

    @Test
    void shouldNameTheFirstOfManyMissingClasses() {
        List<String> classes =
                IntStream.range(0, 20).mapToObj(Integer::toString).toList();
        List<Long> counts =
                IntStream.range(0, 20).mapToObj(index -> index < 8 ? 9L : 0L).toList();

        assertThat(CollapseAlarm.check(labels(0, counts), BOUNDS, classes))
                .hasValueSatisfying(reason -> assertThat(reason).contains("'8', '9', ", "'17' and 2 more)"));
    }

    @Test
    void shouldRefuseNothingAtAllWhateverTheBounds() {
        assertThat(CollapseAlarm.check(labels(10, List.of(0L, 0L)), new CollapseBounds(0, 0, 2), List.of("cat", "dog")))
                .isPresent();
    }

    @Test
    void shouldMeasureEntropyAsAShareOfTheUniformOne() {
        assertThat(CollapseAlarm.entropy(List.of(7L, 7L, 7L))).isEqualTo(1, within(1e-12));
        assertThat(CollapseAlarm.entropy(List.of(9L, 0L))).isZero();
        // H(1/4) = 0.811278 bit
        assertThat(CollapseAlarm.entropy(List.of(1L, 3L))).isEqualTo(0.811278, within(1e-6));
    }

    private static LabelingSummary labels(long rejected, List<Long> perClass) {
        long accepted = perClass.stream().mapToLong(Long::longValue).sum();
        return new LabelingSummary(1, 1, accepted, rejected, 0, perClass);
    }
}
