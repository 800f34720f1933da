package io.noisystudent.learning.distillation;

import io.noisystudent.learning.objective.Loss;
import io.noisystudent.learning.objective.LossContext;
import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.learning.objective.RowKind;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Compares where feature maps (N, C, H, W) are active: maps {@code mean_c F^2} (N, H W), each of length 1.
 *
 * <p>Source: Zagoruyko, Komodakis, "Paying More Attention to Attention", ICLR 2017 (arXiv 1612.03928), section 3.1, with
 * p = 2. Their code sums over the pairs the mean over rows and positions of the squared difference; equation 2 has the
 * mean over rows of its norm instead. Of two sizes, the larger is averaged down first (code of RepDistiller).
 *
 * @param squared as in the code; otherwise as in the paper
 */
public record AttentionTransfer(ValuePairs values, boolean squared) implements Loss {
    private static final int CHANNELS = 1;
    private static final int HEIGHT = 2;
    private static final int WIDTH = 3;

    @Override
    public RowKind rows() {
        return values.rows();
    }

    @Override
    public LossInputs inputs() {
        return values.inputs();
    }

    @Override
    public Tensor of(LossContext context) {
        return values.compare(context, (student, teacher, pair) -> {
            long height = Math.min(student.size(HEIGHT), teacher.size(HEIGHT));
            long width = Math.min(student.size(WIDTH), teacher.size(WIDTH));
            Tensor difference = map(student, height, width).sub(map(teacher, height, width));
            return squared ? difference.square().mean() : Norms.of(difference).mean();
        });
    }

    private static Tensor map(Tensor features, long height, long width) {
        boolean fits = features.size(HEIGHT) == height && features.size(WIDTH) == width;
        Tensor sized = fits ? features : torch.adaptive_avg_pool2d(features, height, width);
        Tensor active = sized.square().mean(new long[] {CHANNELS}, false, new ScalarTypeOptional());
        return Norms.normalized(active.flatten(1, -1));
    }
}
