package io.noisystudent.bench;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.inference.Device;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.onnx.OnnxWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;

/**
 * ONNX Runtime alone on a device, with inputs and outputs bound to direct memory once: as fast as a classifier could
 * ever be from Java.
 */
final class BareSession implements AutoCloseable {
    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;
    private final FloatBuffer logits;

    /**
     * @param images as many as a batch has
     * @param cuda settings of the provider of that name, which count on {@link Device#CUDA} alone
     */
    BareSession(Graph graph, ImageShape shape, ByteBuffer images, Device device, Map<String, String> cuda)
            throws OrtException {
        OrtEnvironment environment = environment();
        int batch = images.remaining() / shape.bytes();
        int classes = ModelMetadata.classes(graph).orElseThrow().size();
        try (OrtSession.SessionOptions settings = new OrtSession.SessionOptions();
                OrtCUDAProviderOptions provider = device == Device.CUDA ? new OrtCUDAProviderOptions() : null) {
            settings.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            settings.setInterOpNumThreads(1);
            if (provider != null) {
                for (Map.Entry<String, String> entry : cuda.entrySet()) {
                    provider.add(entry.getKey(), entry.getValue());
                }
                settings.addCUDA(provider);
            }
            session = environment.createSession(OnnxWriter.write(graph), settings);
        }
        logits = floats(batch * classes);
        long[] pixels = {batch, shape.height(), shape.width(), shape.channels()};
        long[] scores = {batch, classes};
        inputs = Map.of(
                Signature.IMAGES, OnnxTensor.createTensor(environment, images.slice(), pixels, OnnxJavaType.UINT8));
        outputs = Map.of(
                Signature.LOGITS, OnnxTensor.createTensor(environment, logits, scores),
                Signature.PROBABILITIES, OnnxTensor.createTensor(environment, floats(batch * classes), scores));
    }

    /** The one environment of a process, with the settings of classifiers. */
    static OrtEnvironment environment() {
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "noisy-student");
    }

    void run(int batches) throws OrtException {
        for (int i = 0; i < batches; i++) {
            session.run(inputs, Set.of(), outputs).close();
        }
    }

    /** Of the last run. */
    float[] logits() {
        float[] copy = new float[logits.capacity()];
        logits.get(0, copy);
        return copy;
    }

    private static FloatBuffer floats(int count) {
        return ByteBuffer.allocateDirect(count * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    @Override
    public void close() throws OrtException {
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
        session.close();
    }
}
