package io.noisystudent.teacher.config;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.registryclient.RegistryClient;
import io.noisystudent.teacher.curriculum.Observation;
import io.noisystudent.testkit.registry.FakeRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StartVersionsTest {
    private static final List<String> CLASSES = List.of("cat", "dog");
    private static final ModelRef THIRD = new ModelRef("pets", 3);

    @Test
    void shouldFindVersionsByNumberAndByAlias() {
        try (FakeRegistry registry = registry()) {
            registry.teacher(THIRD);

            Map<String, ModelRef> found =
                    versions(registry, "version:3", "mlp", "version:teacher").find();

            assertThat(found).isEqualTo(Map.of("3", THIRD, "teacher", THIRD));
        }
    }

    @Test
    void shouldRefuseWhatIsNotThere() {
        try (FakeRegistry registry = registry()) {
            // Given
            StartVersions versions = versions(registry, "version:3", "version:4", "version:lite0");

            // When
            Map<String, ModelRef> found = versions.find();

            // Then
            assertThat(found).isEqualTo(Map.of("3", THIRD));
            assertThatThrownBy(() -> versions.requireFound(seen(found)))
                    .isInstanceOfSatisfying(NoisyStudentException.class, refused -> {
                        assertThat(refused.code()).isEqualTo(ErrorCode.NOT_FOUND);
                        assertThat(refused.subject()).isEqualTo("pipeline.recipes[1].network");
                    })
                    .hasMessageContaining("there is no version or alias 4 of pets to begin with; import it first");
        }
    }

    private static Observation seen(Map<String, ModelRef> starts) {
        List<LogRange> none = List.of();
        return new Observation(none, none, none, null, null, starts, Map.of(), true);
    }

    private static StartVersions versions(FakeRegistry registry, String... networks) {
        String text =
                """
                pipeline:
                  name: pets
                  image: {height: 8, width: 8, channels: 1}
                  classes: [cat, dog]
                  recipes:
                """ + "    - {steps: 1, network: '" + String.join("'}\n    - {steps: 1, network: '", networks) + "'}\n";
        PipelineConfig pipeline = PipelineConfigReader.parse(text, "pipeline.yaml");
        return new StartVersions(pipeline, new RegistryClient(registry.uri()));
    }

    private static FakeRegistry registry() {
        FakeRegistry registry = new FakeRegistry(CLASSES);
        registry.add(new ModelVersion(THIRD, "0".repeat(64), 1, CLASSES, null, null, Instant.EPOCH));
        return registry;
    }
}
