package io.noisystudent.learning.noise;

import io.noisystudent.learning.torch.RandomStream;
import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Random masks on values, scaled so that their mean stays: nothing has to change when the noise is off. */
public final class Masks {
    private Masks() {}

    /** Inverted dropout (Srivastava et al. 2014): every element is zeroed with probability {@code rate}. */
    public static Tensor dropout(Tensor values, double rate, RandomStream random) {
        double keep = 1 - rate;
        return values.mul(random.bernoulli(values.shape(), keep, values).div_(new Scalar(keep)));
    }

    /**
     * Stochastic depth (Huang et al. 2016), one draw per sample: {@code shortcut + b / keep * branch}. Both have the
     * batch as their first axis.
     */
    public static Tensor addBranch(Tensor shortcut, Tensor branch, double rate, RandomStream random) {
        double keep = 1 - rate;
        long[] perSample = new long[Math.toIntExact(branch.dim())];
        Arrays.fill(perSample, 1);
        perSample[0] = branch.size(0);
        return shortcut.addcmul(
                branch, random.bernoulli(perSample, keep, branch).div_(new Scalar(keep)));
    }
}
