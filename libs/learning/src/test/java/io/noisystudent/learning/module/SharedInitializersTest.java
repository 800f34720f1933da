package io.noisystudent.learning.module;

import io.noisystudent.learning.torch.Compute;
import io.noisystudent.networks.graph.Graph;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SharedInitializersTest {
    /** Two layers of equal initial weights, as an exporter writes them. */
    private static final Graph SHARED = new TestGraphs(1)
            .weight("first", 1, 3, 3, 1, 1)
            .node("Identity", "second", "first")
            .node("Identity", "third", "second")
            .node("Conv", "one", "x", "first")
            .node("Identity", "same", "one")
            .node("Conv", "two", "same", "second")
            .node("Conv", "three", "two", "third")
            .classify("three", 3);

    @Test
    void shouldGiveEveryWeightAValueOfItsOwn() {
        Graph separate = SharedInitializers.separate(SHARED);

        assertThat(separate.initializers())
                .containsAllEntriesOf(Map.of(
                        "second", separate.initializers().get("first"),
                        "third", separate.initializers().get("first")));
        assertThat(separate.nodes()).hasSize(SHARED.nodes().size() - 2);
        try (GraphModule module = GraphModule.of(SHARED, Compute.cpu())) {
            assertThat(module.parameters()).extracting(Parameter::name).contains("first", "second", "third");
            assertThat(module.export(Map.of()).initializers()).containsKeys("first", "second", "third");
        }
    }

    @Test
    void shouldLeaveOtherGraphsAlone() {
        Graph graph = new TestGraphs(1)
                .conv("stem", "x", 3, 4)
                .node("Identity", "same", "stem")
                .classify("same", 4);

        assertThat(SharedInitializers.separate(graph)).isSameAs(graph);
    }
}
