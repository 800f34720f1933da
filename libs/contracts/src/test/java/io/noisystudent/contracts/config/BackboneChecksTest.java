package io.noisystudent.contracts.config;

import io.noisystudent.contracts.error.NoisyStudentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

class BackboneChecksTest {

    @Test
    void shouldReadAndWriteHowABackboneIsTrained() {
        // When
        PipelineConfig config = read("warm-start: true, freeze: backbone, thaw-after: 0.25, freeze-statistics: true,"
                + " backbone-learning-rate: 0.005, layer-decay: 0.75");

        // Then
        BackboneConfig backbone = config.recipe(1).optimizer().backboneTraining();
        assertThat(backbone).isEqualTo(new BackboneConfig(new Freeze.Backbone(), 0.25, true, 0.005, 0.75));
        assertThat(backbone.rateFactor(0.05)).isCloseTo(0.1, within(1e-12));
        assertThat(config.recipe(0).optimizer().backboneTraining()).isEqualTo(BackboneConfig.NONE);
        assertThat(config.recipe(0).optimizer().backbone()).isNull();
        assertThat(PipelineConfigReader.parse(PipelineConfigWriter.write(config), "again"))
                .isEqualTo(config);
        assertThat(read("warm-start: true, freeze: {until: stage2.out}")
                        .recipe(1)
                        .optimizer()
                        .backboneTraining()
                        .freeze())
                .isEqualTo(new Freeze.Until("stage2.out"));
    }

    @Test
    void shouldFreezeAControlThatBeginsWithLearnedWeightsToo() {
        PipelineConfig config = read("warm-start: true, freeze: backbone");
        Recipe student = config.recipe(1);

        assertThat(config.control(student, "teacher", true, 5).optimizer().backboneTraining())
                .isEqualTo(student.optimizer().backboneTraining());
        assertThat(config.control(student, "mlp", false, 5).optimizer().backbone())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            freeze: backbone                                     | freeze: fresh weights would stay as they were drawn
            freeze-statistics: true                              | freeze-statistics: fresh statistics fit no images
            warm-start: true, thaw-after: 0.5                    | thaw-after: nothing is frozen
            warm-start: true, freeze: backbone, layer-decay: 0.5 | layer-decay: freeze: backbone leaves nothing
            warm-start: true, freeze: backbone, backbone-learning-rate: 0.1 | backbone-learning-rate: freeze: backbone leaves
            warm-start: true, freeze: backbone, thaw-after: 0.5, fine-tuning: {} | thaw-after: fine-tuning divides
            warm-start: true, freeze: backbone, thaw-after: 0.5, early-stopping: {} | thaw-after: early-stopping may end
            warm-start: true, freeze: backbone, thaw-after: 0.9, train-resolution: {} | thaw-after: is 0.9, and train-resolution
            warm-start: true, freeze: {until: a, backbone: 1}    | freeze
            warm-start: true, freeze: everything                 | freeze
            warm-start: true, freeze: {until: ' '}               | freeze
            """)
    void shouldRefuseKeysThatMeanNothingTogether(String keys, String message) {
        NoisyStudentException refused = catchThrowableOfType(NoisyStudentException.class, () -> read(keys));

        assertThat(refused).isNotNull();
        assertThat(refused.getMessage()).contains("recipes[1]." + message);
    }

    private static PipelineConfig read(String keys) {
        String text = """
                pipeline:
                  name: digits
                  image: {height: 28, width: 28, channels: 1}
                  classes: ["0", "1"]
                  recipes:
                    - {network: mlp, epochs: 1}
                    - {network: mlp, epochs: 1, %s}
                """.formatted(keys);
        return PipelineConfigReader.parse(text, "pipeline.yaml");
    }
}
