package io.noisystudent.registry.reconcile;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.contracts.registry.AliasMove;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EventFollowerTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final TestRegistry writer = new TestRegistry(store);
    private final TestRegistry reader = new TestRegistry(store);
    private final Topic topic = new Topic();
    private final EventLog events = topic.reader();
    private final EventReconciler announcer = new EventReconciler(writer.view, topic.reader());
    private final EventFollower follower = new EventFollower(reader.view);

    @BeforeEach
    void registerOne() {
        writer.register("request-1");
        follower.follow(announced());
    }

    @Test
    void shouldKnowAVersionOfAnother() {
        writer.register("request-2");
        follower.follow(announced());
        assertThat(reader.view.model(Samples.MODEL).orElseThrow().versions()).containsOnlyKeys(1, 2);
    }

    @Test
    void shouldKnowAMoveOfAnother() {
        writer.aliases.move(Samples.MODEL, "teacher", 0, new AliasMove(1, "ann", "r", List.of()));
        follower.follow(announced());
        assertThat(reader.view
                        .model(Samples.MODEL)
                        .orElseThrow()
                        .alias("teacher")
                        .revision())
                .isEqualTo(1);
    }

    @Test
    void shouldKnowARefusalOfAnother() {
        promoted(1, Samples.evaluation("e1", 1, Split.VALIDATION, 70, null));
        writer.register("request-2");
        promoted(2, Samples.compared("e2", 2, 1, 0, 20));
        List<ModelEvent> announced = announced();
        assertThat(announced).hasAtLeastOneElementOfType(ModelEvent.ModelRejected.class);
        follower.follow(announced.stream()
                .filter(ModelEvent.ModelRejected.class::isInstance)
                .toList());
        assertThat(reader.view.model(Samples.MODEL).orElseThrow().decisions(2)).hasSize(1);
    }

    @Test
    void shouldAskNothingAboutWhatItKnows() {
        // Given
        promoted(1, Samples.evaluation("e1", 1, Split.VALIDATION, 70, null));
        writer.register("request-2");
        promoted(2, Samples.compared("e2", 2, 1, 0, 20));
        List<ModelEvent> announced = announced();
        follower.follow(announced);
        // When
        store.setDown(true);
        // Then
        assertThatCode(() -> follower.follow(announced)).doesNotThrowAnyException();
    }

    @Test
    void shouldReportThatTheStoreDidNotAnswer() {
        writer.register("request-2");
        List<ModelEvent> announced = announced();
        store.setDown(true);
        assertThatThrownBy(() -> follower.follow(announced)).hasMessageContaining("down");
    }

    private void promoted(int version, ModelEvaluation evidence) {
        writer.evaluations.post(evidence);
        writer.promotions.promote(
                Samples.MODEL, version, new PromotionRequest("ann", "r", List.of(evidence.id()), false));
    }

    /** What was announced since the last call. */
    private List<ModelEvent> announced() {
        announcer.reconcile();
        return events.readNew().events();
    }
}
