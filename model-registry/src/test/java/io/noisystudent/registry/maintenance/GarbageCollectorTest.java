package io.noisystudent.registry.maintenance;

import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.registry.objects.DamageLog;
import io.noisystudent.registry.objects.Documents;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.objects.SpentNumbers;
import io.noisystudent.registry.objects.StoreLag;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.registry.view.KeptLimits;
import io.noisystudent.registry.view.KeptMemory;
import io.noisystudent.registry.view.RegistryView;
import io.noisystudent.registry.view.StoreReader;
import io.noisystudent.storage.testing.ForwardingObjectStore;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GarbageCollectorTest {
    private static final Instant UPLOADED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration GRACE = Duration.ofHours(24);

    private final InMemoryObjectStore store = new InMemoryObjectStore(Clock.fixed(UPLOADED, ZoneOffset.UTC));
    private final TestRegistry registry = new TestRegistry(store);

    @Test
    void shouldListOldFilesThatNoVersionNamesAndRemoveThemOnRequest() {
        // Given
        String named = upload("named");
        registry.importFile("named");
        String forgotten = upload("forgotten");
        // When
        GarbageReport young = collector(UPLOADED.plus(GRACE)).collect(false);
        GarbageReport dry = collector(UPLOADED.plus(GRACE).plusSeconds(1)).collect(true);
        // Then
        assertThat(young.garbage()).isEmpty();
        assertThat(dry.examined()).isEqualTo(2);
        assertThat(dry.garbage()).extracting(GarbageReport.Blob::sha256).containsExactly(forgotten);
        assertThat(dry.removed()).isFalse();
        assertThat(store.stat(RegistryKeys.blob(forgotten))).isPresent();
        GarbageReport real = collector(UPLOADED.plus(GRACE).plusSeconds(1)).collect(false);
        assertThat(real.removed()).isTrue();
        assertThat(store.stat(RegistryKeys.blob(forgotten))).isEmpty();
        assertThat(store.stat(RegistryKeys.blob(named))).isPresent();
    }

    @Test
    void shouldForgetTheDamageOfFilesThatItRemoves() {
        // Given
        String key = RegistryKeys.blob(upload("forgotten"));
        registry.view.damage().found(key, "its SHA-256 is another one");
        // When
        collector(UPLOADED.plus(GRACE.multipliedBy(2))).collect(false);
        // Then
        assertThat(store.stat(key)).isEmpty();
        assertThat(registry.view.damage().keys("")).isEmpty();
    }

    @Test
    void shouldRemoveNothingWhenAVersionCannotBeRead() {
        // Given
        upload("forgotten");
        registry.importFile("a");
        store.create(RegistryKeys.version(new ModelRef(Samples.MODEL, 2)), "damaged".getBytes(UTF_8));
        // When, Then
        assertRefused(registry, ErrorCode.CHAIN_BROKEN);
    }

    @Test
    void shouldRemoveNothingWhenAVersionUnderASpentNumberCannotBeRead() {
        // Given: a registry that knew nothing of the continuation registered version 2 at the same time
        upload("forgotten");
        registry.importFile("a");
        registry.importFile("b");
        SpentNumbers spent =
                new SpentNumbers(Samples.MODEL, 1, 1, 4, Map.of(), "ann", "restored", "n", TestRegistry.NOW);
        store.create(RegistryKeys.continuation(Samples.MODEL, 1), Documents.seal(spent));
        new TestRegistry(store).importFile("c");
        store.replace(RegistryKeys.version(new ModelRef(Samples.MODEL, 2)), "damaged".getBytes(UTF_8));
        // When, Then
        assertRefused(new TestRegistry(store), ErrorCode.CHAIN_BROKEN);
    }

    @Test
    void shouldRemoveNothingWhileTheLogKnowsVersionsThatTheStoreDoesNotHave() {
        // Given: the file of a version that a newer copy of the store has
        upload("lost version");
        registry.view.lags().found(new StoreLag("another", new StoreLag.Numbers(2, 1), Map.of()));
        // When, Then
        assertRefused(registry, ErrorCode.STORE_BEHIND_LOG);
    }

    @Test
    void shouldRemoveNothingWhileTheLogIsUnread() {
        // Given
        upload("lost version");
        RegistryView unread = new RegistryView(
                new StoreReader(store, new DamageLog()), new KeptLimits(1, 1, 1), KeptMemory.ofThisProcess());
        // When, Then
        assertRefused(unread, ErrorCode.BROKER_UNAVAILABLE);
    }

    private void assertRefused(TestRegistry there, ErrorCode code) {
        assertRefused(there.view, code);
    }

    private void assertRefused(RegistryView there, ErrorCode code) {
        Clock later = Clock.fixed(UPLOADED.plus(GRACE.multipliedBy(2)), ZoneOffset.UTC);
        assertThatThrownBy(() -> new GarbageCollector(store, there, later, GRACE).collect(false))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(code));
        assertThat(store.list("blobs/", "", 10)).hasSize(1);
    }

    @Test
    void shouldPutBackWhatIsRegisteredMeanwhile() {
        // Given: a client registers the file in the moment between the collector's look and its removal
        String sha256 = upload("late");
        GarbageCollector collector = interrupted(() -> new TestRegistry(store).importFile("late"));
        // When
        GarbageReport report = collector.collect(false);
        // Then
        assertThat(report.restored()).containsExactly(sha256);
        assertThat(store.get(RegistryKeys.blob(sha256))).contains("late".getBytes(UTF_8));
    }

    @Test
    void shouldPutBackWhatItRemovedWhenReferencesCannotBeRead() {
        // Given
        String sha256 = upload("late");
        GarbageCollector collector = interrupted(
                () -> store.create(RegistryKeys.version(new ModelRef(Samples.MODEL, 1)), "damaged".getBytes(UTF_8)));
        // When, Then
        assertThatThrownBy(() -> collector.collect(false)).hasMessageContaining("cannot be read");
        assertThat(store.get(RegistryKeys.blob(sha256))).contains("late".getBytes(UTF_8));
    }

    private GarbageCollector interrupted(Runnable meanwhile) {
        return new GarbageCollector(
                new Interrupted(meanwhile),
                TestRegistry.view(store),
                Clock.fixed(UPLOADED.plus(GRACE.multipliedBy(2)), ZoneOffset.UTC),
                GRACE);
    }

    /** The store, on which something else happens at every removal. */
    private final class Interrupted extends ForwardingObjectStore {
        private final Runnable meanwhile;

        Interrupted(Runnable meanwhile) {
            super(store);
            this.meanwhile = meanwhile;
        }

        @Override
        public void delete(String key) {
            meanwhile.run();
            super.delete(key);
        }
    }

    private GarbageCollector collector(Instant now) {
        return new GarbageCollector(store, registry.view, Clock.fixed(now, ZoneOffset.UTC), GRACE);
    }

    private String upload(String content) {
        byte[] bytes = content.getBytes(UTF_8);
        String sha256 = Digests.sha256Hex(bytes);
        store.create(RegistryKeys.blob(sha256), bytes);
        return sha256;
    }
}
