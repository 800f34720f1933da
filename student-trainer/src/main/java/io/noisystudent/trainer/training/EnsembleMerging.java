package io.noisystudent.trainer.training;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.learning.objective.Targets;
import io.noisystudent.learning.selection.HeldOutLabels;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.combine.EnsembleGraph;
import io.noisystudent.networks.combine.EnsembleMember;
import io.noisystudent.networks.combine.SpecialistMember;
import io.noisystudent.networks.combine.SpecialistsGraph;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.trainer.dataset.LabeledData;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.util.stream.Collectors.toCollection;

/**
 * Answers a request for an ensemble: merges versions where others train a student. A pure function of the request, the
 * versions and the labeled images, of which those of the split validation tell how good the average is.
 */
final class EnsembleMerging {
    private static final Logger LOGGER = LoggerFactory.getLogger(EnsembleMerging.class);

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
     * The average of the members, or the generalist with them, checked against what they compute alone.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code BAD_ENSEMBLE}, {@code NOT_FOUND},
     *     {@code SIGNATURE_MISMATCH}, {@code UNSUPPORTED_OPERATOR}, {@code MODEL_LIMITS} if they make no ensemble;
     *     {@code PARITY_LOST} if the merged graph computes something else than their average
     * @param labeled reads the images that are resized as for the members
     */
    TrainedStudent run(TrainingRequest request, Ensemble ensemble, Function<Resize, LabeledData> labeled) {
        ensemble.requireSeveral();
        List<EnsembleMember> members =
                ensemble.members().stream().map(this::member).toList();
        Optional<EnsembleMember> generalist =
                Optional.ofNullable(ensemble.generalist()).map(this::member);
        Resize resize = resize(
                ensemble, Stream.concat(generalist.stream(), members.stream()).toList());
        Graph merged = resizedBy(
                resize,
                generalist.isPresent() ? combination(ensemble, generalist.get(), members) : average(ensemble, members));
        return new TrainedStudent(merged, report(request, merged, labeled.apply(resize)));
    }

    private EnsembleMember member(ModelRef version) {
        return new EnsembleMember("v" + version.version(), versions.load(version));
    }

    private Graph average(Ensemble ensemble, List<EnsembleMember> members) {
        Graph merged = EnsembleGraph.of(
                ensemble.describe(), members, ensemble.average(), pipeline.image(), pipeline.classes());
        EnsembleCheck.check(merged, members, ensemble.average());
        return merged;
    }

    private Graph combination(Ensemble ensemble, EnsembleMember generalist, List<EnsembleMember> members) {
        List<SpecialistMember> specialists =
                members.stream().map(this::specialist).toList();
        Graph merged =
                SpecialistsGraph.of(ensemble.describe(), generalist, specialists, pipeline.image(), pipeline.classes());
        SpecialistsCheck.check(merged, generalist, specialists);
        return merged;
    }

    private SpecialistMember specialist(EnsembleMember member) {
        List<Integer> known = ModelMetadata.known(member.graph())
                .filter(names -> !names.isEmpty() && pipeline.classes().containsAll(names))
                .orElseThrow(() -> new NoisyStudentException(
                        ErrorCode.BAD_ENSEMBLE,
                        member.name(),
                        "the version " + member.name()
                                + " does not say which classes it tells apart; name versions that"
                                + " a curriculum of the kind specialists has trained"))
                .stream()
                .map(pipeline.classes()::indexOf)
                .sorted()
                .toList();
        return SpecialistMember.ofAll(member.name(), member.graph(), known);
    }

    /** One file has one way to resize images: that of its members, or the pipeline's if they have several. */
    private Resize resize(Ensemble ensemble, List<EnsembleMember> members) {
        Set<Resize> ways = members.stream()
                .map(member -> ModelMetadata.resize(member.graph()))
                .collect(toCollection(() -> EnumSet.noneOf(Resize.class)));
        if (ways.size() > 1) {
            LOGGER.warn(
                    "the {} has members for which images are cropped, and others for which they are stretched; for all"
                            + " of it resize={}, as the pipeline says, which makes no difference for images of its aspect",
                    ensemble.describe(),
                    ModelMetadata.describe(pipeline.resize()));
            return pipeline.resize();
        }
        return ways.iterator().next();
    }

    private static Graph resizedBy(Resize resize, Graph merged) {
        if (resize == Resize.STRETCH) {
            return merged;
        }
        Map<String, String> metadata = new LinkedHashMap<>(merged.metadata());
        metadata.put(ModelMetadata.RESIZE, ModelMetadata.describe(resize));
        return merged.withMetadata(metadata);
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
                null,
                null,
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
