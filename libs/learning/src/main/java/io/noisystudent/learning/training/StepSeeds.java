package io.noisystudent.learning.training;

import io.noisystudent.learning.objective.RowSeeds;

/**
 * The seeds of all that is drawn at random in one step.
 *
 * @param phase seed of the phase
 * @param step within the phase
 */
record StepSeeds(long phase, int step) {
    /** Of the noise in a network. */
    long noise(int member) {
        return member == 0 ? Seeds.mix(phase, Seeds.NOISE, step) : Seeds.mix(phase, Seeds.NOISE, step, member);
    }

    /** Of what the terms of a network's loss draw. */
    RowSeeds ofTerms(int member) {
        return (term, row) -> Seeds.mix(phase, Seeds.TERM, step, member, term, row);
    }
}
