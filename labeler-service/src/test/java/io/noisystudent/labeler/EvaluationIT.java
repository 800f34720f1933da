package io.noisystudent.labeler;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.codec.PredictionsCodec;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.Predictions;
import io.noisystudent.contracts.event.TaskFailure;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.labeler.testing.Images;
import io.noisystudent.labeler.testing.LabelerStackResource;
import io.noisystudent.testkit.kafka.TestBroker;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

@QuarkusTest
@QuarkusTestResource(LabelerStackResource.class)
class EvaluationIT {
    private static final Topics TOPICS = new Topics("shapes");

    private final TestBroker broker = TestBroker.shared();

    @Test
    void shouldPredictWhatIsHeldOutAfterCorrectionsAndDeletions() {
        // Given
        send("a", Images.png(0), "dark", "train");
        long validation = send("b", Images.png(1), "light", "validation");
        send("c", Images.png(2), "mixed", "test");
        send("d", Images.png(3), "mixed", "test");
        long correction = send("c", Images.png(2), "dark", "test");
        broker.send(TOPICS.labeled(), "d", null, Map.of());
        long batch = send(null, Images.npy(4, 2), "dark,mixed", "test");
        send("e", Images.png(9), "purple", "test");
        EvaluationTask candidate =
                new EvaluationTask("1-e-2-0", "1", new ModelRef("shapes", 2), broker.everything(TOPICS.labeled()));
        EvaluationTask teacher =
                new EvaluationTask("1-e-1-0", "1", new ModelRef("shapes", 1), broker.everything(TOPICS.labeled()));

        // When
        for (EvaluationTask task : List.of(candidate, teacher)) {
            byte[] bytes = JsonCodec.of(EvaluationTask.class).encode(task);
            broker.send(TOPICS.evaluationTasks(), task.id(), bytes, Map.of());
        }

        // Then
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(predictions()).hasSize(2));
        for (Predictions predictions : predictions()) {
            assertThat(predictions.positions().size()).isEqualTo(4);
            assertThat(List.of(
                            predictions.positions().offset(0),
                            predictions.positions().offset(1),
                            predictions.positions().offset(2),
                            predictions.positions().offset(3)))
                    .containsExactly(validation, correction, batch, batch);
            assertThat(predictions.labels()).containsExactly(1, 0, 0, 2);
            assertThat(predictions.splits()).containsExactly(Split.VALIDATION, Split.TEST, Split.TEST, Split.TEST);
            assertThat(predictions.unreadable()).hasSize(1);
        }
        assertThat(predictions().get(0).probabilities())
                .isNotEqualTo(predictions().get(1).probabilities());

        // When retention removes the head of the range
        broker.admin().expire(TOPICS.labeled(), 1);
        EvaluationTask expired = new EvaluationTask("1-e-3-0", "1", candidate.model(), candidate.range());
        broker.send(
                TOPICS.evaluationTasks(),
                expired.id(),
                JsonCodec.of(EvaluationTask.class).encode(expired),
                Map.of());

        // Then
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(predictions())
                .extracting(Predictions::taskId, Predictions::failure)
                .contains(tuple(
                        "1-e-3-0",
                        new TaskFailure(
                                ErrorCode.LINEAGE_EXPIRED,
                                candidate.range() + ": the log begins at 1; retention has removed what the range"
                                        + " names, so keep the topic longer"))));
    }

    private List<Predictions> predictions() {
        return broker.committed(TOPICS.evaluations()).stream()
                .map(record -> new PredictionsCodec().decode(record.topic(), record.value()))
                .toList();
    }

    private long send(String key, byte[] value, String label, String split) {
        return broker.send(TOPICS.labeled(), key, value, Map.of("label", label, "split", split));
    }
}
