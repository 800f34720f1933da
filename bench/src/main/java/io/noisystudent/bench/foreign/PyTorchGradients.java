package io.noisystudent.bench.foreign;

import io.noisystudent.bench.distillation.TensorFile;
import io.noisystudent.learning.module.GraphModule;
import io.noisystudent.learning.module.Mode;
import io.noisystudent.learning.module.ModuleOptions;
import io.noisystudent.learning.module.Parameter;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Gradients of the first step beside those that {@code export_timm.py} let PyTorch compute for the same weights, both in
 * float64.
 */
final class PyTorchGradients {
    private static final String IMAGES = "images";
    private static final String GRADIENT = "gradient.";

    private PyTorchGradients() {}

    /**
     * What was found.
     *
     * @param relative the length of the difference of all gradients that have a counterpart, as a share of their length
     * @param compared weights with a counterpart
     * @param weights all that are trained
     */
    record Comparison(double relative, int compared, int weights) {}

    static Comparison compare(Graph graph, Path file) throws IOException {
        Map<String, Tensor> reference = TensorFile.read(file);
        Tensor images = reference.get(IMAGES);
        if (images == null) {
            throw new IOException(file + " has no tensor " + IMAGES);
        }
        int count = Math.toIntExact(images.dim(0));
        ByteBuffer pixels =
                ByteBuffer.allocateDirect(images.size()).put(images.data()).flip();
        LongBuffer labels = ByteBuffer.allocateDirect(count * Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .asLongBuffer();
        Compute compute = Compute.cpu();
        try (GraphModule network = GraphModule.of(graph, compute, ModuleOptions.PLAIN, ScalarType.Double)) {
            return NativeScope.call(() -> {
                torch.cross_entropy_loss(
                                network.forward(compute.overBytes(pixels, images.dims()), Mode.TRAINING)
                                        .logits(),
                                compute.overLongs(labels, count))
                        .backward();
                return compare(network, reference);
            });
        }
    }

    private static Comparison compare(GraphModule network, Map<String, Tensor> reference) {
        double length = 0;
        double difference = 0;
        int compared = 0;
        for (Parameter parameter : network.parameters()) {
            Tensor wanted = reference.get(GRADIENT + parameter.name());
            if (wanted == null) {
                continue;
            }
            compared++;
            float[] expected = wanted.floats();
            float[] found = HostMemory.floats(parameter.gradient());
            for (int i = 0; i < expected.length; i++) {
                length += (double) expected[i] * expected[i];
                difference += ((double) expected[i] - found[i]) * (expected[i] - found[i]);
            }
        }
        return new Comparison(
                Math.sqrt(difference / length), compared, network.parameters().size());
    }
}
