package io.noisystudent.learning.distillation;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.module.Parameter;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.NativeScope;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Makes a teacher's feature maps of a student's: a convolution with bias, normalization over the batch, and a ReLU where
 * the teacher has one. Native memory, therefore close it.
 *
 * <p>Source: {@code ConvReg} of RepDistiller, with PyTorch's initial values: uniform in +-1/sqrt(fan in).
 */
public final class Regressor implements AutoCloseable {
    private static final double EPSILON = 1e-5;
    private static final int PIXEL = 1;
    private static final int MAP = 4;

    private final RegressorShape shape;
    private final Tensor weight;
    private final Tensor bias;
    private final Tensor scale;
    private final Tensor shift;

    /** @param seed of the initial values */
    public Regressor(RegressorShape shape, long seed, Compute compute) {
        this.shape = shape;
        SplittableRandom random = new SplittableRandom(seed);
        double bound = 1 / Math.sqrt((double) shape.fanIn());
        int filters = Math.toIntExact(shape.filters());
        weight = parameter(uniform(shape.weights(), bound, random), compute, shape.weight());
        bias = parameter(uniform(filters, bound, random), compute, filters);
        float[] ones = new float[filters];
        Arrays.fill(ones, 1);
        scale = parameter(ones, compute, filters);
        shift = parameter(new float[filters], compute, filters);
    }

    private static float[] uniform(int size, double bound, SplittableRandom random) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
        return values;
    }

    private static Tensor parameter(float[] values, Compute compute, long... dims) {
        Tensor parameter = NativeScope.call(() -> NativeScope.keep(compute.copyOf(values, dims)));
        parameter.set_requires_grad(true);
        return parameter;
    }

    List<Parameter> parameters() {
        return List.of(
                new Parameter("conv.weight", weight, true),
                new Parameter("conv.bias", bias, false),
                new Parameter("norm.scale", scale, false),
                new Parameter("norm.bias", shift, false));
    }

    /** Of the student's values, in the shape of the teacher's. */
    Tensor of(Tensor student, Tensor teacher) {
        requireShape(student.shape(), teacher.shape());
        boolean isMap = student.dim() == MAP;
        Tensor convolved = convolved(isMap ? student : student.reshape(student.size(0), student.size(1), PIXEL, PIXEL));
        Tensor normalized = torch.batch_norm(
                convolved,
                new TensorOptional(scale),
                new TensorOptional(shift),
                new TensorOptional(),
                new TensorOptional(),
                true,
                0,
                EPSILON,
                false);
        Tensor sized = isMap ? normalized : normalized.flatten(1, -1);
        return shape.rectified() ? sized.relu() : sized;
    }

    /** The first phase has the smaller images, so that the first step shows whether sizes stay in proportion. */
    private void requireShape(long[] student, long[] teacher) {
        long[] made = shape.of(student);
        if (!Arrays.equals(made, teacher)) {
            throw new NoisyStudentException(
                    ErrorCode.SIGNATURE_MISMATCH,
                    "objective.hint",
                    "objective.hint: the regressor makes " + Arrays.toString(made) + " of the student's "
                            + Arrays.toString(student) + ", and the teacher has " + Arrays.toString(teacher)
                            + "; name values that keep their sizes in proportion when images are smaller, or drop"
                            + " train-resolution");
        }
    }

    private Tensor convolved(Tensor maps) {
        long[] stride = {shape.stride(), shape.stride()};
        long[] padding = {shape.padding(), shape.padding()};
        long[] dilation = {1, 1};
        TensorOptional added = new TensorOptional(bias);
        return shape.transposed()
                ? torch.conv_transpose2d(maps, weight, added, stride, padding, new long[] {0, 0}, 1, dilation)
                : torch.conv2d(maps, weight, added, stride, padding, dilation, 1);
    }

    @Override
    public void close() {
        Stream.of(weight, bias, scale, shift).forEach(Tensor::close);
    }
}
