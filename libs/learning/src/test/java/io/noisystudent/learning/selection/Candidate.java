package io.noisystudent.learning.selection;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Candidates of tests: either whole distributions, or class and confidence with the rest spread over impossible classes. */
final class Candidate {
    private Candidate() {}

    /** The distributions as they are. */
    static TeacherLabels distributions(double[][] rows) {
        return TeacherLabels.of(rows.length, rows[0].length, (index, row) -> fill(rows[index], row));
    }

    /** Held-out samples with these distributions. */
    static HeldOutLabels heldOut(double[][] rows, int... labels) {
        return new HeldOutLabels(rows[0].length, labels, (index, row) -> fill(rows[index], row));
    }

    /**
     * Candidates of which only class and confidence count. Their distributions put nothing on the other classes, so that
     * a low confidence still is the highest.
     */
    static TeacherLabels confidences(int classes, int[] labels, float[] confidences) {
        return TeacherLabels.of(labels.length, classes, (index, row) -> {
            Arrays.fill(row, -1);
            row[labels[index]] = confidences[index];
        });
    }

    /** The confidences of class 0, then of class 1, and so on. */
    static TeacherLabels perClass(float[]... confidences) {
        int[] labels = IntStream.range(0, confidences.length)
                .flatMap(k -> IntStream.generate(() -> k).limit(confidences[k].length))
                .toArray();
        float[] all = new float[labels.length];
        int next = 0;
        for (float[] ofClass : confidences) {
            System.arraycopy(ofClass, 0, all, next, ofClass.length);
            next += ofClass.length;
        }
        return confidences(confidences.length, labels, all);
    }

    private static void fill(double[] from, float[] row) {
        for (int k = 0; k < row.length; k++) {
            row[k] = (float) from[k];
        }
    }
}
