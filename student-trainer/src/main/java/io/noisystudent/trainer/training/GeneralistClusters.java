package io.noisystudent.trainer.training;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.Specialist;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.learning.specialist.ClassClusters;
import io.noisystudent.learning.specialist.PredictionCovariance;
import io.noisystudent.learning.specialist.SpecialistClasses;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.validation.ServedSignature;
import io.noisystudent.trainer.dataset.Candidates;
import io.noisystudent.trainer.dataset.PseudoLabelLog;
import io.noisystudent.trainer.dataset.RangeReader;
import io.noisystudent.trainer.dataset.UnlabeledLog;
import java.util.BitSet;
import java.util.List;

/**
 * Which classes a specialist knows: a function of the generalist, the images and the number of the generation, so that every
 * trainer finds the same clusters. What labelers have stored is the same for all of them; what they compute themselves may
 * differ in the last digits between processors.
 */
final class GeneralistClusters {
    private final PipelineConfig pipeline;
    private final RangeReader source;
    private final int threads;

    GeneralistClusters(PipelineConfig pipeline, RangeReader source, int threads) {
        this.pipeline = pipeline;
        this.source = source;
        this.threads = threads;
    }

    /**
     * The classes of the specialist that a request asks for.
     *
     * @param labeled predicted where the request has no pseudo-labels
     * @throws NoisyStudentException {@code SIGNATURE_MISMATCH} of a generalist with other classes or images;
     *     {@code NO_TRAINING_DATA} if there are fewer clusters than specialists, or no predictions
     */
    SpecialistClasses of(TrainingRequest request, Specialist specialist, Graph generalist, LabeledSamples labeled) {
        ServedSignature signature = ServedSignature.of(generalist);
        signature.requireImage(pipeline.image());
        signature.requireClasses(generalist, pipeline.classes());
        PredictionCovariance covariance =
                new PredictionCovariance(pipeline.classes().size());
        int images = request.data().labelingTasks() > 0
                ? addStored(covariance, request)
                : addComputed(covariance, generalist, labeled);
        if (images == 0) {
            throw new NoisyStudentException(
                    ErrorCode.NO_TRAINING_DATA,
                    request.id(),
                    "the generalist " + request.teacher()
                            + " has predicted no image, so that nothing says which classes"
                            + " it confuses; lower labeling.min-confidence, or give cluster-by: labeled");
        }
        List<SpecialistClasses> clusters = ClassClusters.of(covariance, specialist.clusters(), request.generation());
        if (clusters.size() < specialist.number()) {
            throw new NoisyStudentException(
                    ErrorCode.NO_TRAINING_DATA,
                    request.id(),
                    "the predictions of the generalist " + request.teacher() + " make " + clusters.size()
                            + " clusters of classes, not " + specialist.clusters()
                            + ", since it never predicts some of them; give fewer clusters");
        }
        return clusters.get(specialist.number() - 1);
    }

    private int addStored(PredictionCovariance covariance, TrainingRequest request) {
        Candidates candidates = new PseudoLabelLog(source).read(request);
        BitSet superseded = new UnlabeledLog(source, pipeline)
                .keys(request.data().unlabeled(), candidates)
                .superseded();
        CandidateLabels labels = new CandidateLabels(candidates);
        float[] row = new float[pipeline.classes().size()];
        int images = 0;
        for (int i = 0; i < candidates.size(); i++) {
            if (!superseded.get(i)) {
                labels.read(i, row);
                covariance.add(row);
                images++;
            }
        }
        return images;
    }

    private int addComputed(PredictionCovariance covariance, Graph generalist, LabeledSamples labeled) {
        for (float[] row : new NetworkOutputs(labeled.images(), threads).probabilities(generalist)) {
            covariance.add(row);
        }
        return labeled.size();
    }
}
