package io.noisystudent.registry.filter;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.registry.view.Column;
import io.noisystudent.registry.view.Figures;
import io.noisystudent.registry.view.ModelView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
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

    /**
     * A filter over the versions of a model, by number: its fields are found once, and numbers are read from arrays.
     * Numbers without a version never pass.
     */
    public IntPredicate condition(ModelView model, Filter filter) {
        if (filter instanceof Filter.And both) {
            return condition(model, both.left()).and(condition(model, both.right()));
        }
        if (filter instanceof Filter.Or either) {
            return condition(model, either.left()).or(condition(model, either.right()));
        }
        if (filter instanceof Filter.Not not) {
            return condition(model, not.inner()).negate();
        }
        if (filter instanceof Filter.NumberComparison comparison) {
            Column column = model.figures().column(column(comparison.field()));
            return number -> {
                double value = column.at(number);
                return !Double.isNaN(value) && comparison.accepts(value);
            };
        }
        if (filter instanceof Filter.TextComparison comparison) {
            return text(model, comparison.field(), comparison::accepts);
        }
        if (filter instanceof Filter.In in) {
            return text(model, in.field(), in.values()::contains);
        }
        if (filter instanceof Filter.Missing missing) {
            return text(model, missing.field(), value -> true).negate();
        }
        if (filter instanceof Filter.Like like) {
            return text(model, like.field(), like.pattern()::matches);
        }
        return number -> true;
    }

    private String column(String field) {
        if (!field.startsWith(METRICS_PREFIX)) {
            return field;
        }
        String rest = field.substring(METRICS_PREFIX.length());
        return rest.indexOf('.') < 0 ? Figures.metric(split, rest) : field;
    }

    private static IntPredicate text(ModelView model, String field, Predicate<String> accepts) {
        Function<ModelVersion, @Nullable String> value = text(model, field);
        return number -> {
            String text = model.version(number).map(value).orElse(null);
            return text != null && accepts.test(text);
        };
    }

    private static Function<ModelVersion, @Nullable String> text(ModelView model, String field) {
        if (field.startsWith(TAGS_PREFIX)) {
            String tag = field.substring(TAGS_PREFIX.length());
            return version ->
                    model.annotations(version.model().version()).tags().get(tag);
        }
        return switch (field) {
            case "sha256" -> ModelVersion::sha256;
            case "createdAt" -> version -> version.createdAt().toString();
            case "description" ->
                version -> model.annotations(version.model().version()).description();
            case "network" -> VersionFields::network;
            case "request" -> version -> ofRequest(version, TrainingRequest::id);
            case "purpose" -> version -> ofRequest(version, VersionFields::purpose);
            default -> throw new IllegalArgumentException("no field " + field);
        };
    }

    private static @Nullable String network(ModelVersion version) {
        TrainingReport report = version.report();
        return version.lineage() == null && report != null
                ? report.network()
                : ofRequest(version, request -> request.recipe().network());
    }

    private static String purpose(TrainingRequest request) {
        return request.purpose().name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String ofRequest(ModelVersion version, Function<TrainingRequest, String> value) {
        Lineage lineage = version.lineage();
        return lineage == null ? null : value.apply(lineage.request());
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
