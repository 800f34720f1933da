package io.noisystudent.learning.selection;

import io.noisystudent.contracts.config.SelectionConfig;
import io.noisystudent.contracts.config.SelectionRule;
import java.util.function.Supplier;

/** Chooses among the pseudo-labels of a generation, over all of them at once; equal arguments give equal selections. */
@FunctionalInterface
public interface SelectionMethod {
    Selection select(TeacherLabels candidates);

    /**
     * The method that a configuration asks for.
     *
     * @param seed of the methods that thin or repeat at random
     * @param heldOut asked only by methods that compare with labeled samples
     */
    static SelectionMethod of(SelectionConfig config, long seed, Supplier<HeldOutLabels> heldOut) {
        ClassTarget target = ClassTarget.of(config);
        SelectionRule rule = config.rule();
        if (rule instanceof SelectionRule.Binned) {
            return new BinnedCutOff(target, config.minConfidence(), seed);
        } else if (rule instanceof SelectionRule.UseAll) {
            return EverySample.UNWEIGHTED;
        } else if (rule instanceof SelectionRule.SoftMatch softMatch) {
            return new SoftMatchWeights(softMatch.deviations());
        } else if (rule instanceof SelectionRule.FreeMatch freeMatch) {
            return new FreeMatchThresholds(freeMatch.maxThreshold(), new MostConfident(target));
        } else if (rule instanceof SelectionRule.ClassShares shares) {
            return new ShareOfEachClass(shares.shares().get(0), new MostConfident(target));
        } else if (rule instanceof SelectionRule.ConfidentLearning) {
            return new ConfidentSamples(heldOut.get(), new MostConfident(target));
        }
        return new MostConfident(target);
    }
}
