package io.noisystudent.registry.catalog;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.Metrics;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.PairedComparison;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.registry.view.KeptLimits;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EvaluationCatalogTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final TestRegistry registry = new TestRegistry(store);
    private final ModelEvaluation evaluation = Samples.evaluation("1-validation-v1", 1, Split.VALIDATION, 80, null);

    EvaluationCatalogTest() {
        registry.register("request");
    }

    @Test
    void shouldAnswerTheSameEvidenceWithWhatIsThere() {
        // Given
        registry.evaluations.post(evaluation);
        ModelEvaluation later = new ModelEvaluation(
                evaluation.id(),
                evaluation.model(),
                evaluation.split(),
                evaluation.metrics(),
                null,
                evaluation.data(),
                TestRegistry.NOW.plusSeconds(5));
        // When
        EvaluationCatalog.Posted again = new TestRegistry(store).evaluations.post(later);
        // Then
        assertThat(again.created()).isFalse();
        assertThat(again.evaluation()).isEqualTo(evaluation);
    }

    @Test
    void shouldRefuseAnotherContentUnderTheSameId() {
        // Given
        registry.evaluations.post(evaluation);
        // When, Then
        assertThatThrownBy(() ->
                        registry.evaluations.post(Samples.evaluation(evaluation.id(), 1, Split.VALIDATION, 90, null)))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SLOT_TAKEN));
        assertThat(registry.evaluations.of(Samples.MODEL, 1)).containsExactly(entry(evaluation.id(), evaluation));
    }

    @Test
    void shouldFindEvidenceThatAnotherInstanceKept() {
        // Given
        TestRegistry other = new TestRegistry(store);
        other.view.refresh();
        registry.evaluations.post(evaluation);
        // When, Then
        assertThat(other.evaluations.of(Samples.MODEL, 1)).containsKey(evaluation.id());
        assertThatThrownBy(() -> other.evaluations.require(Samples.MODEL, 1, List.of("nothing")))
                .hasMessageContaining("nothing");
    }

    @Test
    void shouldRefuseImpossibleFigures() {
        Metrics m = evaluation.metrics();
        for (Metrics wrong : List.of(
                metrics(m.samples(), Double.NaN, m),
                metrics(m.samples(), 1.1, m),
                metrics(99, m.top1(), m),
                metrics(10_000_001, m.top1(), m),
                metrics(-100, m.top1(), m),
                confusion(100, List.of(List.of(101L, -1L), List.of(0L, 0L))),
                confusion(0, List.of(List.of(Long.MAX_VALUE, Long.MAX_VALUE), List.of(2L, 0L))),
                new Metrics(100, 0.8, 0, 1, 1, Double.POSITIVE_INFINITY, 0.1, m.recallPerClass(), m.confusion()),
                new Metrics(100, 0.8, 0, 1, 1, 0.3, 0.1, List.of(1.0), m.confusion()),
                new Metrics(100, 0.8, 0, 1, 1, -1, 0.1, m.recallPerClass(), m.confusion()),
                new Metrics(100, 0.8, 0, 1, 1, 1, 0.1, m.recallPerClass(), List.of(List.of(100L))))) {
            ModelEvaluation posted = new ModelEvaluation(
                    "wrong", evaluation.model(), Split.TEST, wrong, null, List.of(), TestRegistry.NOW);
            assertThatThrownBy(() -> registry.evaluations.post(posted))
                    .isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.code())
                            .isEqualTo(ErrorCode.BAD_REQUEST));
        }
    }

    @Test
    void shouldKeepNoMoreRangesThanItCanHoldInMemory() {
        for (List<LogRange> data : List.of(
                Collections.nCopies(4097, new LogRange("digits.labeled", 0, 0, 1)),
                List.of(new LogRange("t".repeat(250), 0, 0, 1)),
                List.of(new LogRange("digits.labeled", 0, 0, Long.MAX_VALUE)))) {
            ModelEvaluation posted = new ModelEvaluation(
                    "large", evaluation.model(), Split.TEST, evaluation.metrics(), null, data, TestRegistry.NOW);
            assertThatThrownBy(() -> registry.evaluations.post(posted))
                    .isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.code())
                            .isEqualTo(ErrorCode.BAD_REQUEST));
        }
    }

    @Test
    void shouldKeepABoundedNumberOfEvaluationsOfAVersion() {
        // Given
        TestRegistry bounded = new TestRegistry(store, new KeptLimits(10, 2, 1 << 20));
        bounded.evaluations.post(evaluation);
        bounded.evaluations.post(named("second"));

        // When, Then
        assertThatThrownBy(() -> bounded.evaluations.post(named("third")))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST);
                    assertThat(e.subject()).isEqualTo(evaluation.model().toString());
                    assertThat(e.getMessage()).contains("2 evaluations", "noisystudent.registry.max-evaluations");
                });
        assertThat(bounded.evaluations.post(evaluation).created())
                .as("what is there is answered")
                .isFalse();
    }

    @Test
    void shouldKeepABoundedSizeOfEvaluationsOfAVersion() {
        // Given
        registry.evaluations.post(evaluation);
        int size = store.get(RegistryKeys.evaluation(evaluation.model(), evaluation.id()))
                .orElseThrow()
                .length;
        TestRegistry bounded = new TestRegistry(store, new KeptLimits(10, 10, 3 * size / 2));

        // When, Then
        assertThatThrownBy(() -> bounded.evaluations.post(named("second")))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.getMessage())
                        .contains(size + " bytes", "noisystudent.registry.max-evaluation-bytes"));
    }

    /** Kept before there was a limit, or before it was lowered. */
    @Test
    void shouldReadMoreThanItTakes() {
        // Given
        registry.evaluations.post(evaluation);
        registry.evaluations.post(named("second"));
        registry.evaluations.post(named("third"));

        // When
        TestRegistry bounded = new TestRegistry(store, new KeptLimits(0, 1, 1));
        bounded.view.refresh();

        // Then
        assertThat(bounded.evaluations.of(Samples.MODEL, 1)).hasSize(3);
        assertThatThrownBy(() -> bounded.evaluations.post(named("fourth"))).isInstanceOf(NoisyStudentException.class);
    }

    private ModelEvaluation named(String id) {
        return Samples.evaluation(id, 1, Split.VALIDATION, 80, null);
    }

    @Test
    void shouldRefuseAConditionThatIsNoName() {
        registry.register("request-1");
        for (String wrong : List.of("", "Blur 3", "../fog", "x".repeat(64))) {
            ModelEvaluation evaluation =
                    Samples.under(wrong, Samples.evaluation("wrong", 1, Split.VALIDATION, 80, null));
            assertThatThrownBy(() -> registry.evaluations.post(evaluation))
                    .isInstanceOf(NoisyStudentException.class)
                    .hasMessageContaining("'" + wrong + "' must be");
        }
    }

    @Test
    void shouldRefuseAnImpossibleComparison() {
        registry.register("request-1");
        for (PairedComparison wrong : List.of(
                comparison(101, -1, 0.1, 0.2),
                comparison(Long.MAX_VALUE, Long.MAX_VALUE, 0.1, 0.2),
                comparison(50, 50, Double.NaN, 0.2),
                comparison(50, 50, 0.1, Double.POSITIVE_INFINITY))) {
            ModelEvaluation posted = Samples.evaluation("wrong", 2, Split.VALIDATION, 80, wrong);
            assertThatThrownBy(() -> registry.evaluations.post(posted))
                    .isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.subject())
                            .startsWith("comparison"));
        }
    }

    /** Of {@link Long#MAX_VALUE} twice, the sum is -2. */
    private static PairedComparison comparison(long bothRight, long onlyCandidate, double low, double high) {
        long rest = bothRight == Long.MAX_VALUE ? 102 : 0;
        return new PairedComparison(
                new ModelRef(Samples.MODEL, 1),
                bothRight,
                onlyCandidate,
                0,
                rest,
                0.5,
                0.5,
                0,
                low,
                high,
                Collections.nCopies(2, 1.0));
    }

    private static Metrics confusion(long samples, List<List<Long>> confusion) {
        return new Metrics(samples, 0.8, 0, 1, 1, 0.3, 0.1, List.of(1.0, 1.0), confusion);
    }

    private static Metrics metrics(long samples, double top1, Metrics m) {
        return new Metrics(samples, top1, 0, 1, 1, 0.3, 0.1, m.recallPerClass(), m.confusion());
    }
}
