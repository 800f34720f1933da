package io.noisystudent.learning.module;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What a network gives for a batch.
 *
 * @param logits (N, K)
 * @param kept values within the graph that were asked for, by their names there, each with the batch as first axis
 */
public record Activations(Tensor logits, Map<String, Tensor> kept) {
    /** A value that was asked for. */
    public Tensor value(String name) {
        Tensor value = kept.get(name);
        if (value == null) {
            throw new IllegalArgumentException("value " + name + " was not kept, only " + kept.keySet());
        }
        return value;
    }

    /** The same in float32, in which losses are computed. */
    public Activations inFloat() {
        return changed(value -> value.to(ScalarType.Float));
    }

    /** The same with every tensor changed. */
    public Activations changed(UnaryOperator<Tensor> change) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        kept.forEach((name, value) -> values.put(name, change.apply(value)));
        return new Activations(change.apply(logits), values);
    }
}
