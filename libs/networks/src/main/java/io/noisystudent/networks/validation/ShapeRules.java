package io.noisystudent.networks.validation;

import io.noisystudent.networks.graph.Attribute;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The shapes that each operator's outputs have, as ONNX defines them for operator sets 13 to 25. */
final class ShapeRules {
    private ShapeRules() {}

    /** One shape per output of the node. */
    static List<long[]> outputs(NodeShapes node) {
        OnnxOperator operator = OnnxOperator.find(node.node().operator())
                .filter(known -> known.misfit(node.node()).isEmpty())
                .orElseThrow(() -> node.unknown("has a shape that only running it tells"));
        return switch (operator) {
            case BATCH_NORMALIZATION -> batchNormalization(node);
            case SPLIT -> AxisRules.split(node);
            case LAYER_NORMALIZATION -> layerNormalization(node);
            case DROPOUT -> Collections.nCopies(2, node.input(0));
            case MAX_POOL -> Collections.nCopies(2, WindowRules.pool(node));
            default -> List.of(output(operator, node));
        };
    }

    private static long[] output(OnnxOperator operator, NodeShapes node) {
        return switch (operator) {
            case ABS,
                    CAST,
                    CAST_LIKE,
                    CEIL,
                    CLIP,
                    COS,
                    ELU,
                    ERF,
                    EXP,
                    FLOOR,
                    GELU,
                    HARD_SIGMOID,
                    HARD_SWISH,
                    IDENTITY,
                    LEAKY_RELU,
                    LOG,
                    MISH,
                    NEG,
                    NOT,
                    RECIPROCAL,
                    RELU,
                    SIGMOID,
                    SIN,
                    SOFTPLUS,
                    SQRT,
                    TANH -> node.input(0);
            case CUM_SUM -> cumulated(node);
            case LOG_SOFTMAX, SOFTMAX -> alongAxis(node);
            case P_RELU -> slope(node);
            case ADD, AND, DIV, EQUAL, GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL, MOD, MUL, OR, POW, SUB ->
                ProductRules.broadcast(node, node.input(0), node.input(1));
            case MAX, MEAN, MIN, SUM -> ProductRules.broadcastAll(node);
            case EINSUM -> EinsumRule.output(node);
            case INSTANCE_NORMALIZATION -> channelNormalization(node, 3);
            case GROUP_NORMALIZATION -> groupNormalization(node);
            case CONV -> WindowRules.conv(node);
            case AVERAGE_POOL -> WindowRules.pool(node);
            case GLOBAL_AVERAGE_POOL, GLOBAL_MAX_POOL -> WindowRules.globalPool(node);
            case GEMM -> ProductRules.gemm(node);
            case MAT_MUL -> ProductRules.matMul(node);
            default -> arranged(operator, node);
        };
    }

    /** Of operators that make, move, select or sum up elements. */
    private static long[] arranged(OnnxOperator operator, NodeShapes node) {
        return switch (operator) {
            case CONSTANT -> constant(node);
            case CONSTANT_OF_SHAPE -> LayoutRules.constantOfShape(node);
            case EXPAND -> LayoutRules.expand(node);
            case WHERE -> LayoutRules.where(node);
            case SHAPE -> new long[] {NumberFolding.shapeRange(node).length};
            case FLATTEN -> LayoutRules.flatten(node);
            case RESHAPE -> LayoutRules.reshape(node);
            case TRANSPOSE -> LayoutRules.transpose(node);
            case SQUEEZE -> LayoutRules.squeeze(node);
            case UNSQUEEZE -> LayoutRules.unsqueeze(node);
            case DEPTH_TO_SPACE -> LayoutRules.depthToSpace(node);
            case SPACE_TO_DEPTH -> LayoutRules.spaceToDepth(node);
            case TILE -> LayoutRules.tile(node);
            case RANGE -> new long[] {NumberFolding.rangeCount(node)};
            case CONCAT -> AxisRules.concat(node);
            case SLICE -> AxisRules.slice(node);
            case GATHER -> AxisRules.gather(node);
            case PAD -> AxisRules.pad(node);
            case RESIZE -> ResizeRule.output(node);
            case REDUCE_L2, REDUCE_MAX, REDUCE_MEAN, REDUCE_MIN, REDUCE_SUM -> AxisRules.reduce(node);
            default -> throw new IllegalStateException(operator + " has no rule for one output");
        };
    }

    private static List<long[]> batchNormalization(NodeShapes node) {
        long[] x = channelNormalization(node, 5);
        return List.of(x, new long[] {x[1]}, new long[] {x[1]});
    }

    private static long[] cumulated(NodeShapes node) {
        long[] x = node.input(0);
        for (long axis : node.numbers(1).orElseThrow(() -> node.bad("lacks its axis"))) {
            node.axis(axis, x.length);
        }
        return x;
    }

    private static long[] channelNormalization(NodeShapes node, int inputs) {
        long[] x = node.input(0);
        node.require(x.length >= 2, "takes 2 or more axes and gets " + Arrays.toString(x));
        for (int i = 1; i < inputs; i++) {
            long[] parameter = node.input(i, 1);
            node.require(
                    parameter[0] == x[1],
                    "has " + parameter[0] + " numbers in "
                            + node.node().inputs().get(i) + " for " + x[1] + " channels");
        }
        return x;
    }

    private static long[] alongAxis(NodeShapes node) {
        long[] x = node.input(0);
        if (x.length > 0) {
            node.axis(node.node().intAttribute("axis", -1), x.length);
        }
        return x;
    }

    private static long[] slope(NodeShapes node) {
        long[] x = node.input(0);
        node.require(
                Arrays.equals(ProductRules.broadcast(node, x, node.input(1)), x),
                "has a slope of " + Arrays.toString(node.input(1)) + " for " + Arrays.toString(x));
        return x;
    }

    /** Before operator set 21 there is one gain for each group, from then on one for each channel. */
    private static long[] groupNormalization(NodeShapes node) {
        long[] x = node.input(0);
        long groups = node.node().intAttribute("num_groups", 0);
        node.require(
                x.length >= 2 && groups > 0 && x[1] % groups == 0,
                "has " + groups + " groups for " + Arrays.toString(x));
        for (int i = 1; i <= 2; i++) {
            long gains = node.input(i, 1)[0];
            node.require(
                    gains == x[1] || gains == groups,
                    "has " + gains + " numbers in " + node.node().inputs().get(i) + " for " + x[1] + " channels in "
                            + groups + " groups");
        }
        return x;
    }

    private static List<long[]> layerNormalization(NodeShapes node) {
        long[] x = node.input(0);
        int axis = node.axis(node.node().intAttribute("axis", -1), x.length);
        long[] scale = node.input(1);
        node.require(
                Arrays.equals(ProductRules.broadcast(node, x, scale), x),
                "has a scale of " + Arrays.toString(scale) + " for " + Arrays.toString(x));
        long[] statistics = x.clone();
        Arrays.fill(statistics, axis, x.length, 1);
        return List.of(x, statistics, statistics);
    }

    private static long[] constant(NodeShapes node) {
        if (node.node().tensorAttribute("value").isPresent()) {
            return node.node().tensorAttribute("value").get().dims();
        }
        var attributes = node.node().attributes();
        if (attributes.containsKey("value_ints")) {
            return new long[] {node.node().intsAttribute("value_ints").length};
        }
        if (attributes.get("value_floats") instanceof Attribute.FloatsValue floats) {
            return new long[] {floats.values().size()};
        }
        if (attributes.containsKey("value_float") || attributes.containsKey("value_int")) {
            return new long[0];
        }
        throw node.unknown("has no value that is a tensor or a number");
    }
}
