package io.noisystudent.bench.conformance;

import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import io.noisystudent.networks.onnx.OnnxWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class VerdictTest {
    private static final int OPSET = 18;

    @TempDir
    Path directory;

    @Test
    void shouldAgreeWithTheReference() throws IOException {
        Verdict verdict = verdict(node("Neg", Map.of()), Tensor.vector(1f, -2f));

        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.AGREES);
        assertThat(verdict.runtime()).isEmpty();
    }

    @Test
    void shouldTellAnotherResult() throws IOException {
        Verdict verdict = verdict(node("Neg", Map.of()), Tensor.vector(1f, 2f));

        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.DIFFERENT);
        assertThat(verdict.detail()).contains("element 1 is -2.0 instead of 2.0");
        assertThat(verdict.runtime()).isPresent();
        assertThat(verdict.isGood()).isFalse();
    }

    @Test
    void shouldTellANumberWhereTheReferenceIsInfinite() throws IOException {
        Verdict verdict = verdict(node("Neg", Map.of()), Tensor.vector(Float.POSITIVE_INFINITY, -2f));

        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.DIFFERENT);
    }

    @Test
    void shouldTellAnotherShape() throws IOException {
        Verdict verdict = verdict(node("Neg", Map.of()), Tensor.ofFloats(new long[] {1, 2}, 1, -2));

        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.DIFFERENT);
        assertThat(verdict.detail()).contains("Float[2] instead of Float[1, 2]");
    }

    @Test
    void shouldTellARefusalWithItsNode() throws IOException {
        Verdict verdict = verdict(node("Cast", Map.of("to", Attribute.of(17))), Tensor.vector(1f, -2f));

        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.REFUSED);
        assertThat(verdict.detail()).contains("UNSUPPORTED_OPERATOR", "node odd (Cast)", "type 17");
        assertThat(verdict.isGood()).isTrue();
    }

    private static Node node(String operator, Map<String, Attribute> attributes) {
        return new Node("odd", operator, List.of("x"), List.of("y"), attributes);
    }

    /** Of a test with the input -1 and 2. */
    private Verdict verdict(Node node, Tensor expected) throws IOException {
        List<Dimension> two = List.of(Dimension.of(2));
        write(
                "odd.onnx",
                new Graph(
                        "odd",
                        OPSET,
                        List.of(node),
                        List.of(new TensorSpec("x", ElementType.FLOAT, two)),
                        List.of(new TensorSpec(
                                "y",
                                ElementType.FLOAT,
                                expected.rank() == 1 ? two : List.of(Dimension.of(""), Dimension.of("")))),
                        Map.of(),
                        Map.of()));
        write(
                "odd.values",
                new Graph(
                        "odd",
                        OPSET,
                        List.of(),
                        List.of(),
                        List.of(),
                        Map.of("input.x", Tensor.vector(-1f, 2f), "output.0", expected),
                        Map.of()));
        assertThat(NodeTest.names(directory)).containsExactly("odd");
        return Verdict.of(directory, "odd");
    }

    private void write(String name, Graph graph) throws IOException {
        Files.write(directory.resolve(name), OnnxWriter.write(graph));
    }
}
