package io.noisystudent.bench.experiment;

import io.noisystudent.contracts.config.PipelineConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The pipelines that the tables of measured figures name. */
class ExperimentPipelinesTest {
    @ParameterizedTest
    @MethodSource("files")
    void shouldBeValid(Path file) {
        assertThat(PipelineConfigReader.read(file).recipes()).isNotEmpty();
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("experiments"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
    }
}
