package io.noisystudent.registry.view;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.registry.Metrics;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.ModelVersion;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of all versions of a model, by what they mean: {@code version}, {@code size}, {@code generation}, {@code
 * teacher}, {@code parameters}, {@code steps}, and {@code metrics.SPLIT.NAME} of the newest evaluation on the images as
 * they are.
 */
public final class Figures {
    private final ConcurrentMap<String, Column> columns = new ConcurrentHashMap<>();

    Figures() {}

    /** The column of this name; an empty one if no version has such a figure. */
    public Column column(String name) {
        return columns.getOrDefault(name, Column.EMPTY);
    }

    /** The name of the column with a metric on a split. */
    public static String metric(Split split, String name) {
        return "metrics." + split.name().toLowerCase(Locale.ROOT) + "." + name;
    }

    void add(ModelVersion version) {
        int number = version.model().version();
        set("version", number, number);
        set("size", number, (double) version.size());
        if (version.lineage() != null) {
            ModelRef teacher = version.lineage().request().teacher();
            set("generation", number, version.lineage().request().generation());
            if (teacher != null) {
                set("teacher", number, teacher.version());
            }
        }
        TrainingReport report = version.report();
        if (report != null) {
            set("parameters", number, (double) report.parameters());
            set("steps", number, (double) report.steps());
        }
    }

    /** Takes the figures on a split from the newest of these evaluations of a version. */
    synchronized void add(int version, Split split, Collection<ModelEvaluation> evaluations) {
        Metrics newest = newest(evaluations, split);
        if (newest != null) {
            set(metric(split, "top1"), version, newest.top1());
            set(metric(split, "top5"), version, newest.top5());
            set(metric(split, "nll"), version, newest.nll());
            set(metric(split, "ece"), version, newest.ece());
            set(metric(split, "samples"), version, (double) newest.samples());
        }
    }

    private static @Nullable Metrics newest(Collection<ModelEvaluation> evaluations, Split split) {
        ModelEvaluation newest = null;
        for (ModelEvaluation evaluation : evaluations) {
            if (evaluation.split() == split
                    && evaluation.condition() == null
                    && (newest == null || evaluation.at().isAfter(newest.at()))) {
                newest = evaluation;
            }
        }
        return newest == null ? null : newest.metrics();
    }

    private void set(String name, int version, double value) {
        columns.computeIfAbsent(name, key -> new Column()).set(version, value);
    }
}
