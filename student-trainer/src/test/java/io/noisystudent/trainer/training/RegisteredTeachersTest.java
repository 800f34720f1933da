package io.noisystudent.trainer.training;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.contracts.retry.Backoff;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.onnx.OnnxWriter;
import io.noisystudent.registryclient.RegistryClient;
import io.noisystudent.registryclient.signing.Verification;
import io.noisystudent.registryclient.signing.Verification.Mode;
import io.noisystudent.testkit.registry.FakeRegistry;
import io.noisystudent.trainer.testing.ShadedImages;
import io.noisystudent.trainer.testing.ShapesPipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.noisystudent.trainer.testing.ShapesPipeline.TEACHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RegisteredTeachersTest {
    @TempDir
    private Path directory;

    @Test
    void shouldFetchWhatWasRegisteredAndLeaveNothing() throws IOException {
        // Given
        Graph graph = Networks.build("mlp", ShadedImages.SHAPE, ShapesPipeline.PIPELINE.classes(), 3);
        Path file = Files.write(directory.resolve("model.onnx"), OnnxWriter.write(graph));
        Path work = directory.resolve("work");
        try (FakeRegistry server = new FakeRegistry(ShapesPipeline.PIPELINE.classes())) {
            RegistryClient registry = new RegistryClient(server.uri());
            ModelVersion version = registry.register("shapes", file, new VersionDescription(null, null));
            Teachers teachers = new RegisteredTeachers(registry, work);

            // When
            Graph loaded = teachers.load(version.model());

            // Then
            assertThat(loaded.initializers()).isEqualTo(graph.initializers());
            assertThat(work).isEmptyDirectory();
            assertThatThrownBy(() -> teachers.load(new ModelRef("shapes", 2)))
                    .isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.code())
                            .isEqualTo(ErrorCode.NOT_FOUND));
            assertThat(work).isEmptyDirectory();
        }
    }

    @Test
    void shouldLoadOnlyWhatATrustedKeySignedAndWaitAWhileForIt() throws Exception {
        // Given
        KeyPair key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        KeyPair stranger = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Graph graph = Networks.build("mlp", ShadedImages.SHAPE, ShapesPipeline.PIPELINE.classes(), 3);
        Path file = Files.write(directory.resolve("model.onnx"), OnnxWriter.write(graph));
        StopSignal stop = new StopSignal();
        try (FakeRegistry server = new FakeRegistry(ShapesPipeline.PIPELINE.classes())) {
            RegistryClient registry =
                    new RegistryClient(server.uri(), new Verification(Mode.REQUIRED, List.of(key.getPublic())));
            ModelVersion version = registry.register("shapes", file, new VersionDescription(null, null));
            server.sign(version.model(), stranger);
            AtomicInteger attempts = new AtomicInteger();
            Teachers strict = new RegisteredTeachers(registry, directory.resolve("work"));
            Teachers counted = teacher -> {
                // When its own signature comes while it is waited for
                if (attempts.incrementAndGet() == 2) {
                    server.sign(version.model(), key);
                }
                return strict.load(teacher);
            };

            // Then
            assertThatThrownBy(() -> strict.load(version.model()))
                    .isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.code())
                            .isEqualTo(ErrorCode.UNTRUSTED_SIGNATURE));
            assertThat(directory.resolve("work")).isEmptyDirectory();
            Retry retry = new Retry(stop, new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)));
            assertThat(new PatientTeachers(counted, retry, stop).load(TEACHER).initializers())
                    .isEqualTo(graph.initializers());
            assertThat(attempts).hasValue(2);
        }
    }
}
