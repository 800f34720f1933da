package io.noisystudent.trainer;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.config.Phases;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.TrainingProgress.Completed;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.onnx.OnnxReader;
import io.noisystudent.storage.ObjectStore;
import io.noisystudent.storage.minio.MinioConfig;
import io.noisystudent.storage.minio.MinioObjectStore;
import io.noisystudent.testkit.kafka.TestBroker;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.registry.FakeRegistry;
import io.noisystudent.testkit.stack.EmbeddedStack;
import io.noisystudent.testkit.web.ForeignPageProbe;
import io.noisystudent.testkit.web.IdentityProvider;
import io.noisystudent.testkit.web.RouteProbe;
import io.noisystudent.trainer.testing.ShadedImages;
import io.noisystudent.trainer.testing.ShapesPipeline;
import io.noisystudent.trainer.testing.Trainers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.noisystudent.trainer.MemoryIT.assertFailed;
import static org.assertj.core.api.Assertions.assertThat;

/** The real jar: killed while it trains, trained again, and asked for more than its memory holds. */
class KilledTrainerIT {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final int STEPS = 500;
    /** So many that a checkpoint is made before the last. */
    private static final int FEW_STEPS = 60;
    /** It does not come to an end by itself. */
    private static final int ENDLESS = 1_000_000;

    @TempDir
    Path directory;

    @Test
    void shouldEndWithTheWeightsOfATrainerThatWasNotKilledAndOutliveWhatDoesNotFit() throws IOException {
        try (EmbeddedStack stack = EmbeddedStack.start();
                TestBroker broker = new TestBroker(stack.kafka().bootstrapServers());
                IdentityProvider provider = new IdentityProvider();
                FakeRegistry registry = new FakeRegistry(ShapesPipeline.PIPELINE.classes());
                MinioObjectStore store = store(stack)) {
            // Given
            try (ServiceProcess first = Trainers.start(stack, registry.uri(), directory, tokensOf(provider))) {
                await(() -> first.output().contains("Listening on"));
                RouteProbe.Tokens tokens = new RouteProbe.Tokens(provider, "noisy-student", "reader");
                assertThat(new RouteProbe(first.uri(""), first.output(), tokens)
                                .breaches("operator", Set.of(), Set.of()))
                        .isEmpty();
                sendLabels(broker);
                sendCohort(broker, "whole");
                await(() -> version(registry, "whole-peer").isPresent());
                registry.observe(KilledTrainerIT::refuseUploads);
                sendCohort(broker, "cut");
                await(() -> !checkpoints(store, "cut").isEmpty());
                // When it dies, and another one starts, with little memory
            }
            registry.observe(call -> {});
            try (ServiceProcess second =
                    Trainers.startWith(MemoryIT.SMALL, stack, registry.uri(), directory, Map.of())) {
                await(() -> version(registry, "cut-peer").isPresent());
                // Then
                assertThat(second.output()).contains("going on after step");
                assertThat(new ForeignPageProbe(second.uri("")).breaches(Set.of(), Set.of()))
                        .isEmpty();
                await(() -> checkpoints(store, "cut").isEmpty());
                assertItEndsWhatIsCancelled(broker, registry, store);
                assertItOutlivesWhatDoesNotFit(broker, second);
                await(() -> store.list("checkpoints/", "", 10).isEmpty());
            }
            assertThat(weights(registry, "cut")).isEqualTo(weights(registry, "whole"));
            assertThat(weights(registry, "cut-peer")).isEqualTo(weights(registry, "whole-peer"));
            try (ServiceProcess again = Trainers.start(stack, registry.uri(), directory, "replay", "4")) {
                assertThat(again.awaitExit(Trainers.LIMIT)).as(again.output()).isZero();
                assertThat(again.output())
                        .contains("shapes/3 was trained again: the file is identical")
                        .contains("shapes/4 was trained again: the file is identical");
            }
        }
    }

    /** So that a trainer is killed in time, however fast it trains. */
    private static void refuseUploads(String call) {
        if (call.startsWith("PUT ")) {
            throw new IllegalStateException("the trainer is to die first");
        }
    }

    private static void assertItEndsWhatIsCancelled(TestBroker broker, FakeRegistry registry, ObjectStore store) {
        // Given
        int generation = 7;
        send(broker, "unwanted", generation, ENDLESS);
        await(() -> !checkpoints(store, "unwanted").isEmpty());

        // When
        GenerationState cancelled =
                ShapesPipeline.ended(generation, ErrorCode.GENERATION_CANCELLED, "cancelled by a person");
        byte[] state = JsonCodec.of(GenerationState.class).encode(cancelled);
        broker.send(ShapesPipeline.TOPICS.generations(), "7", state, Map.of());

        // Then
        assertFailed(broker, "unwanted", ErrorCode.GENERATION_CANCELLED, "generation 7 is over", "nothing of it");
        await(() -> checkpoints(store, "unwanted").isEmpty());
        assertThat(version(registry, "unwanted")).isEmpty();
    }

    private static void assertItOutlivesWhatDoesNotFit(TestBroker broker, ServiceProcess trainer) {
        // When the weights take 146 MB of heap, and three batches 77 MB of direct memory
        MemoryIT.send(broker, "network", "wrn-28-10", 4, 1);
        MemoryIT.send(broker, "batch", "mlp", 400_000, 1);
        MemoryIT.send(broker, "small", "mlp", 4, 1);

        // Then
        assertFailed(broker, "network", ErrorCode.OUT_OF_MEMORY, "the network wrn-28-10", "Java heap space");
        assertFailed(broker, "batch", ErrorCode.OUT_OF_MEMORY, "a batch of 400000", "direct buffer memory");
        assertThat(MemoryIT.answer(broker, "small")).as(trainer.output()).isInstanceOf(Completed.class);
    }

    private static Map<String, String> tokensOf(IdentityProvider provider) {
        return Map.of(
                RouteProbe.LISTING.getKey(),
                RouteProbe.LISTING.getValue(),
                "quarkus.profile",
                "oidc",
                "noisystudent.access.provider",
                provider.address(),
                "noisystudent.access.role-claim",
                "sub",
                "noisystudent.access.readers",
                "reader",
                "noisystudent.access.writers",
                "operator");
    }

    static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(condition);
    }

    static void sendLabels(TestBroker broker) {
        for (int i = 0; i < 6; i++) {
            String label = ShapesPipeline.PIPELINE.classes().get(i % 3);
            broker.send(
                    ShapesPipeline.TOPICS.labeled(),
                    "l" + i,
                    ShadedImages.png(i),
                    Map.of("label", label, "split", "train"));
        }
    }

    static void send(TestBroker broker, String id) {
        send(broker, id, 0, STEPS);
    }

    private static void send(TestBroker broker, String id, int generation, int steps) {
        send(broker, request(broker, id, generation, steps));
    }

    /** Two students that learn from each other, by one request. */
    private static void sendCohort(TestBroker broker, String id) {
        send(broker, ShapesPipeline.cohort(request(broker, id, 0, FEW_STEPS)));
    }

    private static void send(TestBroker broker, TrainingRequest request) {
        byte[] bytes = JsonCodec.of(TrainingRequest.class).encode(request);
        broker.send(ShapesPipeline.TOPICS.trainingRequests(), request.id(), bytes, Map.of());
    }

    private static TrainingRequest request(TestBroker broker, String id, int generation, int steps) {
        TrainingRequest small = ShapesPipeline.request(
                id, TrainingRanges.supervised(List.of(broker.everything(ShapesPipeline.TOPICS.labeled()))));
        Recipe recipe = small.recipe();
        Recipe longer = new Recipe(
                "wrn-10-1",
                0,
                steps,
                64,
                recipe.unlabeledRatio(),
                recipe.objective(),
                recipe.optimizer(),
                recipe.noise(),
                recipe.movingAverageDecay(),
                Phases.JOINT,
                null,
                null);
        return with(small, generation, longer);
    }

    static TrainingRequest withRecipe(TrainingRequest request, Recipe recipe) {
        return with(request, request.generation(), recipe);
    }

    private static TrainingRequest with(TrainingRequest request, int generation, Recipe recipe) {
        return new TrainingRequest(
                request.id(),
                request.model(),
                generation,
                request.student(),
                request.purpose(),
                recipe,
                request.selection(),
                request.seed(),
                request.teacher(),
                request.data(),
                null,
                null,
                null,
                null);
    }

    static Optional<ModelVersion> version(FakeRegistry registry, String request) {
        return registry.versions().stream()
                .filter(version -> version.lineage() != null
                        && version.lineage().request().id().equals(request))
                .findFirst();
    }

    private static Map<String, Tensor> weights(FakeRegistry registry, String request) {
        ModelVersion version = version(registry, request).orElseThrow();
        return OnnxReader.read(registry.artifact(version)).initializers();
    }

    static List<?> checkpoints(ObjectStore store, String request) {
        return store.list("checkpoints/shapes/" + request + "/", "", 10).stream()
                .filter(object -> object.key().endsWith(".safetensors"))
                .toList();
    }

    static MinioObjectStore store(EmbeddedStack stack) {
        return MinioObjectStore.connect(new MinioConfig(
                stack.objectStore().endpoint(),
                "us-east-1",
                "models",
                stack.objectStore().accessKey(),
                stack.objectStore().secretKey()));
    }
}
