package io.noisystudent.contracts.config;

/** When generations open and when the loop stops. */
public record CurriculumConfig(
        @Key(
                defaultValue = CurriculumKind.NOISY_STUDENT,
                give = "{distillation: {teacher: 3}}",
                doc = "which students are trained, and from which teacher; [`curricula.md`](curricula.md) explains"
                        + " the kinds")
        CurriculumKind kind,

        @Key(
                allowed = "[0, 1000000]",
                defaultValue = "3",
                doc = "self-trained generations after generation 0; 0 means without end")
        int maxGenerations,

        @Key(
                allowed = "[1, 1000000]",
                defaultValue = "2",
                doc = "generations in a row without promotion after which the loop waits for new data")
        int patience,

        @Key(
                allowed = "[1, 1000]",
                defaultValue = "1",
                doc = "students of a generation, each with its own seed; the best on validation is the"
                        + " candidate. They train at the same time if as many trainers run, otherwise one after"
                        + " another")
        int studentsPerGeneration,

        @Key(
                defaultValue = "false",
                doc = "with several students per generation, their [ensemble](curricula.md#ensembles) is one candidate"
                        + " more: it is chosen where it is better on validation than each of them")
        boolean ensemble,

        @Key(
                allowed = "[1, 1000000000000]",
                defaultValue = "10000",
                doc = "unlabeled records since the last snapshot that open a generation")
        long minNewSamples,

        @Key(
                allowed = "[1, 1000000000000]",
                defaultValue = "100",
                doc = "labeled records since the last snapshot that open a generation")
        long minNewLabels,

        @Key(
                or = {"none", "off", "false", "no"},
                all = {"true", "on", "yes"},
                doc = "what as much training brings without pseudo-labels: the student's network on the labels"
                        + " alone, with the optimizer of the first recipe, measured as a student and never"
                        + " promoted; `true` is the same as the defaults; [other kinds](curricula.md#controls) have"
                        + " others")
        ControlConfig control,

        @Key(defaultValue = "1", doc = "seed from which every training derives its own")
        long seed,

        @Key(doc = "bounds beyond which a generation fails rather than train on rubbish")
        CollapseBounds collapse,

        @Key(doc = "how a version is adapted to the size that is served; [`curricula.md`](curricula.md#fixres)")
        FixResConfig fixres) {
    /** The same with another seed. */
    public CurriculumConfig withSeed(long other) {
        return new CurriculumConfig(
                kind,
                maxGenerations,
                patience,
                studentsPerGeneration,
                ensemble,
                minNewSamples,
                minNewLabels,
                control,
                other,
                collapse,
                fixres);
    }

    /** Bounds of the collapse alarm. */
    public record CollapseBounds(
            @Key(
                    allowed = "[0, 1]",
                    defaultValue = "0.01",
                    doc = "fewer accepted pseudo-labels, as a share of all samples, fail the generation")
            double minAcceptedShare,

            @Key(
                    allowed = "[0, 1]",
                    defaultValue = "0.3",
                    doc = "less entropy of the accepted classes, as a share of a uniform distribution's,"
                            + " fails the generation")
            double minEntropy,

            @Key(
                    allowed = "[0, 1000000]",
                    derived = Derived.EMPTY_CLASSES,
                    doc = "more classes without an accepted sample fail the generation")
            int maxEmptyClasses) {}
}
