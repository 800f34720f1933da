package io.noisystudent.contracts.registry;

import java.util.List;

/**
 * What one model scores on one split.
 *
 * @param top1Low lower end of the 95 % Wilson interval of {@code top1}
 * @param ece expected calibration error over 15 bins
 * @param recallPerClass NaN-free: a class without samples has recall 1
 * @param confusion rows are true classes, columns predicted ones
 */
public record Metrics(
        long samples,
        double top1,
        double top1Low,
        double top1High,
        double top5,
        double nll,
        double ece,
        List<Double> recallPerClass,
        List<List<Long>> confusion) {
    public Metrics {
        recallPerClass = List.copyOf(recallPerClass);
        confusion = confusion.stream().map(List::copyOf).toList();
    }
}
