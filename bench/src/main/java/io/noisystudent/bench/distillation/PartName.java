package io.noisystudent.bench.distillation;

import java.util.List;
import java.util.Optional;

/** What {@code bench distillation} can be asked for. */
public enum PartName {
    exactness(0.05),
    order(7.2),
    labels(0.3),
    temperature(0.5),
    ensemble(0.6),
    mutual(0.2),
    assistant(1.1),
    bornagain(0.3),
    reversed(0.8),
    smoothing(0.4),
    structure(0.7);

    private final double coreHours;

    PartName(double coreHours) {
        this.coreHours = coreHours;
    }

    /** Hours of one core that its full size was meant to take, all of them together the twelve of six hours on two. */
    public double coreHours() {
        return coreHours;
    }

    /**
     * The trainings of it; none of what is no training.
     *
     * @param epochs of the part order at full size
     * @param torchSeeds of the trainings beside PyTorch
     */
    public Optional<StudyPart> trainings(Curriculum curriculum, int epochs, List<Long> torchSeeds) {
        Claims claims = new Claims(curriculum);
        return switch (this) {
            case exactness -> Optional.empty();
            case order -> Optional.of(new OrderPart(curriculum, epochs, torchSeeds));
            case labels -> Optional.of(claims.labels());
            case temperature -> Optional.of(claims.temperature());
            case ensemble -> Optional.of(new EnsembleParts.Distilled(curriculum));
            case mutual -> Optional.of(new MutualPart(curriculum));
            case assistant -> Optional.of(claims.assistant());
            case bornagain -> Optional.of(new EnsembleParts.BornAgain(curriculum));
            case reversed -> Optional.of(claims.reversed());
            case smoothing -> Optional.of(claims.smoothing());
            case structure -> Optional.of(claims.structure());
        };
    }
}
