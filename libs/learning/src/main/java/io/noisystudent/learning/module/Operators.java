package io.noisystudent.learning.module;

import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import static java.util.Map.entry;

/**
 * The operators that can be trained, by their ONNX name: exactly those that {@code networks} lets into a graph.
 *
 * <p>{@code Constant}, {@code Identity} and {@code Dropout} are not here: they are resolved when the graph is compiled.
 * Noise is injected by the trainer, never drawn into the network.
 */
final class Operators {
    private static final Map<String, Operator> TABLE = Map.ofEntries(
            entry("Add", binary(Tensor::add)),
            entry("AveragePool", Pooling::average),
            entry("BatchNormalization", Normalization::batch),
            entry("Cast", Shaping::cast),
            entry("Ceil", unary(Tensor::ceil)),
            entry("Clip", ActivationFunctions::clip),
            entry("Concat", Shaping::concat),
            entry("ConstantOfShape", Filling::constantOfShape),
            entry("Conv", Convolution::compile),
            entry("Div", binary(Operators::divide)),
            entry("Equal", binary(Tensor::eq)),
            entry("Erf", unary(Tensor::erf)),
            entry("Exp", unary(Tensor::exp)),
            entry("Expand", Filling::expand),
            entry("Flatten", Shaping::flatten),
            entry("Floor", unary(Tensor::floor)),
            entry("Gather", Shaping::gather),
            entry("Gelu", ActivationFunctions::gelu),
            entry("Gemm", Products::gemm),
            entry("GlobalAveragePool", context -> Call.of(in -> torch.adaptive_avg_pool2d(in.get(0), 1, 1))),
            entry("GlobalMaxPool", context -> Call.of(in -> torch.amax(in.get(0), new long[] {2, 3}, true))),
            entry("HardSigmoid", ActivationFunctions::hardSigmoid),
            entry("HardSwish", unary(torch::hardswish)),
            entry("InstanceNormalization", Normalization::instance),
            entry("LayerNormalization", Normalization::layer),
            entry("LeakyRelu", ActivationFunctions::leakyRelu),
            entry("MatMul", binary(Tensor::matmul)),
            entry("MaxPool", Pooling::max),
            entry("Mul", binary(Tensor::mul)),
            entry("Neg", unary(Tensor::neg)),
            entry("Pad", Padding::compile),
            entry("Pow", binary((base, exponent) -> base.pow(exponent))),
            entry("ReduceMean", Reductions::mean),
            entry("ReduceSum", Reductions::sum),
            entry("Relu", unary(Tensor::relu)),
            entry("Reshape", Shaping::reshape),
            entry("Resize", Resizing::compile),
            entry("Shape", Shaping::shape),
            entry("Sigmoid", unary(Tensor::sigmoid)),
            entry("Slice", Shaping::slice),
            entry("Softmax", ActivationFunctions::softmax),
            entry("Softplus", unary(torch::softplus)),
            entry("Split", Shaping::split),
            entry("Sqrt", unary(Tensor::sqrt)),
            entry("Squeeze", Shaping::squeeze),
            entry("Sub", binary((left, right) -> left.sub(right, new Scalar(1)))),
            entry("Tanh", unary(Tensor::tanh)),
            entry("Transpose", Shaping::transpose),
            entry("Unsqueeze", Shaping::unsqueeze),
            entry("Where", Filling::where));

    private Operators() {}

    /** Compiles a node; an operator that is not in the table is {@code UNSUPPORTED_OPERATOR}. */
    static Call compile(OperatorContext context) {
        Operator operator = TABLE.get(context.node().operator());
        if (operator == null) {
            throw context.unsupported("no gradient is known for this operator; export the network with other operator"
                    + " sets or write it with those that are known: "
                    + TABLE.keySet().stream().sorted().toList());
        }
        return operator.compile(context);
    }

    static Set<String> names() {
        return TABLE.keySet();
    }

    /** Whole numbers are divided toward zero: without the remainder, whose sign is the dividend's, nothing is rounded. */
    private static Tensor divide(Tensor left, Tensor right) {
        boolean whole = !left.is_floating_point() && !right.is_floating_point();
        return whole ? left.sub(left.fmod(right), new Scalar(1)).floor_divide(right) : left.div(right);
    }

    private static Operator unary(UnaryOperator<Tensor> function) {
        return context -> Call.of(in -> function.apply(in.get(0)));
    }

    private static Operator binary(BinaryOperator<Tensor> function) {
        return context -> Call.of(in -> function.apply(in.get(0), in.get(1)));
    }
}
