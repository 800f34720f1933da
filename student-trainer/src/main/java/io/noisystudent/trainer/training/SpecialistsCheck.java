package io.noisystudent.trainer.training;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.Ensemble.Average;
import io.noisystudent.networks.combine.EnsembleMember;
import io.noisystudent.networks.combine.SpecialistMember;
import io.noisystudent.networks.combine.SpecialistsGraph;
import io.noisystudent.networks.graph.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes sure that a generalist with its specialists computes what it is meant to: the probabilities of a few random images
 * agree with the same steps in double precision, from what ONNX Runtime computes for each network alone.
 */
final class SpecialistsCheck {
    private static final double TOLERANCE = 1e-4;

    /** As in the graph, so that nothing is divided by 0. */
    private static final double LEAST = 1e-30;

    private SpecialistsCheck() {}

    /** @throws NoisyStudentException {@code PARITY_LOST} when a probability differs by more than a ten-thousandth */
    static void check(Graph merged, EnsembleMember generalist, List<SpecialistMember> specialists) {
        float[] actual = outputs(merged);
        float[] general = outputs(generalist.graph());
        List<float[]> special = specialists.stream()
                .map(specialist -> outputs(specialist.graph()))
                .toList();
        int classes = actual.length / EnsembleCheck.IMAGES;
        double difference = 0;
        for (int image = 0; image < EnsembleCheck.IMAGES; image++) {
            double[] expected = combined(image * classes, classes, general, specialists, special);
            for (int k = 0; k < classes; k++) {
                difference = Math.max(difference, Math.abs(expected[k] - actual[image * classes + k]));
            }
        }
        if (!(difference <= TOLERANCE)) {
            throw new NoisyStudentException(
                    ErrorCode.PARITY_LOST,
                    merged.name(),
                    "its probabilities differ by " + difference
                            + " from what its generalist and specialists compute alone; it was not registered");
        }
    }

    private static float[] outputs(Graph graph) {
        return EnsembleCheck.outputs(graph, Average.PROBABILITIES);
    }

    /** What one of the active specialists says: of the classes that it knows one by one, of the others together. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Active(List<Integer> known, double[] probabilities) {
        double unknown(double[] values) {
            return IntStream.range(0, values.length)
                    .filter(k -> !known.contains(k))
                    .mapToDouble(k -> values[k])
                    .sum();
        }
    }

    /** @param from where the row of the image begins */
    private static double[] combined(
            int from, int classes, float[] general, List<SpecialistMember> specialists, List<float[]> special) {
        double[] p = row(general, from, classes);
        List<Active> active = new ArrayList<>();
        int best = IntStream.range(0, classes).reduce(0, (a, b) -> p[b] > p[a] ? b : a);
        for (int m = 0; m < special.size(); m++) {
            List<Integer> known = specialists.get(m).classes();
            if (known.contains(best)) {
                active.add(new Active(known, row(special.get(m), from, classes)));
            }
        }
        double[] q = p.clone();
        for (int step = 0; step < SpecialistsGraph.STEPS; step++) {
            double[] sum = p.clone();
            for (Active one : active) {
                double share = one.unknown(one.probabilities()) / one.unknown(q);
                for (int k = 0; k < classes; k++) {
                    sum[k] += one.known().contains(k) ? one.probabilities()[k] : share * q[k];
                }
            }
            for (int k = 0; k < classes; k++) {
                q[k] = sum[k] / (1 + active.size());
            }
        }
        return q;
    }

    private static double[] row(float[] values, int from, int classes) {
        return IntStream.range(0, classes)
                .mapToDouble(k -> values[from + k] + LEAST)
                .toArray();
    }
}
