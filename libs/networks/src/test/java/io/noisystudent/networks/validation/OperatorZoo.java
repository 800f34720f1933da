package io.noisystudent.networks.validation;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Graphs that use every operator in its less usual forms. Values whose name starts with int. are integers, with bool.
 * truth.
 */
final class OperatorZoo {
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Tensor> initializers = new LinkedHashMap<>();
    private final ImageShape image;
    private final int opset;

    private OperatorZoo(ImageShape image, int opset) {
        this.image = image;
        this.opset = opset;
        op("Cast", "float", List.of("images"), Map.of("to", Attribute.of(1)));
        op("Transpose", "x", List.of("float"), Map.of("perm", Attribute.ofInts(0, 3, 1, 2)));
    }

    static List<Graph> graphs(ImageShape image) {
        return List.of(
                windows(image),
                layouts(image),
                axes(image),
                products(image),
                exported(image),
                newer(image),
                computed(image),
                conformant(image));
    }

    static Tensor zeros(long... dims) {
        return Tensor.ofFloats(dims, new float[(int) Shapes.size(dims)]);
    }

    private static Graph windows(ImageShape image) {
        OperatorZoo zoo = new OperatorZoo(image, 17);
        zoo.constant("w", zeros(6, 1, 3, 2));
        zoo.constant("b", zeros(6));
        zoo.op("Conv", "grouped", List.of("x", "w", "b"), Map.of("group", Attribute.of(3), "strides", ints(2, 3)));
        zoo.op(
                "Conv",
                "dilated",
                List.of("x", "w"),
                Map.of("group", Attribute.of(3), "dilations", ints(2, 1), "pads", ints(1, 0, 2, 3)));
        for (String auto : List.of("SAME_UPPER", "SAME_LOWER", "VALID")) {
            zoo.op(
                    "Conv",
                    auto,
                    List.of("x", "w"),
                    Map.of("group", Attribute.of(3), "strides", ints(2, 2), "auto_pad", Attribute.of(auto)));
        }
        zoo.op("MaxPool", "max", List.of("x"), Map.of("kernel_shape", ints(3, 2), "strides", ints(2, 2)));
        zoo.op(
                "MaxPool",
                "ceil",
                List.of("x"),
                Map.of(
                        "kernel_shape",
                        ints(2, 3),
                        "strides",
                        ints(2, 2),
                        "ceil_mode",
                        Attribute.of(1),
                        "pads",
                        ints(1, 1, 1, 1)));
        zoo.op(
                "AveragePool",
                "ceil2",
                List.of("x"),
                Map.of("kernel_shape", ints(3, 3), "strides", ints(3, 4), "ceil_mode", Attribute.of(1)));
        zoo.op("AveragePool", "mean", List.of("x"), Map.of("kernel_shape", ints(3, 3), "pads", ints(1, 1, 1, 1)));
        zoo.op("GlobalMaxPool", "gmax", List.of("x"), Map.of());
        zoo.op("GlobalAveragePool", "gmean", List.of("x"), Map.of());
        return zoo.graph("gmean");
    }

    private static Graph layouts(ImageShape image) {
        OperatorZoo zoo = new OperatorZoo(image, 17);
        for (int axis : new int[] {0, 2, 4, -1}) {
            zoo.op("Flatten", "flat" + axis, List.of("x"), Map.of("axis", Attribute.of(axis)));
        }
        zoo.constant("s1", Tensor.vector(0L, -1L, 2L));
        zoo.constant("s2", Tensor.vector(-1L));
        zoo.op("Reshape", "r1", List.of("x", "s1"), Map.of());
        zoo.op("Reshape", "r2", List.of("x", "s2"), Map.of());
        zoo.op("Transpose", "t", List.of("x"), Map.of());
        zoo.op("GlobalAveragePool", "pooled", List.of("x"), Map.of());
        zoo.constant("last", Tensor.vector(-1L));
        zoo.constant("both", Tensor.vector(0L, -1L));
        zoo.op("Squeeze", "q1", List.of("pooled", "last"), Map.of());
        zoo.op("Squeeze", "q2", List.of("pooled"), Map.of());
        zoo.op("Unsqueeze", "u", List.of("x", "both"), Map.of());
        zoo.op("Identity", "identity", List.of("u"), Map.of());
        zoo.op("Dropout", "dropout", List.of("u"), Map.of());
        return zoo.graph("dropout");
    }

    private static Graph axes(ImageShape image) {
        OperatorZoo zoo = new OperatorZoo(image, 17);
        zoo.op("Concat", "c", List.of("x", "x", "x"), Map.of("axis", Attribute.of(-2)));
        zoo.constant("parts", Tensor.vector(4L, 0L, 9L));
        zoo.nodes.add(new Node(
                "split", "Split", List.of("x", "parts"), List.of("p1", "p2", "p3"), Map.of("axis", Attribute.of(2))));
        zoo.nodes.add(new Node("even", "Split", List.of("x"), List.of("e1", "e2"), Map.of("axis", Attribute.of(3))));
        zoo.constant("starts", Tensor.vector(-100L, 8L));
        zoo.constant("ends", Tensor.vector(Long.MAX_VALUE, -100L));
        zoo.constant("at", Tensor.vector(2L, -1L));
        zoo.constant("steps", Tensor.vector(3L, -2L));
        zoo.op("Slice", "s1", List.of("x", "starts", "ends", "at", "steps"), Map.of());
        zoo.constant("from", Tensor.vector(0L, 1L, 5L));
        zoo.constant("to", Tensor.vector(1L, -1L, 5L));
        zoo.op("Slice", "s2", List.of("x", "from", "to"), Map.of());
        zoo.constant("which", Tensor.ofLongs(new long[] {2, 2}, 0, 1, 2, 0));
        zoo.op("Gather", "g", List.of("x", "which"), Map.of("axis", Attribute.of(1)));
        zoo.constant("pads", Tensor.vector(0L, 0L, 2L, -1L, 0L, 1L, 3L, -2L));
        zoo.op("Pad", "padded", List.of("x", "pads"), Map.of());
        zoo.constant("scales", Tensor.vector(1f, 1f, 1.7f, 0.5f));
        zoo.constant("sizes", Tensor.vector(2L, 3L, 5L, 20L));
        zoo.op("Resize", "scaled", List.of("x", "", "scales"), Map.of());
        zoo.op("Resize", "sized", List.of("x", "", "", "sizes"), Map.of("mode", Attribute.of("linear")));
        zoo.op("ReduceMean", "m1", List.of("x"), Map.of("axes", ints(2, -1), "keepdims", Attribute.of(0)));
        zoo.op("ReduceMean", "m2", List.of("x"), Map.of("axes", ints(1)));
        zoo.op("ReduceMean", "m3", List.of("x"), Map.of());
        return zoo.graph("m3");
    }

    private static Graph products(ImageShape image) {
        OperatorZoo zoo = new OperatorZoo(image, 17);
        zoo.constant("m", zeros(10, 7));
        zoo.constant("v", zeros(10));
        zoo.op("MatMul", "mm", List.of("x", "m"), Map.of());
        zoo.op("MatMul", "mv", List.of("x", "v"), Map.of());
        zoo.op("MatMul", "vv", List.of("v", "v"), Map.of());
        zoo.constant("k", zeros(1, 3, 1, 1));
        zoo.constant("column", zeros(13, 1));
        zoo.op("Sub", "sub", List.of("x", "k"), Map.of());
        zoo.op("Add", "add", List.of("column", "x"), Map.of());
        zoo.op("Mul", "outer", List.of("column", "v"), Map.of());
        zoo.op("Div", "div", List.of("x", "x"), Map.of());
        zoo.op("Pow", "pow", List.of("x", "v"), Map.of());
        zoo.constant("a", zeros(5, 4));
        zoo.constant("b", zeros(6, 5));
        zoo.constant("c", zeros(4, 1));
        zoo.op("Gemm", "gemm", List.of("a", "b", "c"), Map.of("transA", Attribute.of(1), "transB", Attribute.of(1)));
        zoo.constant("ones", zeros(10));
        zoo.nodes.add(new Node(
                "ln", "LayerNormalization", List.of("x", "ones", "ones"), List.of("ln", "mean", "inv"), Map.of()));
        zoo.op("Softmax", "softmax", List.of("x"), Map.of());
        zoo.op("Clip", "clip", List.of("x"), Map.of());
        for (String same : List.of("Erf", "HardSigmoid", "HardSwish", "LeakyRelu", "Sigmoid", "Sqrt", "Relu")) {
            zoo.op(same, same, List.of("x"), Map.of());
        }
        return zoo.graph("softmax");
    }

    /** The detours that exporters take to write {@code x.view(x.size(0), -1)}. */
    private static Graph exported(ImageShape image) {
        OperatorZoo zoo = new OperatorZoo(image, 17);
        zoo.op("Shape", "int.shape", List.of("x"), Map.of());
        zoo.op("Shape", "int.part", List.of("x"), Map.of("start", Attribute.of(1), "end", Attribute.of(-1)));
        zoo.op("Constant", "int.zero", List.of(), Map.of("value_int", Attribute.of(0)));
        zoo.op("Constant", "int.rest", List.of(), Map.of("value_ints", ints(-1)));
        zoo.op("Constant", "two", List.of(), Map.of("value_float", Attribute.of(2f)));
        zoo.op("Constant", "three", List.of(), Map.of("value_floats", new Attribute.FloatsValue(List.of(1f, 2f, 3f))));
        zoo.op("Gather", "int.batch", List.of("int.shape", "int.zero"), Map.of());
        zoo.constant("axis0", Tensor.vector(0L));
        zoo.op("Unsqueeze", "int.batch1", List.of("int.batch", "axis0"), Map.of());
        zoo.op("Concat", "int.target", List.of("int.batch1", "int.rest"), Map.of("axis", Attribute.of(0)));
        zoo.op("Reshape", "viewed", List.of("x", "int.target"), Map.of());
        zoo.constant("one", Tensor.vector(1L));
        zoo.constant("three64", Tensor.vector(3L));
        zoo.op("Slice", "int.hc", List.of("int.shape", "one", "three64", "axis0"), Map.of());
        zoo.op("Squeeze", "int.batch0", List.of("int.batch1", "axis0"), Map.of());
        zoo.op("Mul", "int.product", List.of("int.batch1", "three64"), Map.of());
        zoo.op("Concat", "int.other", List.of("int.product", "int.rest"), Map.of("axis", Attribute.of(0)));
        zoo.op("Reshape", "rows", List.of("x", "int.other"), Map.of());
        return zoo.graph("viewed");
    }

    /** A class token for every image, and padding SAME, as exporters compute them: whole numbers, truth and floats. */
    private static Graph computed(ImageShape image) {
        OperatorZoo zoo = new OperatorZoo(image, 17);
        zoo.constant("axis0", Tensor.vector(0L));
        zoo.constant("zero", Tensor.scalar(0L));
        zoo.constant("minus", Tensor.scalar(-1L));
        zoo.constant("rest", Tensor.vector(-1L, -1L));
        zoo.constant("three", Tensor.vector(-1L));
        zoo.op("Shape", "int.shape", List.of("x"), Map.of());
        zoo.op("Gather", "int.batch", List.of("int.shape", "zero"), Map.of());
        zoo.op("Unsqueeze", "int.batch1", List.of("int.batch", "axis0"), Map.of());
        zoo.op("Concat", "int.wanted", List.of("int.batch1", "rest"), Map.of("axis", Attribute.of(0)));
        zoo.op("Reshape", "int.flat", List.of("int.wanted", "three"), Map.of());
        zoo.op("Shape", "int.rank", List.of("int.flat"), Map.of());
        Attribute one = Attribute.of(Tensor.vector(1L));
        zoo.op("ConstantOfShape", "int.ones", List.of("int.rank"), Map.of("value", one));
        zoo.op("Mul", "int.minus", List.of("int.ones", "minus"), Map.of());
        zoo.op("Equal", "bool.open", List.of("int.flat", "int.minus"), Map.of());
        zoo.op("Where", "int.sizes", List.of("bool.open", "int.ones", "int.flat"), Map.of());
        zoo.constant("token", zeros(1, 1, 7));
        zoo.op("Expand", "tokens", List.of("token", "int.sizes"), Map.of());
        zoo.op("ConstantOfShape", "zeros", List.of("int.sizes"), Map.of());
        zoo.constant("two64", Tensor.scalar(2L));
        zoo.constant("two", Tensor.scalar(2f));
        zoo.constant("third", Tensor.scalar(0.34f));
        zoo.constant("low", Tensor.scalar(3f));
        zoo.constant("high", Tensor.scalar(4f));
        zoo.op("Gather", "int.height", List.of("int.shape", "two64"), Map.of());
        zoo.op("Div", "int.half", List.of("int.height", "two64"), Map.of());
        zoo.op("Cast", "height", List.of("int.height"), Map.of("to", Attribute.of(1)));
        zoo.op("Div", "half", List.of("height", "two"), Map.of());
        zoo.op("Ceil", "up", List.of("half"), Map.of());
        zoo.op("Floor", "down", List.of("half"), Map.of());
        zoo.op("Sub", "part", List.of("up", "third"), Map.of());
        zoo.op("Add", "sum", List.of("part", "down"), Map.of());
        zoo.op("Clip", "clipped", List.of("sum", "low", "high"), Map.of());
        zoo.op("Cast", "int.pad", List.of("clipped"), Map.of("to", Attribute.of(7)));
        zoo.op("Cast", "int.part", List.of("part"), Map.of("to", Attribute.of(7)));
        zoo.op("Unsqueeze", "int.pad1", List.of("int.pad", "axis0"), Map.of());
        zoo.op("Unsqueeze", "int.part1", List.of("int.part", "axis0"), Map.of());
        zoo.op("Unsqueeze", "int.half1", List.of("int.half", "axis0"), Map.of());
        zoo.constant("none", Tensor.vector(0L, 0L));
        zoo.op(
                "Concat",
                "int.lastAxisFirst",
                List.of("int.pad1", "int.half1", "int.part1", "axis0", "none", "none"),
                Map.of("axis", Attribute.of(0)));
        zoo.constant("pairs", Tensor.vector(-1L, 2L));
        zoo.constant("last", Tensor.vector(-1L));
        zoo.constant("least", Tensor.vector(-Long.MAX_VALUE));
        zoo.op("Reshape", "int.pairs", List.of("int.lastAxisFirst", "pairs"), Map.of());
        zoo.op("Slice", "int.turned", List.of("int.pairs", "last", "least", "axis0", "last"), Map.of());
        zoo.op("Transpose", "int.columns", List.of("int.turned"), Map.of("perm", ints(1, 0)));
        zoo.op("Reshape", "int.pads", List.of("int.columns", "last"), Map.of());
        zoo.op("Pad", "padded", List.of("x", "int.pads"), Map.of());
        return zoo.graph("padded");
    }

    /** Forms that came with operator sets 18 to 20. */
    private static Graph newer(ImageShape image) {
        OperatorZoo zoo = new OperatorZoo(image, 20);
        zoo.constant("spatial", Tensor.vector(2L, 3L));
        zoo.op("ReduceMean", "m", List.of("x", "spatial"), Map.of("keepdims", Attribute.of(0)));
        zoo.op("Gelu", "gelu", List.of("x"), Map.of());
        zoo.op("ReduceSum", "s", List.of("x", "spatial"), Map.of());
        zoo.constant("scale", zeros(3));
        zoo.op("InstanceNormalization", "instance", List.of("x", "scale", "scale"), Map.of());
        for (String same : List.of("Exp", "Log", "Neg", "Softplus", "Tanh")) {
            zoo.op(same, same, List.of("x"), Map.of());
        }
        zoo.constant("pads", Tensor.vector(1L, 2L, 3L, 4L));
        zoo.op("Pad", "padded", List.of("x", "pads", "", "spatial"), Map.of());
        zoo.nodes.add(new Node(
                "split",
                "Split",
                List.of("x"),
                List.of("a", "b", "c"),
                Map.of("axis", Attribute.of(2), "num_outputs", Attribute.of(3))));
        return zoo.graph("m");
    }

    /** Operators and forms that ONNX's own tests have, see "bench conformance". */
    private static Graph conformant(ImageShape image) {
        OperatorZoo zoo = new OperatorZoo(image, 21);
        for (String same : List.of("Abs", "Cos", "Elu", "Mish", "Reciprocal", "Sin", "LogSoftmax", "Max", "Clip")) {
            zoo.op(same, same, List.of("x"), Map.of());
        }
        zoo.constant("row", zeros(10));
        zoo.constant("column", zeros(13, 1));
        for (String several : List.of("Mean", "Min", "Sum")) {
            zoo.op(several, several, List.of("row", "column", "x"), Map.of());
        }
        zoo.op("PRelu", "PRelu", List.of("x", "column"), Map.of());
        zoo.op("Mod", "Mod", List.of("x", "row"), Map.of("fmod", Attribute.of(1)));
        for (String compared : List.of("Greater", "GreaterOrEqual", "Less", "LessOrEqual")) {
            zoo.op(compared, "bool." + compared, List.of("row", "x"), Map.of());
        }
        zoo.op("And", "bool.and", List.of("bool.Greater", "bool.Less"), Map.of());
        zoo.op("Or", "bool.or", List.of("bool.Greater", "bool.Less"), Map.of());
        zoo.op("Not", "bool.not", List.of("bool.or"), Map.of());
        zoo.op("CastLike", "like", List.of("bool.not", "x"), Map.of());
        zoo.constant("repeats", Tensor.vector(1L, 2L, 1L, 3L));
        zoo.op("Tile", "tiled", List.of("x", "repeats"), Map.of());
        zoo.constant("axis", Tensor.scalar(-2L));
        zoo.op("CumSum", "sums", List.of("x", "axis"), Map.of());
        zoo.constant("start", Tensor.scalar(2L));
        zoo.constant("limit", Tensor.scalar(-4L));
        zoo.constant("step", Tensor.scalar(-4L));
        zoo.op("Range", "int.range", List.of("start", "limit", "step"), Map.of());
        zoo.op("Neg", "int.turned", List.of("int.range"), Map.of());
        zoo.op("Concat", "int.lines", List.of("int.turned", "int.two"), Map.of("axis", Attribute.of(0)));
        zoo.constant("from", Tensor.scalar(0.5f));
        zoo.constant("to", Tensor.scalar(3.1f));
        zoo.constant("by", Tensor.scalar(0.5f));
        zoo.op("Range", "floats", List.of("from", "to", "by"), Map.of());
        zoo.constant("int.two", Tensor.vector(-1L));
        zoo.constant("sides", Tensor.vector(2L, -1L));
        for (String reduction : List.of("ReduceL2", "ReduceMax", "ReduceMin")) {
            zoo.op(reduction, reduction, List.of("x", "sides"), Map.of("keepdims", Attribute.of(0)));
            zoo.op(reduction, reduction + ".all", List.of("x"), Map.of("keepdims", Attribute.of(0)));
        }
        zoo.constant("gains", zeros(3));
        zoo.op("GroupNormalization", "grouped", List.of("x", "gains", "gains"), Map.of("num_groups", Attribute.of(3)));
        zoo.constant("mixed", zeros(3, 4));
        Attribute equation = Attribute.of("n c ..., c d -> n ... d");
        zoo.op("Einsum", "contracted", List.of("x", "mixed"), Map.of("equation", equation));
        zoo.op("Einsum", "implied", List.of("x", "mixed"), Map.of("equation", Attribute.of("nchw,cd")));
        zoo.op("Pad", "wide", List.of("x", "wider"), Map.of());
        zoo.constant("wider", Tensor.vector(0L, 1L, 1L, 0L, 0L, 0L, 0L, 0L));
        zoo.op("DepthToSpace", "space", List.of("wide"), Map.of("blocksize", Attribute.of(2)));
        zoo.op("SpaceToDepth", "depth", List.of("wide"), Map.of("blocksize", Attribute.of(2)));
        windowsOfOtherAxes(zoo);
        return zoo.graph("x");
    }

    private static void windowsOfOtherAxes(OperatorZoo zoo) {
        zoo.constant("flat", Tensor.vector(0L, 0L, -1L));
        zoo.op("Reshape", "line", List.of("x", "flat"), Map.of());
        zoo.constant("w1", zeros(4, 3, 5));
        zoo.op("Conv", "conv1", List.of("line", "w1"), Map.of("strides", ints(3), "pads", ints(2, 1)));
        zoo.op(
                "AveragePool",
                "mean1",
                List.of("line"),
                Map.of("kernel_shape", ints(4), "strides", ints(3), "ceil_mode", Attribute.of(1)));
        zoo.nodes.add(new Node(
                "max1",
                "MaxPool",
                List.of("line"),
                List.of("max1", "int.places"),
                Map.of("kernel_shape", ints(4), "pads", ints(3, 3))));
        zoo.constant("axis2", Tensor.vector(2L));
        zoo.op("Unsqueeze", "volume", List.of("x", "axis2"), Map.of());
        zoo.constant("w3", zeros(4, 3, 1, 3, 3));
        zoo.op("Conv", "conv3", List.of("volume", "w3"), Map.of("pads", ints(0, 1, 0, 1, 1, 2)));
        zoo.op("MaxPool", "max3", List.of("volume"), Map.of("kernel_shape", ints(1, 2, 3)));
        zoo.constant("sizes", Tensor.vector(7L, 4L));
        for (String policy : List.of("stretch", "not_larger", "not_smaller")) {
            zoo.op(
                    "Resize",
                    policy,
                    List.of("x", "", "", "sizes"),
                    Map.of("axes", ints(3, 2), "keep_aspect_ratio_policy", Attribute.of(policy)));
        }
    }

    /** A graph of which node grow... asks for more than any machine has. */
    static Graph attack(String kind, ImageShape image) {
        OperatorZoo zoo = new OperatorZoo(image, 17);
        switch (kind) {
            case "doubling" -> {
                zoo.op("Concat", "grow0", List.of("x", "x"), Map.of("axis", Attribute.of(2)));
                for (int i = 1; i < 70; i++) {
                    String last = "grow" + (i - 1);
                    zoo.op("Concat", "grow" + i, List.of(last, last), Map.of("axis", Attribute.of(2)));
                }
            }
            case "padding" -> {
                zoo.constant("pads", Tensor.vector(0L, 0L, 0L, 0L, 0L, 0L, 1L << 20, 1L << 20));
                zoo.op("Pad", "grow", List.of("x", "pads"), Map.of());
            }
            case "resizing" -> {
                zoo.constant("sizes", Tensor.vector(1L, 3L, 1L << 40, 1L << 40));
                zoo.op("Resize", "grow", List.of("x", "", "", "sizes"), Map.of());
            }
            case "outer-product" -> {
                zoo.constant("row", zeros(1, 1 << 20));
                zoo.constant("column", zeros(1 << 20, 1));
                zoo.op("Add", "grow", List.of("row", "column"), Map.of());
            }
            default -> {
                zoo.op("ReduceMean", "level", List.of("x"), Map.of("keepdims", Attribute.of(0)));
                zoo.op("Cast", "int.level", List.of("level"), Map.of("to", Attribute.of(7)));
                zoo.op("Reshape", "grow", List.of("x", "int.level"), Map.of());
            }
        }
        return zoo.graph("x");
    }

    private void constant(String name, Tensor tensor) {
        initializers.put(name, tensor);
    }

    private void op(String operator, String output, List<String> inputs, Map<String, Attribute> attributes) {
        nodes.add(new Node(output, operator, inputs, List.of(output), attributes));
    }

    private Graph graph(String output) {
        nodes.add(new Node("logits", "Identity", List.of(output), List.of("logits"), Map.of()));
        return new Graph(
                "zoo",
                opset,
                nodes,
                List.of(Signature.input(image)),
                Signature.outputs(2).subList(0, 1),
                initializers,
                Map.of());
    }

    private static Attribute ints(long... values) {
        return Attribute.ofInts(values);
    }
}
