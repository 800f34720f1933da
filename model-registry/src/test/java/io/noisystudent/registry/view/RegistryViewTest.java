package io.noisystudent.registry.view;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.registry.AliasMove;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

    @Test
    void shouldTellModelsApartWhoseNamesBeginAlike() {
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
