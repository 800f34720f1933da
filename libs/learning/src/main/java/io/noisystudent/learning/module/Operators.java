package io.noisystudent.learning.module;

import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.validation.GraphCheck;
import java.util.List;
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
            entry("Abs", unary(Tensor::abs)),
            entry("Add", binary(Tensor::add)),
            entry("And", binary(torch::logical_and)),
            entry("AveragePool", Pooling::average),
            entry("BatchNormalization", Normalization::batch),
            entry("Cast", Shaping::cast),
            entry("CastLike", binary((values, like) -> values.to(like.scalar_type()))),
            entry("Ceil", unary(Tensor::ceil)),
            entry("Clip", ActivationFunctions::clip),
            entry("Concat", Shaping::concat),
            entry("ConstantOfShape", Filling::constantOfShape),
            entry("Conv", Convolution::compile),
            entry("Cos", unary(Tensor::cos)),
            entry("CumSum", Rearranging::cumulated),
            entry("DepthToSpace", Rearranging::depthToSpace),
            entry("Div", binary(Operators::divide)),
            entry("Einsum", Products::einsum),
            entry("Elu", ActivationFunctions::elu),
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
            entry("Greater", binary(Tensor::gt)),
            entry("GreaterOrEqual", binary(Tensor::ge)),
            entry("GroupNormalization", Normalization::group),
            entry("HardSigmoid", ActivationFunctions::hardSigmoid),
            entry("HardSwish", unary(torch::hardswish)),
            entry("InstanceNormalization", Normalization::instance),
            entry("LayerNormalization", Normalization::layer),
            entry("LeakyRelu", ActivationFunctions::leakyRelu),
            entry("Less", binary(Tensor::lt)),
            entry("LessOrEqual", binary(Tensor::le)),
            entry("Log", unary(Tensor::log)),
            entry("LogSoftmax", ActivationFunctions::logSoftmax),
            entry("MatMul", binary(Tensor::matmul)),
            entry("Max", all(torch::maximum)),
            entry("MaxPool", Pooling::max),
            entry("Mean", Operators::mean),
            entry("Min", all(torch::minimum)),
            entry("Mish", unary(torch::mish)),
            entry("Mod", Operators::remainder),
            entry("Mul", binary(Tensor::mul)),
            entry("Neg", unary(Tensor::neg)),
            entry("Not", unary(torch::logical_not)),
            entry("Or", binary(torch::logical_or)),
            entry("Pad", Padding::compile),
            entry("Pow", binary(Operators::power)),
            entry("PRelu", ActivationFunctions::parametricRelu),
            entry("Range", Rearranging::range),
            entry("Reciprocal", unary(Tensor::reciprocal)),
            entry("ReduceL2", Reductions::length),
            entry("ReduceMax", Reductions::max),
            entry("ReduceMean", Reductions::mean),
            entry("ReduceMin", Reductions::min),
            entry("ReduceSum", Reductions::sum),
            entry("Relu", unary(Tensor::relu)),
            entry("Reshape", Shaping::reshape),
            entry("Resize", Resizing::compile),
            entry("Shape", Shaping::shape),
            entry("Sigmoid", unary(Tensor::sigmoid)),
            entry("Sin", unary(Tensor::sin)),
            entry("Slice", Shaping::slice),
            entry("Softmax", ActivationFunctions::softmax),
            entry("Softplus", unary(torch::softplus)),
            entry("SpaceToDepth", Rearranging::spaceToDepth),
            entry("Split", Shaping::split),
            entry("Sqrt", unary(Tensor::sqrt)),
            entry("Squeeze", Shaping::squeeze),
            entry("Sub", binary((left, right) -> left.sub(right, new Scalar(1)))),
            entry("Sum", all(Tensor::add)),
            entry("Tanh", unary(Tensor::tanh)),
            entry("Tile", Rearranging::tile),
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

    /** With the sign of the divisor, or, where the node says so, of the dividend. */
    private static Call remainder(OperatorContext context) {
        boolean ofDividend = context.node().intAttribute("fmod", 0) != 0;
        return Call.of(in -> ofDividend ? torch.fmod(in.get(0), in.get(1)) : torch.remainder(in.get(0), in.get(1)));
    }

    private static Call mean(OperatorContext context) {
        Call sum = all(Tensor::add).compile(context);
        return in -> List.of(sum.apply(in).get(0).div(new Scalar(in.count())));
    }

    /** Over any number of inputs, from the first on. */
    private static Operator all(BinaryOperator<Tensor> function) {
        return context -> Call.of(in -> {
            Tensor result = in.get(0);
            for (int i = 1; i < in.count(); i++) {
                result = function.apply(result, in.get(i));
            }
            return result;
        });
    }

    private static Operator unary(UnaryOperator<Tensor> function) {
        return context -> Call.of(in -> function.apply(in.get(0)));
    }

    private static Operator binary(BinaryOperator<Tensor> function) {
        return context -> Call.of(in -> function.apply(in.get(0), in.get(1)));
    }
}
