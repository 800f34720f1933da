package io.noisystudent.trainer;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.config.Phases;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.contracts.event.TrainingProgress.Completed;
import io.noisystudent.contracts.event.TrainingProgress.Failed;
import io.noisystudent.contracts.event.TrainingProgress.Running;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.storage.minio.MinioObjectStore;
import io.noisystudent.testkit.kafka.TestBroker;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.registry.FakeRegistry;
import io.noisystudent.testkit.stack.EmbeddedStack;
import io.noisystudent.trainer.testing.ShapesPipeline;
import io.noisystudent.trainer.testing.Trainers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.noisystudent.trainer.KilledTrainerIT.await;
import static io.noisystudent.trainer.KilledTrainerIT.sendLabels;
import static io.noisystudent.trainer.KilledTrainerIT.store;
import static org.assertj.core.api.Assertions.assertThat;

/** The real jar, killed by what it trains; a request that it can answer itself is in {@link KilledTrainerIT}. */
class MemoryIT {
    /** Too little for the weights of a large network, and for large batches. */
    static final List<String> SMALL = List.of("-Xmx96m", "-XX:MaxDirectMemorySize=24m");

    /** So long an interval that no checkpoint is ever made. */
    private static final Map<String, String> ONE_START =
            Map.of("noisystudent.trainer.max-starts", "1", "noisystudent.trainer.checkpoint-interval", "PT1H");

    @TempDir
    Path directory;

    /** What counts starts is tested without processes, and quickly, in StartLogTest. */
    @Tag("slow")
    @Test
    void shouldGiveUpWhatKillsEveryTrainerAndGoOn() {
        try (EmbeddedStack stack = EmbeddedStack.start();
                TestBroker broker = new TestBroker(stack.kafka().bootstrapServers());
                FakeRegistry registry = new FakeRegistry(ShapesPipeline.PIPELINE.classes());
                MinioObjectStore store = store(stack)) {
            // Given
            try (ServiceProcess first = Trainers.startWith(SMALL, stack, registry.uri(), directory, ONE_START)) {
                await(() -> first.output().contains("Listening on"));
                sendLabels(broker);

                // When it is killed while it trains
                send(broker, "deadly", "mlp", 4, 1_000_000);
                await(() -> progress(broker, "deadly").stream()
                        .anyMatch(progress -> progress instanceof Running running && running.step() > 0));
            }
            try (ServiceProcess next = Trainers.startWith(SMALL, stack, registry.uri(), directory, ONE_START)) {
                send(broker, "last", "mlp", 4, 1);

                // Then
                assertFailed(broker, "deadly", ErrorCode.TRAINER_LOST, "starts after step 0: 1", "the heap may take 9");
                assertThat(answer(broker, "last")).as(next.output()).isInstanceOf(Completed.class);
                await(() -> store.list("checkpoints/", "", 10).isEmpty());
            }
        }
    }

    static void send(TestBroker broker, String id, String network, int batchSize, int steps) {
        TrainingRequest request = ShapesPipeline.request(
                id, TrainingRanges.supervised(List.of(broker.everything(ShapesPipeline.TOPICS.labeled()))));
        Recipe small = request.recipe();
        Recipe recipe = new Recipe(
                network,
                0,
                steps,
                batchSize,
                small.unlabeledRatio(),
                small.objective(),
                small.optimizer(),
                small.noise(),
                small.movingAverageDecay(),
                Phases.JOINT,
                null,
                null);
        byte[] bytes = JsonCodec.of(TrainingRequest.class).encode(KilledTrainerIT.withRecipe(request, recipe));
        broker.send(ShapesPipeline.TOPICS.trainingRequests(), id, bytes, Map.of());
    }

    static void assertFailed(TestBroker broker, String id, ErrorCode code, String... words) {
        assertThat(answer(broker, id)).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.code()).as(failed.detail()).isEqualTo(code);
            assertThat(failed.detail()).contains(words);
        });
    }

    static TrainingProgress answer(TestBroker broker, String id) {
        await(() -> find(broker, id).isPresent());
        return find(broker, id).orElseThrow();
    }

    private static Optional<TrainingProgress> find(TestBroker broker, String id) {
        return progress(broker, id).stream()
                .filter(progress -> !(progress instanceof Running))
                .findFirst();
    }

    private static List<TrainingProgress> progress(TestBroker broker, String id) {
        JsonCodec<TrainingProgress> codec = JsonCodec.of(TrainingProgress.class);
        return broker.records(ShapesPipeline.TOPICS.trainingProgress()).stream()
                .map(record -> codec.decode(record.topic(), record.value()))
                .filter(progress -> progress.requestId().equals(id))
                .toList();
    }
}
