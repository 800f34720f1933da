package io.noisystudent.registry.aliases;

import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasMove;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.Rollback;
import io.noisystudent.registry.objects.Documents;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.objects.SpentNumbers;
import io.noisystudent.registry.testing.Race;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.registry.view.AliasChain;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import io.noisystudent.storage.testing.StoreFault;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AliasServiceTest {
    private static final String ALIAS = "teacher";
    private static final int RACERS = 16;

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final TestRegistry registry = new TestRegistry(store);

    AliasServiceTest() {
        for (int i = 1; i <= 4; i++) {
            registry.register("request-" + i);
        }
    }

    @Test
    void shouldKeepABoundedNumberOfAliases() {
        // Given: the log has seen three moves of an alias that the store lost
        SpentNumbers spent =
                new SpentNumbers(Samples.MODEL, 1, 4, 4, Map.of("lost", 3L), "ann", "restored", "n", TestRegistry.NOW);
        store.create(RegistryKeys.continuation(Samples.MODEL, 1), Documents.seal(spent));
        for (int i = 0; i < 100; i++) {
            registry.aliases.move(Samples.MODEL, "alias-" + i, 0, new AliasMove(1, "ann", "r", List.of()));
        }
        // When, Then
        assertThat(List.of("one-more", "lost")).allSatisfy(alias -> assertThatThrownBy(
                        () -> registry.aliases.move(Samples.MODEL, alias, 0, new AliasMove(1, "ann", "r", List.of())))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST);
                    assertThat(e.subject()).isEqualTo(Samples.MODEL + "/" + alias);
                }));
        assertThat(registry.aliases
                        .move(Samples.MODEL, "alias-0", 1, new AliasMove(2, "ann", "r", List.of()))
                        .version())
                .isEqualTo(2);
    }

    @Test
    void shouldHaveOneWinnerOfARaceAndAnswerTheOthersWithIt() throws InterruptedException {
        // Given
        move(registry, 0, 1);
        // When
        List<Object> results = Race.run(RACERS, i -> {
            TestRegistry instance = new TestRegistry(store);
            return () -> instance.aliases.move(
                    Samples.MODEL, ALIAS, 1, new AliasMove(1 + i % 4, "racer " + i, "race", List.of()));
        });
        // Then
        AliasSlot winner = new TestRegistry(store).aliases.current(Samples.MODEL, ALIAS);
        assertThat(results).filteredOn(AliasSlot.class::isInstance).containsExactly(winner);
        assertThat(results)
                .filteredOn(NoisyStudentException.class::isInstance)
                .hasSize(RACERS - 1)
                .allSatisfy(loser -> {
                    assertThat(((NoisyStudentException) loser).code()).isEqualTo(ErrorCode.STALE_REVISION);
                    assertThat(((NoisyStudentException) loser).getMessage()).contains("moved by " + winner.actor());
                });
    }

    @Test
    void shouldNotTakeALostReplyForALostMove() {
        // Given
        store.failNextCreate(StoreFault.LOSE_REPLY);
        // When
        AliasSlot slot = move(registry, 0, 1);
        // Then
        assertThat(slot.revision()).isEqualTo(1);
        assertThat(new TestRegistry(store).aliases.history(Samples.MODEL, ALIAS))
                .containsExactly(slot);
    }

    @Test
    void shouldAnswerALoserWhoseReplyWasLostToo() {
        // Given
        move(registry, 0, 1);
        AliasChainReader stale = new AliasChainReader(registry);
        move(registry, 1, 2);
        store.failNextCreate(StoreFault.LOSE_REPLY);
        // When, Then
        assertThatThrownBy(() -> stale.moveFromRevisionOne(3))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STALE_REVISION))
                .hasMessageContaining("version 2");
    }

    @Test
    void shouldChainSlotsByTheirDigests() {
        // Given
        move(registry, 0, 1);
        move(registry, 1, 2);
        // When
        List<AliasSlot> history = registry.aliases.history(Samples.MODEL, ALIAS);
        // Then
        byte[] first = store.get("models/digits/aliases/teacher/00000000000000000001.json")
                .orElseThrow();
        assertThat(history).extracting(AliasSlot::previousSha256).containsExactly(null, Digests.sha256Hex(first));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldDetectASlotThatWasChanged(int slot) {
        // Given: the last slot has none after it that would tell
        move(registry, 0, 1);
        move(registry, 1, 2);
        change(slot, before -> before.replace("\"version\":" + slot, "\"version\":3"));
        // When
        TestRegistry restarted = new TestRegistry(store);
        restarted.view.refresh();
        // Then
        assertBroken(restarted, "0000000000000000000" + slot);
    }

    @Test
    void shouldDetectASlotOfBeforeThereWereSealsThatWasChanged() {
        // Given
        move(registry, 0, 1);
        change(1, before -> before.replaceFirst(",\"seal\":\"[0-9a-f]{64}\"", ""));
        move(new TestRegistry(store), 1, 2);
        change(1, before -> before.replace("\"version\":1", "\"version\":3"));
        // When
        TestRegistry restarted = new TestRegistry(store);
        restarted.view.refresh();
        // Then
        assertBroken(restarted, "00000000000000000002");
    }

    private void change(int slot, UnaryOperator<String> change) {
        String key = "models/digits/aliases/teacher/0000000000000000000" + slot + ".json";
        String before = new String(store.get(key).orElseThrow(), StandardCharsets.UTF_8);
        store.replace(key, change.apply(before).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldDetectASlotThatWasRemoved() {
        // Given
        move(registry, 0, 1);
        move(registry, 1, 2);
        store.delete("models/digits/aliases/teacher/00000000000000000001.json");
        // When
        TestRegistry restarted = new TestRegistry(store);
        // Then
        assertBroken(restarted, "is missing");
    }

    @Test
    void shouldRefuseAStaleRevisionAndAnUnknownVersion() {
        // Given
        move(registry, 0, 1);
        // When, Then
        assertThatThrownBy(() -> move(registry, 0, 2)).hasMessageContaining("revision 1, version 1");
        assertThatThrownBy(() -> move(registry, 5, 2)).hasMessageContaining("revision 1, version 1");
        assertThatThrownBy(() -> move(registry, 1, 99))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void shouldRollBackStepByStep() {
        // Given
        move(registry, 0, 1);
        move(registry, 1, 2);
        move(registry, 2, 3);
        // When
        AliasSlot once = rollBack(null);
        AliasSlot twice = rollBack(null);
        // Then
        assertThat(once.version()).isEqualTo(2);
        assertThat(twice.version()).isEqualTo(1);
        assertThat(twice.revision()).isEqualTo(5);
        assertThat(twice.reason()).isEqualTo("rollback: it hurts");
        assertThatThrownBy(() -> rollBack(null)).hasMessageContaining("the first");
    }

    @Test
    void shouldRollBackToANamedVersionThatWasTeacher() {
        // Given
        move(registry, 0, 1);
        move(registry, 1, 2);
        // When, Then
        assertThat(rollBack(1).version()).isEqualTo(1);
        assertThat(rollBack(1).revision()).isEqualTo(3);
        assertThatThrownBy(() -> rollBack(4)).hasMessageContaining("never pointed to version 4");
    }

    @Test
    void shouldSayByWhatRightAnAliasMoved() {
        // When
        AliasSlot override = move(registry, 0, 1);
        move(registry, 1, 2);
        AliasSlot back = rollBack(null);
        AliasSlot canary = registry.aliases.move(Samples.MODEL, "canary", 0, new AliasMove(1, "ann", "", List.of()));
        // Then
        assertThat(override.kind()).isEqualTo(AliasSlot.Kind.OVERRIDE);
        assertThat(back.kind()).isEqualTo(AliasSlot.Kind.ROLLBACK);
        assertThat(canary.kind()).isEqualTo(AliasSlot.Kind.ALIAS);
        assertThatThrownBy(
                        () -> registry.aliases.move(Samples.MODEL, ALIAS, 3, new AliasMove(1, "ann", " ", List.of())))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST))
                .hasMessageContaining("say why");
    }

    @Test
    void shouldFollowSlotsOfBeforeThereWereKinds() {
        // Given
        move(registry, 0, 1);
        change(1, before -> before.replaceFirst(",\"kind\":\"OVERRIDE\"", "")
                .replaceFirst(",\"seal\":\"[0-9a-f]{64}\"", ""));
        // When
        TestRegistry restarted = new TestRegistry(store);
        move(restarted, 1, 2);
        // Then
        assertThat(restarted.aliases.history(Samples.MODEL, ALIAS))
                .extracting(AliasSlot::kind)
                .containsExactly(null, AliasSlot.Kind.OVERRIDE);
    }

    private static AliasSlot move(TestRegistry registry, long expected, int version) {
        return registry.aliases.move(
                Samples.MODEL, ALIAS, expected, new AliasMove(version, "ann", "why not", List.of()));
    }

    private AliasSlot rollBack(Integer to) {
        return registry.aliases.rollBack(Samples.MODEL, ALIAS, null, new Rollback(to, "ann", "it hurts"));
    }

    private static void assertBroken(TestRegistry registry, String what) {
        assertThatThrownBy(() -> registry.aliases.current(Samples.MODEL, ALIAS))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CHAIN_BROKEN))
                .hasMessageContaining(what);
        assertThatThrownBy(() -> move(registry, 2, 3)).hasMessageContaining(what);
        assertThatThrownBy(() -> registry.aliases.history(Samples.MODEL, ALIAS)).hasMessageContaining(what);
    }

    /** A writer who looked at the chain when its head was revision 1. */
    private static final class AliasChainReader {
        private final TestRegistry registry;
        private final AliasChain chain;

        AliasChainReader(TestRegistry registry) {
            this.registry = registry;
            this.chain = registry.aliases.fresh(Samples.MODEL, ALIAS);
        }

        void moveFromRevisionOne(int version) {
            registry.aliases.append(
                    chain,
                    1,
                    new AliasService.Move(
                            new ModelRef(Samples.MODEL, version),
                            ALIAS,
                            "bob",
                            "late",
                            List.of(),
                            List.of(),
                            AliasSlot.Kind.OVERRIDE));
        }
    }
}
