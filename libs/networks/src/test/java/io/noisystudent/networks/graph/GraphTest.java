package io.noisystudent.networks.graph;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GraphTest {
    private static final TensorSpec X = new TensorSpec("x", ElementType.FLOAT, List.of(Dimension.of("N")));
    private static final Node FIRST = node("first", "Add", List.of("x", "w"), "a");
    private static final Node SECOND = node("second", "Add", List.of("a", "a"), "b");
    private static final Node THIRD = node("third", "Add", List.of("a", "b"), "c");

    @Test
    void shouldFindProducersAndConsumers() {
        GraphIndex index = graph(List.of(FIRST, SECOND, THIRD), "w").index();
        assertThat(index.producer("b")).contains(SECOND);
        assertThat(index.producer("w")).isEmpty();
        assertThat(index.consumers("a")).containsExactly(SECOND, THIRD);
        assertThat(index.consumers("c")).isEmpty();
        assertThat(index.position(THIRD)).isEqualTo(2);
    }

    @Test
    void shouldRefuseWrongWiringWithTheNodesName() {
        assertBad(() -> graph(List.of(SECOND, FIRST, THIRD), "w"), "second", "node first produces only later");
        assertBad(() -> graph(List.of(FIRST, SECOND, THIRD), "v"), "first", "value w");
        assertBad(() -> graph(List.of(FIRST, FIRST, SECOND), "w"), "first", "two nodes are named first");
        assertBad(
                () -> graph(List.of(FIRST, node("other", "Relu", List.of("x"), "a"), THIRD), "w"),
                "other",
                "value a comes from node first and again from node other");
        assertBad(() -> graph(List.of(FIRST), "w"), "c", "output c");
        assertBad(() -> graph(List.of(FIRST, SECOND, THIRD), "x"), "x", "the initializers");
    }

    @Test
    void shouldReplaceInitializersInPlace() {
        // Given
        Map<String, Tensor> initializers = new LinkedHashMap<>();
        initializers.put("w", Tensor.vector(1f));
        initializers.put("unused", Tensor.vector(2f));
        Graph graph = new Graph(
                "g", 17, List.of(FIRST, SECOND, THIRD), List.of(X), List.of(spec("c")), initializers, Map.of("k", "v"));

        // When
        Graph changed = graph.withInitializers(Map.of("w", Tensor.vector(3f))).withMetadata(Map.of("l", "m"));

        // Then
        assertThat(changed.initializers().keySet()).containsExactly("w", "unused");
        assertThat(changed.initializers().get("w").floats()).containsExactly(3f);
        assertThat(changed.metadata()).isEqualTo(Map.of("k", "v", "l", "m"));
        assertThat(graph.initializers().get("w").floats()).containsExactly(1f);
        assertBad(() -> graph.withInitializers(Map.of("ghost", Tensor.vector(1f))), "ghost", "no initializer ghost");
    }

    @Test
    void shouldReadAttributesWithDefaults() {
        Node node = new Node(
                "n",
                "Conv",
                List.of("x", "", "b"),
                List.of("y"),
                Map.of("group", Attribute.of(2), "f", Attribute.of(.5f)));
        assertThat(node.intAttribute("group", 1)).isEqualTo(2);
        assertThat(node.intAttribute("absent", 1)).isEqualTo(1);
        assertThat(node.floatAttribute("f", 0)).isEqualTo(.5f);
        assertThat(node.intsAttribute("strides", 1, 1)).containsExactly(1, 1);
        assertThat(node.stringAttribute("auto_pad", "NOTSET")).isEqualTo("NOTSET");
        assertThat(node.tensorAttribute("value")).isEmpty();
        assertThat(node.input(1)).isEmpty();
        assertThat(node.input(2)).contains("b");
        assertThat(node.input(3)).isEmpty();
        assertBad(() -> node.floatAttribute("group", 0), "n", "attribute group of node n (Conv) is IntValue");
    }

    @Test
    void shouldCompareTensorsByValueAndProtectTheirBytes() {
        Tensor tensor = Tensor.ofFloats(new long[] {2, 1}, 1, 2);
        assertThat(tensor)
                .isEqualTo(Tensor.ofFloats(new long[] {2, 1}, 1, 2))
                .hasSameHashCodeAs(Tensor.ofFloats(new long[] {2, 1}, 1, 2));
        assertThat(tensor).isNotEqualTo(Tensor.ofFloats(new long[] {2}, 1, 2));
        assertThat(tensor).isNotEqualTo(Tensor.ofFloats(new long[] {2, 1}, 1, 3));
        assertThat(Tensor.scalar(3L).size()).isEqualTo(1);
        assertThat(Tensor.ofInts(new long[] {2}, -1, 5).longs()).containsExactly(-1, 5);
        tensor.dims()[0] = 9;
        assertThat(tensor.dim(0)).isEqualTo(2);
        assertThatThrownBy(() -> tensor.data().put(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
        assertThatThrownBy(() -> tensor.longs()).hasMessageContaining("FLOAT was read as INT64");
        assertThatThrownBy(() -> Tensor.ofBytes(ElementType.FLOAT, new long[] {2}, ByteBuffer.allocate(7)))
                .hasMessageContaining("needs 8 bytes and not 7");
    }

    private static Graph graph(List<Node> nodes, String initializer) {
        return new Graph(
                "g", 17, nodes, List.of(X), List.of(spec("c")), Map.of(initializer, Tensor.vector(1f)), Map.of());
    }

    private static Node node(String name, String operator, List<String> inputs, String output) {
        return new Node(name, operator, inputs, List.of(output), Map.of());
    }

    private static TensorSpec spec(String name) {
        return new TensorSpec(name, ElementType.FLOAT, List.of(Dimension.of("N")));
    }

    private static void assertBad(Runnable action, String subject, String words) {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(NoisyStudentException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.BAD_GRAPH);
            assertThat(e.subject()).isEqualTo(subject);
            assertThat(e.getMessage()).contains(words);
        });
    }
}
