package io.noisystudent.registry.filter;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.Evaluation;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.Metrics;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.registry.view.ModelView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * What versions can be asked for: {@code version}, {@code generation}, {@code size}, {@code teacher} (number of the
 * parent), {@code parameters}, {@code steps}; the texts {@code sha256}, {@code network}, {@code request}, {@code
 * purpose}, {@code createdAt}, {@code description} and {@code tags.KEY}; and figures of the newest evaluation on a split:
 * {@code metrics.top1} on the gate's, {@code metrics.test.top1} on a named one.
 */
public final class VersionFields implements FieldKinds {
    private static final Set<String> NUMBERS =
            new TreeSet<>(List.of("version", "generation", "size", "teacher", "parameters", "steps"));
    private static final Set<String> TEXTS =
            new TreeSet<>(List.of("sha256", "network", "request", "purpose", "createdAt", "description"));
    private static final Set<String> METRICS = new TreeSet<>(List.of("top1", "top5", "nll", "ece", "samples"));
    private static final String METRICS_PREFIX = "metrics.";
    private static final String TAGS_PREFIX = "tags.";

    private final Split split;

    /** @param split whose figures {@code metrics.NAME} means */
    public VersionFields(Split split) {
        this.split = requireNonNull(split, "split is null");
    }

    @Override
    public Kind kind(String field) {
        if (NUMBERS.contains(field) || isMetric(field)) {
            return Kind.NUMBER;
        }
        boolean tag = field.startsWith(TAGS_PREFIX) && field.length() > TAGS_PREFIX.length();
        return tag || TEXTS.contains(field) ? Kind.TEXT : Kind.NONE;
    }

    @Override
    public String names() {
        List<String> names = new ArrayList<>(NUMBERS);
        names.addAll(TEXTS);
        METRICS.forEach(metric -> names.add(METRICS_PREFIX + metric));
        names.add("metrics.test.top1");
        names.add("tags.KEY");
        return String.join(", ", names);
    }

    /** The fields of one version. */
    public Filter.Row of(ModelView model, ModelVersion version) {
        return field -> value(field, model, version);
    }

    private @Nullable Object value(String field, ModelView model, ModelVersion version) {
        if (field.startsWith(METRICS_PREFIX)) {
            return metric(field.substring(METRICS_PREFIX.length()), model, version);
        }
        if (field.startsWith(TAGS_PREFIX)) {
            return model.annotations(version.model().version()).tags().get(field.substring(TAGS_PREFIX.length()));
        }
        return switch (field) {
            case "version" -> version.model().version();
            case "size" -> version.size();
            case "sha256" -> version.sha256();
            case "createdAt" -> version.createdAt().toString();
            case "description" -> model.annotations(version.model().version()).description();
            case "parameters" ->
                version.report() == null ? null : version.report().parameters();
            case "steps" -> version.report() == null ? null : version.report().steps();
            default -> ofLineage(field, version);
        };
    }

    private static @Nullable Object ofLineage(String field, ModelVersion version) {
        Lineage lineage = version.lineage();
        if (lineage == null) {
            TrainingReport report = version.report();
            return field.equals("network") && report != null ? report.network() : null;
        }
        TrainingRequest request = lineage.request();
        ModelRef teacher = request.teacher();
        return switch (field) {
            case "generation" -> request.generation();
            case "teacher" -> teacher == null ? null : teacher.version();
            case "network" -> request.recipe().network();
            case "request" -> request.id();
            case "purpose" -> request.purpose().name().toLowerCase(Locale.ROOT);
            default -> throw new IllegalArgumentException("no field " + field);
        };
    }

    private @Nullable Object metric(String rest, ModelView model, ModelVersion version) {
        int dot = rest.indexOf('.');
        Split wanted = dot < 0 ? split : Split.valueOf(rest.substring(0, dot).toUpperCase(Locale.ROOT));
        Metrics metrics = newest(model.evaluations(version.model().version()).values(), wanted);
        if (metrics == null) {
            return null;
        }
        return switch (rest.substring(dot + 1)) {
            case "top1" -> metrics.top1();
            case "top5" -> metrics.top5();
            case "nll" -> metrics.nll();
            case "ece" -> metrics.ece();
            case "samples" -> metrics.samples();
            default -> throw new IllegalArgumentException("no metric " + rest);
        };
    }

    private static @Nullable Metrics newest(Collection<Evaluation> evaluations, Split split) {
        Evaluation newest = null;
        for (Evaluation evaluation : evaluations) {
            if (evaluation.split() == split
                    && evaluation.condition() == null
                    && (newest == null || evaluation.at().isAfter(newest.at()))) {
                newest = evaluation;
            }
        }
        return newest == null ? null : newest.metrics();
    }

    private static boolean isMetric(String field) {
        if (!field.startsWith(METRICS_PREFIX)) {
            return false;
        }
        String rest = field.substring(METRICS_PREFIX.length());
        for (Split known : Split.values()) {
            String prefix = known.name().toLowerCase(Locale.ROOT) + ".";
            if (rest.startsWith(prefix)) {
                return METRICS.contains(rest.substring(prefix.length()));
            }
        }
        return METRICS.contains(rest);
    }
}
