package io.noisystudent.registry.reconcile;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.contracts.registry.AliasMove;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.AnnotationChange;
import io.noisystudent.contracts.registry.Continuation;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.registry.maintenance.NumberContinuation;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.objects.StoreLag;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.Stores;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.storage.ObjectStore;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/** A store that was restored from an older copy while the log was kept. */
class LogComparisonTest {
    private static final Continuation CONTINUE = new Continuation("ann", "restored yesterday's copy");

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final InMemoryObjectStore copy = new InMemoryObjectStore();
    private final Topic topic = new Topic();

    @Test
    void shouldFindNothingWhereTheStoreIsTheOneOfTheLog() {
        // Given
        live(store, 3);
        // When
        TestRegistry restarted = compared(store);
        // Then
        assertThat(restarted.view.lags().all()).isEmpty();
        assertThat(promote(restarted, "request-4").revision()).isEqualTo(4);
    }

    @Test
    void shouldRefuseToWriteUnderNumbersThatTheLogHasSeen() {
        // Given
        restored(2, 4);
        // When
        TestRegistry registry = compared(copy);
        // Then
        assertThat(registry.view.lags().all())
                .containsExactly(new StoreLag(
                        Samples.MODEL, new StoreLag.Numbers(4, 2), Map.of("teacher", new StoreLag.Numbers(4, 2))));
        assertRefused(() -> registry.register("request-3"));
        assertRefused(() -> registry.promotions.promote(Samples.MODEL, 1, override()));
        assertRefused(
                () -> registry.aliases.move(Samples.MODEL, "canary", 0, new AliasMove(1, "ann", "try it", List.of())));
        assertRefused(() ->
                registry.annotations.change(Samples.MODEL, 1, null, new AnnotationChange("ann", "the first", null)));
        assertRefused(() -> registry.evaluations.post(Samples.evaluation("e1", 1, Split.VALIDATION, 70, null)));
        assertThat(registry.aliases.current(Samples.MODEL, "teacher").revision())
                .as("reads are answered")
                .isEqualTo(2);
    }

    @Test
    void shouldGoOnAfterTheNumbersOfTheLogAndAnnounceTheTeacherAgain() {
        // Given
        restored(1, 3);
        TestRegistry registry = compared(copy);
        // When
        List<NumberContinuation.Continued> continued = registry.numbers.continueNumbers(CONTINUE);
        // Then
        assertThat(continued)
                .containsExactly(new NumberContinuation.Continued(Samples.MODEL, 4, Map.of("teacher", 4L)));
        assertThat(promote(registry, "request-4").revision()).isEqualTo(5);
        // And so it does after a restart, of which the log learns in order
        TestRegistry restarted = new TestRegistry(copy);
        restarted.view.refresh();
        new EventReconciler(restarted.view, topic.reader()).reconcile();
        assertThat(restarted.view.lags().all()).isEmpty();
        assertThat(restarted.aliases.history(Samples.MODEL, "teacher"))
                .extracting(AliasSlot::revision, AliasSlot::version, AliasSlot::kind)
                .containsExactly(
                        tuple(1L, 1, AliasSlot.Kind.OVERRIDE),
                        tuple(4L, 1, AliasSlot.Kind.CONTINUATION),
                        tuple(5L, 4, AliasSlot.Kind.OVERRIDE));
        assertThat(restarted.view.model(Samples.MODEL).orElseThrow().unreadableVersions())
                .isZero();
        assertThat(revisions()).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(restarted.numbers.continueNumbers(CONTINUE)).isEmpty();
    }

    @Test
    void shouldFinishAContinuationThatWasCutShort() {
        // Given: the numbers are spent, and the registry ended before it moved the alias
        restored(1, 3);
        TestRegistry registry = compared(copy);
        registry.numbers.continueNumbers(CONTINUE);
        copy.delete("models/digits/aliases/teacher/00000000000000000004.json");
        // When
        TestRegistry restarted = compared(copy);
        // Then
        assertRefused(() -> restarted.register("request-2"));
        assertThat(restarted.numbers.continueNumbers(CONTINUE).get(0).revisions())
                .isEqualTo(Map.of("teacher", 4L));
        assertThat(restarted.register("request-2").model().version()).isEqualTo(4);
    }

    @Test
    void shouldNotGoOnWhileAnEarlierContinuationIsDamaged() {
        // Given
        restored(1, 3);
        copy.create(RegistryKeys.continuation(Samples.MODEL, 1), new byte[] {'{'});
        TestRegistry registry = compared(copy);
        // When, Then
        assertThatThrownBy(() -> registry.numbers.continueNumbers(CONTINUE))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_DAMAGED);
                    assertThat(e.subject()).isEqualTo(RegistryKeys.continuation(Samples.MODEL, 1));
                });
    }

    @Test
    void shouldGiveUpWhereTheStoreDoesNotShowWhatWasWritten() {
        // Given
        restored(1, 3);
        TestRegistry registry = compared(withoutListed(RegistryKeys.continuations(Samples.MODEL)));
        // When, Then
        assertThatThrownBy(() -> registry.numbers.continueNumbers(CONTINUE))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE));
    }

    /** The copy, which does not list these keys. */
    private ObjectStore withoutListed(String prefix) {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(),
                new Class<?>[] {ObjectStore.class},
                (proxy, method, arguments) -> method.getName().equals("list") && arguments[0].equals(prefix)
                        ? List.of()
                        : method.invoke(copy, arguments));
    }

    @Test
    void shouldGoOnWithAModelOfWhichNothingIsLeft() {
        // Given
        restored(0, 2);
        TestRegistry registry = compared(copy);
        assertRefused(() -> registry.register("request-1"));
        // When
        registry.numbers.continueNumbers(CONTINUE);
        // Then
        assertThat(promote(registry, "request-1").revision()).isEqualTo(3);
        TestRegistry restarted = compared(copy);
        assertThat(restarted.view.lags().all()).isEmpty();
        AliasSlot teacher = restarted.aliases.current(Samples.MODEL, "teacher");
        assertThat(teacher.version()).isEqualTo(3);
        assertThat(teacher.revision()).isEqualTo(3);
    }

    @Test
    void shouldNoticeThatANumberWasGivenAgainBeforeTheLogWasRead() {
        // Given a registry that worked without a broker after the restore
        restored(1, 2);
        TestRegistry unaware = new TestRegistry(copy);
        unaware.view.refresh();
        unaware.register("another-2");
        promote(unaware, "another-3");
        // When
        TestRegistry registry = compared(copy);
        // Then
        assertThat(registry.view.lags().all())
                .containsExactly(new StoreLag(
                        Samples.MODEL, new StoreLag.Numbers(2, 3), Map.of("teacher", new StoreLag.Numbers(2, 2))));
        assertRefused(() -> registry.register("request-4"));
        registry.numbers.continueNumbers(CONTINUE);
        assertThat(registry.register("request-4").model().version()).isEqualTo(4);
        assertThat(registry.aliases.current(Samples.MODEL, "teacher").revision())
                .isEqualTo(3);
        assertThat(compared(copy).view.lags().all()).isEmpty();
    }

    @Test
    void shouldNoticeAVersionThatWasNeverPromoted() {
        // Given
        live(store, 1);
        Stores.copy(store, copy);
        registerAlone(store, "request-2");
        // When
        TestRegistry registry = compared(copy);
        // Then
        assertThat(registry.view.lags().all())
                .containsExactly(new StoreLag(Samples.MODEL, new StoreLag.Numbers(2, 1), Map.of()));
        assertThat(registry.numbers.continueNumbers(CONTINUE))
                .containsExactly(new NumberContinuation.Continued(Samples.MODEL, 3, Map.of()));
    }

    @Test
    void shouldNoticeAnotherFileUnderTheSameNumber() {
        // Given
        live(store, 1);
        Stores.copy(store, copy);
        registerAlone(store, "request-2");
        new TestRegistry(copy).register("another-2");
        // When
        TestRegistry registry = compared(copy);
        // Then
        assertThat(registry.view.lags().all())
                .containsExactly(new StoreLag(Samples.MODEL, new StoreLag.Numbers(2, 2), Map.of()));
        registry.numbers.continueNumbers(CONTINUE);
        assertThat(registry.register("request-3").model().version()).isEqualTo(3);
    }

    private void registerAlone(InMemoryObjectStore there, String request) {
        TestRegistry registry = new TestRegistry(there);
        registry.register(request);
        new EventReconciler(registry.view, topic.reader()).reconcile();
    }

    @Test
    void shouldGoOnWhenTheLostObjectsAreBack() {
        // Given
        restored(1, 3);
        TestRegistry registry = new TestRegistry(copy);
        registry.view.refresh();
        EventReconciler reconciler = new EventReconciler(registry.view, topic.reader());
        reconciler.compare();
        assertRefused(() -> registry.register("request-4"));
        // When
        Stores.copy(store, copy);
        reconciler.compare();
        // Then
        assertThat(registry.register("request-4").model().version()).isEqualTo(4);
    }

    @Test
    void shouldNotTakeADamagedSlotForALostOne() {
        // Given
        live(store, 3);
        store.replace("models/digits/aliases/teacher/00000000000000000002.json", new byte[] {'{'});
        // When
        TestRegistry registry = compared(store);
        // Then
        assertThat(registry.view.lags().all()).isEmpty();
    }

    /** A copy of the store when it had so many versions, each of which was teacher, and a log of more. */
    private void restored(int copied, int lived) {
        live(store, copied);
        Stores.copy(store, copy);
        live(store, lived);
    }

    /** Registers and promotes up to this version, and announces it. */
    private void live(InMemoryObjectStore there, int versions) {
        TestRegistry registry = new TestRegistry(there);
        registry.view.refresh();
        EventReconciler reconciler = new EventReconciler(registry.view, topic.reader());
        for (int version = registry.view.refreshModel(Samples.MODEL).highestVersion() + 1;
                version <= versions;
                version++) {
            promote(registry, "request-" + version);
            reconciler.reconcile();
        }
    }

    /** A registry on this store that has read the log. */
    private TestRegistry compared(ObjectStore there) {
        TestRegistry registry = new TestRegistry(there);
        registry.view.refresh();
        new EventReconciler(registry.view, topic.reader()).compare();
        return registry;
    }

    private static AliasSlot promote(TestRegistry registry, String request) {
        int version = registry.register(request).model().version();
        registry.promotions.promote(Samples.MODEL, version, override());
        return registry.aliases.current(Samples.MODEL, "teacher");
    }

    private static PromotionRequest override() {
        return new PromotionRequest("ann", "by eye", List.of(), true);
    }

    private List<Long> revisions() {
        return topic.events.stream()
                .filter(ModelEvent.ModelPromoted.class::isInstance)
                .map(event -> ((ModelEvent.ModelPromoted) event).revision())
                .toList();
    }

    private static void assertRefused(Supplier<?> write) {
        assertThatThrownBy(write::get)
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_BEHIND_LOG))
                .hasMessageContaining("/api/v1/maintenance/continue");
    }
}
