package io.noisystudent.learning.training;

import io.noisystudent.learning.objective.TermReport;
import io.noisystudent.learning.torch.Precision;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a training did.
 *
 * @param steps optimizer steps
 * @param images rows that passed forward and backward, labeled and pseudo-labeled
 * @param seconds from the first step to the last
 * @param loss exponential mean of the loss at the end; of networks that are trained together, their mean
 * @param threads of libtorch, on which the last bits of the weights depend
 * @param precision in which the steps ran
 * @param heldOutAccuracy top-1 of the exported weights on the held-out images, as a fraction; empty without such images
 * @param terms what the terms of the loss did in the last epoch; empty if none ended
 */
public record TrainingStatistics(
        int steps,
        long images,
        double seconds,
        double loss,
        int threads,
        Precision precision,
        OptionalDouble heldOutAccuracy,
        List<TermReport> terms) {

    public double imagesPerSecond() {
        return images / seconds;
    }

    /** Of one network of several. */
    TrainingStatistics ofMember(List<TermReport> own, OptionalDouble accuracy) {
        return new TrainingStatistics(steps, images, seconds, loss, threads, precision, accuracy, own);
    }
}
