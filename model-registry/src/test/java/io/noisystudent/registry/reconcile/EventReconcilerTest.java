package io.noisystudent.registry.reconcile;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.contracts.registry.Rollback;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EventReconcilerTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final TestRegistry registry = new TestRegistry(store);
    private final Topic topic = new Topic();

    @Test
    void shouldDeriveEveryEventFromTheObjects() {
        // Given
        promoted(1, Samples.evaluation("e1", 1, Split.VALIDATION, 70, null));
        promoted(2, Samples.compared("e2", 2, 1, 0, 20));
        promoted(3, Samples.compared("e3", 3, 1, 20, 0));
        registry.aliases.rollBack(Samples.MODEL, "teacher", null, new Rollback(null, "ann", "worse on site"));
        // When
        int published = new EventReconciler(registry.view, topic.reader()).reconcile();
        // Then
        assertThat(published).isEqualTo(7);
        assertThat(topic.keys)
                .containsExactly(
                        "digits/1",
                        "digits/2",
                        "digits/3",
                        "digits/2",
                        "digits/teacher",
                        "digits/teacher",
                        "digits/teacher");
        assertThat(topic.events.subList(0, 3))
                .allSatisfy(event -> assertThat(event).isInstanceOf(ModelEvent.ModelRegistered.class));
        assertThat(((ModelEvent.ModelRejected) topic.events.get(3)).reasons().get(0))
                .contains("worse than version 1");
        assertThat(topic.events.get(5))
                .isEqualTo(new ModelEvent.ModelPromoted(new ModelRef("digits", 3), "teacher", 2, 1, TestRegistry.NOW));
        assertThat(topic.events.get(6))
                .isEqualTo(new ModelEvent.ModelPromoted(new ModelRef("digits", 1), "teacher", 3, 3, TestRegistry.NOW));
    }

    @Test
    void shouldPublishOnlyWhatTheTopicLacksAfterARestart() {
        // Given
        registry.register("request-1");
        new EventReconciler(registry.view, topic.reader()).reconcile();
        registry.register("request-2");
        // When
        TestRegistry restarted = new TestRegistry(store);
        restarted.view.refresh();
        EventReconciler reconciler = new EventReconciler(restarted.view, topic.reader());
        // Then
        assertThat(reconciler.reconcile()).isEqualTo(1);
        assertThat(reconciler.reconcile()).isZero();
        assertThat(topic.keys).containsExactly("digits/1", "digits/2");
    }

    @Test
    void shouldGoOnWhereAFailureStoppedIt() {
        // Given
        registry.register("request-1");
        registry.register("request-2");
        registry.register("request-3");
        EventReconciler reconciler = new EventReconciler(registry.view, topic.reader());
        topic.failAfter = 1;
        assertThatThrownBy(reconciler::reconcile).isInstanceOf(NoisyStudentException.class);
        // When
        topic.failAfter = Integer.MAX_VALUE;
        // Then
        assertThat(reconciler.reconcile()).isEqualTo(2);
        assertThat(topic.keys).containsExactly("digits/1", "digits/2", "digits/3");
    }

    @Test
    void shouldPublishEverythingAgainWhereAnEmptyLogCameInThePlaceOfTheFormer() {
        // Given
        registry.register("request-1");
        registry.register("request-2");
        EventReconciler reconciler = new EventReconciler(registry.view, topic.reader());
        reconciler.reconcile();
        // When
        topic.events.clear();
        // Then
        assertThat(reconciler.reconcile()).isEqualTo(2);
        assertThat(topic.keys).containsExactly("digits/1", "digits/2", "digits/1", "digits/2");
        assertThat(reconciler.reconcile()).isZero();
    }

    @Test
    void shouldNotRepeatWhatAnotherInstancePublished() {
        // Given
        registry.register("request-1");
        TestRegistry other = new TestRegistry(store);
        other.view.refresh();
        EventReconciler second = new EventReconciler(other.view, topic.reader());
        // When
        new EventReconciler(registry.view, topic.reader()).reconcile();
        // Then
        assertThat(second.reconcile()).isZero();
    }

    private void promoted(int version, ModelEvaluation evidence) {
        registry.register("request-" + version);
        registry.evaluations.post(evidence);
        registry.promotions.promote(
                Samples.MODEL, version, new PromotionRequest("gate", "g", List.of(evidence.id()), false));
    }
}
