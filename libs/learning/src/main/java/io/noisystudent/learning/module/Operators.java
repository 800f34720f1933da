package io.noisystudent.learning.module;

import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.validation.GraphCheck;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import static java.util.Map.entry;
import static java.util.Objects.requireNonNull;

/**
 * The operators that can be trained, by their ONNX name: exactly those that {@code networks} says can be trained.
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
            entry("GlobalAveragePool", Pooling::globalAverage),
            entry("GlobalMaxPool", Pooling::globalMax),
            entry("HardSigmoid", ActivationFunctions::hardSigmoid),
            entry("HardSwish", unary(torch::hardswish)),
            entry("InstanceNormalization", Normalization::instance),
            entry("LayerNormalization", Normalization::layer),
            entry("LeakyRelu", ActivationFunctions::leakyRelu),
            entry("Log", unary(Tensor::log)),
            entry("MatMul", binary(Tensor::matmul)),
            entry("MaxPool", Pooling::max),
            entry("Mul", binary(Tensor::mul)),
            entry("Neg", unary(Tensor::neg)),
            entry("Pad", Padding::compile),
            entry("Pow", binary(Operators::power)),
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

    /** Compiles a node; one that cannot be trained is refused as {@link GraphCheck#trainable} does. */
    static Call compile(OperatorContext context) {
        GraphCheck.trainable(context.node(), context.opset());
        Operator operator = requireNonNull(TABLE.get(context.node().operator()), "a call for each operator");
        Call call = operator.compile(context);
        return in -> {
            try {
                return call.apply(in);
            } catch (NoisyStudentException e) {
                throw e;
            } catch (RuntimeException e) {
                throw context.refused(e);
            }
        };
    }

    static Set<String> names() {
        return TABLE.keySet();
    }

    /** Whole numbers are divided toward zero: without the remainder, whose sign is the dividend's, nothing is rounded. */
    private static Tensor divide(Tensor left, Tensor right) {
        boolean whole = !left.is_floating_point() && !right.is_floating_point();
        return whole ? left.sub(left.fmod(right), new Scalar(1)).floor_divide(right) : left.div(right);
    }

    /** The power has the type of its base. */
    private static Tensor power(Tensor base, Tensor exponent) {
        return base.pow(exponent).to(base.scalar_type());
    }

    private static Operator unary(UnaryOperator<Tensor> function) {
        return context -> Call.of(in -> function.apply(in.get(0)));
    }

    private static Operator binary(BinaryOperator<Tensor> function) {
        return context -> Call.of(in -> function.apply(in.get(0), in.get(1)));
    }
}
