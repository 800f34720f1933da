package io.noisystudent.trainer.training;

import io.noisystudent.contracts.config.PipelineConfig;
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
        ChosenLabels labels = ChosenLabels.of(candidates, slots, cache.size());
        int[] rows = IntStream.of(selection.rows())
                .map(candidate -> slots[candidate])
                .filter(slot -> slot >= 0)
                .toArray();
        return new PseudoLabeledData(
                new PseudoLabelledSamples(cache, rows, labels), candidates.size(), superseded.cardinality(), selection);
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
