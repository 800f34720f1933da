package io.noisystudent.trainer.training;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.learning.distillation.OmittedClasses;
import io.noisystudent.learning.selection.HeldOutLabels;
import io.noisystudent.learning.selection.PseudoLabelSelection;
import io.noisystudent.learning.selection.PseudoLabelSelection.Choice;
import io.noisystudent.learning.selection.Selection;
import io.noisystudent.learning.selection.TeacherLabels;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.learning.training.PseudoLabeledSamples;
import io.noisystudent.learning.training.SoftLabels;
import io.noisystudent.trainer.dataset.Candidates;
import io.noisystudent.trainer.dataset.ImageReading;
import io.noisystudent.trainer.dataset.PseudoLabelLog;
import io.noisystudent.trainer.dataset.RangeReader;
import io.noisystudent.trainer.dataset.SampleCache;
import io.noisystudent.trainer.dataset.UnlabeledLog;
import java.util.BitSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Chooses pseudo-labels over the whole generation at once and brings their images into the cache. */
final class PseudoLabelSelector {
    private final RangeReader source;
    private final PipelineConfig pipeline;
    private final OmittedClasses omitted;
    private final ImageReading reading;

    /**
     * @param omitted images that the teacher takes for one of these are not chosen
     * @param reading how the chosen images are decoded
     */
    PseudoLabelSelector(RangeReader source, PipelineConfig pipeline, OmittedClasses omitted, ImageReading reading) {
        this.source = source;
        this.pipeline = pipeline;
        this.omitted = omitted;
        this.reading = reading;
    }

    /**
     * Selects for a request.
     *
     * @param labeled how the labeled samples are distributed over the classes may matter
     * @param heldOut asked if the request's selection needs it
     * @param cache gets the chosen images
     */
    PseudoLabeledData select(
            TrainingRequest request, LabeledSamples labeled, Supplier<HeldOutLabels> heldOut, SampleCache cache) {
        Candidates candidates = new PseudoLabelLog(source).read(request);
        UnlabeledLog log = new UnlabeledLog(source, pipeline);
        UnlabeledLog.Keys keys = log.keys(request.data().unlabeled(), candidates);
        Choice choice = choose(request, candidates, keys.superseded(), labeled, heldOut);
        Selection selection = choice.selection();
        BitSet chosen = new BitSet();
        IntStream.of(selection.indices()).forEach(chosen::set);
        int[] slots = log.decode(request.data().unlabeled(), candidates, chosen, reading, cache);
        requireFound(request, chosen, slots);
        SoftLabels stored = ChosenLabels.of(candidates, selection, slots, cache.size());
        SoftLabels labels = choice.alignment()
                .map(alignment -> stored.changed(alignment::apply))
                .orElse(stored);
        int[] rows = IntStream.of(selection.rows())
                .map(candidate -> slots[candidate])
                .toArray();
        return new PseudoLabeledData(
                new PseudoLabeledSamples(cache, rows, labels),
                candidates.size(),
                keys.superseded().cardinality(),
                keys.scattered(),
                choice);
    }

    /** A training on fewer images than its report says would be no function of its request. */
    private static void requireFound(TrainingRequest request, BitSet chosen, int[] slots) {
        long missing = chosen.stream().filter(candidate -> slots[candidate] < 0).count();
        if (missing > 0) {
            throw new NoisyStudentException(
                    ErrorCode.RANGE_INCOMPLETE,
                    request.id(),
                    missing + " of " + chosen.cardinality() + " chosen samples are not in the request's ranges of the "
                            + "unlabeled log; keep that topic longer than a generation takes");
        }
    }

    private Choice choose(
            TrainingRequest request,
            Candidates candidates,
            BitSet superseded,
            LabeledSamples labeled,
            Supplier<HeldOutLabels> heldOut) {
        int[] labeledPerClass = new int[pipeline.classes().size()];
        for (int label : labeled.labels()) {
            labeledPerClass[label]++;
        }
        int[] best = candidates.labels();
        TeacherLabels labels = TeacherLabels.of(
                        candidates.size(), labeledPerClass.length, new CandidateLabels(candidates))
                .keeping(candidate ->
                        !superseded.get(candidate) && !omitted.labels().contains(best[candidate]));
        return new PseudoLabelSelection(request.selection(), request.seed()).select(labels, labeledPerClass, heldOut);
    }
}
