package io.noisystudent.contracts.codec;

import io.noisystudent.contracts.codec.v1.Probabilities;
import io.noisystudent.contracts.config.LabelingConfig;
import io.noisystudent.contracts.event.ProbabilityMatrix;
import java.util.Arrays;

import static io.noisystudent.contracts.codec.ProtoColumns.check;

/**
 * Class probabilities as packed float32: dense up to {@link LabelingConfig#WHOLE_CLASSES} classes, above that the
 * {@link LabelingConfig#KEPT_CLASSES} largest per row and the remaining mass, which the reader spreads evenly.
 */
final class ProbabilityColumns {
    private static final float TOLERANCE = 1e-3f;

    private ProbabilityColumns() {}

    static Probabilities encode(ProbabilityMatrix labels) {
        return labels.classes() <= LabelingConfig.WHOLE_CLASSES ? dense(labels) : sparse(labels);
    }

    static ProbabilityMatrix decode(Probabilities columns) {
        int classes = columns.getClasses();
        int kept = columns.getKept();
        check(classes >= 1 && kept >= 1 && kept <= classes, kept + " kept probabilities of " + classes + " classes");
        check(columns.getValuesCount() % kept == 0, columns.getValuesCount() + " values in rows of " + kept);
        int rows = columns.getValuesCount() / kept;
        check(rows <= ProbabilityMatrix.maxRows(classes), rows + " rows of " + classes + " classes are too many");
        float[] values = new float[rows * classes];
        if (kept == classes) {
            check(columns.getIndexesCount() == 0, "dense probabilities with indexes");
            for (int i = 0; i < values.length; i++) {
                values[i] = probability(columns.getValues(i));
            }
        } else {
            spread(columns, rows, values);
        }
        return new ProbabilityMatrix(classes, values);
    }

    private static Probabilities dense(ProbabilityMatrix labels) {
        Probabilities.Builder columns =
                Probabilities.newBuilder().setClasses(labels.classes()).setKept(labels.classes());
        for (int row = 0; row < labels.rows(); row++) {
            for (int label = 0; label < labels.classes(); label++) {
                columns.addValues(probability(labels.at(row, label)));
            }
        }
        return columns.build();
    }

    private static Probabilities sparse(ProbabilityMatrix labels) {
        Probabilities.Builder columns =
                Probabilities.newBuilder().setClasses(labels.classes()).setKept(LabelingConfig.KEPT_CLASSES);
        float[] values = new float[labels.classes()];
        int[] largest = new int[LabelingConfig.KEPT_CLASSES];
        for (int row = 0; row < labels.rows(); row++) {
            labels.copyRow(row, values, 0);
            double rest = 0;
            for (float value : values) {
                rest += probability(value);
            }
            for (int rank = 0; rank < LabelingConfig.KEPT_CLASSES; rank++) {
                largest[rank] = takeLargest(values);
                float value = labels.at(row, largest[rank]);
                rest -= value;
                columns.addIndexes(largest[rank]).addValues(value);
            }
            columns.addRest((float) Math.max(0, rest));
        }
        return columns.build();
    }

    /** Index of the largest value, the lowest on a tie, which is then taken out. */
    private static int takeLargest(float[] values) {
        int best = 0;
        for (int label = 1; label < values.length; label++) {
            if (values[label] > values[best]) {
                best = label;
            }
        }
        values[best] = -1;
        return best;
    }

    private static void spread(Probabilities columns, int rows, float[] values) {
        int classes = columns.getClasses();
        int kept = columns.getKept();
        check(
                columns.getIndexesCount() == rows * kept && columns.getRestCount() == rows,
                "sparse probabilities with columns of different length");
        for (int row = 0; row < rows; row++) {
            float share = probability(columns.getRest(row)) / (classes - kept);
            Arrays.fill(values, row * classes, (row + 1) * classes, share);
            for (int i = row * kept; i < (row + 1) * kept; i++) {
                int label = columns.getIndexes(i);
                check(label >= 0 && label < classes, "class " + label + " of " + classes);
                values[row * classes + label] = probability(columns.getValues(i));
            }
        }
    }

    private static float probability(float value) {
        check(value >= 0 && value <= 1 + TOLERANCE, "probability " + value + " is outside [0, 1]");
        return value;
    }
}
