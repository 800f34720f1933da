package io.noisystudent.trainer.training;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.learning.selection.PseudoLabelSelection;
import io.noisystudent.learning.selection.Selection;
import io.noisystudent.learning.selection.SelectionPolicy;
import io.noisystudent.learning.training.PseudoLabelledSamples;
import io.noisystudent.trainer.dataset.Candidates;
import io.noisystudent.trainer.dataset.PseudoLabelLog;
import io.noisystudent.trainer.dataset.RangeSource;
import io.noisystudent.trainer.dataset.SampleCache;
import io.noisystudent.trainer.dataset.UnlabeledLog;
import java.util.BitSet;
import java.util.stream.IntStream;

/** Chooses pseudo-labels over the whole generation at once and brings their images into the cache. */
final class PseudoLabelSelector {
    private static final float SUPERSEDED = -1;

    private final RangeSource source;
    private final PipelineConfig pipeline;

    PseudoLabelSelector(RangeSource source, PipelineConfig pipeline) {
        this.source = source;
        this.pipeline = pipeline;
    }

    PseudoLabeledData select(TrainingRequest request, SampleCache cache) {
        Candidates candidates = new PseudoLabelLog(source).read(request);
        UnlabeledLog log = new UnlabeledLog(source, pipeline);
        BitSet superseded = log.superseded(request.data().unlabeled(), candidates);
        Selection selection = choose(request, candidates, superseded);
        BitSet chosen = new BitSet();
        IntStream.of(selection.indices()).forEach(chosen::set);
        int[] slots = log.decode(request.data().unlabeled(), candidates, chosen, cache);
        requireFound(request, chosen, slots);
        ChosenLabels labels = ChosenLabels.of(candidates, slots, cache.size());
        int[] rows = IntStream.of(selection.rows())
                .map(candidate -> slots[candidate])
                .toArray();
        return new PseudoLabeledData(
                new PseudoLabelledSamples(cache, rows, labels), candidates.size(), superseded.cardinality(), selection);
    }

    /** A training on fewer images than its report says would be no function of its request. */
    private static void requireFound(TrainingRequest request, BitSet chosen, int[] slots) {
        long missing = chosen.stream().filter(candidate -> slots[candidate] < 0).count();
        if (missing > 0) {
            throw new NoisyStudentException(
                    ErrorCode.RANGE_INCOMPLETE,
                    request.id(),
                    missing + " of " + chosen.cardinality() + " chosen samples are not in the request's ranges of the "
                            + "unlabelled log; keep that topic longer than a generation takes");
        }
    }

    /** A superseded candidate has a confidence below any floor. */
    private Selection choose(TrainingRequest request, Candidates candidates, BitSet superseded) {
        float[] confidences = candidates.confidences();
        superseded.stream().forEach(candidate -> confidences[candidate] = SUPERSEDED);
        SelectionPolicy policy = new SelectionPolicy(
                0, request.selection().perClass(), request.selection().duplicateScarce());
        return new PseudoLabelSelection(policy).select(pipeline.classes().size(), candidates.labels(), confidences);
    }
}
