package io.noisystudent.bench.conformance;

import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import io.noisystudent.networks.onnx.OnnxReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One of ONNX's tests as a network would have it: its first input of features comes from outside, the others are
 * constants, and its first output is the logits.
 *
 * @param graph with one input
 * @param input the value of that input
 * @param outputs names of the values that are compared, the logits first
 * @param expected their values as ONNX's reference has them
 */
record NodeTest(Graph graph, Tensor input, List<String> outputs, List<Tensor> expected) {
    private static final String MODEL = ".onnx";
    private static final String INPUT = "input.";
    private static final String OUTPUT = "output.";
    /** The input of a graph that has none: nothing reads it. */
    private static final String UNUSED = "unused";

    private static final String GIVEN = ".given";
    private static final String NOTHING = "nothing.added";

    /** The names of the tests that {@code node_tests.py} wrote. */
    static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(MODEL))
                    .map(name -> name.substring(0, name.length() - MODEL.length()))
                    .sorted()
                    .toList();
        }
    }

    /** The operators of a test, also of one that cannot be read. */
    static String operators(Path directory, String name) throws IOException {
        return Files.readString(directory.resolve(name + ".operators"));
    }

    /** @throws io.noisystudent.contracts.error.NoisyStudentException what the reader of models has against it */
    static NodeTest read(Path directory, String name) throws IOException {
        Graph graph = OnnxReader.read(directory.resolve(name + MODEL));
        Map<String, Tensor> values =
                OnnxReader.read(directory.resolve(name + ".values")).initializers();
        Map<String, String> renamed = renamed(graph);
        Map<String, Tensor> constants = new LinkedHashMap<>();
        graph.initializers().forEach((value, tensor) -> constants.put(name(value, renamed), tensor));
        TensorSpec fed = new TensorSpec(UNUSED, ElementType.FLOAT, List.of());
        Tensor input = Tensor.scalar(0f);
        for (TensorSpec spec : graph.inputs()) {
            Tensor value = values.get(INPUT + spec.name());
            if (value == null) {
                continue;
            }
            String called = name(spec.name(), renamed);
            // Shapes, axes and the like are constants of networks.
            if (fed.name().equals(UNUSED) && !isWhole(spec)) {
                fed = new TensorSpec(called, spec.type(), spec.shape());
                input = value;
            } else {
                constants.put(called, value);
            }
        }
        List<String> outputs = graph.outputs().stream()
                .map(output -> name(output.name(), renamed))
                .toList();
        List<TensorSpec> specs = graph.outputs().stream()
                .map(output -> new TensorSpec(name(output.name(), renamed), output.type(), output.shape()))
                .toList();
        Graph whole =
                new Graph(name, graph.opset(), nodes(graph, renamed), List.of(fed), specs, constants, graph.metadata());
        List<Tensor> expected = new ArrayList<>();
        IntStream.range(0, outputs.size()).forEach(i -> expected.add(values.get(OUTPUT + i)));
        return new NodeTest(whole, input, outputs, expected);
    }

    /** The same with real constants that are known only when the graph runs. */
    NodeTest computed() {
        Map<String, Tensor> constants = new LinkedHashMap<>();
        List<Node> nodes = new ArrayList<>();
        graph.initializers().forEach((name, value) -> {
            if (value.type() == ElementType.FLOAT) {
                String given = name + GIVEN;
                constants.put(given, value);
                nodes.add(new Node(given, "Add", List.of(given, NOTHING), List.of(name), Map.of()));
            } else {
                constants.put(name, value);
            }
        });
        constants.put(NOTHING, Tensor.scalar(0f));
        nodes.addAll(graph.nodes());
        Graph changed = new Graph(
                graph.name(), graph.opset(), nodes, graph.inputs(), graph.outputs(), constants, graph.metadata());
        return new NodeTest(changed, input, outputs, expected);
    }

    private static boolean isWhole(TensorSpec spec) {
        return spec.type() == ElementType.INT64 || spec.type() == ElementType.INT32;
    }

    private static Map<String, String> renamed(Graph graph) {
        Map<String, String> renamed = new HashMap<>(Map.of(Signature.LOGITS, Signature.LOGITS + ".inner"));
        renamed.put(graph.outputs().get(0).name(), Signature.LOGITS);
        return renamed;
    }

    private static String name(String value, Map<String, String> renamed) {
        return renamed.getOrDefault(value, value);
    }

    private static List<Node> nodes(Graph graph, Map<String, String> renamed) {
        return graph.nodes().stream()
                .map(node -> new Node(
                        node.name(),
                        node.operator(),
                        node.inputs().stream()
                                .map(value -> name(value, renamed))
                                .toList(),
                        node.outputs().stream()
                                .map(value -> name(value, renamed))
                                .toList(),
                        node.attributes()))
                .toList();
    }
}
