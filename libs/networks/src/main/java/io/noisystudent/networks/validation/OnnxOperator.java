package io.noisystudent.networks.validation;

import io.noisystudent.networks.graph.Node;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The operators of networks that are trained, with the number of inputs and outputs that ONNX allows each (operator sets
 * 13 to 25): those that the trainer can differentiate, and whose shapes are known without running them.
 */
public enum OnnxOperator {
    ABS("Abs", 1),
    ADD("Add", 2),
    AND("And", 2),
    AVERAGE_POOL("AveragePool", 1),
    BATCH_NORMALIZATION("BatchNormalization", 5, 5, 3),
    CAST("Cast", 1),
    CAST_LIKE("CastLike", 2),
    CEIL("Ceil", 1),
    CLIP("Clip", 1, 3, 1),
    CONCAT("Concat", 1, OnnxOperator.MANY, 1),
    CONSTANT("Constant", 0),
    CONSTANT_OF_SHAPE("ConstantOfShape", 1),
    CONV("Conv", 2, 3, 1),
    COS("Cos", 1),
    CUM_SUM("CumSum", 2),
    DEPTH_TO_SPACE("DepthToSpace", 1),
    DIV("Div", 2),
    DROPOUT("Dropout", 1, 3, 2),
    EINSUM("Einsum", 1, OnnxOperator.MANY, 1),
    ELU("Elu", 1),
    EQUAL("Equal", 2),
    ERF("Erf", 1),
    EXP("Exp", 1),
    EXPAND("Expand", 2),
    FLATTEN("Flatten", 1),
    FLOOR("Floor", 1),
    GATHER("Gather", 2),
    GELU("Gelu", 1),
    GEMM("Gemm", 2, 3, 1),
    GLOBAL_AVERAGE_POOL("GlobalAveragePool", 1),
    GLOBAL_MAX_POOL("GlobalMaxPool", 1),
    GREATER("Greater", 2),
    GREATER_OR_EQUAL("GreaterOrEqual", 2),
    GROUP_NORMALIZATION("GroupNormalization", 3),
    HARD_SIGMOID("HardSigmoid", 1),
    HARD_SWISH("HardSwish", 1),
    IDENTITY("Identity", 1),
    INSTANCE_NORMALIZATION("InstanceNormalization", 3),
    LAYER_NORMALIZATION("LayerNormalization", 2, 3, 3),
    LEAKY_RELU("LeakyRelu", 1),
    LESS("Less", 2),
    LESS_OR_EQUAL("LessOrEqual", 2),
    LOG("Log", 1),
    LOG_SOFTMAX("LogSoftmax", 1),
    MAT_MUL("MatMul", 2),
    MAX("Max", 1, OnnxOperator.MANY, 1),
    MAX_POOL("MaxPool", 1, 1, 2),
    MEAN("Mean", 1, OnnxOperator.MANY, 1),
    MIN("Min", 1, OnnxOperator.MANY, 1),
    MISH("Mish", 1),
    MOD("Mod", 2),
    MUL("Mul", 2),
    NEG("Neg", 1),
    NOT("Not", 1),
    OR("Or", 2),
    PAD("Pad", 2, 4, 1),
    POW("Pow", 2),
    P_RELU("PRelu", 2),
    RANGE("Range", 3),
    RECIPROCAL("Reciprocal", 1),
    REDUCE_L2("ReduceL2", 1, 2, 1),
    REDUCE_MAX("ReduceMax", 1, 2, 1),
    REDUCE_MEAN("ReduceMean", 1, 2, 1),
    REDUCE_MIN("ReduceMin", 1, 2, 1),
    REDUCE_SUM("ReduceSum", 1, 2, 1),
    RELU("Relu", 1),
    RESHAPE("Reshape", 2),
    RESIZE("Resize", 1, 4, 1),
    SHAPE("Shape", 1),
    SIGMOID("Sigmoid", 1),
    SIN("Sin", 1),
    SLICE("Slice", 3, 5, 1),
    SOFTMAX("Softmax", 1),
    SOFTPLUS("Softplus", 1),
    SPACE_TO_DEPTH("SpaceToDepth", 1),
    SPLIT("Split", 1, 2, OnnxOperator.MANY),
    SQRT("Sqrt", 1),
    SQUEEZE("Squeeze", 1, 2, 1),
    SUB("Sub", 2),
    SUM("Sum", 1, OnnxOperator.MANY, 1),
    TANH("Tanh", 1),
    TILE("Tile", 2),
    TRANSPOSE("Transpose", 1),
    UNSQUEEZE("Unsqueeze", 2),
    WHERE("Where", 3);

    private static final int MANY = 1000;
    private static final Map<String, OnnxOperator> BY_NAME =
            Stream.of(values()).collect(Collectors.toMap(OnnxOperator::onnxName, Function.identity()));

    private final String onnxName;
    private final int minInputs;
    private final int maxInputs;
    private final int maxOutputs;

    OnnxOperator(String onnxName, int inputs) {
        this(onnxName, inputs, inputs, 1);
    }

    OnnxOperator(String onnxName, int minInputs, int maxInputs, int maxOutputs) {
        this.onnxName = onnxName;
        this.minInputs = minInputs;
        this.maxInputs = maxInputs;
        this.maxOutputs = maxOutputs;
    }

    public String onnxName() {
        return onnxName;
    }

    /** What is wrong with the number of a node's inputs and outputs, if anything is. */
    Optional<String> misfit(Node node) {
        int inputs = node.inputs().size();
        if (inputs < minInputs || inputs > maxInputs) {
            return Optional.of("has " + inputs + " inputs; it takes " + minInputs + " to " + maxInputs);
        }
        for (int i = 0; i < minInputs; i++) {
            if (node.input(i).isEmpty()) {
                return Optional.of("lacks input " + i);
            }
        }
        return node.outputs().size() > maxOutputs
                ? Optional.of("has " + node.outputs().size() + " outputs; at most " + maxOutputs)
                : Optional.empty();
    }

    public static Optional<OnnxOperator> find(String onnxName) {
        return Optional.ofNullable(BY_NAME.get(onnxName));
    }
}
