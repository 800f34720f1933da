package io.noisystudent.learning.distillation;

import io.noisystudent.learning.objective.Loss;
import io.noisystudent.learning.objective.LossContext;
import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.learning.objective.RowKind;
import io.noisystudent.learning.objective.TeacherView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * {@link SoftTargets} of which the probabilities of all classes but the teacher's best are permuted: what is left of the
 * dark knowledge is how much of it there is, not which classes are alike.
 *
 * <p>Source: Furlanello et al., "Born-Again Neural Networks", ICML 2018 (arXiv 1805.04770), section 3.2: dark knowledge with
 * permuted predictions (DKPP). Every row of every step has a permutation of its own, drawn from the row's seed.
 *
 * @param temperature T, above 0
 */
public record PermutedPredictions(double temperature, RowKind rows) implements Loss {
    private static final int CLASSES = 1;

    @Override
    public LossInputs inputs() {
        return LossInputs.teacher(TeacherView.SAME);
    }

    @Override
    public Tensor of(LossContext context) {
        Softening softening = new Softening(temperature, false);
        Tensor teacher = permuted(context, softening.ofTeachers(context, rows));
        Tensor perRow = Divergence.of(teacher, softening.of(context.logits(rows)));
        return context.weightedMean(rows, perRow).mul(new Scalar(temperature * temperature));
    }

    private Tensor permuted(LossContext context, Tensor logDistribution) {
        Tensor best = logDistribution.argmax(new LongOptional(CLASSES), true);
        int count = Math.toIntExact(best.size(0));
        int others = Math.toIntExact(logDistribution.size(CLASSES)) - 1;
        int first = rows == RowKind.PSEUDO_LABELED ? context.targets().labeledRows() : 0;
        ByteBuffer drawn =
                ByteBuffer.allocateDirect(count * others * Long.BYTES).order(ByteOrder.nativeOrder());
        for (int row = 0; row < count; row++) {
            for (int place : permutation(others, context.random(first + row))) {
                drawn.putLong(place);
            }
        }
        Tensor from = context.compute().copyOf(ScalarType.Long, drawn.flip(), count, others);
        // Sorted, a permutation is the places themselves.
        Tensor to = from.sort().get0();
        return logDistribution.scatter(CLASSES, around(best, to), logDistribution.gather(CLASSES, around(best, from)));
    }

    /** Of the numbers from 0 on, each as probable as any other (Fisher and Yates). */
    static int[] permutation(int size, SplittableRandom random) {
        int[] places = new int[size];
        for (int i = 0; i < size; i++) {
            int other = random.nextInt(i + 1);
            places[i] = places[other];
            places[other] = i;
        }
        return places;
    }

    /** Classes (N, K - 1) by their places among all but the best (N, 1). */
    private static Tensor around(Tensor best, Tensor places) {
        return places.add(places.ge(best).to(ScalarType.Long));
    }
}
