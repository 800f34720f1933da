package io.noisystudent.inference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.networks.graph.Signature;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;

/**
 * The first {@code count} rows of a classifier's memory as tensors: each batch size is bound once and then reused, so
 * that a run copies nothing and allocates nothing of its size.
 */
final class BoundBatch implements AutoCloseable {
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;
    private final ClassifierOutputs predictions;

    BoundBatch(ClassifierBuffers memory, int count) throws OrtException {
        OrtEnvironment environment = Sessions.environment();
        ImageShape image = memory.image();
        int classes = memory.classes();
        ByteBuffer pixels = memory.input().slice(0, count * image.bytes());
        FloatBuffer logits = memory.logits().slice(0, count * classes);
        FloatBuffer probabilities = memory.probabilities().slice(0, count * classes);
        long[] shape = {count, image.height(), image.width(), image.channels()};
        long[] scores = {count, classes};
        inputs = Map.of(Signature.IMAGES, OnnxTensor.createTensor(environment, pixels, shape, OnnxJavaType.UINT8));
        outputs = Map.of(
                Signature.LOGITS, OnnxTensor.createTensor(environment, logits, scores),
                Signature.PROBABILITIES, OnnxTensor.createTensor(environment, probabilities, scores));
        predictions = new ClassifierOutputs(count, classes, logits, probabilities);
    }

    ClassifierOutputs run(OrtSession session, OrtSession.RunOptions options) throws OrtException {
        // Only the list of outputs is closed, the pinned tensors stay.
        session.run(inputs, Set.of(), outputs, options).close();
        return predictions;
    }

    @Override
    public void close() {
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
    }
}
