package io.noisystudent.registry.view;

import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.objects.SlotWriter;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.storage.ObjectStat;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SegmentsTest {
    private static final int SIZE = 3;

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final TestRegistry writer = new TestRegistry(store);

    @Test
    void shouldReadFullSegmentsInsteadOfTheirVersions() {
        // Given
        register(7);
        write(3);
        assertThat(segments())
                .containsExactly(RegistryKeys.segment(Samples.MODEL, 1, 3), RegistryKeys.segment(Samples.MODEL, 4, 6));
        // When the versions of the segments cannot be read
        for (int version = 1; version <= 6; version++) {
            store.delete(key(version));
        }
        ModelView model = read();
        // Then
        assertThat(model.versions())
                .containsExactlyEntriesOf(
                        writer.view.model(Samples.MODEL).orElseThrow().versions());
        assertThat(model.ofRequest("request-2")).isPresent();
        assertThat(model.highestVersion()).isEqualTo(7);
    }

    @Test
    void shouldGoOnWhereOthersStopped() {
        // Given
        register(3);
        write(1);
        register(6);
        // When
        RegistryView view = TestRegistry.view(store, SIZE);
        view.refresh();
        view.writeSegments(new SlotWriter(store));
        view.writeSegments(new SlotWriter(store));
        // Then
        assertThat(segments()).hasSize(2);
        assertThat(read().versions()).hasSize(6);
    }

    @Test
    void shouldReadVersionsOneByOneBehindADamagedSegment() {
        // Given
        register(9);
        write(3);
        byte[] second = store.get(RegistryKeys.segment(Samples.MODEL, 4, 6)).orElseThrow();
        for (byte[] wrong : List.of(
                "no archive".getBytes(StandardCharsets.UTF_8),
                new byte[0],
                Arrays.copyOf(second, second.length / 2),
                store.get(RegistryKeys.segment(Samples.MODEL, 7, 9)).orElseThrow())) {
            store.delete(RegistryKeys.segment(Samples.MODEL, 4, 6));
            store.create(RegistryKeys.segment(Samples.MODEL, 4, 6), wrong);
            // When, Then
            assertThat(read().versions()).hasSize(9);
        }
    }

    @Test
    void shouldNotHideADamagedVersionInASegment() {
        // Given
        register(1);
        store.create(key(2), "{".getBytes(StandardCharsets.UTF_8));
        new TestRegistry(store).register("request-3");
        // When
        write(2);
        // Then
        assertThat(segments()).isEmpty();
        assertThat(read().versions()).containsOnlyKeys(1, 3);
    }

    private void register(int upTo) {
        int from =
                writer.view.model(Samples.MODEL).map(ModelView::highestVersion).orElse(0);
        for (int version = from + 1; version <= upTo; version++) {
            writer.register("request-" + version);
        }
    }

    private void write(int times) {
        RegistryView view = TestRegistry.view(store, SIZE);
        view.refresh();
        for (int i = 0; i < times; i++) {
            view.writeSegments(new SlotWriter(store));
        }
    }

    private ModelView read() {
        RegistryView view = TestRegistry.view(store, SIZE);
        view.refresh();
        return view.model(Samples.MODEL).orElseThrow();
    }

    private List<String> segments() {
        return store.list(RegistryKeys.segments(Samples.MODEL), "", 100).stream()
                .map(ObjectStat::key)
                .toList();
    }

    private static String key(int version) {
        return RegistryKeys.versions(Samples.MODEL) + "%010d.json".formatted(version);
    }
}
