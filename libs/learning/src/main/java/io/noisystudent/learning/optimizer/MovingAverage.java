package io.noisystudent.learning.optimizer;

import io.noisystudent.learning.torch.CloseOnFailure;
import io.noisystudent.learning.torch.FusedOperator;
import io.noisystudent.learning.torch.NativeScope;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Exponential moving average of weights and of the running statistics of batch normalization: what is evaluated and
 * exported.
 *
 * <p>The decay rises as {@code min(decay, (1 + t) / (10 + t))}, as TensorFlow's does, so that the random initial weights
 * are soon forgotten. Decay 0 follows the weights exactly.
 */
public final class MovingAverage implements AutoCloseable {
    private final FusedOperator approach = FusedOperator.named("aten::_foreach_lerp_", "Scalar");
    private final Map<String, Tensor> values;
    private final Map<String, Tensor> averages = new LinkedHashMap<>();
    private final double decay;

    /** Starts at the present values; the map stays the source of later updates. */
    public MovingAverage(Map<String, Tensor> values, double decay) {
        if (!(decay >= 0 && decay < 1)) {
            throw new IllegalArgumentException("decay is " + decay + "; it is at least 0 and below 1");
        }
        this.values = values;
        this.decay = decay;
        try (CloseOnFailure made = new CloseOnFailure()) {
            values.forEach((name, value) ->
                    averages.put(name, made.add(NativeScope.keep(value.detach().clone()), Tensor::close)));
            made.finish();
        }
    }

    /** The decay of update {@code t}, counted from 0. */
    public static double decay(double decay, int t) {
        return Math.min(decay, (1.0 + t) / (10.0 + t));
    }

    /** Moves the averages toward the present values; {@code t} counts the updates from 0. */
    public void update(int t) {
        NativeScope.runWithoutGradients(() -> {
            List<String> names = List.copyOf(averages.keySet());
            approach.call(
                    List.of(
                            names.stream().map(averages::get).toList(),
                            names.stream().map(values::get).toList()),
                    new IValue(new Scalar(1 - decay(decay, t))));
        });
    }

    /** The averages by name. */
    public Map<String, Tensor> values() {
        return Collections.unmodifiableMap(averages);
    }

    @Override
    public void close() {
        averages.values().forEach(Tensor::close);
    }
}
