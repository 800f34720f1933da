package io.noisystudent.contracts.config;

/**
 * When generations open and when the loop stops.
 *
 * @param maxGenerations self-trained generations after generation 0; 0 means without end
 * @param patience generations in a row without promotion after which the loop waits for new data
 * @param studentsPerGeneration students that train side by side, each with its own seed
 * @param minNewSamples unlabelled records since the last snapshot that open a generation
 * @param minNewLabels labelled records since the last snapshot that open a generation
 * @param control after the last generation, train its network on the labels alone for as many steps as all
 *     generations took together
 * @param seed from which every training derives its own
 * @param collapse bounds beyond which a generation fails rather than train on rubbish
 */
public record CurriculumConfig(
        int maxGenerations,
        int patience,
        int studentsPerGeneration,
        long minNewSamples,
        long minNewLabels,
        boolean control,
        long seed,
        CollapseBounds collapse) {

    /**
     * Bounds of the collapse alarm.
     *
     * @param minAcceptedShare accepted pseudo-labels as a share of all samples
     * @param minEntropy entropy of the accepted classes as a share of the entropy of a uniform distribution
     * @param maxEmptyClasses classes without any accepted sample
     */
    public record CollapseBounds(double minAcceptedShare, double minEntropy, int maxEmptyClasses) {}
}
