package io.noisystudent.teacher.config;

import io.noisystudent.contracts.config.GateConfig;
import io.noisystudent.contracts.config.GateRule;
import io.noisystudent.contracts.config.GateRule.MaxLoss;
import io.noisystudent.contracts.config.GateRule.MaxLoss.Smaller;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.ModelVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GateVersionsTest {
    private static final List<String> CLASSES = List.of("cat", "dog");

    private final List<ModelRef> asked = new ArrayList<>();

    @Test
    void shouldAskForEveryNamedVersionOnce() {
        // Given
        GateVersions versions =
                versions(CLASSES, new GateRule.NotWorse(0.05), loss("3"), loss("parent"), loss("teacher"));

        // When
        versions.requireFound();
        int first = asked.size();
        versions.requireFound();

        // Then
        assertThat(asked).hasSize(first).containsOnly(new ModelRef("pets", 3));
    }

    @Test
    void shouldRefuseAVersionThatIsNotThere() {
        assertThatThrownBy(() -> versions(CLASSES, new GateRule.NotWorse(0.05), loss("4"))
                        .requireFound())
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
                    assertThat(e.subject()).isEqualTo("pipeline.gate.rules[1].max-loss.against");
                    assertThat(e).hasMessageContaining("there is no version 4 of pets");
                });
        assertThatCode(() -> versions(CLASSES, loss("3")).requireFound()).doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseAVersionOfOtherClasses() {
        assertThatThrownBy(() -> versions(List.of("dog", "cat"), loss("3")).requireFound())
                .hasFieldOrPropertyWithValue("code", ErrorCode.SIGNATURE_MISMATCH);
    }

    private GateVersions versions(List<String> classes, GateRule... rules) {
        GateConfig gate = new GateConfig(GateConfig.Mode.AUTO, Split.VALIDATION, List.of(rules));
        return new GateVersions("pets", gate, this::version, new TeacherClasses(classes, this::version));
    }

    private Optional<ModelVersion> version(ModelRef model) {
        asked.add(model);
        return model.version() == 3
                ? Optional.of(new ModelVersion(model, "0".repeat(64), 1, CLASSES, null, null, Instant.EPOCH))
                : Optional.empty();
    }

    private static GateRule loss(String against) {
        return new MaxLoss(0, against, Smaller.FILE, null);
    }
}
