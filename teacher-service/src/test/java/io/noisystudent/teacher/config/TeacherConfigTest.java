package io.noisystudent.teacher.config;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TeacherConfigTest {
    @Test
    void shouldHaveDefaultsForOptionalSettings() {
        // When
        TeacherConfig config = read(Map.of());

        // Then
        assertThat(config.pipeline().file()).isEqualTo(Path.of("pipeline.yaml"));
        assertThat(config.registry().url()).isEqualTo(URI.create("http://localhost:8080"));
        assertThat(config.instance()).isEmpty();
        assertThat(config.curriculum().settle()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.curriculum().settleAtMost()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.curriculum().tick()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.curriculum().passedAfter()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void shouldTakeEverySetting() {
        // When
        TeacherConfig config = read(Map.of(
                "noisystudent.pipeline.file", "p.yaml",
                "noisystudent.registry.url", "http://registry:8080",
                "noisystudent.instance", "teacher-0",
                "noisystudent.curriculum.settle", "7s",
                "noisystudent.curriculum.settle-at-most", "1h",
                "noisystudent.curriculum.tick", "250ms",
                "noisystudent.curriculum.passed-after", "5m"));

        // Then
        assertThat(config.pipeline().file()).isEqualTo(Path.of("p.yaml"));
        assertThat(config.registry().url()).isEqualTo(URI.create("http://registry:8080"));
        assertThat(config.instance()).contains("teacher-0");
        assertThat(config.curriculum().settle()).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.curriculum().settleAtMost()).isEqualTo(Duration.ofHours(1));
        assertThat(config.curriculum().tick()).isEqualTo(Duration.ofMillis(250));
        assertThat(config.curriculum().passedAfter()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void shouldNameEveryProblemAtOnce() {
        assertThatThrownBy(() -> read(Map.of(
                        "noisystudent.pipeline.file", "p.yaml",
                        "noisystudent.curriculum.settle", "soon",
                        "noisystudent.curriculum.color", "blue")))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("soon")
                .hasMessageContaining("color");
    }

    private static TeacherConfig read(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .withMapping(TeacherConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .build()
                .getConfigMapping(TeacherConfig.class);
    }
}
