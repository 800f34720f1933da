package io.noisystudent.registry.view;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.objects.SlotWriter;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EvidenceBundlesTest {
    private static final int SIZE = 3;
    private static final String FIRST = RegistryKeys.bundle(Samples.MODEL, 1, SIZE);

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final TestRegistry writer = new TestRegistry(store);

    @Test
    void shouldReadEvidenceFromABundleAndLaterEvidenceByItself() {
        // Given a bundle of the first versions
        fill();
        view().writeSegments(new SlotWriter(store));
        assertThat(store.get(FIRST)).isPresent();
        // When something is said later, and what the bundle holds cannot be read
        writer.evaluations.post(Samples.evaluation("late", 1, Split.TEST, 80, null));
        store.delete(RegistryKeys.evaluations(Samples.MODEL) + "0000000002/early.json");
        // Then
        ModelView model = model();
        assertThat(model.evaluations(1)).containsOnlyKeys("early", "late");
        assertThat(model.evaluations(2)).containsOnlyKeys("early");
        assertThat(model.figures().column("metrics.test.top1").at(2)).isEqualTo(0.8);
    }

    @Test
    void shouldReadEvidenceOneByOneWithoutASoundBundle() {
        // Given
        fill();
        for (byte[] wrong : List.of("no archive".getBytes(StandardCharsets.UTF_8), new byte[0])) {
            store.delete(FIRST);
            store.create(FIRST, wrong);
            // When, Then
            assertThat(model().evaluations(1)).containsOnlyKeys("early");
        }
    }

    @Test
    void shouldWriteABundleAgainThatWasWrittenBeforeAnythingWasSaid() {
        // Given versions that come so fast that their bundle is written without evidence
        for (int i = 1; i <= SIZE + RegistryView.WINDOW; i++) {
            writer.register("request-" + i);
        }
        view().writeSegments(new SlotWriter(store));
        byte[] empty = store.get(FIRST).orElseThrow();
        writer.evaluations.post(Samples.evaluation("early", 1, Split.TEST, 80, null));
        // When the registry starts again
        view().writeSegments(new SlotWriter(store));
        // Then
        assertThat(store.get(FIRST)).isPresent().get().isNotEqualTo(empty);
        store.delete(RegistryKeys.evaluations(Samples.MODEL) + "0000000001/early.json");
        assertThat(model().evaluations(1)).containsOnlyKeys("early");
        // And a good one stays
        byte[] full = store.get(FIRST).orElseThrow();
        view().writeSegments(new SlotWriter(store));
        assertThat(store.get(FIRST)).hasValue(full);
    }

    @Test
    void shouldWaitUntilVersionsAreOld() {
        // Given
        for (int i = 1; i <= SIZE; i++) {
            writer.register("request-" + i);
        }
        // When
        view().writeSegments(new SlotWriter(store));
        // Then
        assertThat(store.get(FIRST)).isEmpty();
    }

    private void fill() {
        for (int i = 1; i <= SIZE + RegistryView.WINDOW; i++) {
            writer.register("request-" + i);
        }
        writer.evaluations.post(Samples.evaluation("early", 1, Split.TEST, 80, null));
        writer.evaluations.post(Samples.evaluation("early", 2, Split.TEST, 80, null));
    }

    private RegistryView view() {
        RegistryView view = TestRegistry.view(store, SIZE);
        view.refresh();
        return view;
    }

    private ModelView model() {
        return view().model(Samples.MODEL).orElseThrow();
    }
}
