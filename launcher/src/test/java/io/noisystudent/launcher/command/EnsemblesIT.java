package io.noisystudent.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.Ensemble.Average;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingReport.TermSummary;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.ModelVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Ensembles through the real services: of the students of a generation, of a born-again chain, and of the versions that a
 * person names; evaluated, weighed, replayed, and as the teacher of a student.
 */
class EnsemblesIT {
    private static final String SETTINGS = """
            curriculum:
              kind: {born-again: {transfer-set: labeled, ensemble: true}}
              max-generations: 2
              students-per-generation: 2
              ensemble: true
              control: none
            gate: {rules: []}
            recipes:
              - {network: mlp, steps: 4, noise: none}
              - {network: mlp, steps: 4, batch-size: 10, noise: none, objective: [cross-entropy, soft-targets]}
            """;

    @TempDir
    private Path directory;

    private GlyphPipeline pipeline;

    @BeforeEach
    void start() throws IOException {
        pipeline = GlyphPipeline.start(directory, "averaged", SETTINGS);
        pipeline.feed(60, 0);
    }

    @AfterEach
    void stop() {
        pipeline.close();
    }

    @Test
    void shouldRegisterWeighReplayAndDistillEnsembles() throws IOException, InterruptedException {
        // Given a chain of which every generation has two students
        pipeline.awaitFinished();

        // Then each generation has the ensemble of its students, and the chain that of its candidates
        for (int first = 1; first <= 7; first += 3) {
            assertThat(ensemble(first + 2)).isEqualTo(of(Average.PROBABILITIES, first, first + 1));
        }
        List<ModelRef> candidates = candidates();
        assertThat(ensemble(10).members()).isEqualTo(candidates.subList(1, 3));
        assertThat(pipeline.teacher().status().waitingFor()).contains("their ensemble is averaged/10");
        assertThat(pipeline.versionInOffice()).isEqualTo(10);
        assertThat(pipeline.screen("models")).contains("ensemble of 1, 2").doesNotContain("null");
        assertThat(pipeline.replay(10))
                .as("0 if every tensor is the same again")
                .isZero();

        // And each student of the chain learns from the one before
        for (int generation = 1; generation <= 2; generation++) {
            ModelVersion student = pipeline.version(3 * generation + 1);
            assertThat(student.lineage().request().teacher()).isEqualTo(candidates.get(generation - 1));
            assertTermIsFelt(student);
        }

        // When a person names versions, one of which was imported
        pipeline.importNetwork("mlp-w2");
        assertThat(pipeline.screen("ensemble", "11", "1", "--average", "log-probabilities"))
                .contains("Generation 4 averages the log-probabilities of the versions 11, 1.");

        // Then it is weighed, and can teach
        pipeline.awaitGeneration("4", "promoted");
        assertThat(ensemble(12)).isEqualTo(of(Average.LOG_PROBABILITIES, 11, 1));
        assertThat(pipeline.versionInOffice()).isEqualTo(12);
        assertTermIsFelt(studentOf(pipeline.ref(12)));

        // And what is no ensemble is refused
        assertRefused("BAD_ENSEMBLE", "ensemble", "3");
        assertRefused("BAD_ENSEMBLE", "ensemble", "3", "3");
        assertRefused("NOT_FOUND", "ensemble", "3", "99");
        assertRefused("neither probabilities nor log-probabilities", "ensemble", "3", "4", "--average", "medians");
    }

    /** Of each generation, oldest first; generation 0 is the first. */
    private List<ModelRef> candidates() {
        List<ModelRef> candidates = new ArrayList<>();
        for (JsonNode state : pipeline.teacher().get("/generations").path("items")) {
            candidates.add(pipeline.ref(
                    state.path("candidate").path("model").path("version").asInt()));
        }
        return candidates;
    }

    private Ensemble ensemble(int version) {
        ModelVersion registered = pipeline.version(version);
        assertThat(registered.report().validationAccuracy()).isBetween(0.0, 1.0);
        return registered.lineage().request().ensemble();
    }

    private Ensemble of(Average average, int... versions) {
        return new Ensemble(IntStream.of(versions).mapToObj(pipeline::ref).toList(), average);
    }

    private static void assertTermIsFelt(ModelVersion student) {
        TermSummary term = student.report().terms().stream()
                .filter(summary -> summary.term().equals("soft-targets"))
                .findFirst()
                .orElseThrow();
        assertThat(term.mean()).isPositive();
        assertThat(term.gradientShare()).isPositive();
    }

    /** The student that a trainer makes of another request of the chain, with this teacher. */
    private ModelVersion studentOf(ModelRef other) {
        TrainingRequest like = pipeline.version(4).lineage().request();
        return pipeline.trained(new TrainingRequest(
                like.id(),
                like.model(),
                like.generation(),
                like.student(),
                like.purpose(),
                like.recipe(),
                like.selection(),
                like.seed(),
                other,
                like.data(),
                "another",
                null,
                null,
                null));
    }

    private void assertRefused(String word, String... command) {
        GlyphPipeline.Shown shown = pipeline.run(command);
        assertThat(shown.exit()).isNotZero();
        assertThat(shown.text()).contains(word);
    }
}
