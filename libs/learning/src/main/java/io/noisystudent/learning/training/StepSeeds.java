package io.noisystudent.learning.training;

import io.noisystudent.learning.objective.RowSeeds;

/**
 * The seeds of all that is drawn at random in one step.
 *
 * @param phase seed of the phase
 * @param step within the phase
 */
record StepSeeds(long phase, int step) {
    /** Of the noise in a network, for a part of the batch. */
    long noise(int member, int part) {
        long ofStep = member == 0 ? Seeds.mix(phase, Seeds.NOISE, step) : Seeds.mix(phase, Seeds.NOISE, step, member);
        return part == 0 ? ofStep : Seeds.mix(ofStep, part);
    }

    /** Of what the terms of a network's loss draw. */
    RowSeeds ofTerms(int member) {
        return (term, row) -> Seeds.mix(phase, Seeds.TERM, step, member, term, row);
    }
}
