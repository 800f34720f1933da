package io.noisystudent.registry.catalog;

import io.noisystudent.contracts.config.FeatureDistillation;
import io.noisystudent.contracts.config.Freeze;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.Schedule;
import io.noisystudent.contracts.config.SelectionRule;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.LabelDoubt;
import io.noisystudent.contracts.event.OmittedClass;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.registry.objects.Bounds;
import io.noisystudent.registry.objects.Names;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How much a client may say about a version; {@code BAD_REQUEST} or {@code BAD_NAME} beyond that. */
final class VersionLimits {
    static final int ENVIRONMENT = 100;

    /** Characters of the environment together: a trainer writes about 300. */
    static final int ENVIRONMENT_TEXT = 32 << 10;

    private static final int DROPS = 1000;
    private static final int TERMS = 100;
    private static final int PEERS = 100;
    private static final int CLASSES = 10_000;

    private VersionLimits() {}

    /** @param classes of the model */
    static void require(VersionDescription description, int classes) {
        Lineage lineage = description.lineage();
        if (lineage != null) {
            require(lineage.request());
            environment(lineage.environment());
        }
        TrainingReport report = description.report();
        if (report != null) {
            Bounds.text("report.network", report.network(), Bounds.NAME);
            Bounds.text("report.precision", report.precision(), Bounds.NAME);
            Bounds.count("report.selectedPerClass", report.selectedPerClass(), classes);
            Bounds.text("report.kernels", report.kernelsOrDefault(), Bounds.NAME);
            terms(Objects.requireNonNullElse(report.terms(), List.of()));
            names("report.known", report.known(), classes);
            List<OmittedClass> omitted = Objects.requireNonNullElse(report.omitted(), List.of());
            names("report.omitted", omitted.stream().map(OmittedClass::name).toList(), classes);
            if (report.doubt() != null) {
                annotators(report.doubt().leastReliable());
            }
        }
    }

    private static void require(TrainingRequest request) {
        Bounds.text("lineage.request.id", request.id(), Bounds.NAME);
        peers(Objects.requireNonNullElse(request.peers(), List.of()));
        if (request.log() != null) {
            Bounds.text("lineage.request.log", request.log(), Bounds.NAME);
        }
        Names.model(request.model());
        recipe(request.recipe());
        if (request.teacher() != null) {
            Names.model(request.teacher().name());
        }
        Ensemble ensemble = request.ensemble();
        if (ensemble != null) {
            Bounds.count("lineage.request.ensemble.members", ensemble.members(), Ensemble.MOST_MEMBERS);
            ensemble.versions().forEach(member -> Names.model(member.name()));
        }
        if (request.selection().rule() instanceof SelectionRule.ClassShares chosen) {
            Bounds.count("lineage.request.selection.rule.shares", chosen.shares(), DROPS);
        }
        TrainingRanges data = request.data();
        Bounds.ranges("lineage.request.data.labeled", data.labeled());
        Bounds.ranges("lineage.request.data.unlabeled", data.unlabeled());
        Bounds.ranges("lineage.request.data.pseudoLabels", data.pseudoLabels());
    }

    private static void peers(List<TrainingRequest.Peer> peers) {
        Bounds.count("lineage.request.peers", peers, PEERS);
        for (TrainingRequest.Peer peer : peers) {
            Bounds.text("lineage.request.peers.id", peer.id(), Bounds.NAME);
            recipe(peer.recipe());
        }
    }

    private static void recipe(Recipe recipe) {
        Bounds.text("lineage.request.recipe.network", recipe.network(), Bounds.NAME);
        if (recipe.optimizer().schedule() instanceof Schedule.Step step) {
            Bounds.count("lineage.request.recipe.optimizer.schedule.at", step.at(), DROPS);
        }
        objective(recipe.objectiveTerms());
        names("lineage.request.recipe.omitClasses", recipe.omitClasses(), CLASSES);
        if (recipe.optimizer().backboneTraining().freeze() instanceof Freeze.Until place) {
            Bounds.text("lineage.request.recipe.optimizer.backbone.freeze", place.value(), Bounds.NAME);
        }
    }

    private static void objective(List<ObjectiveTerm> terms) {
        Bounds.count("lineage.request.recipe.objective", terms, TERMS);
        for (ObjectiveTerm term : terms) {
            if (term instanceof FeatureDistillation compared) {
                names(
                        "lineage.request.recipe.objective.student",
                        compared.features().student(),
                        TERMS);
                names(
                        "lineage.request.recipe.objective.teacher",
                        compared.features().teacher(),
                        TERMS);
            }
        }
    }

    private static void names(String subject, @Nullable List<String> names, int most) {
        List<String> given = Objects.requireNonNullElse(names, List.of());
        Bounds.count(subject, given, most);
        given.forEach(name -> Bounds.text(subject, name, Bounds.NAME));
    }

    private static void terms(List<TrainingReport.TermSummary> terms) {
        Bounds.count("report.terms", terms, TERMS);
        terms.forEach(term -> Bounds.text("report.terms.term", term.term(), Bounds.NAME));
    }

    private static void annotators(List<LabelDoubt.AnnotatorEstimate> annotators) {
        String subject = "report.doubt.leastReliable";
        Bounds.count(subject, annotators, LabelDoubt.SHOWN);
        annotators.forEach(one -> Bounds.text(subject + ".annotator", one.annotator(), Bounds.NAME));
    }

    private static void environment(Map<String, String> environment) {
        String subject = "lineage.environment";
        Bounds.count(subject, environment.keySet(), ENVIRONMENT);
        Bounds.entries(subject, environment);
        long characters = environment.entrySet().stream()
                .mapToLong(entry ->
                        (long) entry.getKey().length() + entry.getValue().length())
                .sum();
        Bounds.characters(subject, characters, ENVIRONMENT_TEXT);
    }
}
