package io.noisystudent.registry.promotion;

import io.noisystudent.contracts.config.GateConfig;
import io.noisystudent.contracts.config.GateRule;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.AliasMove;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.contracts.registry.Rejection;
import io.noisystudent.contracts.registry.Rollback;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.registry.testing.Race;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PromotionServiceTest {
    private static final GateConfig SHADOW = TestRegistry.gate(GateConfig.Mode.SHADOW, new GateRule.NotWorse(0.05));
    private static final GateConfig MANUAL = TestRegistry.gate(GateConfig.Mode.MANUAL, new GateRule.NotWorse(0.05));

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final TestRegistry registry = new TestRegistry(store);

    @Test
    void shouldPromoteTheFirstTeacherWithItsEvidenceInTheSlot() {
        // Given
        registry.register("request-1");
        registry.evaluations.post(Samples.evaluation("0-validation-v1", 1, Split.VALIDATION, 80, null));
        // When
        Verdict verdict = promote(registry, 1, "0-validation-v1");
        // Then
        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.PROMOTED);
        assertThat(verdict.revision()).isEqualTo(1);
        AliasSlot slot = registry.aliases.current(Samples.MODEL, "teacher");
        assertThat(slot.version()).isEqualTo(1);
        assertThat(slot.evidence()).containsExactly("0-validation-v1");
        assertThat(slot.rules()).isEqualTo(verdict.rules()).hasSize(1);
        assertThat(slot.kind()).isEqualTo(AliasSlot.Kind.PROMOTION);
    }

    @Test
    void shouldAskAGateWithoutRulesForNoEvidence() {
        // Given
        TestRegistry open = new TestRegistry(store, TestRegistry.gate(GateConfig.Mode.AUTO));
        open.register("request-1");
        open.register("request-2");
        PromotionRequest nothing = new PromotionRequest("curriculum", "generation 1", List.of(), false);
        // When
        open.promotions.promote(Samples.MODEL, 1, nothing);
        Verdict verdict = open.promotions.promote(Samples.MODEL, 2, nothing);
        // Then
        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.PROMOTED);
        assertThat(verdict.revision()).isEqualTo(2);
        assertThat(verdict.summary()).isEqualTo("the gate has no rules");
        assertThatThrownBy(() -> registry.promotions.promote(
                        Samples.MODEL, registry.register("request-3").model().version(), nothing))
                .hasMessageContaining("name exactly one");
    }

    @Test
    void shouldDecideOnceAndSayTheSameAgain() {
        // Given
        firstTeacher();
        candidate(2, 1, 0, 20);
        // When
        Verdict verdict = promote(registry, 2, "e2");
        registry.evaluations.post(Samples.compared("better", 2, 1, 20, 0));
        Verdict again = promote(new TestRegistry(store), 2, "better");
        // Then
        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.REJECTED);
        assertThat(verdict.summary()).contains("worse than version 1");
        assertThat(again).isEqualTo(verdict);
        assertThat(registry.aliases.current(Samples.MODEL, "teacher").version()).isEqualTo(1);
    }

    @Test
    void shouldRepeatAPromotionOnlyWhileItIsTrue() {
        // Given
        firstTeacher();
        candidate(2, 1, 20, 0);
        Verdict first = promote(registry, 2, "e2");
        assertThat(promote(new TestRegistry(store), 2, "e2")).isEqualTo(first);
        registry.register("request-3");
        registry.evaluations.post(Samples.compared("e3", 3, 2, 20, 0));
        promote(registry, 3, "e3");
        // When, Then
        assertThatThrownBy(() -> promote(registry, 2, "e2"))
                .hasFieldOrPropertyWithValue("code", ErrorCode.VERDICT_OUTDATED)
                .hasMessageContaining(
                        "promoted by revision 2, but version 3 is the teacher now (revision 3, moved by gate");
        assertThat(registry.promotions.verdict(Samples.MODEL, 2)).contains(first);
        // When it is the teacher again
        registry.aliases.rollBack(Samples.MODEL, "teacher", null, new Rollback(null, "ann", "worse on site"));
        assertThat(promote(registry, 2, "e2")).isEqualTo(first);
        assertThat(registry.aliases.history(Samples.MODEL, "teacher")).hasSize(4);
    }

    @Test
    void shouldNotCallAnUnevaluatedVersionPromoted() {
        // Given a version that came to be the teacher past the gate
        firstTeacher();
        candidate(2, 1, 20, 0);
        registry.aliases.move(Samples.MODEL, "teacher", 1, new AliasMove(2, "ann", "by hand", List.of()));
        // When, Then
        assertThatThrownBy(() -> promote(registry, 2, "e2"))
                .hasFieldOrPropertyWithValue("code", ErrorCode.VERDICT_OUTDATED)
                .hasMessageContaining("the gate never evaluated it", "revision 2, moved by ann");
        assertThat(registry.promotions.verdict(Samples.MODEL, 2)).isEmpty();
        // When another one is the teacher, it may be weighed
        registry.aliases.rollBack(Samples.MODEL, "teacher", null, new Rollback(null, "ann", "a mistake"));
        assertThat(promote(registry, 2, "e2").revision()).isEqualTo(4);
    }

    @Test
    void shouldNotTakeAMoveByHandForAPromotionThatWaited() {
        // Given a pass that waits for a person, and a move by hand to the same version
        firstTeacher();
        candidate(2, 1, 20, 0);
        TestRegistry manual = new TestRegistry(store, MANUAL);
        promote(manual, 2, "e2");
        manual.aliases.move(Samples.MODEL, "teacher", 1, new AliasMove(2, "ann", "by hand", List.of()));
        // When, Then
        assertThatThrownBy(() -> promote(registry, 2, "e2"))
                .hasFieldOrPropertyWithValue("code", ErrorCode.VERDICT_OUTDATED);
    }

    @Test
    void shouldPromoteOnceInARaceOfPromoters() throws InterruptedException {
        // Given
        firstTeacher();
        candidate(2, 1, 20, 0);
        // When
        List<Object> results = Race.run(16, i -> {
            TestRegistry instance = new TestRegistry(store);
            return () -> promote(instance, 2, "e2");
        });
        // Then
        assertThat(results).containsOnly(results.get(0));
        assertThat(((Verdict) results.get(0)).revision()).isEqualTo(2);
        assertThat(registry.aliases.history(Samples.MODEL, "teacher")).hasSize(2);
    }

    @Test
    void shouldFinishAPromotionThatWasInterrupted() {
        // Given a decision without its slot, as a process leaves it that dies between the two
        firstTeacher();
        candidate(2, 1, 20, 0);
        assertThat(promote(new TestRegistry(store, MANUAL), 2, "e2").outcome()).isEqualTo(Verdict.Outcome.PENDING);
        // When
        Verdict verdict = promote(new TestRegistry(store), 2, "e2");
        // Then
        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.PROMOTED);
        assertThat(verdict.revision()).isEqualTo(2);
        assertThat(store.list("models/digits/decisions/0000000002/", "", 10)).hasSize(1);
    }

    @Test
    void shouldWeighAgainAgainstATeacherThatCameInBetween() {
        // Given version 2 passed against version 1, but version 3 took the slot
        firstTeacher();
        candidate(2, 1, 20, 0);
        registry.register("request-3");
        TestRegistry manual = new TestRegistry(store, MANUAL);
        promote(manual, 2, "e2");
        registry.aliases.move(Samples.MODEL, "teacher", 1, new AliasMove(3, "ann", "by hand", List.of()));
        // When, Then
        assertThatThrownBy(() -> promote(registry, 2, "e2"))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STALE_REVISION))
                .hasMessageContaining("digits/3 is the teacher");
        registry.evaluations.post(Samples.compared("e2-3", 2, 3, 20, 0));
        assertThat(promote(registry, 2, "e2-3").revision()).isEqualTo(3);
    }

    @Test
    void shouldWaitForAPersonInManualMode() {
        // Given
        TestRegistry manual = new TestRegistry(store, MANUAL);
        manual.register("request-1");
        manual.evaluations.post(Samples.evaluation("e1", 1, Split.VALIDATION, 80, null));
        // When
        Verdict pending = promote(manual, 1, "e1");
        Verdict again = promote(manual, 1, "e1");
        Verdict approved =
                manual.promotions.promote(Samples.MODEL, 1, new PromotionRequest("ann", "looks good", List.of(), true));
        // Then
        assertThat(pending.outcome()).isEqualTo(Verdict.Outcome.PENDING);
        assertThat(again).isEqualTo(pending);
        assertThat(approved.outcome()).isEqualTo(Verdict.Outcome.PROMOTED);
        assertThat(manual.aliases.current(Samples.MODEL, "teacher").actor()).isEqualTo("ann");
    }

    @Test
    void shouldOnlyLookOnInShadowMode() {
        // Given
        firstTeacher();
        candidate(2, 1, 20, 0);
        candidate(3, 1, 0, 20);
        TestRegistry shadow = new TestRegistry(store, SHADOW);
        // When
        Verdict good = promote(shadow, 2, "e2");
        Verdict bad = promote(shadow, 3, "e3");
        // Then
        assertThat(good.outcome()).isEqualTo(Verdict.Outcome.WOULD_PROMOTE);
        assertThat(bad.outcome()).isEqualTo(Verdict.Outcome.WOULD_REJECT);
        assertThat(bad.summary()).contains("worse than version 1");
        assertThat(promote(shadow, 2, "e2")).isEqualTo(good);
        assertThat(new TestRegistry(store, SHADOW).promotions.verdict(Samples.MODEL, 3))
                .contains(bad);
        assertThat(shadow.aliases.history(Samples.MODEL, "teacher")).hasSize(1);
        // A person may; and so may the gate once it decides.
        TestRegistry auto = new TestRegistry(store);
        assertThat(auto.promotions.verdict(Samples.MODEL, 2)).contains(good);
        assertThat(promote(auto, 3, "e3").outcome()).isEqualTo(Verdict.Outcome.REJECTED);
        assertThat(shadow.promotions
                        .promote(Samples.MODEL, 2, new PromotionRequest("ann", "I like it", List.of(), true))
                        .outcome())
                .isEqualTo(Verdict.Outcome.PROMOTED);
    }

    @Test
    void shouldMoveNothingInShadowModeThatAnotherModeLetPass() {
        // Given
        TestRegistry manual = new TestRegistry(store, MANUAL);
        manual.register("request-1");
        manual.evaluations.post(Samples.evaluation("e1", 1, Split.VALIDATION, 80, null));
        promote(manual, 1, "e1");
        // When
        Verdict seen = promote(new TestRegistry(store, SHADOW), 1, "e1");
        // Then
        assertThat(seen.outcome()).isEqualTo(Verdict.Outcome.WOULD_PROMOTE);
        assertThat(manual.aliases.history(Samples.MODEL, "teacher")).isEmpty();
    }

    @Test
    void shouldWeighConditionsOnlyWhenARuleAsksForThem() {
        // Given
        firstTeacher();
        candidate(2, 1, 20, 0);
        registry.evaluations.post(Samples.under("blur-2", Samples.compared("blurred", 2, 1, 0, 20)));
        registry.evaluations.post(Samples.under("fog", Samples.evaluation("alone", 2, Split.VALIDATION, 9, null)));
        TestRegistry strict = new TestRegistry(
                store,
                TestRegistry.gate(
                        GateConfig.Mode.SHADOW, new GateRule.NotWorse(0.05), new GateRule.RobustnessLoss(0.1)));
        // When
        Verdict refused = promote(strict, 2, "e2", "blurred");
        // Then
        assertThat(refused.outcome()).isEqualTo(Verdict.Outcome.WOULD_REJECT);
        assertThat(refused.summary()).contains("blur-2", "a loss of 0.2000");
        assertThatThrownBy(() -> promote(registry, 2, "blurred")).hasMessageContaining("without a condition");
        assertThat(promote(registry, 2, "e2", "alone").outcome()).isEqualTo(Verdict.Outcome.PROMOTED);
    }

    @Test
    void shouldLetAPersonReject() {
        // Given
        TestRegistry manual = new TestRegistry(store, MANUAL);
        manual.register("request-1");
        manual.evaluations.post(Samples.evaluation("e1", 1, Split.VALIDATION, 80, null));
        promote(manual, 1, "e1");
        // When
        Verdict rejected = manual.promotions.reject(Samples.MODEL, 1, new Rejection("ann", "cats look odd"));
        // Then
        assertThat(rejected.outcome()).isEqualTo(Verdict.Outcome.REJECTED);
        assertThat(rejected.summary()).isEqualTo("ann: cats look odd");
        assertThat(promote(manual, 1, "e1")).isEqualTo(rejected);
        assertThat(manual.promotions.promote(Samples.MODEL, 1, new PromotionRequest("bob", "no", List.of(), true)))
                .extracting(Verdict::outcome)
                .isEqualTo(Verdict.Outcome.PROMOTED);
        assertThatThrownBy(() -> manual.promotions.reject(Samples.MODEL, 1, new Rejection("ann", "still")))
                .hasMessageContaining("roll back instead");
    }

    @Test
    void shouldLetAPersonOverrideARejection() {
        // Given
        firstTeacher();
        candidate(2, 1, 0, 20);
        promote(registry, 2, "e2");
        // When
        Verdict verdict =
                registry.promotions.promote(Samples.MODEL, 2, new PromotionRequest("ann", "I know", List.of(), true));
        // Then
        assertThat(verdict.revision()).isEqualTo(2);
        assertThat(registry.aliases.current(Samples.MODEL, "teacher").reason()).isEqualTo("I know");
    }

    @Test
    void shouldRefuseEvidenceThatDecidesNothing() {
        // Given
        firstTeacher();
        registry.register("request-2");
        registry.evaluations.post(Samples.evaluation("test", 2, Split.TEST, 99, null));
        registry.evaluations.post(Samples.evaluation("alone", 2, Split.VALIDATION, 99, null));
        // When, Then
        assertThatThrownBy(() -> promote(registry, 2, "test")).hasMessageContaining("validation");
        assertThatThrownBy(() -> promote(registry, 2, "nothing")).hasMessageContaining("no evaluation nothing");
        assertThatThrownBy(() -> promote(registry, 2, "alone")).hasMessageContaining("compares with no model");
        assertThat(store.list("models/digits/decisions/0000000002/", "", 10)).isEmpty();
    }

    @Test
    void shouldNeverPromoteAControl() {
        // Given
        registry.versions.register(
                Samples.MODEL, Samples.artifact("c"), Samples.trained("control-1-s0", TrainingRequest.Purpose.CONTROL));
        registry.evaluations.post(Samples.evaluation("e", 1, Split.VALIDATION, 99, null));
        // When, Then
        assertThatThrownBy(() -> promote(registry, 1, "e")).hasMessageContaining("control");
    }

    private void firstTeacher() {
        registry.register("request-1");
        registry.evaluations.post(Samples.evaluation("e1", 1, Split.VALIDATION, 70, null));
        promote(registry, 1, "e1");
    }

    private void candidate(int version, int incumbent, int onlyCandidate, int onlyIncumbent) {
        registry.register("request-" + version);
        registry.evaluations.post(Samples.compared("e" + version, version, incumbent, onlyCandidate, onlyIncumbent));
    }

    private static Verdict promote(TestRegistry registry, int version, String... evidence) {
        return registry.promotions.promote(
                Samples.MODEL, version, new PromotionRequest("gate", "generation", List.of(evidence), false));
    }
}
