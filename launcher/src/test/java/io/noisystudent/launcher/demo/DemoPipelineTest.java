package io.noisystudent.launcher.demo;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.launcher.dataset.DataSet;
import io.noisystudent.launcher.glyph.GlyphDataSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DemoPipelineTest {
    private static final DataSet GLYPHS = GlyphDataSet.make(20, 10, 1);

    private static final String REST = """
            image: {height: 28, width: 28, channels: 1}, \
            classes: [anchor, arrow, bolt, heart, house, key, moon, spiral, star, umbrella], \
            recipes: [{network: small-cnn, steps: 40}]}""";

    @TempDir
    private Path directory;

    @Test
    void shouldLetEveryStudentPassABuiltInGateThatHasNothingToWeigh() {
        DemoSettings settings = new DemoSettings(null, 1, null, null, null, true, false);
        assertThat(DemoPipeline.of(GLYPHS, settings, false).gate().rules()).isEmpty();
        assertThat(DemoPipeline.of(GLYPHS, settings, true).gate().rules()).isNotEmpty();
    }

    @Test
    void shouldBeginWithTheSurestWhereOneLabelPerClassIsGiven() {
        DemoSettings settings = new DemoSettings(null, 1, null, null, null, true, false);
        DataSet digits =
                new DataSet("mnist", GLYPHS.shape(), GLYPHS.classes(), false, GLYPHS.train(), List.of(), GLYPHS.test());
        assertThat(DemoPipeline.of(digits, settings, false).selection().growth())
                .isGreaterThan(1);
        assertThat(DemoPipeline.of(digits, settings, true).selection().growth()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"'{split: validation, rules: []}', false", "'{split: test}', false", "'{split: validation}', true"})
    void shouldTakeTheUsersGateAsItIs(String gate, boolean validated) throws IOException {
        DemoSettings settings = with("{name: tiny, gate: " + gate + ", " + REST);
        PipelineConfig pipeline = DemoPipeline.of(GLYPHS, settings, validated);
        assertThat(pipeline.gate().rules().isEmpty()).isEqualTo(gate.contains("[]"));
    }

    @ParameterizedTest
    @CsvSource(
            value = {"null,7", "3,3"},
            nullValues = "null")
    void shouldTakeTheSeedOfTrainingsFromTheUsersPipelineUnlessOneIsGiven(Long given, long expected)
            throws IOException {
        Path config = with("{name: tiny, curriculum: {seed: 7}, gate: {rules: []}, " + REST)
                .config();
        DemoSettings settings = new DemoSettings(null, 1, config, given, null, true, false);
        assertThat(DemoPipeline.of(GLYPHS, settings, false).curriculum().seed()).isEqualTo(expected);
    }

    @Test
    void shouldRefuseAUsersGateThatWouldHaveNothingToWeigh() throws IOException {
        assertRefused(with("{name: tiny, " + REST), "pipeline.gate.rules", "write rules: []");
    }

    @Test
    void shouldRefuseOtherClassesThanTheImagesHave() throws IOException {
        assertRefused(with("{name: tiny, " + REST.replace("anchor", "boat")), "pipeline.classes", "boat");
    }

    @Test
    void shouldRefuseAVersionAsTeacherThatAnEmptyRegistryDoesNotHave() throws IOException {
        String student = REST.replace("steps: 40", "steps: 40, objective: [cross-entropy, soft-targets]");
        assertRefused(
                with("{name: tiny, gate: {rules: []}, curriculum: {kind: {distillation: {teacher: 3}}}, " + student),
                "pipeline.curriculum.kind.distillation.teacher",
                "is 3, and a demo begins with an empty registry");
    }

    private DemoSettings with(String pipeline) throws IOException {
        Path config = Files.writeString(directory.resolve("pipeline.yaml"), "pipeline: " + pipeline + "\n");
        return new DemoSettings(null, 1, config, null, null, true, false);
    }

    private static void assertRefused(DemoSettings settings, String subject, String message) {
        assertThatExceptionOfType(NoisyStudentException.class)
                .isThrownBy(() -> DemoPipeline.of(GLYPHS, settings, false))
                .satisfies(refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
                    assertThat(refusal.subject()).endsWith(subject);
                    assertThat(refusal).hasMessageContaining(message);
                });
    }
}
