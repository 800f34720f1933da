package io.noisystudent.launcher.command;

import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.event.TrainingRequest.Purpose;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** FixRes as a step on a version, after a promotion and on request, through the real services. */
class FixResIT {
    private static final String SETTINGS = """
            curriculum:
              control: none
              fixres: {after-promotion: true, steps: 5, batch-size: 10}
            gate: {rules: []}
            recipes: [{network: small-cnn, steps: 4, batch-size: 10, noise: {crop: 2, dropout: 0.2}}]
            """;

    @TempDir
    private Path directory;

    @Test
    void shouldAdaptAPromotedVersionAndOneThatAPersonNames() throws IOException, InterruptedException {
        try (GlyphPipeline pipeline = GlyphPipeline.start(directory, "adapted", SETTINGS)) {
            // When the first teacher is promoted
            pipeline.feed(60, 0);
            pipeline.awaitGeneration("1", "promoted");

            // Then
            assertAdapted(pipeline);

            // When a person asks for the same again, with a seed of its own
            pipeline.screen("fixres", "1");
            pipeline.awaitGeneration("2", "promoted");

            // Then
            assertThat(pipeline.generation("2").at("/plan/reason").asText())
                    .isEqualTo("FixRes of adapted/1, asked for by a person");
            assertThat(pipeline.screen("status")).contains("fixres of version 1");
            GlyphPipeline.Shown refused = pipeline.run("fixres", "99");
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.text()).contains("NOT_FOUND 99: there is no version 99 of adapted");

            // When the network has no normalization
            pipeline.screen("fixres", Integer.toString(pipeline.importNetwork("mlp")));
            pipeline.awaitGeneration("3", "failed");

            // Then
            assertThat(pipeline.generation("3").path("code").asText()).isEqualTo("SIGNATURE_MISMATCH");
            assertThat(pipeline.generation("3").path("reason").asText()).contains("has no batch normalization");
        }
    }

    private static void assertAdapted(GlyphPipeline pipeline) throws IOException, InterruptedException {
        assertThat(pipeline.versionInOffice()).isEqualTo(2);
        ModelVersion adapted = pipeline.version(2);
        TrainingRequest request = adapted.lineage().request();
        assertThat(request.purpose()).isEqualTo(Purpose.FIXRES);
        assertThat(request.teacher()).isEqualTo(pipeline.ref(1));
        assertThat(adapted.report().steps()).isEqualTo(5);
        Graph before = pipeline.graph(pipeline.ref(1));
        assertThat(changed(before, pipeline.graph(adapted.model())))
                .isNotEmpty()
                .isSubsetOf(behindLastNormalization(before));
        assertThat(pipeline.registry().evaluations(adapted.model()))
                .isNotEmpty()
                .allSatisfy(evidence ->
                        assertThat(evidence.comparison().incumbent()).isEqualTo(pipeline.ref(1)));
        assertThat(pipeline.replay(2)).as("0 if it is the same again").isZero();
    }

    private static Set<String> changed(Graph before, Graph after) {
        return after.initializers().entrySet().stream()
                .filter(entry -> !entry.getValue().equals(before.initializers().get(entry.getKey())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static Set<String> behindLastNormalization(Graph graph) {
        int last = 0;
        List<Node> nodes = graph.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            last = nodes.get(i).operator().equals("BatchNormalization") ? i : last;
        }
        Set<String> inputs = new HashSet<>();
        nodes.subList(last, nodes.size()).forEach(node -> inputs.addAll(node.inputs()));
        return inputs;
    }
}
