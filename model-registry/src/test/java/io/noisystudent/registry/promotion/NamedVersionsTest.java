package io.noisystudent.registry.promotion;

import io.noisystudent.contracts.config.GateConfig;
import io.noisystudent.contracts.config.GateRule;
import io.noisystudent.contracts.config.GateRule.MaxLoss;
import io.noisystudent.contracts.config.GateRule.MaxLoss.Smaller;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.Latency;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Version 1 is the teacher, 2 a large one that is not, 3 a small candidate. */
class NamedVersionsTest {
    private static final GateRule AGAINST_2 = loss("2");

    private final InMemoryObjectStore store = new InMemoryObjectStore();

    @BeforeEach
    void registerThreeVersions() {
        TestRegistry first = gate();
        first.importFile("the teacher");
        first.importFile("a large one, which is not the teacher");
        first.importFile("small");
        first.promotions.promote(Samples.MODEL, 1, new PromotionRequest("ann", "by hand", List.of(), true));
    }

    @Test
    void shouldPromoteASmallerVersionThatIsLittleWorseThanTheNamedOne() {
        // Given
        TestRegistry registry = gate(AGAINST_2);
        registry.evaluations.post(Samples.compared("teacher", 3, 1, 0, 30));
        registry.evaluations.post(Samples.compared("named", 3, 2, 1, 3));

        // When
        Verdict verdict = promote(registry, "teacher", "named");

        // Then
        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.PROMOTED);
        assertThat(verdict.rules()).singleElement().satisfies(rule -> {
            assertThat(rule.against()).isEqualTo(2);
            assertThat(rule.explanation()).contains("a loss of 0.0200 of accuracy against version 2");
        });
    }

    @Test
    void shouldWeighTheTeacherBesideTheNamedOne() {
        // Given
        TestRegistry registry = gate(new GateRule.NotWorse(0.05), AGAINST_2);
        registry.evaluations.post(Samples.compared("teacher", 3, 1, 0, 30));
        registry.evaluations.post(Samples.compared("named", 3, 2, 1, 3));

        // When
        Verdict verdict = promote(registry, "named", "teacher");

        // Then
        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.REJECTED);
        assertThat(verdict.rules()).extracting(Verdict.RuleResult::passed).containsExactly(false, true);
        assertThat(verdict.rules()).extracting(Verdict.RuleResult::against).containsExactly(1, 2);
    }

    @Test
    void shouldDecideOnEvidenceAboutNamedVersionsAlone() {
        // Given
        TestRegistry registry = gate(AGAINST_2, loss("4"));
        registry.importFile("another large one, which is not the teacher");
        registry.evaluations.post(Samples.compared("first", 3, 2, 1, 3));
        registry.evaluations.post(Samples.compared("second", 3, 4, 0, 9));

        // When
        Verdict verdict = promote(registry, "first", "second");

        // Then
        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.REJECTED);
        assertThat(verdict.rules()).extracting(Verdict.RuleResult::against).containsExactly(2, 4);
        assertThat(verdict.rules()).extracting(Verdict.RuleResult::passed).containsExactly(true, false);
    }

    @Test
    void shouldAskForEvidenceAboutTheNamedOne() {
        // Given
        TestRegistry registry = gate(AGAINST_2);
        registry.evaluations.post(Samples.compared("teacher", 3, 1, 0, 0));

        // When / Then
        assertThatThrownBy(() -> promote(registry, "teacher"))
                .hasFieldOrPropertyWithValue("code", ErrorCode.NO_EVIDENCE)
                .hasMessageContaining(
                        "max-loss compares with digits/2 (against: 2), and none of the named evidence does");
        assertThat(registry.promotions.verdict(Samples.MODEL, 3))
                .as("it may be asked again")
                .isEmpty();
        registry.evaluations.post(Samples.compared("named", 3, 2, 0, 0));
        assertThat(promote(registry, "teacher", "named").outcome()).isEqualTo(Verdict.Outcome.PROMOTED);
    }

    /** A candidate without a parent is compared with the teacher in office, who may have moved since it was evaluated. */
    @Test
    void shouldAskForAnEvaluationAgainstTheTeacherThatMoved() {
        // Given
        TestRegistry registry = gate(loss(GateRule.PARENT));
        registry.evaluations.post(Samples.compared("before", 3, 2, 0, 0));

        // When / Then
        assertThatThrownBy(() -> promote(registry, "before"))
                .hasFieldOrPropertyWithValue("code", ErrorCode.STALE_REVISION)
                .hasMessageContaining("max-loss compares with digits/1 (against: parent)");
    }

    @Test
    void shouldRefuseANameThatNoVersionHas() {
        TestRegistry registry = gate(loss("9"));
        registry.evaluations.post(Samples.compared("teacher", 3, 1, 0, 0));

        assertThatThrownBy(() -> promote(registry, "teacher"))
                .hasFieldOrPropertyWithValue("code", ErrorCode.NOT_FOUND)
                .hasFieldOrPropertyWithValue("subject", "digits/9");
    }

    @Test
    void shouldCompareWithTheTeacherWhereACandidateHasNoParent() {
        // Given
        TestRegistry registry = gate(loss("parent"));
        registry.evaluations.post(Samples.compared("teacher", 3, 1, 1, 3));

        // When
        Verdict verdict = promote(registry, "teacher");

        // Then
        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.PROMOTED);
        assertThat(verdict.rules()).extracting(Verdict.RuleResult::against).containsExactly(1);
    }

    /** An ensemble has no parent; where the teacher moves while it is evaluated, there is evidence against both. */
    @Test
    void shouldNotWeighTheTeacherOfBefore() {
        // Given
        TestRegistry registry = gate(new GateRule.NotWorse(0.05), loss("parent"));
        registry.evaluations.post(Samples.compared("before", 3, 2, 0, 30));
        registry.evaluations.post(Samples.compared("teacher", 3, 1, 1, 3));

        // When
        Verdict verdict = promote(registry, "before", "teacher");

        // Then
        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.PROMOTED);
        assertThat(verdict.rules()).extracting(Verdict.RuleResult::against).containsExactly(1, 1);
    }

    @Test
    void shouldNeedNoIncumbentForRulesThatCompareWithNone() {
        // Given
        TestRegistry registry = gate(new GateRule.MaxParameters(1_000), new GateRule.MaxLatency(1));
        registry.evaluations.post(Samples.measured(
                Samples.evaluation("alone", 3, Split.VALIDATION, 10, null), new Latency(8, 16, 25, Samples.EXECUTION)));

        // When
        Verdict verdict = promote(registry, "alone");

        // Then
        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.PROMOTED);
        assertThat(verdict.rules()).extracting(Verdict.RuleResult::against).containsOnlyNulls();
    }

    private TestRegistry gate(GateRule... rules) {
        return new TestRegistry(store, TestRegistry.gate(GateConfig.Mode.AUTO, rules));
    }

    private static GateRule loss(String against) {
        return new MaxLoss(0.02, against, Smaller.FILE, null);
    }

    private static Verdict promote(TestRegistry registry, String... evidence) {
        return registry.promotions.promote(
                Samples.MODEL, 3, new PromotionRequest("curriculum", "generation 1", List.of(evidence), false));
    }
}
