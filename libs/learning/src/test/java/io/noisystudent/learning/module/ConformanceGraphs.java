package io.noisystudent.learning.module;

import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The less usual forms of operators that ONNX's own tests have, as parts of networks: see "bench conformance". */
final class ConformanceGraphs {
    static final Map<String, Function<TestGraphs, Graph>> CASES = new LinkedHashMap<>();

    private static final Map<String, Attribute> NONE = Map.of();

    static {
        elementwise();
        windows();
        reductions();
        layouts();
        normalizations();
    }

    private ConformanceGraphs() {}

    private static void elementwise() {
        for (String operator : List.of("Abs", "Cos", "Mish", "Sin", "Elu")) {
            add(operator, g -> g.node(operator, "z", "y").classify("z", 4));
        }
        add("Elu with scale", g -> g.node("Elu", "z", List.of("y"), Map.of("alpha", Attribute.of(0.3f)))
                .classify("z", 4));
        add("LogSoftmax over channels", g -> g.node("LogSoftmax", "z", List.of("y"), Map.of("axis", Attribute.of(1)))
                .classify("z", 4));
        add("Reciprocal", g -> g.node("Softplus", "positive", "y")
                .node("Reciprocal", "z", "positive")
                .classify("z", 4));
        add("PRelu", g -> g.weight("slope", 0.5, 4, 1, 1)
                .node("PRelu", "z", "y", "slope")
                .classify("z", 4));
        for (String operator : List.of("Max", "Mean", "Min", "Sum")) {
            add(operator, g -> g.weight("first", 0.5, 4, 1, 1)
                    .weight("second", 0.5, 6)
                    .node("Mul", "scaled", "y", "first")
                    .node("Add", "moved", "y", "second")
                    .node(operator, "z", "y", "scaled", "moved")
                    .classify("z", 4));
        }
        add("Mod of the dividend", g -> g.constant("by", Tensor.scalar(0.7f))
                .node("Mod", "z", List.of("y", "by"), Map.of("fmod", Attribute.of(1)))
                .classify("z", 4));
        add("Mod of whole numbers", g -> g.constant("numbers", Tensor.vector(7L, -7L, 9L, -9L))
                .constant("divisors", Tensor.vector(4L, 4L, -4L, 5L))
                .node("Mod", "rest", "numbers", "divisors")
                .node("Cast", "floats", List.of("rest"), Map.of("to", Attribute.of(1)))
                .constant("channels", Tensor.vector(1L, 4L, 1L, 1L))
                .node("Reshape", "factors", "floats", "channels")
                .node("Mul", "z", "y", "factors")
                .classify("z", 4));
        add("comparisons", g -> g.constant("low", Tensor.scalar(-0.3f))
                .constant("high", Tensor.scalar(0.4f))
                .node("Greater", "above", "y", "low")
                .node("LessOrEqual", "below", "y", "high")
                .node("And", "between", "above", "below")
                .node("GreaterOrEqual", "large", "y", "high")
                .node("Less", "small", "y", "low")
                .node("Or", "outside", "large", "small")
                .node("Not", "inside", "outside")
                .node("And", "both", "inside", "between")
                .node("CastLike", "mask", "both", "y")
                .node("Mul", "masked", "mask", "y")
                .node("Where", "z", "outside", "masked", "y")
                .node("Add", "sum", "z", "masked")
                .classify("sum", 4));
        add("Clip without bounds", g -> g.node("Clip", "z", "y").classify("z", 4));
        add("Clip by one", g -> g.constant("high", Tensor.scalar(0.3f))
                .node("Clip", "z", "y", "", "high")
                .classify("z", 4));
        add("Clip by computed bounds", g -> g.constant("low", Tensor.vector(-0.2f))
                .node("Neg", "high", "low")
                .node("Clip", "z", "y", "low", "high")
                .classify("z", 4));
        add("Einsum", g -> g.weight("mixed", 0.5, 4, 5)
                .node("Einsum", "z", List.of("y", "mixed"), Map.of("equation", Attribute.of("n c h w, c d -> n d h w")))
                .classify("z", 5));
        add("Einsum with ellipsis", g -> g.weight("mixed", 0.5, 6, 3)
                .node("Einsum", "z", List.of("y", "mixed"), Map.of("equation", Attribute.of("...w,wv->...v")))
                .classify("z", 4));
        add("Dropout with its mask", g -> g.add(new Node("drop", "Dropout", List.of("y"), List.of("all", "mask"), NONE))
                .node("Neg", "negative", "all")
                .node("Where", "z", "mask", "all", "negative")
                .classify("z", 4));
    }

    private static void windows() {
        add("Conv over one axis", g -> sequence(g)
                .weight("w", 0.3, 5, 2, 3)
                .weight("b", 0.3, 5)
                .node(
                        "Conv",
                        "z",
                        List.of("line", "w", "b"),
                        Map.of(
                                "strides", Attribute.ofInts(2),
                                "dilations", Attribute.ofInts(2),
                                "pads", Attribute.ofInts(2, 1),
                                "group", Attribute.of(1)))
                .classify("z", 5));
        add("Conv over one axis SAME_LOWER", g -> sequence(g)
                .weight("w", 0.3, 4, 1, 4)
                .node(
                        "Conv",
                        "z",
                        List.of("line", "w"),
                        Map.of("auto_pad", Attribute.of("SAME_LOWER"), "group", Attribute.of(2)))
                .classify("z", 4));
        add("Conv over three axes", g -> volume(g)
                .weight("w", 0.3, 3, 2, 2, 3, 3)
                .node("Conv", "z", List.of("volume", "w"), Map.of("pads", Attribute.ofInts(0, 1, 1, 1, 1, 0)))
                .classify("z", 3));
        for (String operator : List.of("MaxPool", "AveragePool")) {
            add(operator + " over one axis", g -> sequence(g)
                    .node(
                            operator,
                            "z",
                            List.of("line"),
                            Map.of(
                                    "kernel_shape", Attribute.ofInts(5),
                                    "strides", Attribute.ofInts(4),
                                    "pads", Attribute.ofInts(1, 3),
                                    "ceil_mode", Attribute.of(1)))
                    .classify("z", 2));
            add(operator + " over three axes", g -> volume(g)
                    .node(
                            operator,
                            "z",
                            List.of("volume"),
                            Map.of(
                                    "kernel_shape", Attribute.ofInts(2, 3, 2),
                                    "strides", Attribute.ofInts(1, 2, 2),
                                    "pads", Attribute.ofInts(1, 2, 0, 0, 1, 1)))
                    .classify("z", 2));
            add(operator + " padded by more than half", g -> g.node(
                            operator,
                            "z",
                            List.of("y"),
                            Map.of(
                                    "kernel_shape", Attribute.ofInts(3, 3),
                                    "pads", Attribute.ofInts(2, 2, 2, 2)))
                    .classify("z", 4));
        }
        for (int order = 0; order <= 1; order++) {
            Map<String, Attribute> attributes = Map.of(
                    "kernel_shape", Attribute.ofInts(3, 2),
                    "strides", Attribute.ofInts(2, 1),
                    "pads", Attribute.ofInts(1, 0, 2, 1),
                    "storage_order", Attribute.of(order));
            add("MaxPool with places in order " + order, g -> g.add(
                            new Node("pooled", "MaxPool", List.of("y"), List.of("maxima", "places"), attributes))
                    .node("Cast", "floats", List.of("places"), Map.of("to", Attribute.of(1)))
                    .constant("share", Tensor.scalar(0.001f))
                    .node("Mul", "factors", "floats", "share")
                    .node("Mul", "z", "maxima", "factors")
                    .classify("z", 4));
        }
    }

    /** Value {@code line} (N, 2, 72). */
    private static TestGraphs sequence(TestGraphs g) {
        return g.constant("lineShape", Tensor.vector(0L, 2L, -1L)).node("Reshape", "line", "y", "lineShape");
    }

    /** Value {@code volume} (N, 2, 2, 6, 6). */
    private static TestGraphs volume(TestGraphs g) {
        return g.constant("volumeShape", Tensor.vector(0L, 2L, 2L, 6L, 6L))
                .node("Reshape", "volume", "y", "volumeShape");
    }

    private static void reductions() {
        for (String operator : List.of("ReduceL2", "ReduceMax", "ReduceMin", "ReduceMean", "ReduceSum")) {
            add(operator + " of two axes", g -> g.constant("axes", Tensor.vector(1L, -1L))
                    .node(operator, "part", "y", "axes")
                    .node("Mul", "z", "y", "part")
                    .classify("z", 4));
            add(operator + " of everything to a scalar", g -> g.node(
                            operator, "number", List.of("y"), Map.of("keepdims", Attribute.of(0)))
                    .constant("share", Tensor.scalar(0.1f))
                    .node("Mul", "factor", "number", "share")
                    .constant("last", Tensor.vector(new long[0]))
                    .node(operator, "same", List.of("factor", "last"), Map.of("keepdims", Attribute.of(0)))
                    .node("Mul", "z", "y", "same")
                    .classify("z", 4));
        }
        add("ReduceSum of no axes", g -> g.constant("axes", Tensor.vector(new long[0]))
                .node("ReduceSum", "z", List.of("y", "axes"), Map.of("noop_with_empty_axes", Attribute.of(1)))
                .classify("z", 4));
    }

    private static void layouts() {
        add("Range", g -> g.constant("start", Tensor.scalar(3L))
                .constant("limit", Tensor.scalar(-1L))
                .constant("step", Tensor.scalar(-2L))
                .node("Range", "places", "start", "limit", "step")
                .node("Gather", "z", List.of("y", "places"), Map.of("axis", Attribute.of(1)))
                .classify("z", 2));
        add("Range of floats", g -> g.constant("start", Tensor.scalar(0.5f))
                .constant("limit", Tensor.scalar(3.4f))
                .constant("step", Tensor.scalar(0.5f))
                .node("Range", "factors", "start", "limit", "step")
                .node("Mul", "z", "y", "factors")
                .classify("z", 4));
        for (int exclusive = 0; exclusive <= 1; exclusive++) {
            Map<String, Attribute> attributes =
                    Map.of("exclusive", Attribute.of(exclusive), "reverse", Attribute.of(exclusive));
            add("CumSum " + exclusive, g -> g.constant("axis", Tensor.scalar(-1L))
                    .node("CumSum", "sums", List.of("y", "axis"), attributes)
                    .weight("columns", 1, 6)
                    .node("Mul", "z", "sums", "columns")
                    .classify("z", 4));
        }
        add("Tile", g -> g.constant("repeats", Tensor.vector(1L, 2L, 1L, 3L))
                .node("Tile", "z", "y", "repeats")
                .classify("z", 8));
        for (String mode : List.of("DCR", "CRD")) {
            Map<String, Attribute> attributes = Map.of("blocksize", Attribute.of(2), "mode", Attribute.of(mode));
            add("DepthToSpace " + mode, g -> g.conv("deep", "y", 4, 8)
                    .node("DepthToSpace", "shuffled", List.of("deep"), attributes)
                    .weight("columns", 1, 12)
                    .node("Mul", "z", "shuffled", "columns")
                    .classify("z", 2));
        }
        add("SpaceToDepth", g -> g.node("SpaceToDepth", "z", List.of("y"), Map.of("blocksize", Attribute.of(3)))
                .classify("z", 36));
        for (String mode : List.of("edge", "reflect", "wrap")) {
            add("Pad of channels and one side " + mode, g -> g.constant("pads", Tensor.vector(2L, -1L, 1L, 3L))
                    .constant("axes", Tensor.vector(1L, 3L))
                    .node("Pad", "padded", List.of("y", "pads", "", "axes"), Map.of("mode", Attribute.of(mode)))
                    .weight("columns", 1, 8)
                    .node("Mul", "z", "padded", "columns")
                    .classify("z", 7));
        }
        add("Split with nothing in one part", g -> g.constant("sizes", Tensor.vector(1L, 0L, 3L))
                .add(new Node(
                        "parts",
                        "Split",
                        List.of("y", "sizes"),
                        List.of("a", "b", "c"),
                        Map.of("axis", Attribute.of(1))))
                .node("Concat", "z", List.of("c", "b", "a"), Map.of("axis", Attribute.of(1)))
                .classify("z", 4));
        for (String policy : List.of("not_larger", "not_smaller")) {
            add("Resize of axes " + policy, g -> g.constant("sizes", Tensor.vector(9L, 8L))
                    .node(
                            "Resize",
                            "z",
                            List.of("y", "", "", "sizes"),
                            Map.of(
                                    "mode", Attribute.of("linear"),
                                    "axes", Attribute.ofInts(3, 2),
                                    "keep_aspect_ratio_policy", Attribute.of(policy)))
                    .classify("z", 4));
        }
    }

    private static void normalizations() {
        add("LayerNormalization with its statistics", g -> g.weight("gain", 1, 6, 6)
                .weight("offset", 1, 6, 6)
                .add(new Node(
                        "normalized",
                        "LayerNormalization",
                        List.of("y", "gain", "offset"),
                        List.of("normal", "average", "inverse"),
                        Map.of("axis", Attribute.of(2))))
                .node("Mul", "scaled", "normal", "average")
                .node("Add", "moved", "scaled", "normal")
                .node("Div", "z", "moved", "inverse")
                .classify("z", 4));
        add("LayerNormalization with gains that spread", g -> g.weight("gain", 1, 1, 6)
                .weight("offset", 1, 1)
                .node("LayerNormalization", "z", List.of("y", "gain", "offset"), Map.of("axis", Attribute.of(-2)))
                .classify("z", 4));
        add("BatchNormalization of weights in training form", g -> g.weight("raw", 0.5, 5, 4, 3, 3)
                .constant("flat", Tensor.vector(1L, 5L, -1L))
                .constant("square", Tensor.vector(5L, 4L, 3L, 3L))
                .node("Reshape", "rows", "raw", "flat")
                .weight("gain", 1, 5)
                .initializer("none", Tensor.zeros(5))
                .initializer("average", Tensor.zeros(5))
                .initializer("spread", Tensor.zeros(5))
                .add(new Node(
                        "standard",
                        "BatchNormalization",
                        List.of("rows", "gain", "none", "average", "spread"),
                        List.of("standard", "movedAverage", "movedSpread"),
                        Map.of("training_mode", Attribute.of(1))))
                .node("Reshape", "weights", "standard", "square")
                .node("Conv", "z", "y", "weights")
                .classify("z", 5));
        add("BatchNormalization of weights by their statistics", g -> g.weight("raw", 0.5, 5, 4, 3, 3)
                .constant("flat", Tensor.vector(1L, 5L, -1L))
                .constant("square", Tensor.vector(5L, 4L, 3L, 3L))
                .constant("others", Tensor.vector(0L, 2L))
                .node("Reshape", "rows", "raw", "flat")
                .node("ReduceMean", "average", List.of("rows", "others"), Map.of("keepdims", Attribute.of(0)))
                .node("Mul", "squares", "rows", "rows")
                .node("ReduceMean", "spread", List.of("squares", "others"), Map.of("keepdims", Attribute.of(0)))
                .weight("gain", 1, 5)
                .initializer("none", Tensor.zeros(5))
                .node("BatchNormalization", "standard", "rows", "gain", "none", "average", "spread")
                .node("Reshape", "weights", "standard", "square")
                .node("Conv", "z", "y", "weights")
                .classify("z", 5));
        add("GroupNormalization", g -> set(21, groups(g, 4)));
        add("GroupNormalization of set 18", g -> set(18, groups(g, 2)));
    }

    private static Graph groups(TestGraphs g, int gains) {
        return g.weight("gain", 1, gains)
                .weight("offset", 1, gains)
                .node("GroupNormalization", "n", List.of("y", "gain", "offset"), Map.of("num_groups", Attribute.of(2)))
                .node("Mul", "z", "n", "y")
                .classify("z", 4);
    }

    private static Graph set(int opset, Graph graph) {
        return new Graph(
                graph.name(),
                opset,
                graph.nodes(),
                graph.inputs(),
                graph.outputs(),
                graph.initializers(),
                graph.metadata());
    }

    private static void add(String name, Function<TestGraphs, Graph> build) {
        CASES.put(name, build);
    }
}
