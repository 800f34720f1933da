package io.noisystudent.bench;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import io.noisystudent.networks.onnx.OnnxWriter;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Gives fresh networks the batch statistics of images, layer by layer, as training would.
 *
 * <p>Without them deep networks make the same of every image, or next to nothing: of efficientnet-b0 logits of 1e-7 are
 * left, which prove no arithmetic.
 */
final class MeasuredStatistics {
    private static final float EPSILON = 1e-5f;

    private MeasuredStatistics() {}

    static Graph of(Graph fresh, ImageShape shape, ByteBuffer images) throws OrtException {
        Graph graph = fresh;
        for (int i = 0; i < fresh.nodes().size(); i++) {
            Node node = fresh.nodes().get(i);
            if (node.operator().equals("BatchNormalization")) {
                Graph before = upTo(graph, i, node.inputs().get(0));
                graph = graph.withInitializers(statistics(before, node, shape, images));
            }
        }
        return graph;
    }

    /** What is computed before a node, with one of its values as the only output. */
    private static Graph upTo(Graph graph, int end, String value) {
        List<Dimension> anything =
                Stream.of("n", "c", "h", "w").map(Dimension::of).toList();
        return new Graph(
                graph.name(),
                graph.opset(),
                graph.nodes().subList(0, end),
                graph.inputs(),
                List.of(new TensorSpec(value, ElementType.FLOAT, anything)),
                graph.initializers(),
                Map.of());
    }

    private static Map<String, Tensor> statistics(Graph before, Node normalization, ImageShape shape, ByteBuffer images)
            throws OrtException {
        OrtEnvironment environment = BareSession.environment();
        long[] pixels = {images.remaining() / shape.bytes(), shape.height(), shape.width(), shape.channels()};
        try (OrtSession.SessionOptions settings = new OrtSession.SessionOptions();
                OrtSession session = environment.createSession(OnnxWriter.write(before), settings);
                OnnxTensor input = OnnxTensor.createTensor(environment, images.slice(), pixels, OnnxJavaType.UINT8);
                OrtSession.Result result = session.run(Map.of(Signature.IMAGES, input))) {
            OnnxTensor values = (OnnxTensor) result.get(0);
            long[] dims = values.getInfo().getShape();
            return statistics(values.getFloatBuffer(), dims, normalization);
        }
    }

    private static Map<String, Tensor> statistics(FloatBuffer values, long[] dims, Node normalization) {
        int channels = (int) dims[1];
        int area = (int) (dims[2] * dims[3]);
        double[] sums = new double[channels];
        double[] squares = new double[channels];
        for (int i = 0; i < values.limit(); i++) {
            int channel = i / area % channels;
            double value = values.get(i);
            sums[channel] += value;
            squares[channel] += value * value;
        }
        double count = dims[0] * area;
        float[] means = new float[channels];
        float[] variances = new float[channels];
        for (int channel = 0; channel < channels; channel++) {
            double mean = sums[channel] / count;
            means[channel] = (float) mean;
            variances[channel] = (float) Math.max(EPSILON, squares[channel] / count - mean * mean);
        }
        return Map.of(
                normalization.inputs().get(3), Tensor.vector(means),
                normalization.inputs().get(4), Tensor.vector(variances));
    }
}
