package io.noisystudent.learning.distillation;

import io.noisystudent.learning.module.Activations;
import io.noisystudent.learning.objective.LabeledCrossEntropy;
import io.noisystudent.learning.objective.Loss;
import io.noisystudent.learning.objective.PeerLogits;
import io.noisystudent.learning.objective.RowKind;
import io.noisystudent.learning.torch.NativeScope;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** The vectors of the reference, and what must hold for all peers. */
class MutualLearningTest {
    private static final double[] ZS = {1, 2, 0.5, 0.2, -0.3, 1.5};
    private static final double[] ZT = {2, 1, 0.1, 0, 0.5, 2.5};
    private static final double[] ZC = {0.5, 0.5, 0, -1, 0, 1};
    private static final MutualLearning MUTUAL = new MutualLearning(PeerLogits.BEFORE_STEP, RowKind.ALL);

    @Test
    void shouldGiveTheReferenceValues() {
        Loss hard = new LabeledCrossEntropy(0);

        assertThat(value(hard, ZS) + value(MUTUAL, ZS, ZT)).isCloseTo(1.157621, within(1e-6));
        assertThat(value(hard, ZT) + value(MUTUAL, ZT, ZS)).isCloseTo(0.551937, within(1e-6));
        assertThat(value(hard, ZS) + value(MUTUAL, ZS, ZT, ZC)).isCloseTo(1.088434, within(1e-6));
        assertThat(value(MUTUAL, ZS, ZC)).isCloseTo(0.105494, within(1e-6));
    }

    @Test
    void shouldBeZeroForPeersThatAgree() {
        double[] moved = ZS.clone();
        for (int k = 0; k < 3; k++) {
            moved[k] -= 3;
        }

        assertThat(value(MUTUAL, ZS, ZS, moved, ZS)).isCloseTo(0, within(1e-9));
        assertThat(value(MUTUAL, ZS, ZS, ZT)).isGreaterThan(.01);
    }

    @Test
    void shouldMoveTheStudentTowardItsPeersWhateverTheirOrder() {
        NativeScope.run(() -> {
            Tensor leaf = Steps.doubles(ZS, 2, 3).set_requires_grad(true);
            MUTUAL.of(Steps.beside(student(leaf), peers(ZT, ZC), new int[] {0, 2}, new double[] {1, 1}))
                    .backward();
            double[] closer = ZS.clone();
            double[] gradient = Steps.values(leaf.grad());
            for (int i = 0; i < closer.length; i++) {
                closer[i] -= .5 * gradient[i];
            }

            assertThat(value(MUTUAL, closer, ZT, ZC)).isLessThan(value(MUTUAL, ZS, ZT, ZC));
            assertThat(value(MUTUAL, ZS, ZC, ZT)).isCloseTo(value(MUTUAL, ZS, ZT, ZC), within(1e-12));
        });
    }

    @Test
    void shouldNeedPeers() {
        assertThatThrownBy(() -> new MutualLearning(PeerLogits.NONE, RowKind.ALL))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static double value(Loss loss, double[] student, double[]... peers) {
        return NativeScope.call(() -> loss.of(Steps.beside(
                        student(Steps.doubles(student, 2, 3)), peers(peers), new int[] {0, 2}, new double[] {1, 1}))
                .item_double());
    }

    private static Activations student(Tensor logits) {
        return new Activations(logits, Map.of());
    }

    private static List<Activations> peers(double[]... logits) {
        return Stream.of(logits).map(each -> student(Steps.doubles(each, 2, 3))).toList();
    }
}
