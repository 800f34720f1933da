package io.noisystudent.trainer.training;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.ClassifierOutputs;
import io.noisystudent.inference.Device;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.learning.training.SampleSource;
import io.noisystudent.networks.graph.Graph;
import java.nio.ByteBuffer;

/** What ONNX Runtime computes with a network on the processor, so that trainers with and without a card agree. */
final class NetworkOutputs {
    private final SampleSource images;
    private final int threads;

    NetworkOutputs(SampleSource images, int threads) {
        this.images = images;
        this.threads = threads;
    }

    /**
     * One row for each image.
     *
     * @throws NoisyStudentException {@code SIGNATURE_MISMATCH} if the network takes other images
     */
    float[][] probabilities(Graph network) {
        return rows(network, ClassifierOutputs::probabilities);
    }

    /** As {@link #probabilities}, before the softmax. */
    float[][] logits(Graph network) {
        return rows(network, (outputs, image) -> {
            float[] row = new float[outputs.classes()];
            outputs.logits().get(image * row.length, row);
            return row;
        });
    }

    private interface Output {
        float[] row(ClassifierOutputs outputs, int image);
    }

    private float[][] rows(Graph network, Output output) {
        float[][] rows = new float[images.size()][];
        InferenceOptions options =
                InferenceOptions.defaults().withDevice(Device.CPU).withThreads(threads);
        try (Classifier classifier = Classifier.open(network, options)) {
            requireImages(classifier);
            for (int start = 0; start < rows.length; start += classifier.maxBatch()) {
                int batch = Math.min(classifier.maxBatch(), rows.length - start);
                ByteBuffer input = classifier.input();
                for (int i = 0; i < batch; i++) {
                    images.read(start + i, input);
                }
                ClassifierOutputs outputs = classifier.run(batch);
                for (int i = 0; i < batch; i++) {
                    rows[start + i] = output.row(outputs, i);
                }
            }
        }
        return rows;
    }

    private void requireImages(Classifier classifier) {
        if (!classifier.imageShape().equals(images.shape())) {
            throw new NoisyStudentException(
                    ErrorCode.SIGNATURE_MISMATCH,
                    "teacher",
                    "the teacher takes images of " + classifier.imageShape() + ", the pipeline has " + images.shape()
                            + "; import it for this pipeline's images");
        }
    }
}
