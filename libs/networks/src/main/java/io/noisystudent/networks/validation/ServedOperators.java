package io.noisystudent.networks.validation;

import java.util.Set;

/**
 * The operators that a network may be served with: those of ONNX's default domain up to operator set 26 of which ONNX
 * Runtime may decide whether it runs them.
 *
 * <p>Left out are control flow, by which work is without bound; sequences, optional values and texts, which no network of
 * images needs; and random numbers, since the same image must get the same label again.
 */
final class ServedOperators {
    private static final Set<String> NAMES = Set.of("""
            Abs Acos Acosh Add AffineGrid And ArgMax ArgMin Asin Asinh Atan Atanh Attention AveragePool
            BatchNormalization BitCast BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor BlackmanWindow
            Cast CastLike CausalConvWithState Ceil Celu CenterCropPad Clip Col2Im Compress Concat Constant
            ConstantOfShape Conv ConvInteger ConvTranspose Cos Cosh CumProd CumSum DFT DeformConv
            DepthToSpace DequantizeLinear Det Div Dropout DynamicQuantizeLinear Einsum Elu Equal Erf Exp
            Expand EyeLike Flatten Floor GRU Gather GatherElements GatherND Gelu Gemm GlobalAveragePool
            GlobalLpPool GlobalMaxPool Greater GreaterOrEqual GridSample GroupNormalization HammingWindow
            HannWindow HardSigmoid HardSwish Hardmax Identity InstanceNormalization IsInf IsNaN LRN LSTM
            LayerNormalization LeakyRelu Less LessOrEqual LinearAttention Log LogSoftmax LpNormalization
            LpPool MatMul MatMulInteger Max MaxPool MaxRoiPool MaxUnpool Mean MeanVarianceNormalization
            MelWeightMatrix Min Mish Mod Mul Neg NegativeLogLikelihoodLoss NonMaxSuppression NonZero Not
            OneHot Or PRelu Pad Pow QLinearConv QLinearMatMul QuantizeLinear RMSNormalization RNN Range
            Reciprocal ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin
            ReduceProd ReduceSum ReduceSumSquare Relu Reshape Resize ReverseSequence RoiAlign
            RotaryEmbedding Round STFT Scatter ScatterElements ScatterND Selu Shape Shrink Sigmoid Sign Sin
            Sinh Size Slice Softmax SoftmaxCrossEntropyLoss Softplus Softsign SpaceToDepth Split Sqrt
            Squeeze Sub Sum SwiGLU Swish Tan Tanh TensorScatter ThresholdedRelu Tile TopK Transpose Trilu
            Unique Unsqueeze Upsample Where Xor
            """.trim().split("\\s+"));

    private ServedOperators() {}

    static boolean contains(String operator) {
        return NAMES.contains(operator);
    }
}
