package io.noisystudent.registry.catalog;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.registry.objects.Documents;
import io.noisystudent.registry.objects.Names;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.objects.SlotWriter;
import io.noisystudent.registry.view.KeptLimits;
import io.noisystudent.registry.view.ModelView;
import io.noisystudent.registry.view.RegistryView;
import java.util.Collection;
import java.util.NavigableMap;

import static java.util.Objects.requireNonNull;

/** Evidence about versions: each piece is written once and never changes. */
public final class EvaluationCatalog {
    private final VersionCatalog versions;
    private final RegistryView view;
    private final SlotWriter slots;

    public EvaluationCatalog(VersionCatalog versions, RegistryView view, SlotWriter slots) {
        this.versions = requireNonNull(versions, "versions is null");
        this.view = requireNonNull(view, "view is null");
        this.slots = requireNonNull(slots, "slots is null");
    }

    /** Evidence, and whether this request made it. */
    public record Posted(ModelEvaluation evaluation, boolean created) {}

    /**
     * Keeps evidence. The same id again is answered with what is there, if that says the same except for its time.
     *
     * @throws NoisyStudentException {@code NOT_FOUND} without such a version, {@code BAD_NAME}, {@code BAD_REQUEST}
     *     for impossible figures, {@code SLOT_TAKEN} when the id has another content
     */
    public Posted post(ModelEvaluation evaluation) {
        ModelRef model = evaluation.model();
        ModelVersion version = versions.require(model.name(), model.version());
        Names.evaluation(evaluation.id());
        if (evaluation.condition() != null) {
            Names.condition(evaluation.condition());
        }
        new EvidenceCheck(evaluation, version.classes().size()).run();
        ModelView there = fresh(model.name(), model.version());
        ModelEvaluation known = there.evaluations(model.version()).get(evaluation.id());
        ModelEvaluation kept = known == null ? write(there, evaluation) : known;
        if (!sameContent(kept, evaluation)) {
            throw new NoisyStudentException(
                    ErrorCode.SLOT_TAKEN,
                    evaluation.id(),
                    "evaluation " + evaluation.id() + " of " + model + " is there since " + kept.at()
                            + " with another content; choose another id");
        }
        return new Posted(kept, known == null);
    }

    /** Writes evidence, or returns what another request wrote under its id a moment ago. */
    private ModelEvaluation write(ModelView model, ModelEvaluation evaluation) {
        view.lags().requireNone(model.name());
        String key = RegistryKeys.evaluation(evaluation.model(), evaluation.id());
        byte[] object = Documents.seal(evaluation);
        requireRoom(model, evaluation.model(), key, object.length);
        ModelEvaluation kept = slots.write(key, object)
                .map(content -> Documents.read(key, content, ModelEvaluation.class))
                .orElse(evaluation);
        model.add(kept, object.length);
        return kept;
    }

    private void requireRoom(ModelView known, ModelRef model, String key, long bytes) {
        KeptLimits limits = view.limits();
        int count = known.evaluations(model.version()).size();
        if (count >= limits.evaluations()) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST,
                    model.toString(),
                    "it has " + count + " evaluations, and at most " + limits.evaluations()
                            + " are kept of a version; register the file again, or raise"
                            + " noisystudent.registry.max-evaluations");
        }
        long kept = known.evaluationBytes(model.version());
        if (kept + bytes > limits.evaluationBytes()) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST,
                    model.toString(),
                    "its evaluations have " + kept + " bytes, this one " + bytes + ", and at most "
                            + limits.evaluationBytes() + " are kept of a version; measure on fewer conditions, or raise"
                            + " noisystudent.registry.max-evaluation-bytes");
        }
        view.memory().require(key, bytes);
    }

    /** What is there about a version, by id. */
    public NavigableMap<String, ModelEvaluation> of(String name, int version) {
        versions.require(name, version);
        return fresh(name, version).evaluations(version);
    }

    /** The model, caught up with what is said of this version. */
    private ModelView fresh(String name, int version) {
        ModelView model = view.refreshModel(name);
        if (version <= model.highestVersion() - RegistryView.WINDOW) {
            view.refreshVersion(model, version);
        }
        return model;
    }

    /** These pieces of evidence; {@code NOT_FOUND} or {@code OBJECT_DAMAGED} names the first that is not there. */
    public Collection<ModelEvaluation> require(String name, int version, Collection<String> ids) {
        NavigableMap<String, ModelEvaluation> there = of(name, version);
        for (String id : ids) {
            if (!there.containsKey(id)) {
                view.damage().requireSound(RegistryKeys.evaluation(new ModelRef(name, version), id));
                throw new NoisyStudentException(
                        ErrorCode.NOT_FOUND,
                        id,
                        "there is no evaluation " + id + " of " + name + "/" + version + "; there are "
                                + there.keySet());
            }
        }
        return ids.stream().distinct().map(there::get).toList();
    }

    private static boolean sameContent(ModelEvaluation a, ModelEvaluation b) {
        return new ModelEvaluation(
                        a.id(),
                        a.model(),
                        a.split(),
                        a.metrics(),
                        a.comparison(),
                        a.data(),
                        b.at(),
                        a.condition(),
                        a.latency())
                .equals(b);
    }
}
