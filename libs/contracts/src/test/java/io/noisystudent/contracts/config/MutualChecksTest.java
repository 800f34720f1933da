package io.noisystudent.contracts.config;

import io.noisystudent.contracts.config.CurriculumKind.MutualLearning;
import io.noisystudent.contracts.config.CurriculumKind.TransferSet;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class MutualChecksTest {
    private static final String PLAIN = "{network: mlp, epochs: 1}";
    private static final String PEER = peer("network: mlp, epochs: 1");

    private static String peer(String keys) {
        return "{" + keys + ", objective: [cross-entropy, mutual]}";
    }

    @Test
    void shouldReadAndWriteCohorts() {
        PipelineConfig alike = read("mutual-learning", PEER);
        MutualLearning kind = new MutualLearning(2, TransferSet.LABELED, false);

        assertThat(alike.curriculum().kind()).isEqualTo(kind);
        assertThat(alike.cohort(kind)).extracting(Recipe::network).containsExactly("mlp", "mlp");
        assertThat(PipelineConfigReader.parse(PipelineConfigWriter.write(alike), "again"))
                .isEqualTo(alike);

        MutualLearning three = new MutualLearning(3, TransferSet.ALL, true);
        PipelineConfig different = read(
                "{mutual-learning: {students: 3, transfer-set: all, ensemble: true}}",
                PLAIN,
                peer("network: cnn, epochs: 1, learning-rate: 0.5, noise: {dropout: 0.5}"),
                PEER);

        assertThat(different.curriculum().kind()).isEqualTo(three);
        assertThat(different.cohort(three)).extracting(Recipe::network).containsExactly("cnn", "mlp", "mlp");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            epochs: 2                     | epochs
            steps: 1                      | epochs
            epochs: 1, batch-size: 32     | batch-size
            epochs: 1, unlabeled-ratio: 2 | unlabeled-ratio
            epochs: 1, train-ratio: 2     | train-ratio
            epochs: 1, accumulate: 2      | accumulate
            epochs: 1, noise: {crop: 1}   | noise
            epochs: 1, early-stopping: {} | early-stopping
            epochs: 1, train-resolution: {factor: 0.5} | train-resolution
            """)
    void shouldRefuseStudentsThatWouldSeeOtherImages(String keys, String key) {
        refuses(
                "pipeline.recipes[1]." + key + ": is not that of recipes[0]; students that learn from each other see",
                "mutual-learning",
                PEER,
                peer("network: mlp, " + keys));
    }

    @Test
    void shouldRefuseOneStudent() {
        refuses(
                "mutual-learning.students (line 5): '1' is not allowed; give a whole number from 2 to 32",
                "{mutual-learning: {students: 1}}",
                PEER);
    }

    @Test
    void shouldRefuseRecipesThatDoNotFit() {
        refuses("there are 2 students, and 3 recipes for them", "mutual-learning", PEER, PEER, PEER);
        refuses(
                "with transfer-set: all, the first recipe is that of a first teacher",
                "{mutual-learning: {transfer-set: all}}",
                PLAIN);
        refuses("recipes[1].objective: no term mutual with a weight above 0", "mutual-learning", PEER, PLAIN);
        refuses(
                "recipes[0].objective: no term mutual with a weight above 0",
                "mutual-learning",
                "{network: mlp, epochs: 1, objective: [cross-entropy, {mutual: {weight: 0}}]}");
        refuses(
                "recipes[0].objective: a term learns from a teacher",
                "mutual-learning",
                "{network: mlp, epochs: 1, objective: [cross-entropy, mutual, soft-targets]}");
        refuses(
                "recipes[1].objective: mutual has update: sequential, and recipes[0] simultaneous",
                "mutual-learning",
                PEER,
                "{network: mlp, epochs: 1, objective: [cross-entropy, {mutual: {update: sequential}}]}");
        refuses(
                "recipes[2].objective: online-labels shows the teacher another view of the images, and recipes[1]",
                "{mutual-learning: {transfer-set: all}}",
                PLAIN,
                "{network: mlp, epochs: 1, objective: [cross-entropy, mutual, soft-targets]}",
                "{network: mlp, epochs: 1, objective: [cross-entropy, mutual, online-labels]}");
        refuses(
                "recipes[2].objective: soft-targets shows the teacher the students' own images, and recipes[1]",
                "{mutual-learning: {transfer-set: all}}",
                PLAIN,
                "{network: mlp, epochs: 1, objective: [cross-entropy, mutual, online-labels]}",
                "{network: mlp, epochs: 1, objective: [cross-entropy, mutual, soft-targets]}");
        refuses(
                "students-per-generation: is 3, and mutual-learning counts its students itself",
                "mutual-learning, students-per-generation: 3",
                PEER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"noisy-student", "born-again", "{mutual-learning: {transfer-set: all}}"})
    void shouldRefusePeersWhereThereAreNone(String kind) {
        refuses("recipes[0].objective: mutual learns from students that are trained along", kind, PEER, PEER);
    }

    private static void refuses(String problem, String kind, String... recipes) {
        NoisyStudentException refusal = catchThrowableOfType(NoisyStudentException.class, () -> read(kind, recipes));

        assertThat(refusal.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
        assertThat(refusal).hasMessageContaining(problem);
    }

    private static PipelineConfig read(String kind, String... recipes) {
        String text = """
                pipeline:
                  name: digits
                  image: {height: 28, width: 28, channels: 1}
                  classes: ["0", "1"]
                  curriculum: {kind: %s}
                  recipes:
                """.formatted(kind) + "    - " + String.join("\n    - ", recipes) + "\n";
        return PipelineConfigReader.parse(text, "pipeline.yaml");
    }
}
