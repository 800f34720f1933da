package io.noisystudent.trainer.config;

import io.noisystudent.trainer.testing.ShapesPipeline;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class MainTest {
    @TempDir
    private Path directory;

    @Test
    void shouldFindNothingWrongWithGoodSettings() throws IOException {
        assertThat(problems(ShapesPipeline.YAML, Map.of("noisystudent.trainer.threads", "2")))
                .isEmpty();
    }

    @Test
    void shouldReportAllProblemsAtOnce() throws IOException {
        // When
        List<String> problems = problems(
                ShapesPipeline.YAML.replace("mlp", "perceptron"),
                Map.of(
                        "noisystudent.trainer.threads", "0",
                        "noisystudent.trainer.precision", "fp8",
                        "noisystudent.trainer.device", "gpu",
                        "noisystudent.trainer.cache-quota", "0",
                        "noisystudent.trainer.max-starts", "0",
                        "noisystudent.signing.verification", "required",
                        "noisystudent.registry.url", "registry:8080"));

        // Then
        assertThat(problems).hasSize(8);
        assertThat(String.join("\n", problems))
                .contains("noisystudent.trainer.threads is 0; it must be 1 to 1024")
                .contains("noisystudent.trainer.precision is 'fp8'; it must be auto, fp32, bf16 or fp16")
                .contains("noisystudent.trainer.device is 'gpu'; it must be auto, cpu, cuda or the number of a card")
                .contains("noisystudent.trainer.cache-quota is 0; it must be at least 1 byte, like 16G")
                .contains("noisystudent.trainer.max-starts is 0; it must be 1 to 1024")
                .contains("CONFIG_INVALID noisystudent.signing.trusted-keys: verification is REQUIRED")
                .contains("noisystudent.registry.url is 'registry:8080'")
                .contains("perceptron");
    }

    @Test
    void shouldReportValuesThatAreNoNumbers() throws IOException {
        // When
        List<String> problems = problems(
                ShapesPipeline.YAML,
                Map.of("noisystudent.trainer.threads", "many", "noisystudent.trainer.loaders", "few"));

        // Then
        assertThat(problems).hasSize(2).allMatch(problem -> problem.contains("noisystudent.trainer."));
    }

    private List<String> problems(String pipeline, Map<String, String> settings) throws IOException {
        Map<String, String> all = new HashMap<>(settings);
        Path file = Files.writeString(directory.resolve("pipeline.yaml"), pipeline);
        all.put("noisystudent.pipeline.file", file.toString());
        all.put(
                "noisystudent.trainer.cache-directory",
                directory.resolve("cache").toString());
        return Main.SERVICE.problems(() -> new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(all, "test", 100)));
    }
}
