package io.noisystudent.networks.features;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.noisystudent.contracts.config.FeatureDistillation;
import io.noisystudent.contracts.config.FeatureDistillation.AttentionTransfer;
import io.noisystudent.contracts.config.FeatureDistillation.Hint;
import io.noisystudent.contracts.config.FeatureDistillation.RelationalAngle;
import io.noisystudent.contracts.config.FeatureDistillation.RelationalDistance;
import io.noisystudent.contracts.config.FeatureDistillation.SimilarityPreserving;
import java.util.Arrays;
import java.util.List;

/** The values that a term of a loss compares where the recipe names none. */
@SuppressWarnings("ImmutableEnumChecker") // the list is an immutable one
public enum DefaultValues {
    /** The ends of all stages. */
    STAGES(List.of(AttentionTransfer.class)) {
        @Override
        List<String> of(List<String> stages, FeatureValues values) {
            return stages;
        }
    },
    /** The end of the middle stage, the earlier one of two. */
    MIDDLE_STAGE(List.of(Hint.class)) {
        @Override
        List<String> of(List<String> stages, FeatureValues values) {
            return stages.stream().skip((stages.size() - 1) / 2).limit(1).toList();
        }
    },
    /** The end of the last stage. */
    LAST_STAGE(List.of(SimilarityPreserving.class)) {
        @Override
        List<String> of(List<String> stages, FeatureValues values) {
            return stages.stream().skip(Math.max(0, stages.size() - 1)).toList();
        }
    },
    /** What goes into the classifier. */
    CLASSIFIER_INPUT(List.of(RelationalDistance.class, RelationalAngle.class)) {
        @Override
        List<String> of(List<String> stages, FeatureValues values) {
            return values.classifierInput().stream().toList();
        }
    };

    private final List<Class<? extends FeatureDistillation>> terms;

    DefaultValues(List<Class<? extends FeatureDistillation>> terms) {
        this.terms = terms;
    }

    /** Those of a term. */
    public static DefaultValues of(FeatureDistillation term) {
        return Arrays.stream(values())
                .filter(values -> values.terms.contains(term.getClass()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no values for " + term));
    }

    /** The names of the terms that have them. */
    public List<String> terms() {
        return terms.stream()
                .map(term -> term.getAnnotation(JsonTypeName.class).value())
                .toList();
    }

    /**
     * Their names in a network; none where it has none that stand for them.
     *
     * @param stages how many stages count, from the last one: as many as the network has that it is compared with
     */
    public List<String> in(FeatureValues values, int stages) {
        List<String> all = values.stages();
        return of(all.subList(Math.max(0, all.size() - stages), all.size()), values);
    }

    abstract List<String> of(List<String> stages, FeatureValues values);
}
