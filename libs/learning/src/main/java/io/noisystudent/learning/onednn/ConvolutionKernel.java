package io.noisystudent.learning.onednn;

import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.NativeScope;
import java.util.Optional;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Convolution of one layout, forward in training and backward, compiled by oneDNN for this processor. */
final class ConvolutionKernel {
    /** For a kernel of 1 x 1 and for larger ones, by products of small blocks and otherwise. */
    private static final String[] GENERATED = {"brg", "jit"};

    private final Operation forward;
    private final Operation backwardData;
    private final Operation backwardWeights;
    private final Packing forwardWeights;
    private final Packing dataWeights;
    private final Packing weightGradient;
    private final ConvolutionLayout layout;

    private ConvolutionKernel(
            convolution_forward.primitive_desc output,
            convolution_backward_data.primitive_desc data,
            convolution_backward_weights.primitive_desc weights,
            ConvolutionLayout layout) {
        this.layout = layout;
        forward = new Operation(new convolution_forward(output))
                .with(dnnl.DNNL_ARG_SRC, output.src_desc())
                .with(dnnl.DNNL_ARG_WEIGHTS, output.weights_desc())
                .with(dnnl.DNNL_ARG_DST, output.dst_desc());
        backwardData = new Operation(new convolution_backward_data(data))
                .with(dnnl.DNNL_ARG_DIFF_DST, data.diff_dst_desc())
                .with(dnnl.DNNL_ARG_WEIGHTS, data.weights_desc())
                .with(dnnl.DNNL_ARG_DIFF_SRC, data.diff_src_desc());
        backwardWeights = new Operation(new convolution_backward_weights(weights))
                .with(dnnl.DNNL_ARG_SRC, weights.src_desc())
                .with(dnnl.DNNL_ARG_DIFF_DST, weights.diff_dst_desc())
                .with(dnnl.DNNL_ARG_DIFF_WEIGHTS, weights.diff_weights_desc());
        memory.desc plain = ChannelsLast.description(ScalarType.Float, layout.weightShape());
        forwardWeights = Packing.of(plain, output.weights_desc());
        dataWeights = Packing.of(plain, data.weights_desc());
        weightGradient = Packing.of(weights.diff_weights_desc(), plain);
    }

    /** Empty where oneDNN generates no code for this layout on this processor. */
    static Optional<ConvolutionKernel> of(ConvolutionLayout layout) {
        return NativeScope.call(() -> {
            engine processor = Processor.engine();
            memory.desc source = ChannelsLast.description(layout.type(), layout.inputShape());
            memory.desc result = ChannelsLast.description(layout.type(), layout.outputShape());
            memory.desc weights = anyOrder(layout, ChannelsLast.dataType(layout.type()));
            long[] strides = layout.strides();
            long[] gaps = layout.gaps();
            long[] padding = layout.padding();
            primitive_attr usual = new primitive_attr();
            convolution_forward.primitive_desc output = new convolution_forward.primitive_desc(
                    processor,
                    prop_kind.forward_training.value,
                    algorithm.convolution_direct.value,
                    source,
                    weights,
                    result,
                    strides,
                    gaps,
                    padding,
                    padding,
                    usual,
                    true);
            if (!Processor.generates(output, GENERATED)) {
                return Optional.empty();
            }
            convolution_backward_data.primitive_desc data = new convolution_backward_data.primitive_desc(
                    processor,
                    algorithm.convolution_direct.value,
                    source,
                    weights,
                    result,
                    strides,
                    gaps,
                    padding,
                    padding,
                    output,
                    usual,
                    true);
            convolution_backward_weights.primitive_desc gradient = new convolution_backward_weights.primitive_desc(
                    processor,
                    algorithm.convolution_direct.value,
                    source,
                    anyOrder(layout, memory.data_type.f32),
                    result,
                    strides,
                    gaps,
                    padding,
                    padding,
                    output,
                    usual,
                    true);
            return Processor.generates(data, GENERATED) && Processor.generates(gradient, GENERATED)
                    ? Optional.of(new ConvolutionKernel(output, data, gradient, layout))
                    : Optional.empty();
        });
    }

    private static memory.desc anyOrder(ConvolutionLayout layout, memory.data_type type) {
        return new memory.desc(layout.weightShape(), type, memory.format_tag.any);
    }

    /** The output. */
    synchronized Tensor forward(Compute compute, Tensor input, Tensor weight) {
        Tensor output = compute.emptyChannelsLast(layout.type(), layout.outputShape());
        try (Tensor packed = forwardWeights.of(compute, weight)) {
            forward.set(dnnl.DNNL_ARG_SRC, input)
                    .set(dnnl.DNNL_ARG_WEIGHTS, packed)
                    .set(dnnl.DNNL_ARG_DST, output)
                    .run();
        }
        return output;
    }

    /** The gradient of the input, from that of the output. */
    synchronized Tensor backwardData(Compute compute, Tensor gradient, Tensor weight) {
        Tensor data = compute.emptyChannelsLast(layout.type(), layout.inputShape());
        try (Tensor packed = dataWeights.of(compute, weight)) {
            backwardData
                    .set(dnnl.DNNL_ARG_DIFF_DST, gradient)
                    .set(dnnl.DNNL_ARG_WEIGHTS, packed)
                    .set(dnnl.DNNL_ARG_DIFF_SRC, data)
                    .run();
        }
        return data;
    }

    /** The gradient of the weight. */
    synchronized Tensor backwardWeights(Compute compute, Tensor input, Tensor gradient) {
        Tensor result = compute.emptyChannelsLast(ScalarType.Float, layout.weightShape());
        try (Tensor packed = weightGradient.allocateSource(compute)) {
            backwardWeights
                    .set(dnnl.DNNL_ARG_SRC, input)
                    .set(dnnl.DNNL_ARG_DIFF_DST, gradient)
                    .set(dnnl.DNNL_ARG_DIFF_WEIGHTS, packed)
                    .run();
            weightGradient.run(packed, result);
        }
        return result;
    }

    /** From the order of a weight's values in a network to the one that a kernel wants, or back; converts them too. */
    private record Packing(Operation operation, long sourceBytes, long targetBytes) {
        static Packing of(memory.desc source, memory.desc target) {
            engine processor = Processor.engine();
            Operation operation = new Operation(
                            new reorder(new reorder.primitive_desc(processor, source, processor, target)))
                    .with(dnnl.DNNL_ARG_FROM, source)
                    .with(dnnl.DNNL_ARG_TO, target);
            return new Packing(operation, source.get_size(), target.get_size());
        }

        Tensor allocateSource(Compute compute) {
            return compute.empty(ScalarType.Byte, sourceBytes);
        }

        Tensor of(Compute compute, Tensor source) {
            Tensor target = compute.empty(ScalarType.Byte, targetBytes);
            run(source, target);
            return target;
        }

        void run(Tensor source, Tensor target) {
            operation
                    .set(dnnl.DNNL_ARG_FROM, source)
                    .set(dnnl.DNNL_ARG_TO, target)
                    .run();
        }
    }
}
