package io.noisystudent.trainer.training;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.learning.objective.Targets;
import io.noisystudent.learning.selection.HeldOutLabels;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.combine.EnsembleGraph;
import io.noisystudent.networks.combine.EnsembleMember;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.trainer.dataset.LabeledData;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers a request for an ensemble: merges versions where others train a student. A pure function of the request, the
 * versions and the labeled images, of which those of the split validation tell how good the average is.
 */
final class EnsembleMerging {
    private final PipelineConfig pipeline;
    private final Teachers versions;
    private final Compute compute;

    /** @param versions where members come from */
    EnsembleMerging(PipelineConfig pipeline, Teachers versions, Compute compute) {
        this.pipeline = pipeline;
        this.versions = versions;
        this.compute = compute;
    }

    /**
     * The average of the members, checked against them.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code BAD_ENSEMBLE}, {@code NOT_FOUND},
     *     {@code SIGNATURE_MISMATCH}, {@code UNSUPPORTED_OPERATOR}, {@code MODEL_LIMITS} if they make no ensemble;
     *     {@code PARITY_LOST} if the merged graph computes something else than their average
     */
    TrainedStudent run(TrainingRequest request, Ensemble ensemble, LabeledData labeled) {
        ensemble.requireSeveral();
        List<EnsembleMember> members = ensemble.members().stream()
                .map(member -> new EnsembleMember("v" + member.version(), versions.load(member)))
                .toList();
        Graph merged = EnsembleGraph.of(
                ensemble.describe(), members, ensemble.average(), pipeline.image(), pipeline.classes());
        EnsembleCheck.check(merged, members, ensemble.average());
        return new TrainedStudent(merged, report(request, merged, labeled));
    }

    private TrainingReport report(TrainingRequest request, Graph merged, LabeledData labeled) {
        return new TrainingReport(
                request.recipe().network(),
                Networks.parameterCount(merged),
                0,
                0,
                0,
                0,
                compute.precision().name().toLowerCase(Locale.ROOT),
                compute.threads(),
                labeled.train().labels().length,
                0,
                0,
                0,
                0,
                List.of(),
                labeled.unreadable(),
                accuracy(merged, labeled.validation()),
                null,
                labeled.scatteredKeys(),
                0L,
                compute.kernels().name().toLowerCase(Locale.ROOT),
                List.of(),
                null);
    }

    private @Nullable Double accuracy(Graph merged, Optional<LabeledSamples> validation) {
        if (validation.isEmpty() || validation.get().labels().length == 0) {
            return null;
        }
        HeldOutLabels predicted = new HeldOutLabeling(() -> merged, validation, compute.threads()).get();
        float[] row = new float[predicted.classes()];
        int right = 0;
        for (int i = 0; i < predicted.size(); i++) {
            predicted.distributions().read(i, row);
            right += Targets.argmax(row) == predicted.labels()[i] ? 1 : 0;
        }
        return (double) right / predicted.size();
    }
}
