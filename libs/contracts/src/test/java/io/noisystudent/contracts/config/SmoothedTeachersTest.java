package io.noisystudent.contracts.config;

import io.noisystudent.contracts.error.ErrorCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SmoothedTeachersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "label-smoothing: 0.1 | [{soft-targets: {temperature: 4}}] | 1",
                "objective: [{cross-entropy: {label-smoothing: 0.1}}] | [cross-entropy, decoupled] | 1",
                "label-smoothing: 0   | [{soft-targets: {temperature: 4}}] | 0",
                "label-smoothing: 0.1 | [{soft-targets: {temperature: 1}}] | 0",
                "label-smoothing: 0.1 | [cross-entropy, hint] | 0"
            })
    void shouldWarnWhereAStudentLearnsFromWhatSmoothingTookAway(String teacher, String student, int warnings) {
        PipelineConfig pipeline = PipelineConfigReader.parse(
                PipelineConfigReaderTest.MINIMAL.replace("epochs: 60", "epochs: 60, " + teacher)
                        + "    - {network: mlp, epochs: 2, objective: " + student + "}\n",
                "p.yaml");

        assertThat(SmoothedTeachers.warnings(pipeline)).hasSize(warnings).allSatisfy(warning -> {
            assertThat(warning.code()).isEqualTo(ErrorCode.SMOOTHED_TEACHER);
            assertThat(warning.subject()).isEqualTo("pipeline.recipes[0].label-smoothing");
            assertThat(warning.message())
                    .contains("label smoothing of 0.1", "recipes[1] learns from them at temperature 4.0");
        });
    }
}
