package io.noisystudent.trainer.training;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.RegistryClient;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.onnx.OnnxWriter;
import io.noisystudent.trainer.testing.Images;
import io.noisystudent.trainer.testing.RegistryServer;
import io.noisystudent.trainer.testing.Shapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RegisteredTeachersTest {
    @TempDir
    private Path directory;

    @Test
    void shouldFetchWhatWasRegisteredAndLeaveNothing() throws IOException {
        // Given
        Graph graph = Networks.build("mlp", Images.SHAPE, Shapes.PIPELINE.classes(), 3);
        Path file = Files.write(directory.resolve("model.onnx"), OnnxWriter.write(graph));
        Path work = directory.resolve("work");
        try (RegistryServer server = new RegistryServer()) {
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
}
