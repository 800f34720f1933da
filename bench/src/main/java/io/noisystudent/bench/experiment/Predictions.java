package io.noisystudent.bench.experiment;

import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.ClassifierOutputs;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.learning.objective.Targets;
import io.noisystudent.learning.training.SampleSource;
import io.noisystudent.networks.graph.Graph;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What ONNX Runtime computes with a network. */
final class Predictions {
    private Predictions() {}

    /** Probabilities, one row for each image. */
    static float[][] of(Graph graph, SampleSource images, InferenceOptions options) {
        return rows(graph, images, options, ClassifierOutputs::probabilities);
    }

    /** Logits, one row for each image. */
    static float[][] logits(Graph graph, SampleSource images) {
        return rows(graph, images, InferenceOptions.defaults(), (outputs, image) -> {
            float[] row = new float[outputs.classes()];
            outputs.logits().get(image * row.length, row);
            return row;
        });
    }

    private interface Output {
        float[] row(ClassifierOutputs outputs, int image);
    }

    private static float[][] rows(Graph graph, SampleSource images, InferenceOptions options, Output output) {
        float[][] rows = new float[images.size()][];
        try (Classifier classifier = Classifier.open(graph, options)) {
            for (int start = 0; start < rows.length; start += classifier.maxBatch()) {
                int count = Math.min(classifier.maxBatch(), rows.length - start);
                ByteBuffer input = classifier.input();
                for (int i = 0; i < count; i++) {
                    images.read(start + i, input);
                }
                ClassifierOutputs outputs = classifier.run(count);
                for (int i = 0; i < count; i++) {
                    rows[start + i] = output.row(outputs, i);
                }
            }
        }
        return rows;
    }

    /** The largest class of each row. */
    static int[] best(float[][] rows) {
        return Arrays.stream(rows).mapToInt(Targets::argmax).toArray();
    }
}
