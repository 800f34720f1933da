package io.noisystudent.networks.testing;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.onnx.OnnxWriter;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;

/** What ONNX Runtime computes from images with a served graph. */
public final class RuntimeOutputs {
    private RuntimeOutputs() {}

    /** All outputs by name, row-major; {@code pixels} are whole images of this shape. */
    public static Map<String, float[]> of(Graph graph, ImageShape image, byte[] pixels) {
        long[] shape = {pixels.length / image.bytes(), image.height(), image.width(), image.channels()};
        ByteBuffer images = ByteBuffer.allocateDirect(pixels.length).put(pixels).flip();
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, float[]> outputs = new HashMap<>();
        try (OrtSession session = environment.createSession(OnnxWriter.write(graph), new OrtSession.SessionOptions());
                OnnxTensor input = OnnxTensor.createTensor(environment, images, shape, OnnxJavaType.UINT8);
                OrtSession.Result result = session.run(Map.of("images", input))) {
            for (Map.Entry<String, OnnxValue> output : result) {
                float[] values =
                        ((OnnxTensor) output.getValue()).getFloatBuffer().array();
                outputs.put(output.getKey(), values);
            }
        } catch (OrtException e) {
            throw new AssertionError(e);
        }
        return outputs;
    }

    /** The first output of a graph whose only input {@code x} is of floats. */
    public static float[] ofFloats(Graph graph, float[] values, long... dims) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(OnnxWriter.write(graph), new OrtSession.SessionOptions());
                OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), dims);
                OrtSession.Result result = session.run(Map.of("x", input))) {
            return ((OnnxTensor) result.get(0)).getFloatBuffer().array();
        } catch (OrtException e) {
            throw new AssertionError(e);
        }
    }
}
