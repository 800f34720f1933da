package io.noisystudent.registry.mlflow;

import io.noisystudent.contracts.registry.Annotations;
import io.noisystudent.contracts.registry.ModelVersion;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Fields of MLflow's models and versions for which the registry has no place of its own: they are kept as tags, which
 * MLflow's clients see as the fields that they are.
 */
final class KeptFields {
    static final String NAME = "mlflow.name";
    static final String RUN_ID = "mlflow.run_id";
    static final String RUN_LINK = "mlflow.run_link";
    static final String MODEL_ID = "mlflow.model_id";

    private static final List<String> ALL = List.of(NAME, RUN_ID, RUN_LINK, MODEL_ID);

    private KeptFields() {}

    static boolean isOne(String tag) {
        return ALL.contains(tag);
    }

    /** The tags of a new model or version, with these fields where they say something. */
    static Map<String, @Nullable String> with(
            @Nullable Map<String, @Nullable String> tags, Map<String, @Nullable String> fields) {
        Map<String, @Nullable String> all = new TreeMap<>(tags == null ? Map.of() : tags);
        fields.forEach((name, value) -> {
            if (value != null) {
                all.put(name, value);
            }
        });
        return all;
    }

    /** The run of a version: the one that a client named, or the training request. */
    static String runId(ModelVersion version, Annotations said) {
        String named = said.tags().get(RUN_ID);
        if (named != null) {
            return named;
        }
        return version.lineage() == null ? "" : version.lineage().request().id();
    }

    /** One of these fields; empty if it was not named. */
    static String of(Annotations said, String field) {
        return said.tags().getOrDefault(field, "");
    }
}
