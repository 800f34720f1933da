package io.noisystudent.registry.promotion;

import io.noisystudent.contracts.config.GateConfig;
import io.noisystudent.contracts.config.GateRule;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasMove;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.contracts.registry.Rejection;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.registry.objects.Decision;
import io.noisystudent.registry.objects.SlotWriter;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.registry.view.RegistryView;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Whatever was decided about a candidate last, by a process that died before anything moved, the next request
 * completes it or decides again.
 */
class CandidateWaysOutTest {
    private static final ModelRef CANDIDATE = new ModelRef(Samples.MODEL, 2);

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final TestRegistry registry = new TestRegistry(store);

    static Stream<Arguments> decisionsInEveryMode() {
        return Arrays.stream(Decision.Outcome.values())
                .flatMap(outcome -> Arrays.stream(GateConfig.Mode.values()).map(mode -> Arguments.of(outcome, mode)));
    }

    @BeforeEach
    void register() {
        registry.register("request-1");
        registry.evaluations.post(Samples.evaluation("e1", 1, Split.VALIDATION, 80, null));
        registry.promotions.promote(Samples.MODEL, 1, byTheGate("e1"));
        registry.register("request-2");
        registry.evaluations.post(Samples.compared("e2", 2, 1, 20, 0));
    }

    @ParameterizedTest
    @MethodSource("decisionsInEveryMode")
    void shouldBecomeTeacherWhenAPersonOverridesTheGate(Decision.Outcome last, GateConfig.Mode mode) {
        // Given
        decide(last);

        TestRegistry next = in(mode);

        // When
        Verdict verdict = next.promotions.promote(
                Samples.MODEL, 2, new PromotionRequest("eve", "needed on site", List.of(), true));

        // Then
        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.PROMOTED);
        assertThat(teacher(next)).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("decisionsInEveryMode")
    void shouldStandRejectedWhenAPersonRejectsIt(Decision.Outcome last, GateConfig.Mode mode) {
        // Given
        decide(last);

        TestRegistry next = in(mode);

        // When
        Verdict verdict = next.promotions.reject(Samples.MODEL, 2, new Rejection("eve", "worse on site"));

        // Then
        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.REJECTED);
        assertThat(registry.promotions.promote(Samples.MODEL, 2, byTheGate("e2")))
                .isEqualTo(verdict);
        assertThat(teacher(next)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void shouldBePromotedByTheGateUnlessItIsRejected(Decision.Outcome last) {
        // Given
        decide(last);

        // When
        Verdict verdict = registry.promotions.promote(Samples.MODEL, 2, byTheGate("e2"));

        // Then
        boolean rejected = last == Decision.Outcome.REJECTED;
        assertThat(verdict.outcome()).isEqualTo(rejected ? Verdict.Outcome.REJECTED : Verdict.Outcome.PROMOTED);
        assertThat(teacher(registry)).isEqualTo(rejected ? 1 : 2);
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeComparedWithANewTeacherUnlessItIsRejected(Decision.Outcome last) {
        // Given
        decide(last);
        registry.register("request-3");
        registry.aliases.move(Samples.MODEL, "teacher", 1, new AliasMove(3, "eve", "needed on site", List.of()));
        registry.evaluations.post(Samples.compared("e2-3", 2, 3, 20, 0));

        // When, Then
        if (last == Decision.Outcome.REJECTED) {
            assertThat(registry.promotions
                            .promote(Samples.MODEL, 2, byTheGate("e2-3"))
                            .outcome())
                    .isEqualTo(Verdict.Outcome.REJECTED);
        } else {
            assertThatThrownBy(() -> registry.promotions.promote(Samples.MODEL, 2, byTheGate("e2")))
                    .hasFieldOrPropertyWithValue("code", ErrorCode.STALE_REVISION)
                    .hasMessageContaining("digits/3 is the teacher");
            assertThat(registry.promotions
                            .promote(Samples.MODEL, 2, byTheGate("e2-3"))
                            .outcome())
                    .isEqualTo(Verdict.Outcome.PROMOTED);
            assertThat(teacher(registry)).isEqualTo(2);
        }
    }

    /** What is left of a decider that died. */
    private void decide(Decision.Outcome outcome) {
        RegistryView view = TestRegistry.view(store);
        view.refresh();
        DecisionLog log = new DecisionLog(
                view, new SlotWriter(store), Clock.fixed(TestRegistry.NOW, ZoneOffset.UTC), () -> "a nonce");
        log.decide(log.next(CANDIDATE, 1).of(outcome, "ann", "because"));
    }

    private TestRegistry in(GateConfig.Mode mode) {
        return new TestRegistry(store, TestRegistry.gate(mode, new GateRule.NotWorse(0.05)));
    }

    private static int teacher(TestRegistry asked) {
        return asked.aliases.current(Samples.MODEL, "teacher").version();
    }

    private static PromotionRequest byTheGate(String evidence) {
        return new PromotionRequest("teacher-service", "generation 1", List.of(evidence), false);
    }
}
