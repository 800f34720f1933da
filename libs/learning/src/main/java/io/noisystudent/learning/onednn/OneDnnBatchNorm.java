package io.noisystudent.learning.onednn;

import io.noisystudent.learning.onednn.BatchNormKernel.Saved;
import io.noisystudent.learning.torch.Compute;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Batch normalization in training (Ioffe and Szegedy 2015, algorithm 1), in one pass with the ReLU that follows it, by
 * oneDNN: several times as fast as libtorch's kernels, which convert every bfloat16 on its own.
 *
 * <p>Images are (N, C, H, W) with their channels last, float32 or bfloat16; scale, shift and statistics are float32 (C).
 */
public final class OneDnnBatchNorm {
    private static final KernelCache<BatchNormLayout, BatchNormKernel> KERNELS = new KernelCache<>(BatchNormKernel::of);

    private final Compute compute;
    private final float epsilon;
    private final double momentum;
    private final boolean rectified;

    /**
     * @param compute where values that are kept for the backward pass live
     * @param momentum weight of the batch in the running statistics
     * @param rectified whether a ReLU follows
     */
    public OneDnnBatchNorm(Compute compute, double epsilon, double momentum, boolean rectified) {
        this.compute = compute;
        this.epsilon = (float) epsilon;
        this.momentum = momentum;
        this.rectified = rectified;
    }

    /** Statistics for evaluation, (C) each, which training moves in place; the variance is the unbiased one. */
    public record RunningStatistics(Tensor mean, Tensor variance) {}

    /**
     * Normalizes with the batch's own statistics and moves the running ones. The backward pass adds to the gradients of
     * scale and shift.
     *
     * @return empty, and nothing has been done, if the input takes no gradient or if oneDNN has no fast kernel for it
     */
    public Optional<Tensor> apply(Tensor input, Tensor scale, Tensor shift, RunningStatistics running) {
        if (!input.requires_grad()
                || !BatchNormLayout.fits(input)
                || scale.scalar_type().intern() != ScalarType.Float) {
            return Optional.empty();
        }
        BatchNormLayout layout = BatchNormLayout.of(input, epsilon, rectified);
        return KERNELS.of(layout).map(kernel -> {
            Saved saved = saved(kernel, input, scale);
            Tensor normalized = layout.allocate(compute);
            kernel.forward(saved, shift.detach(), normalized);
            move(running, saved, layout.valuesPerChannel());
            return AutogradBridge.of(
                    input.alias(), normalized, new BatchNormGradient(compute, kernel, saved, scale, shift));
        });
    }

    private Saved saved(BatchNormKernel kernel, Tensor input, Tensor scale) {
        long channels = input.size(1);
        return new Saved(
                input.detach(),
                scale.detach(),
                compute.empty(ScalarType.Float, channels),
                compute.empty(ScalarType.Float, channels),
                compute.empty(ScalarType.Byte, kernel.workspaceBytes()));
    }

    private void move(RunningStatistics running, Saved saved, long values) {
        Scalar weight = new Scalar(momentum);
        running.mean().lerp_(saved.mean(), weight);
        running.variance().lerp_(saved.variance().mul(new Scalar(values / (values - 1.0))), weight);
    }
}
