package io.noisystudent.trainer.training;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.Ensemble.Average;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.Device;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.networks.combine.EnsembleMember;
import io.noisystudent.networks.graph.Graph;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes sure that a merged graph computes what its members do: probabilities of a few random images agree with the average
 * of what ONNX Runtime computes for each member alone. Members may be of operators that the trainer does not know, so that
 * libtorch is not asked.
 */
final class EnsembleCheck {
    static final int IMAGES = 8;
    private static final double TOLERANCE = 1e-4;

    private EnsembleCheck() {}

    /** @throws NoisyStudentException {@code PARITY_LOST} when a probability differs by more than a ten-thousandth */
    static void check(Graph merged, List<EnsembleMember> members, Average average) {
        float[] actual = outputs(merged, Average.PROBABILITIES);
        double[] mean = new double[actual.length];
        for (EnsembleMember member : members) {
            // Of images of any size, those of the ensemble.
            float[] own = outputs(member.graph().withMetadata(merged.metadata()), average);
            for (int i = 0; i < mean.length; i++) {
                mean[i] += (double) own[i] / members.size();
            }
        }
        double[] expected = average == Average.PROBABILITIES ? mean : softmax(mean, mean.length / IMAGES);
        double difference = 0;
        for (int i = 0; i < actual.length; i++) {
            difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
        }
        if (!(difference <= TOLERANCE)) {
            throw new NoisyStudentException(
                    ErrorCode.PARITY_LOST,
                    merged.name(),
                    "its probabilities differ by " + difference
                            + " from the average of what its members compute alone; it was not registered");
        }
    }

    /** What is averaged of a network: probabilities, or logits, which are log-probabilities but for a number per image. */
    static float[] outputs(Graph graph, Average average) {
        InferenceOptions options =
                InferenceOptions.defaults().withDevice(Device.CPU).withMaxBatch(IMAGES);
        try (Classifier classifier = Classifier.open(graph, options)) {
            ByteBuffer images = classifier.input();
            SplittableRandom random = new SplittableRandom(IMAGES);
            for (int i = 0; i < IMAGES * classifier.imageShape().bytes(); i++) {
                images.put((byte) random.nextInt());
            }
            float[] values = new float[IMAGES * classifier.classes().size()];
            FloatBuffer output = average == Average.PROBABILITIES
                    ? classifier.run(IMAGES).probabilities()
                    : classifier.run(IMAGES).logits();
            output.get(values);
            return values;
        }
    }

    private static double[] softmax(double[] logits, int classes) {
        double[] probabilities = new double[logits.length];
        for (int row = 0; row < logits.length; row += classes) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int i = row; i < row + classes; i++) {
                largest = Math.max(largest, logits[i]);
            }
            double sum = 0;
            for (int i = row; i < row + classes; i++) {
                probabilities[i] = Math.exp(logits[i] - largest);
                sum += probabilities[i];
            }
            for (int i = row; i < row + classes; i++) {
                probabilities[i] /= sum;
            }
        }
        return probabilities;
    }
}
