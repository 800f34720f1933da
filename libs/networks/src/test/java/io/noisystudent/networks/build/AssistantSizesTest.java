package io.noisystudent.networks.build;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AssistantSizesTest {
    @Test
    void shouldLetAssistantsPassThatAreBetweenTeacherAndStudent() {
        AssistantSizes.require(pipeline("teacher-assistant", "resnet-32", "resnet-20", "resnet-14", "resnet-8"));
        AssistantSizes.require(pipeline("{teacher-assistant: {teacher: 3}}", "resnet-20", "resnet-8"));
        AssistantSizes.require(pipeline("distillation", "resnet-8", "resnet-20"));
    }

    @Test
    void shouldNameEveryAssistantThatIsNot() {
        // Given
        PipelineConfig pipeline = pipeline("teacher-assistant", "resnet-20", "resnet-32", "resnet-8", "resnet-14");

        // When / Then
        assertThatThrownBy(() -> AssistantSizes.require(pipeline))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
                    assertThat(e)
                            .hasMessageContaining("pipeline.recipes[1].network: resnet-32 has 466,906 parameters and"
                                    + " resnet-20 272,474, its teacher")
                            .hasMessageContaining("pipeline.recipes[2].network: resnet-8 has");
                });
    }

    @Test
    void shouldNotWarnOfASmallStudentWhereOneIsWanted() {
        assertThat(SizeLadder.warnings(pipeline("distillation", "resnet-20", "resnet-8")))
                .isEmpty();
    }

    private static PipelineConfig pipeline(String kind, String... networks) {
        String taught = ", epochs: 1, objective: [cross-entropy, soft-targets]}";
        List<String> recipes = List.of(networks).stream()
                .map(network -> "    - {network: " + network
                        + (network.equals(networks[0]) && !kind.contains("teacher: ") ? ", epochs: 1}" : taught))
                .toList();
        return PipelineConfigReader.parse("""
                pipeline:
                  name: ladder
                  image: {height: 32, width: 32, channels: 3}
                  classes: [a, b, c, d, e, f, g, h, i, j]
                  curriculum: {kind: %s}
                  recipes:
                """.formatted(kind) + String.join("\n", recipes), "test", Networks::isKnown);
    }
}
