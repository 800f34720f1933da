package io.noisystudent.registry.view;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasMove;
import io.noisystudent.contracts.registry.AnnotationChange;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.registry.objects.DamageLog;
import io.noisystudent.registry.objects.Documents;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.objects.SpentNumbers;
import io.noisystudent.registry.testing.LogLines;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.storage.ObjectStore;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RegistryViewTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final TestRegistry writer = new TestRegistry(store);
    private final TestRegistry reader = new TestRegistry(store);

    @Test
    void shouldCatchUpWithWhatOthersWrote() {
        // Given
        for (int i = 1; i <= 3; i++) {
            writer.register("request-" + i);
            reader.view.refresh();
        }
        writer.evaluations.post(Samples.evaluation("late", 1, Split.TEST, 80, null));
        writer.aliases.move(Samples.MODEL, "teacher", 0, new AliasMove(2, "ann", "r", List.of()));
        writer.aliases.move(Samples.MODEL, "canary", 0, new AliasMove(3, "ann", "r", List.of()));
        // When
        reader.view.refresh();
        // Then
        ModelView model = reader.view.model(Samples.MODEL).orElseThrow();
        assertThat(model.versions()).containsOnlyKeys(1, 2, 3);
        assertThat(model.evaluations(1)).containsOnlyKeys("late");
        assertThat(model.alias("teacher").head().orElseThrow().version()).isEqualTo(2);
        assertThat(model.aliases()).containsOnlyKeys("canary", "teacher");
    }

    @Test
    void shouldFindLateEvidenceOfAnOldVersionWhenAsked() {
        // Given more versions than are watched
        for (int i = 1; i <= RegistryView.WINDOW + 5; i++) {
            writer.register("request-" + i);
        }
        reader.view.refresh();
        writer.evaluations.post(Samples.evaluation("late", 2, Split.TEST, 80, null));
        // When
        reader.view.refresh();
        // Then
        assertThat(reader.view.model(Samples.MODEL).orElseThrow().evaluations(2))
                .isEmpty();
        assertThat(reader.evaluations.of(Samples.MODEL, 2)).containsOnlyKeys("late");
    }

    /** One by one, these would be some four thousand requests at the start, and as many every time after that. */
    @Test
    void shouldListManySmallModelsTogetherAndALargeOneByItself() {
        // Given
        for (int i = 0; i < 600; i++) {
            writer.annotations.open("a-" + i, new AnnotationChange("ann", "the " + i + "th", null));
        }
        for (int i = 1; i <= 500; i++) {
            writer.register("request-" + i);
        }
        List<String> requests = new CopyOnWriteArrayList<>();
        RegistryView view = TestRegistry.view(noting(store, requests));
        // When
        view.refresh();
        int first = Collections.frequency(requests, "list");
        requests.clear();
        writer.register("request-501");
        writer.annotations.open("b", new AnnotationChange("ann", "new", null));
        writer.annotations.change("a-0", null, null, new AnnotationChange("ann", "changed", null));
        view.refresh();
        // Then
        assertThat(view.models()).hasSize(602);
        assertThat(view.model(Samples.MODEL).orElseThrow().versions()).hasSize(501);
        assertThat(view.model("a-0").orElseThrow().annotations(0).description()).isEqualTo("changed");
        assertThat(first).isLessThan(20);
        assertThat(Collections.frequency(requests, "list")).isLessThan(20);
    }

    /** The numbers of {@code docs/sizing.md}. */
    @Test
    void shouldAskLittleOfAStoreInWhichNothingChanged() {
        // Given
        for (String name : List.of("a", "b", Samples.MODEL)) {
            writer.versions.register(name, Samples.artifact(name), new VersionDescription(null, null));
            for (String alias : List.of("teacher", "canary")) {
                writer.aliases.move(name, alias, 0, new AliasMove(1, "ann", "r", List.of()));
            }
        }
        List<String> requests = new CopyOnWriteArrayList<>();
        RegistryView view = TestRegistry.view(noting(store, requests));
        view.refresh();
        requests.clear();
        // When
        view.refresh();
        // Then
        assertThat(requests).containsExactly("list");
        // And so it is listed by itself what has more keys than one answer
        for (int i = 1; i <= 1500; i++) {
            writer.register("request-" + i);
        }
        view.refresh();
        requests.clear();
        view.refresh();
        assertThat(requests).hasSize(2 + 5 + 2 * 2).containsOnly("list");
    }

    @Test
    void shouldSayAndAskLittleOfManyVersionsThatAreMissing() {
        // Given
        for (int i = 1; i <= 50; i++) {
            writer.register("request-" + i);
        }
        for (int i = 2; i < 50; i++) {
            store.delete(RegistryKeys.version(new ModelRef(Samples.MODEL, i)));
        }
        List<String> requests = new CopyOnWriteArrayList<>();
        RegistryView view = TestRegistry.view(noting(store, requests));
        try (LogLines log = LogLines.of(DamageLog.class)) {
            // When
            view.refresh();
            // Then
            assertThat(view.damage().size()).isEqualTo(48);
            assertThat(log.lines()).hasSize(1);
            assertThat(log.lines().get(0)).contains("count=48", RegistryKeys.version(new ModelRef(Samples.MODEL, 2)));
        }
        requests.clear();
        view.readDamagedAgain();
        assertThat(requests).containsOnly("list").hasSizeLessThan(5);
    }

    /** The same store; it notes which methods are called. */
    private static ObjectStore noting(ObjectStore store, List<String> requests) {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    requests.add(method.getName());
                    return method.invoke(store, arguments);
                });
    }

    @Test
    void shouldStopAtAStoreThatIsAway() {
        // Given
        for (int i = 0; i < 20; i++) {
            writer.annotations.open("a-" + i, new AnnotationChange("ann", "d", null));
        }
        RegistryView view = TestRegistry.view(unreadable(store));
        // When, Then
        assertThatThrownBy(view::refresh).hasMessageContaining("away");
        assertThat(view.models()).isEmpty();
    }

    /** A store that lists and gives nothing, and says so when it is asked whether it answers. */
    private static ObjectStore unreadable(ObjectStore store) {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    boolean asked = method.getName().equals("list") && arguments[2].equals(1);
                    if (asked || method.getName().equals("get")) {
                        throw new NoisyStudentException(ErrorCode.STORE_UNAVAILABLE, "store", "it is away");
                    }
                    return method.invoke(store, arguments);
                });
    }

    @Test
    void shouldDistinguishModelsWhoseNamesBeginAlike() {
        // Given
        for (String name : List.of("a", "a-b", "a.b", "a0", "ab")) {
            writer.versions.register(name, Samples.artifact(name), new VersionDescription(null, null));
        }
        store.create("models/UPPER/versions/0000000001.json", "{}".getBytes(StandardCharsets.UTF_8));
        // When
        reader.view.refresh();
        // Then
        assertThat(reader.view.modelsByName()).containsOnlyKeys("a", "a-b", "a.b", "a0", "ab");
        assertThat(reader.view.models())
                .allSatisfy(model -> assertThat(model.versions()).hasSize(1));
    }

    @Test
    void shouldNotTakeAListingForAStoreThatGivesObjects() {
        // Given
        reader.view.requireReads();
        store.create(RegistryKeys.WRITE_PROBE, new byte[1]);
        reader.view.requireReads();
        // When
        store.makeUnreadable(RegistryKeys.WRITE_PROBE);
        // Then
        assertThatThrownBy(reader.view::requireReads).hasFieldOrPropertyWithValue("code", ErrorCode.STORE_UNAVAILABLE);
    }

    @Test
    void shouldCountTheVersionsThatAreMissingWhereNumbersWereSpentTwice() {
        // Given
        writer.register("request-1");
        spend(1, 1, 3);
        spend(2, 1, 5);
        new TestRegistry(store).register("request-6");
        // When
        store.delete(RegistryKeys.version(new ModelRef(Samples.MODEL, 1)));
        reader.view.refresh();
        // Then
        ModelView model = reader.view.model(Samples.MODEL).orElseThrow();
        assertThat(model.versions()).containsOnlyKeys(6);
        assertThat(model.unreadableVersions()).isEqualTo(1);
    }

    private void spend(int number, int after, int version) {
        SpentNumbers spent = new SpentNumbers(
                Samples.MODEL, number, after, version, Map.of(), "ann", "restored", "n", TestRegistry.NOW);
        store.create(RegistryKeys.continuation(Samples.MODEL, number), Documents.seal(spent));
    }

    @Test
    void shouldNameAVersionThatIsMissingUntilItIsBack() {
        // Given a store that lost a version, and numbers that were never given
        writer.register("request-1");
        writer.register("request-2");
        SpentNumbers spent =
                new SpentNumbers(Samples.MODEL, 1, 2, 4, Map.of(), "ann", "restored", "n", TestRegistry.NOW);
        store.create(RegistryKeys.continuation(Samples.MODEL, 1), Documents.seal(spent));
        new TestRegistry(store).register("request-5");
        String key = RegistryKeys.version(new ModelRef(Samples.MODEL, 1));
        byte[] lost = store.get(key).orElseThrow();
        store.delete(key);
        // When
        reader.view.refresh();
        // Then
        assertThat(reader.view.damage().keys("")).containsExactly(key);
        assertThatThrownBy(() -> reader.versions.require(Samples.MODEL, 1))
                .hasFieldOrPropertyWithValue("code", ErrorCode.OBJECT_DAMAGED);
        // When it is restored
        store.create(key, lost);
        reader.view.readDamagedAgain();
        // Then
        assertThat(reader.view.damage().keys("")).isEmpty();
        assertThat(reader.versions.require(Samples.MODEL, 1).model().version()).isEqualTo(1);
    }

    @Test
    void shouldKeepWhatItKnowsWhileTheStoreIsAway() {
        // Given
        writer.register("request-1");
        reader.view.refresh();
        store.setDown(true);
        // When, Then
        assertThatThrownBy(reader.view::refresh).hasMessageContaining("down");
        assertThat(reader.versions.require(Samples.MODEL, 1).model().version()).isEqualTo(1);
        store.setDown(false);
        writer.register("request-2");
        reader.view.refresh();
        assertThat(reader.view.model(Samples.MODEL).orElseThrow().versions()).hasSize(2);
    }
}
