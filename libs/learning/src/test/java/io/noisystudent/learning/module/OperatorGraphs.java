package io.noisystudent.learning.module;

import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One small network for every operator and for every attribute that changes what it does: a convolution, then the
 * operator on its output {@code y} (N, 4, 6, 6), then a classifier.
 */
final class OperatorGraphs {
    private static final Map<String, Function<TestGraphs, Graph>> CASES = new LinkedHashMap<>(ExportedGraphs.CASES);

    static {
        CASES.putAll(ConformanceGraphs.CASES);
        for (String operator : List.of(
                "Erf", "Exp", "HardSwish", "Neg", "Relu", "Sigmoid", "HardSigmoid", "LeakyRelu", "Softplus", "Tanh")) {
            unary(operator, operator, Map.of());
        }
        for (String approximation : List.of("none", "tanh")) {
            add(
                    "Gelu " + approximation,
                    g -> newest(g.node("Gelu", "z", List.of("y"), Map.of("approximate", Attribute.of(approximation)))
                            .classify("z", 4)));
        }
        unary("LeakyRelu with slope", "LeakyRelu", Map.of("alpha", Attribute.of(0.2f)));
        unary("HardSigmoid with slope", "HardSigmoid", Map.of("alpha", Attribute.of(0.3f), "beta", Attribute.of(0.4f)));
        unary("Softmax over channels", "Softmax", Map.of("axis", Attribute.of(1)));
        unary("Identity", "Identity", Map.of());
        unary("Dropout", "Dropout", Map.of());
        unary("Transpose", "Transpose", Map.of("perm", Attribute.ofInts(0, 1, 3, 2)));
        unary("MaxPool", "MaxPool", pool(2, 2, 0, 0, 0, 0));
        unary("MaxPool padded", "MaxPool", pool(3, 2, 1, 1, 1, 1));
        unary("MaxPool padded on one side", "MaxPool", pool(3, 2, 0, 0, 1, 1));
        unary("MaxPool rounding up", "MaxPool", with(pool(3, 2, 0, 0, 0, 0), "ceil_mode", Attribute.of(1)));
        unary("AveragePool", "AveragePool", pool(2, 2, 0, 0, 0, 0));
        unary("AveragePool padded", "AveragePool", pool(3, 2, 1, 1, 1, 1));
        unary("AveragePool padded on one side", "AveragePool", pool(3, 2, 0, 0, 1, 1));
        unary(
                "AveragePool counting its padding",
                "AveragePool",
                with(pool(3, 2, 1, 1, 1, 1), "count_include_pad", Attribute.of(1)));
        add(
                "AveragePool dilated",
                g -> newest(g.node(
                                "AveragePool",
                                "z",
                                List.of("y"),
                                with(pool(2, 1, 1, 0, 0, 1), "dilations", Attribute.ofInts(2, 3)))
                        .classify("z", 4)));
        unary("GlobalMaxPool", "GlobalMaxPool", Map.of());
        add("Sqrt of squares", g -> {
            g.constant("two", Tensor.scalar(2f)).constant("one", Tensor.scalar(1f));
            g.node("Pow", "square", "y", "two").node("Add", "positive", "square", "one");
            return g.node("Sqrt", "z", "positive").classify("z", 4);
        });
        add("Log of positive values", g -> g.node("Softplus", "positive", "y")
                .node("Log", "z", "positive")
                .classify("z", 4));
        add("Sub and Div by weights", g -> g.weight("other", 1, 4, 1, 1)
                .node("Sub", "shifted", "y", "other")
                .node("Div", "z", "shifted", "other")
                .classify("z", 4));
        add("ReduceMean of everything but the batch", g -> g.constant("axes", Tensor.vector(1L, -1L))
                .node("ReduceMean", "average", "y", "axes")
                .node("Mul", "z", "y", "average")
                .classify("z", 4));
        add("Clip", g -> g.constant("low", Tensor.scalar(-0.1f))
                .constant("high", Tensor.scalar(0.3f))
                .node("Clip", "z", "y", "low", "high")
                .classify("z", 4));
        add("Swish", g -> g.node("Sigmoid", "gate", "y")
                .node("Mul", "z", "gate", "y")
                .classify("z", 4));
        add("BatchNormalization", g -> g.batchNorm("z", "y", 4).classify("z", 4));
        add(
                "BatchNormalization, Relu in place",
                g -> g.batchNorm("b", "y", 4).node("Relu", "z", "b").classify("z", 4));
        add("LayerNormalization", g -> g.weight("gain", 1, 6)
                .weight("offset", 1, 6)
                .node("LayerNormalization", "z", "y", "gain", "offset")
                .classify("z", 4));
        add("InstanceNormalization", g -> g.weight("gain", 1, 4)
                .weight("offset", 1, 4)
                .node("InstanceNormalization", "n", "y", "gain", "offset")
                .node("Mul", "z", "n", "y")
                .classify("z", 4));
        add("Conv strided, dilated, grouped, with bias", g -> {
            g.weight("w", 0.3, 8, 2, 3, 3).weight("b", 0.3, 8);
            Map<String, Attribute> attributes = Map.of(
                    "strides", Attribute.ofInts(2, 1),
                    "dilations", Attribute.ofInts(1, 2),
                    "pads", Attribute.ofInts(1, 2, 0, 1),
                    "group", Attribute.of(2));
            return g.node("Conv", "z", List.of("y", "w", "b"), attributes).classify("z", 8);
        });
        for (String automatic : List.of("SAME_UPPER", "SAME_LOWER", "VALID")) {
            add("Conv " + automatic, g -> g.weight("w", 0.3, 5, 4, 4, 4)
                    .node(
                            "Conv",
                            "z",
                            List.of("y", "w"),
                            Map.of("auto_pad", Attribute.of(automatic), "strides", Attribute.ofInts(2, 2)))
                    .classify("z", 5));
        }
        add("Conv of one pixel SAME_UPPER", g -> g.weight("w", 0.3, 5, 4, 1, 1)
                .node(
                        "Conv",
                        "z",
                        List.of("y", "w"),
                        Map.of("auto_pad", Attribute.of("SAME_UPPER"), "strides", Attribute.ofInts(3, 3)))
                .classify("z", 5));
        add("Conv depthwise SAME_UPPER", g -> g.weight("w", 0.5, 4, 1, 5, 5)
                .node(
                        "Conv",
                        "z",
                        List.of("y", "w"),
                        Map.of(
                                "auto_pad", Attribute.of("SAME_UPPER"),
                                "strides", Attribute.ofInts(2, 2),
                                "group", Attribute.of(4)))
                .classify("z", 4));
        add("squeeze and excitation", g -> g.weight("reduce.w", 0.5, 2, 4, 1, 1)
                .weight("reduce.b", 0.5, 2)
                .weight("expand.w", 0.5, 4, 2, 1, 1)
                .weight("expand.b", 0.5, 4)
                .node("GlobalAveragePool", "squeezed", "y")
                .node("Conv", "reduced", "squeezed", "reduce.w", "reduce.b")
                .node("Sigmoid", "swish", "reduced")
                .node("Mul", "activated", "reduced", "swish")
                .node("Conv", "expanded", "activated", "expand.w", "expand.b")
                .node("Sigmoid", "gate", "expanded")
                .node("Mul", "z", "y", "gate")
                .classify("z", 4));
        add("Gemm with factors", g -> g.node("Flatten", "flat", "y")
                .weight("w", 0.1, 144, 5)
                .weight("c", 1, 1, 5)
                .node(
                        "Gemm",
                        "z",
                        List.of("flat", "w", "c"),
                        Map.of("alpha", Attribute.of(0.5f), "beta", Attribute.of(2f)))
                .classifyFeatures("z", 5));
        add("MatMul and bias", g -> g.node("Flatten", "flat", "y")
                .weight("w", 0.1, 144, 5)
                .weight("b", 1, 5)
                .node("MatMul", "product", "flat", "w")
                .node("Add", "z", "product", "b")
                .classifyFeatures("z", 5));
        add("ReduceMean", g -> g.constant("axes", Tensor.vector(2L, 3L))
                .node("ReduceMean", "z", List.of("y", "axes"), Map.of("keepdims", Attribute.of(0)))
                .classifyFeatures("z", 4));
        add("ReduceSum", g -> g.constant("axes", Tensor.vector(-1L))
                .node("ReduceSum", "z", "y", "axes")
                .classify("z", 4));
        add("ReduceSum over no axes", g -> g.node(
                        "ReduceSum", "z", List.of("y"), Map.of("noop_with_empty_axes", Attribute.of(1)))
                .classify("z", 4));
        add("Concat", g -> g.node("Erf", "t", "y")
                .node("Concat", "z", List.of("y", "t"), Map.of("axis", Attribute.of(1)))
                .classify("z", 8));
        add("Split in two", g -> g.add(new Node(
                        "split",
                        "Split",
                        List.of("y"),
                        List.of("left", "right"),
                        Map.of("axis", Attribute.of(1), "num_outputs", Attribute.of(2))))
                .node("Sub", "z", "left", "right")
                .classify("z", 2));
        add("Split by sizes", g -> g.constant("sizes", Tensor.vector(1L, 3L))
                .add(new Node(
                        "split", "Split", List.of("y", "sizes"), List.of("left", "z"), Map.of("axis", Attribute.of(1))))
                .classify("z", 3));
        add("Slice", g -> g.constant("starts", Tensor.vector(1L, -4L))
                .constant("ends", Tensor.vector(4L, Long.MAX_VALUE))
                .constant("axes", Tensor.vector(2L, 3L))
                .constant("steps", Tensor.vector(1L, 2L))
                .node("Slice", "z", "y", "starts", "ends", "axes", "steps")
                .classify("z", 4));
        for (long[] bounds :
                new long[][] {{-1, -Long.MAX_VALUE, -1, 6}, {3, 0, -2, 2}, {-2, -5, -1, 3}, {9, 1, -3, 2}}) {
            add("Slice backwards " + Arrays.toString(bounds), g -> g.constant("start", Tensor.vector(bounds[0]))
                    .constant("end", Tensor.vector(bounds[1]))
                    .constant("axis", Tensor.vector(-1L))
                    .constant("step", Tensor.vector(bounds[2]))
                    .node("Slice", "cut", "y", "start", "end", "axis", "step")
                    .weight("columns", 1, 1, 1, 1, bounds[3])
                    .node("Mul", "z", "cut", "columns")
                    .classify("z", 4));
        }
        add("Squeeze and Unsqueeze", g -> g.constant("axes", Tensor.vector(1L, -1L))
                .node("Unsqueeze", "wide", "y", "axes")
                .node("Squeeze", "z", "wide", "axes")
                .classify("z", 4));
        add("Gather", g -> g.constant("indices", Tensor.vector(3L, -4L, 1L))
                .node("Gather", "z", List.of("y", "indices"), Map.of("axis", Attribute.of(1)))
                .classify("z", 3));
        add("Reshape by a constant", g -> g.constant("shape", Tensor.vector(0L, -1L))
                .node("Reshape", "z", "y", "shape")
                .classifyFeatures("z", 144));
        add("Reshape by a computed shape", g -> g.node("Shape", "all", "y")
                .constant("first", Tensor.scalar(0L))
                .constant("axis", Tensor.vector(0L))
                .constant("rest", Tensor.vector(-1L))
                .node("Gather", "batch", "all", "first")
                .node("Unsqueeze", "rows", "batch", "axis")
                .node("Concat", "shape", List.of("rows", "rest"), Map.of("axis", Attribute.of(0)))
                .node("Reshape", "z", "y", "shape")
                .classifyFeatures("z", 144));
        for (String mode : List.of("constant", "reflect", "edge")) {
            add("Pad " + mode, g -> g.constant("pads", Tensor.vector(0L, 0L, 1L, 2L, 0L, 0L, 0L, 1L))
                    .node("Pad", "z", List.of("y", "pads"), Map.of("mode", Attribute.of(mode)))
                    .classify("z", 4));
        }
        add("Pad of some axes", g -> g.constant("pads", Tensor.vector(1L, 2L, 0L, -1L))
                .constant("axes", Tensor.vector(-1L, 2L))
                .node("Pad", "z", "y", "pads", "", "axes")
                .classify("z", 4));
        add("Resize nearest", g -> resize(g, "nearest", "asymmetric"));
        add("Resize linear", g -> resize(g, "linear", "half_pixel"));
        add("Resize with aligned corners", g -> resize(g, "linear", "align_corners"));
        add("Resize to the nearest pixel", g -> resize(g, "nearest", "half_pixel"));
        add("Resize cubic", g -> resize(g, "cubic", "half_pixel"));
        add("Resize with antialias", g -> g.constant("scales", Tensor.vector(1f, 1f, 0.4f, 0.7f))
                .node(
                        "Resize",
                        "z",
                        List.of("y", "", "scales"),
                        Map.of("mode", Attribute.of("linear"), "antialias", Attribute.of(1)))
                .classify("z", 4));
        add("residual block", g -> g.batchNorm("n1", "y", 4)
                .node("Relu", "r1", "n1")
                .conv("c1", "r1", 4, 4)
                .node("Add", "sum", "c1", "y")
                .batchNorm("n2", "sum", 4)
                .node("Relu", "r2", "n2")
                .conv("c2", "r2", 4, 4)
                .node("Add", "z", "sum", "c2")
                .classify("z", 4));
    }

    private OperatorGraphs() {}

    static Stream<String> names() {
        return CASES.keySet().stream();
    }

    static Graph graph(String name) {
        return CASES.get(name).apply(new TestGraphs(5).conv("y", "x", 3, 4));
    }

    private static void add(String name, Function<TestGraphs, Graph> build) {
        CASES.put(name, build);
    }

    /** The operator set that brought Gelu. */
    static Graph newest(Graph graph) {
        return new Graph(
                graph.name(),
                20,
                graph.nodes(),
                graph.inputs(),
                graph.outputs(),
                graph.initializers(),
                graph.metadata());
    }

    private static void unary(String name, String operator, Map<String, Attribute> attributes) {
        add(name, g -> g.node(operator, "z", List.of("y"), attributes).classify("z", 4));
    }

    private static Map<String, Attribute> pool(long kernel, long stride, long... pads) {
        return Map.of(
                "kernel_shape", Attribute.ofInts(kernel, kernel),
                "strides", Attribute.ofInts(stride, stride),
                "pads", Attribute.ofInts(pads));
    }

    private static Map<String, Attribute> with(Map<String, Attribute> attributes, String name, Attribute value) {
        Map<String, Attribute> more = new LinkedHashMap<>(attributes);
        more.put(name, value);
        return more;
    }

    private static Graph resize(TestGraphs g, String mode, String coordinates) {
        g.constant("scales", Tensor.vector(1f, 1f, 1.5f, 2f));
        Map<String, Attribute> attributes = Map.of(
                "mode", Attribute.of(mode),
                "coordinate_transformation_mode", Attribute.of(coordinates),
                "nearest_mode", Attribute.of("floor"));
        return g.node("Resize", "z", List.of("y", "", "scales"), attributes).classify("z", 4);
    }
}
