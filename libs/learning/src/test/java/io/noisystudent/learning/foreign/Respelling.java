package io.noisystudent.learning.foreign;

import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One of our own networks, without its preprocessing and probabilities, in the operators that another exporter uses. */
final class Respelling {
    private static final String INPUT = "preprocessing.normalized";

    /** What is written differently. */
    enum Habit {
        /** Flatten as a Reshape by a computed shape, GlobalAveragePool as a mean. */
        COMPUTED_SHAPES,
        /** One initializer for all that are equal, the others its Identity. */
        SHARED_WEIGHTS,
        /** Gemm as a product with a transposed weight and a sum. */
        PRODUCTS,
        /** Relu replaced by the spelled-out HardSwish. */
        HARD_SWISH,
        /** Relu replaced by the spelled-out Gelu. */
        GELU,
        /** BatchNormalization replaced by a spelled-out LayerNormalization over channels. */
        LAYER_NORM,
        /** BatchNormalization replaced by GroupNorm in two groups, as an InstanceNormalization between reshapes. */
        GROUP_NORM
    }

    private final List<Habit> habits;
    private final ForeignGraph written = new ForeignGraph();
    private final Map<String, Tensor> weights;

    private Respelling(Graph graph, List<Habit> habits) {
        this.habits = habits;
        this.weights = graph.initializers();
    }

    static Graph of(Graph built, long channels, long side, long classes, Habit... habits) {
        return new Respelling(built, List.of(habits)).rewrite(built, channels, side, classes);
    }

    private Graph rewrite(Graph built, long channels, long side, long classes) {
        writeWeights();
        built.nodes().stream()
                .filter(node -> !node.name().startsWith("preprocessing.")
                        && !node.name().equals(Signature.PROBABILITIES))
                .forEach(this::write);
        return written.graph(
                ForeignGraph.floats(INPUT, channels, side, side), ForeignGraph.floats(Signature.LOGITS, classes));
    }

    private void writeWeights() {
        Map<Tensor, String> first = new HashMap<>();
        Map<String, String> same = new LinkedHashMap<>();
        boolean withoutStatistics = habits.contains(Habit.LAYER_NORM) || habits.contains(Habit.GROUP_NORM);
        weights.forEach((name, value) -> {
            if (withoutStatistics && (name.endsWith(".mean") || name.endsWith(".var"))) {
                return;
            }
            String earlier = habits.contains(Habit.SHARED_WEIGHTS) ? first.putIfAbsent(value, name) : null;
            if (earlier == null) {
                written.initializer(name, value);
            } else {
                same.put(name, earlier);
            }
        });
        same.forEach((name, earlier) -> written.node("Identity", name, earlier));
    }

    private void write(Node node) {
        String x = node.inputs().get(0);
        switch (node.operator()) {
            case "Relu" -> activation(node, x);
            case "BatchNormalization" -> normalization(node, x);
            case "Gemm" -> linear(node, x);
            case "Flatten" -> flatten(node, x);
            case "GlobalAveragePool" -> pool(node, x);
            default -> written.add(node);
        }
    }

    private void activation(Node node, String x) {
        if (habits.contains(Habit.GELU)) {
            written.gelu(node.output(), x);
        } else if (habits.contains(Habit.HARD_SWISH)) {
            written.hardSwish(node.output(), x);
        } else {
            written.add(node);
        }
    }

    private void normalization(Node node, String x) {
        String name = node.output();
        String gain = node.inputs().get(1);
        String offset = node.inputs().get(2);
        if (habits.contains(Habit.LAYER_NORM)) {
            written.node("Transpose", name + "/last", List.of(x), Map.of("perm", Attribute.ofInts(0, 2, 3, 1)));
            written.layerNorm(name + "/norm", name + "/last", gain, offset);
            written.node("Transpose", name, List.of(name + "/norm"), Map.of("perm", Attribute.ofInts(0, 3, 1, 2)));
        } else if (habits.contains(Habit.GROUP_NORM)) {
            written.constant(name + "/groups", Tensor.vector(0L, 2L, -1L));
            written.constant(name + "/ones", Tensor.vector(1f, 1f));
            written.constant(name + "/zeros", Tensor.vector(0f, 0f));
            written.node("Reshape", name + "/grouped", x, name + "/groups");
            written.node("InstanceNormalization", name + "/normal", name + "/grouped", name + "/ones", name + "/zeros");
            written.node("Shape", name + "/shape", x);
            written.node("Reshape", name + "/back", name + "/normal", name + "/shape");
            written.constant(name + "/axes", Tensor.vector(1L, 2L));
            written.node("Unsqueeze", name + "/gain", gain, name + "/axes");
            written.node("Unsqueeze", name + "/offset", offset, name + "/axes");
            written.node("Mul", name + "/scaled", name + "/back", name + "/gain");
            written.node("Add", name, name + "/scaled", name + "/offset");
        } else {
            written.add(node);
        }
    }

    private void linear(Node node, String x) {
        if (!habits.contains(Habit.PRODUCTS)) {
            written.add(node);
            return;
        }
        String name = node.name();
        Map<String, Attribute> turn = Map.of("perm", Attribute.ofInts(1, 0));
        written.node("Transpose", name + "/turned", List.of(node.inputs().get(1)), turn);
        written.node("MatMul", name + "/product", x, name + "/turned");
        written.node("Add", node.output(), node.inputs().get(2), name + "/product");
    }

    private void flatten(Node node, String x) {
        if (habits.contains(Habit.COMPUTED_SHAPES)) {
            written.view(node.output(), x, -1);
        } else {
            written.add(node);
        }
    }

    private void pool(Node node, String x) {
        if (habits.contains(Habit.COMPUTED_SHAPES)) {
            written.node("ReduceMean", node.output(), List.of(x), Map.of("axes", Attribute.ofInts(2, 3)));
        } else {
            written.add(node);
        }
    }
}
