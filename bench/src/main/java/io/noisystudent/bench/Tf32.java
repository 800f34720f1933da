package io.noisystudent.bench;

import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The factors of NVIDIA's matrix units in single precision: 10 bits of mantissa instead of 23. */
final class Tf32 {
    private static final Set<String> PRODUCTS = Set.of("Conv", "Gemm", "MatMul");
    private static final int HALF = 0x1000;
    private static final int DROPPED = 0x1fff;

    private Tf32() {}

    /** The same network with the weights of its products rounded: what that alone changes, any device can tell. */
    static Graph rounded(Graph graph) {
        Map<String, Tensor> weights = new HashMap<>();
        for (Node node : graph.nodes()) {
            String name = PRODUCTS.contains(node.operator()) ? node.inputs().get(1) : "";
            Tensor weight = graph.initializers().get(name);
            if (weight != null) {
                weights.put(name, rounded(weight));
            }
        }
        return graph.withInitializers(weights);
    }

    private static Tensor rounded(Tensor weight) {
        float[] values = weight.floats();
        for (int i = 0; i < values.length; i++) {
            values[i] = rounded(values[i]);
        }
        return Tensor.ofFloats(weight.dims(), values);
    }

    static float rounded(float value) {
        return Float.intBitsToFloat((Float.floatToRawIntBits(value) + HALF) & ~DROPPED);
    }
}
