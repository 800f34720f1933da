package io.noisystudent.contracts.config;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.Warning;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SmoothedTeachersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "label-smoothing: 0.1 | [cross-entropy, {soft-targets: {temperature: 4}}] | 0 to 1, 1 to 1",
                "label-smoothing: 0.1 | [{soft-targets: {temperature: 4}}] | 0 to 1",
                "objective: [{cross-entropy: {label-smoothing: 0.1}}] | [cross-entropy, decoupled] | 0 to 1, 1 to 1",
                "label-smoothing: 0   | [{soft-targets: {temperature: 4}}] | ''",
                "label-smoothing: 0   | [cross-entropy, {soft-targets: {temperature: 4}}] | 1 to 1",
                "label-smoothing: 0.1 | [{soft-targets: {temperature: 1}}] | ''",
                "label-smoothing: 0.1 | [{cross-entropy: {label-smoothing: 0}}, {pseudo-labels: {temperature: 4}}] | 0 to 1",
                "label-smoothing: 0.1 | [{cross-entropy: {label-smoothing: 0}}, {pseudo-labels: {temperature: 4, labels:"
                        + " hard}}] | ''",
                "label-smoothing: 0.1 | [{cross-entropy: {label-smoothing: 0}}, {online-labels: {temperature: 4}}] | 0 to 1",
                "label-smoothing: 0.1 | [{permuted-predictions: {temperature: 4}}] | 0 to 1",
                "label-smoothing: 0 | [{confidence-weighted: {label-smoothing: 0.1}}, {soft-targets: {temperature: 4}}] |"
                        + " 1 to 1",
                "label-smoothing: 0.1 | [cross-entropy, hint] | ''"
            })
    void shouldWarnWhereAStudentLearnsFromWhatSmoothingTookAway(String teacher, String student, String expected) {
        assertThat(SmoothedTeachers.warnings(pipeline(teacher, student, 3)))
                .allSatisfy(warning -> assertThat(warning.code()).isEqualTo(ErrorCode.SMOOTHED_TEACHER))
                .extracting(Warning::describe)
                .extracting(text -> text.replaceAll(
                        ".*recipes.(\\d).\\.label-smoothing.*smoothing of 0\\.1 .*recipes.(\\d). learns from them at"
                                + " temperature 4\\.0.*",
                        "$1 to $2"))
                .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(", ", -1)));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "0, 2"})
    void shouldKnowWhetherTheLastRecipeIsRepeated(int maxGenerations, int warnings) {
        PipelineConfig pipeline =
                pipeline("label-smoothing: 0.1", "[cross-entropy, {soft-targets: {temperature: 4}}]", maxGenerations);

        assertThat(SmoothedTeachers.warnings(pipeline)).hasSize(warnings);
    }

    private static PipelineConfig pipeline(String teacher, String student, int maxGenerations) {
        return PipelineConfigReader.parse(
                PipelineConfigReaderTest.MINIMAL.replace("epochs: 60", "epochs: 60, " + teacher)
                        + "    - {network: mlp, epochs: 2, objective: " + student + "}\n"
                        + "  curriculum: {max-generations: " + maxGenerations + "}\n",
                "p.yaml");
    }
}
