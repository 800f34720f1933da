package io.noisystudent.launcher.command;

import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.event.TrainingRequest.Purpose;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** A version and what FixRes made of it. */
record AdaptedVersion(GlyphPipeline pipeline, ModelRef before, ModelVersion adapted) {
    /** That classifier and last normalization alone are others, beside which it was weighed, and again the same. */
    void check() throws IOException, InterruptedException {
        TrainingRequest request = adapted.lineage().request();
        assertThat(request.purpose()).isEqualTo(Purpose.FIXRES);
        assertThat(adapted.report().steps()).isEqualTo(5);
        Graph network = pipeline.graph(before);
        assertThat(changed(network, pipeline.graph(adapted.model())))
                .isNotEmpty()
                .isSubsetOf(behindLastNormalization(network));
        assertThat(pipeline.registry().evaluations(adapted.model()))
                .isNotEmpty()
                .allSatisfy(evidence ->
                        assertThat(evidence.comparison().incumbent()).isEqualTo(before));
        assertThat(pipeline.replay(adapted.model().version()))
                .as("0 if it is the same again")
                .isZero();
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
