package io.noisystudent.registry.catalog;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.registry.objects.Documents;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.testing.Race;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import io.noisystudent.storage.testing.StoreFault;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class VersionCatalogTest {
    private static final int RACERS = 16;

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final TestRegistry registry = new TestRegistry(store);

    @Test
    void shouldNumberRacingRegistrationsWithoutGaps() throws InterruptedException {
        // Given instances that know nothing of each other
        // When
        List<Object> results = Race.run(RACERS, i -> {
            TestRegistry instance = new TestRegistry(store);
            return () -> instance.register("request-" + i).model().version();
        });
        // Then
        assertThat(results)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, RACERS).boxed().toList());
    }

    @Test
    void shouldGiveARequestOneVersionHoweverOftenItIsRegistered() throws InterruptedException {
        // When
        List<Object> results = Race.run(RACERS, i -> {
            TestRegistry instance = new TestRegistry(store);
            // Two trainers that worked on the same request come to different weights.
            return () -> instance.versions.register(
                    Samples.MODEL, Samples.artifact("weights " + i), Samples.trained("request"));
        });
        // Then
        assertThat(results)
                .extracting(result -> ((Registration) result).version())
                .containsOnly(((Registration) results.get(0)).version());
        assertThat(results)
                .filteredOn(result -> ((Registration) result).created())
                .hasSize(1);
        assertThat(store.list("models/digits/versions/", "", 100)).hasSize(1);
    }

    @Test
    void shouldKeepRequestsOfDifferentLogsApart() {
        // Given
        VersionDescription former = Samples.trained("0-s0", TrainingRequest.Purpose.STUDENT, "former-log");
        VersionDescription present = Samples.trained("0-s0", TrainingRequest.Purpose.STUDENT, "present-log");

        // When
        int first = register("a", former);
        int second = register("b", present);
        int again = register("c", present);

        // Then
        assertThat(List.of(first, second, again)).containsExactly(1, 2, 2);
        assertThat(registry.versions.require(Samples.MODEL, 2).lineage())
                .as("as it was described")
                .isEqualTo(present.lineage());
    }

    private int register(String content, VersionDescription description) {
        return registry.versions
                .register(Samples.MODEL, Samples.artifact(content), description)
                .version()
                .model()
                .version();
    }

    @Test
    void shouldGiveAnImportedFileOneVersion() {
        // Given
        int first = registry.importFile("file").model().version();
        registry.register("request");
        // When, Then
        assertThat(registry.importFile("file").model().version()).isEqualTo(first);
        assertThat(registry.importFile("another file").model().version()).isEqualTo(3);
    }

    @Test
    void shouldNotRegisterTwiceAfterALostReply() {
        // Given
        store.failNextCreate(StoreFault.LOSE_REPLY);
        // When
        Registration made =
                registry.versions.register(Samples.MODEL, Samples.artifact("a"), Samples.trained("request"));
        // Then
        assertThat(made.created()).isTrue();
        assertThat(made.version().model().version()).isEqualTo(1);
        assertThat(store.list("models/digits/versions/", "", 100)).hasSize(1);
    }

    @Test
    void shouldKeepEverythingOverARestart() {
        // Given
        var version = registry.register("request");
        // When
        TestRegistry restarted = new TestRegistry(store);
        restarted.view.refresh();
        // Then
        assertThat(restarted.versions.require(Samples.MODEL, 1)).isEqualTo(version);
    }

    @Test
    void shouldRefuseNamesThatAreNoNames() {
        for (String name : List.of("", "../x", "A", "a/b", "-a", "\u0430", "a".repeat(64), "a\u0000")) {
            assertThatThrownBy(() -> registry.versions.register(name, Samples.artifact("a"), Samples.trained("r")))
                    .isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.code())
                            .isEqualTo(ErrorCode.BAD_NAME));
        }
        assertThat(store.list("", "", 10)).isEmpty();
    }

    @Test
    void shouldRefuseALineageOfAnotherModel() {
        assertThatThrownBy(() -> registry.versions.register("birds", Samples.artifact("a"), Samples.trained("r")))
                .hasMessageContaining("'digits'");
    }

    @Test
    void shouldLeaveADamagedObjectOutAndGoOnNumbering() {
        // Given
        registry.register("request-1");
        store.create("models/digits/versions/0000000002.json", new byte[] {'{'});
        // When
        TestRegistry restarted = new TestRegistry(store);
        restarted.view.refresh();
        int next = restarted.register("request-3").model().version();
        // Then
        assertThat(next).isEqualTo(3);
        assertThat(restarted.view.damage().size()).isEqualTo(1);
        assertThat(Stream.of(1, 2, 3).map(n -> restarted
                        .view
                        .model(Samples.MODEL)
                        .orElseThrow()
                        .version(n)
                        .isPresent()))
                .containsExactly(true, false, true);
    }

    @Test
    void shouldDetectAVersionThatWasForgedWithASealOfItsOwn() {
        // Given
        ModelVersion first = registry.register("request-1");
        ModelVersion second = registry.register("request-2");
        ModelVersion third = registry.register("request-3");
        // When
        ModelVersion forged = new ModelVersion(
                second.model(), first.sha256(), 1, second.classes(), second.lineage(), null, second.createdAt());
        store.replace(RegistryKeys.version(second.model()), Documents.seal(forged));
        TestRegistry restarted = new TestRegistry(store);
        restarted.view.refresh();
        // Then
        assertThat(restarted.versions.require(Samples.MODEL, 1)).isEqualTo(first);
        assertThat(restarted.versions.require(Samples.MODEL, 3)).isEqualTo(third);
        assertThatThrownBy(() -> restarted.versions.require(Samples.MODEL, 2))
                .hasFieldOrPropertyWithValue("code", ErrorCode.OBJECT_DAMAGED)
                .hasMessageContaining("version 3 follows another one");
    }

    @Test
    void shouldNotTakeAForgedLineageForTheVersionOfARequest() {
        // Given a forged version that names a request of another log
        ModelVersion first = registry.register("request-1");
        registry.register("request-2");
        VersionDescription named = Samples.trained("0-s0", TrainingRequest.Purpose.STUDENT, "present-log");
        ModelVersion forged = new ModelVersion(
                first.model(), first.sha256(), 1, first.classes(), named.lineage(), null, first.createdAt());
        store.replace(RegistryKeys.version(first.model()), Documents.seal(forged));
        TestRegistry restarted = new TestRegistry(store);
        restarted.view.refresh();
        // When
        List<Integer> made = Stream.of("a", "b", "c")
                .map(content -> restarted.versions.register(Samples.MODEL, Samples.artifact(content), named))
                .map(registration -> registration.version().model().version())
                .toList();
        // Then
        assertThat(made).containsExactly(3, 3, 3);
        assertThat(store.list("models/digits/versions/", "", 100)).hasSize(3);
    }

    @Test
    void shouldGoOnAfterVersionsOfBeforeThereWasAChain() {
        // Given
        ModelVersion old = new TestRegistry(new InMemoryObjectStore()).register("request-1");
        store.create(RegistryKeys.version(old.model()), Documents.write(old));
        // When
        ModelVersion next = registry.register("request-2");
        // Then
        TestRegistry restarted = new TestRegistry(store);
        restarted.view.refresh();
        assertThat(restarted.versions.require(Samples.MODEL, 1)).isEqualTo(old);
        assertThat(restarted.versions.require(Samples.MODEL, 2)).isEqualTo(next);
        assertThat(restarted.view.damage().size()).isZero();
        // And the old one is part of the chain now
        store.replace(
                RegistryKeys.version(old.model()),
                new String(Documents.write(old), StandardCharsets.UTF_8)
                        .replace("cat", "bat")
                        .getBytes(StandardCharsets.UTF_8));
        TestRegistry again = new TestRegistry(store);
        again.view.refresh();
        assertThatThrownBy(() -> again.versions.require(Samples.MODEL, 1))
                .hasFieldOrPropertyWithValue("code", ErrorCode.OBJECT_DAMAGED);
    }
}
