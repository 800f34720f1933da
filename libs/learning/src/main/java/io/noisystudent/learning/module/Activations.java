package io.noisystudent.learning.module;

import java.util.LinkedHashMap;
import java.util.Map;
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
        Map<String, Tensor> values = new LinkedHashMap<>();
        kept.forEach((name, value) -> values.put(name, value.to(ScalarType.Float)));
        return new Activations(logits.to(ScalarType.Float), values);
    }
}
