package io.noisystudent.service.start;

import io.noisystudent.service.config.ServiceConfig;
import io.noisystudent.service.testing.TestSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ServiceMainTest {
    private static final String PIPELINE = """
            pipeline:
              name: shapes
              image: {height: 8, width: 8, channels: 1}
              classes: [dark, light]
              recipes:
                - {network: mlp, steps: 6, batch-size: 4}
            """;

    private final ServiceMain<PainterConfig> service = new ServiceMain<>(
            "painter", PainterConfig.class, name -> !name.equals("perceptron"), ServiceMainTest::check);

    @TempDir
    private Path directory;

    private Path pipeline;

    /** The settings of a service. */
    @ConfigMapping(prefix = "noisystudent")
    interface PainterConfig extends ServiceConfig {
        Painter painter();

        /** What this service has alone. */
        interface Painter {
            @WithDefault("3")
            int brushes();

            @WithDefault("1")
            int colors();
        }
    }

    private static List<String> check(PainterConfig settings) {
        return settings.painter().brushes() < 1
                ? List.of("noisystudent.painter.brushes must be 1 at least")
                : List.of();
    }

    @BeforeEach
    void writePipeline() throws IOException {
        pipeline = Files.writeString(directory.resolve("pipeline.yaml"), PIPELINE);
    }

    @Test
    void shouldFindNothingWrongWithGoodSettings() {
        assertThat(problems(Map.of("noisystudent.painter.brushes", "2"))).isEmpty();
    }

    @Test
    void shouldReportWhatTheServiceFindsTogetherWithWhatIsWrongWithThePipeline() throws IOException {
        // Given
        Files.writeString(pipeline, PIPELINE.replace("classes", "classses"));

        // When
        List<String> problems = problems(Map.of("noisystudent.painter.brushes", "0"));

        // Then
        assertThat(problems)
                .satisfiesExactly(
                        own -> assertThat(own).isEqualTo("noisystudent.painter.brushes must be 1 at least"),
                        other -> assertThat(other)
                                .startsWith("CONFIG_INVALID " + pipeline)
                                .contains("classses"));
    }

    @Test
    void shouldReportEveryValueThatIsNoNumberAndKeysThatDoNotExist() {
        // When
        List<String> problems = problems(Map.of(
                "noisystudent.painter.brushes", "many",
                "noisystudent.painter.colors", "all",
                "noisystudent.painter.canvas", "1"));

        // Then
        assertThat(problems)
                .hasSize(3)
                .anyMatch(problem -> problem.contains("noisystudent.painter.brushes"))
                .anyMatch(problem -> problem.contains("noisystudent.painter.colors"))
                .anyMatch(problem -> problem.contains("noisystudent.painter.canvas"));
    }

    @Test
    void shouldReportAPipelineThatIsNotThere() throws IOException {
        // Given
        Files.delete(pipeline);

        // When
        List<String> problems = problems(Map.of("noisystudent.painter.brushes", "0"));

        // Then
        assertThat(problems).hasSize(2).anyMatch(problem -> problem.contains(pipeline + ": there is no such file"));
    }

    /** A service has its pipeline among its sources of settings. */
    @Test
    void shouldReportAPipelineThatNoSettingsCanBeReadFrom() throws IOException {
        // Given
        String unreadable = Files.writeString(directory.resolve("unreadable.properties"), "a=\\u12")
                .toString();
        Files.writeString(pipeline, "pipeline: {");

        // When
        List<String> problems =
                problems(Map.of("smallrye.config.locations", unreadable, "noisystudent.painter.brushes", "0"));

        // Then
        assertThat(problems)
                .satisfiesExactly(
                        own -> assertThat(own).startsWith("noisystudent.painter.brushes"),
                        other -> assertThat(other).startsWith("CONFIG_INVALID " + pipeline));
    }

    private List<String> problems(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("noisystudent.pipeline.file", pipeline.toString());
        return service.problems(() -> TestSettings.builder(all).addDiscoveredSources());
    }
}
