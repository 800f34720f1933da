package io.noisystudent.registry.mlflow;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.AnnotationSlot;
import io.noisystudent.contracts.registry.Annotations;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.registry.view.AliasChain;
import io.noisystudent.registry.view.ModelView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Models and versions in the form of MLflow's REST API.
 *
 * <p>Source of the fields: {@code RegisteredModel} and {@code ModelVersion} of MLflow's {@code model_registry.proto}.
 */
final class MlflowForm {
    /** Where files are downloaded; MLflow's client looks for the second half in an address. */
    static final String ARTIFACTS = "api/2.0/mlflow-artifacts/artifacts";

    static final String FILE = "model.onnx";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String base;

    /** @param base of the registry as the client sees it, ending with a slash */
    MlflowForm(String base) {
        this.base = base;
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** Where MLflow's client downloads a version from. */
    String artifactUri(ModelRef model) {
        return base + ARTIFACTS + "/" + path(model);
    }

    /** Of a version, below {@link #ARTIFACTS}. */
    static String path(ModelRef model) {
        return "models/" + model.name() + "/" + model.version();
    }

    /** The name under which a client made a model. */
    static String name(ModelView model) {
        String given = KeptFields.of(model.annotations(0), KeptFields.NAME);
        return given.isEmpty() ? model.name() : given;
    }

    ObjectNode model(ModelView model) {
        Annotations said = model.annotations(0);
        ObjectNode form = object();
        form.put("name", name(model));
        form.put("creation_timestamp", created(model).toEpochMilli());
        form.put("last_updated_timestamp", updated(model).toEpochMilli());
        form.put("description", said.description());
        tags(form, said);
        ArrayNode latest = form.putArray("latest_versions");
        Map.Entry<Integer, ModelVersion> last = model.versions().lastEntry();
        if (last != null) {
            latest.add(version(model, last.getValue()));
        }
        ArrayNode aliases = form.putArray("aliases");
        model.aliases().values().forEach(chain -> head(chain).ifPresent(slot -> aliases.addObject()
                .put("alias", slot.alias())
                .put("version", Integer.toString(slot.version()))));
        return form;
    }

    ObjectNode version(ModelView model, ModelVersion version) {
        int number = version.model().version();
        Annotations said = model.annotations(number);
        ObjectNode form = object();
        form.put("name", name(model));
        form.put("version", Integer.toString(number));
        form.put("creation_timestamp", version.createdAt().toEpochMilli());
        form.put("last_updated_timestamp", updated(version, said).toEpochMilli());
        form.put("current_stage", "None");
        form.put("description", said.description());
        form.put("source", artifactUri(version.model()));
        form.put("run_id", KeptFields.runId(version, said));
        form.put("run_link", KeptFields.of(said, KeptFields.RUN_LINK));
        form.put("model_id", KeptFields.of(said, KeptFields.MODEL_ID));
        form.put("status", "READY");
        tags(form, said);
        ArrayNode aliases = form.putArray("aliases");
        model.aliases().values().forEach(chain -> head(chain)
                .filter(slot -> slot.version() == number)
                .ifPresent(slot -> aliases.add(slot.alias())));
        return form;
    }

    static Instant updated(ModelVersion version, Annotations said) {
        return said.at() == null ? version.createdAt() : said.at();
    }

    /** When something of it changed last. */
    static Instant updated(ModelView model) {
        Map.Entry<Integer, ModelVersion> last = model.versions().lastEntry();
        Instant made = last == null ? Instant.EPOCH : last.getValue().createdAt();
        Instant said = Optional.ofNullable(model.annotations(0).at()).orElse(Instant.EPOCH);
        return made.isAfter(said) ? made : said;
    }

    static Instant created(ModelView model) {
        Map.Entry<Integer, ModelVersion> first = model.versions().firstEntry();
        List<AnnotationSlot> said = model.annotationHistory(0);
        Instant made = first == null ? Instant.MAX : first.getValue().createdAt();
        Instant opened = said.isEmpty() ? Instant.MAX : said.get(0).at();
        Instant earlier = made.isBefore(opened) ? made : opened;
        return earlier.equals(Instant.MAX) ? Instant.EPOCH : earlier;
    }

    /** A chain that does not verify points nowhere. */
    private static Optional<AliasSlot> head(AliasChain chain) {
        return chain.isBroken() ? Optional.empty() : chain.head();
    }

    private static void tags(ObjectNode form, Annotations said) {
        ArrayNode tags = form.putArray("tags");
        new TreeMap<>(said.tags()).forEach((key, value) -> {
            if (!KeptFields.isOne(key)) {
                tags.addObject().put("key", key).put("value", value);
            }
        });
    }
}
