package io.noisystudent.trainer;

import io.noisystudent.storage.minio.MinioObjectStore;
import io.noisystudent.testkit.kafka.TestBroker;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.registry.FakeRegistry;
import io.noisystudent.testkit.stack.EmbeddedStack;
import io.noisystudent.trainer.testing.ShapesPipeline;
import io.noisystudent.trainer.testing.Trainers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.noisystudent.trainer.KilledTrainerIT.await;
import static io.noisystudent.trainer.KilledTrainerIT.checkpoints;
import static io.noisystudent.trainer.KilledTrainerIT.send;
import static io.noisystudent.trainer.KilledTrainerIT.sendLabels;
import static io.noisystudent.trainer.KilledTrainerIT.store;
import static io.noisystudent.trainer.KilledTrainerIT.version;
import static org.assertj.core.api.Assertions.assertThat;

/** The real jar, as a Job runs it. */
class SingleRequestIT {
    private static final Map<String, String> ONCE = Map.of("noisystudent.trainer.run", "once");
    private static final Map<String, String> IMPATIENT =
            Map.of("noisystudent.trainer.run", "once", "noisystudent.trainer.request-timeout", "PT0.5S");

    @TempDir
    Path directory;

    @Test
    @Tag("slow")
    void shouldTakeOneRequestEachAndGoOnAfterItWasKilled() {
        try (EmbeddedStack stack = EmbeddedStack.start();
                TestBroker broker = new TestBroker(stack.kafka().bootstrapServers());
                FakeRegistry registry = new FakeRegistry(ShapesPipeline.PIPELINE.classes());
                MinioObjectStore store = store(stack)) {
            // When there is nothing to do
            runToItsEnd(stack, registry, IMPATIENT, "no training request within 0 s");
            assertThat(registry.versions()).isEmpty();

            // When there are three requests, and one run
            sendLabels(broker);
            send(broker, "first");
            send(broker, "second");
            send(broker, "third");
            runToItsEnd(stack, registry, ONCE, "one request is answered");

            // Then
            assertThat(registry.versions()).hasSize(1);
            assertThat(version(registry, "first")).isPresent();
            assertThat(committed(broker)).isEqualTo(1);

            // When the next run is killed while it trains, and another begins
            try (ServiceProcess killed = Trainers.start(stack, registry.uri(), directory, ONCE)) {
                await(() -> !checkpoints(store, "second").isEmpty());
                assertThat(killed.output()).doesNotContain("one request is answered");
            }
            assertThat(committed(broker)).isEqualTo(1);
            runToItsEnd(stack, registry, ONCE, "going on after step");

            // Then
            assertThat(registry.versions()).hasSize(2);
            assertThat(version(registry, "second")).isPresent();
            assertThat(committed(broker)).isEqualTo(2);
            assertThat(checkpoints(store, "second")).isEmpty();
        }
    }

    private void runToItsEnd(
            EmbeddedStack stack, FakeRegistry registry, Map<String, String> settings, String expected) {
        try (ServiceProcess process = Trainers.start(stack, registry.uri(), directory, settings)) {
            assertThat(process.awaitExit(Trainers.LIMIT)).as(process.output()).isZero();
            assertThat(process.output()).contains(expected);
        }
    }

    private static long committed(TestBroker broker) {
        return broker.admin().committed("shapes-trainers", ShapesPipeline.TOPICS.trainingRequests());
    }
}
