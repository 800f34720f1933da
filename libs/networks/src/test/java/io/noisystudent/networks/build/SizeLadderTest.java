package io.noisystudent.networks.build;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.Warning;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SizeLadderTest {
    private static PipelineConfig pipeline(String... networks) {
        String recipes = Stream.of(networks)
                .map(network -> "    - {network: " + network + ", epochs: 1}\n")
                .collect(Collectors.joining());
        return PipelineConfigReader.parse("""
                pipeline:
                  name: ladder
                  image: {height: 32, width: 32, channels: 3}
                  classes: [a, b, c, d, e, f, g, h, i, j]
                  recipes:
                """ + recipes, "test", Networks::isKnown);
    }

    @Test
    void shouldClimbOneRungPerGeneration() {
        // Given
        PipelineConfig ladder = pipeline("efficientnet-b0-small", "efficientnet-b1-small", "efficientnet-b2-small");

        // Then
        assertThat(Stream.of(0, 1, 2, 3, 7)
                        .map(generation -> ladder.recipe(generation).network()))
                .containsExactly(
                        "efficientnet-b0-small",
                        "efficientnet-b1-small",
                        "efficientnet-b2-small",
                        "efficientnet-b2-small",
                        "efficientnet-b2-small");
        assertThat(SizeLadder.warnings(ladder)).isEmpty();
        assertThat(SizeLadder.warnings(pipeline("wrn-10-1", "wrn-10-1", "wrn-16-2")))
                .isEmpty();
        assertThat(SizeLadder.warnings(pipeline("wrn-10-1"))).isEmpty();
    }

    @Test
    void shouldWarnOfAStudentThatIsSmallerThanItsTeacher() {
        // When
        List<Warning> warnings = SizeLadder.warnings(pipeline("resnet-20", "wrn-16-2", "resnet-20", "resnet-8"));

        // Then
        assertThat(warnings)
                .extracting(Warning::subject)
                .containsExactly("pipeline.recipes[2].network", "pipeline.recipes[3].network");
        assertThat(warnings.get(0).code()).isEqualTo(ErrorCode.SMALLER_STUDENT);
        assertThat(warnings.get(0).message()).contains("resnet-20 has 272,474", "wrn-16-2", "691,674");
    }
}
