package io.noisystudent.launcher.command;

import io.noisystudent.contracts.config.Distillation.ConfidenceWeighted;
import io.noisystudent.contracts.config.Distillation.PermutedPredictions;
import io.noisystudent.contracts.config.Distillation.SoftTargets;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.ObjectiveTerm.CrossEntropy;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingReport.TermSummary;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.networks.graph.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** What the terms of a student's loss did, by requests like its own to the trainer of the pipeline. */
record TermChecks(GlyphPipeline pipeline) {
    /** That the term has a value and moves weights, and that others come out without it. */
    void assertTermIsFelt(ModelVersion student, String name) throws IOException {
        assertTermHasGradient(student, name);
        ModelVersion without =
                pipeline.trained(like(student.lineage().request(), "without-" + name, recipe -> without(name, recipe)));
        assertThat(weights(without)).isNotEqualTo(weights(student));
    }

    static void assertTermHasGradient(ModelVersion student, String name) {
        TermSummary term = student.report().terms().stream()
                .filter(summary -> summary.term().equals(name))
                .findFirst()
                .orElseThrow();
        assertThat(term.mean()).isNotZero();
        assertThat(term.gradientShare()).isPositive();
    }

    /** That a trainer makes the same weights of the same request again. */
    void assertTrainedAgain(ModelVersion student) throws IOException {
        assertThat(weights(pipeline.trained(like(student.lineage().request(), "again", recipe -> recipe))))
                .isEqualTo(weights(student));
    }

    /** What a trainer makes of the request of a student with another teacher. */
    ModelVersion taughtBy(ModelRef other, ModelVersion student) {
        return pipeline.trained(like(student.lineage().request(), other, "another", recipe -> recipe));
    }

    /** The other terms keep theirs; without any, labels are learned. */
    private static Recipe without(String name, Recipe recipe) {
        List<ObjectiveTerm> terms = new ArrayList<>();
        if (recipe.objectiveTerms().size() == 1) {
            terms.add(new CrossEntropy(1, 0));
        }
        recipe.objectiveTerms().forEach(term -> terms.add(term.termName().equals(name) ? withoutWeight(term) : term));
        return recipe.withObjective(Recipe.Objective.of(terms));
    }

    private static ObjectiveTerm withoutWeight(ObjectiveTerm term) {
        if (term instanceof SoftTargets soft) {
            return new SoftTargets(0, soft.temperature(), soft.standardize(), soft.rows());
        }
        if (term instanceof PermutedPredictions permuted) {
            return new PermutedPredictions(0, permuted.temperature(), permuted.rows());
        }
        if (term instanceof ConfidenceWeighted weighted) {
            return new ConfidenceWeighted(0, weighted.labelSmoothing());
        }
        ObjectiveTerm.Mutual mutual = (ObjectiveTerm.Mutual) term;
        return new ObjectiveTerm.Mutual(0, mutual.update(), mutual.rows());
    }

    /** The same request with other recipes, as of another log of generations: no loop waits for it. */
    private static TrainingRequest like(TrainingRequest request, String log, UnaryOperator<Recipe> change) {
        return like(request, request.teacher(), log, change);
    }

    private static TrainingRequest like(
            TrainingRequest request, @Nullable ModelRef teacher, String log, UnaryOperator<Recipe> change) {
        List<TrainingRequest.Peer> peers = Stream.ofNullable(request.peers())
                .flatMap(List::stream)
                .map(peer ->
                        new TrainingRequest.Peer(peer.id(), peer.student(), change.apply(peer.recipe()), peer.seed()))
                .toList();
        return new TrainingRequest(
                request.id(),
                request.model(),
                request.generation(),
                request.student(),
                request.purpose(),
                change.apply(request.recipe()),
                request.selection(),
                request.seed(),
                teacher,
                request.data(),
                log,
                peers.isEmpty() ? null : peers,
                null,
                null);
    }

    private Map<String, Tensor> weights(ModelVersion version) throws IOException {
        return pipeline.graph(version.model()).initializers();
    }
}
