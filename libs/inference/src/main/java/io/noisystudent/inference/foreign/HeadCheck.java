package io.noisystudent.inference.foreign;

import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.rewrite.ClassifierHead.Form;

/** Compares what a head gives with what it should be of the logits, and tells probabilities by their numbers. */
final class HeadCheck {
    private static final double TOLERANCE = 1e-3;

    private final int classes;

    HeadCheck(int classes) {
        this.classes = classes;
    }

    /** Whether the output is what the form says of these logits. */
    boolean holds(Form form, Tensor logits, Tensor output) {
        if (form == Form.LOGITS) {
            return true;
        }
        if (form == Form.CLASS || !isRowOfClasses(logits) || !isRowOfClasses(output)) {
            return form == Form.CLASS && isRowOfClasses(logits);
        }
        float[] found = output.floats();
        float[] values = logits.floats();
        for (int row = 0; row < values.length; row += classes) {
            double logSum = logSum(values, row);
            for (int k = row; k < row + classes; k++) {
                double expected = Math.exp(values[k] - logSum);
                double given = form == Form.LOG_PROBABILITIES ? Math.exp(found[k]) : found[k];
                if (!(Math.abs(given - expected) <= TOLERANCE)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether all rows are not negative and sum to one. */
    boolean areProbabilities(Tensor output) {
        float[] values = output.floats();
        for (int row = 0; row < values.length; row += classes) {
            double sum = 0;
            for (int k = row; k < row + classes; k++) {
                if (!(values[k] >= 0)) {
                    return false;
                }
                sum += values[k];
            }
            if (Math.abs(sum - 1) > TOLERANCE) {
                return false;
            }
        }
        return true;
    }

    /** Whether all numbers are between 0 and 1. */
    static boolean areFractions(Tensor output) {
        for (float value : output.floats()) {
            if (!(value >= 0 && value <= 1)) {
                return false;
            }
        }
        return true;
    }

    boolean isRowOfClasses(Tensor value) {
        return value.type() == ElementType.FLOAT && value.size() == value.dim(0) * classes;
    }

    private double logSum(float[] values, int row) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = row; k < row + classes; k++) {
            largest = Math.max(largest, values[k]);
        }
        double sum = 0;
        for (int k = row; k < row + classes; k++) {
            sum += Math.exp(values[k] - largest);
        }
        return largest + Math.log(sum);
    }
}
