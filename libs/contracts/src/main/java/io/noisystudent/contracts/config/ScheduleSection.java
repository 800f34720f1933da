package io.noisystudent.contracts.config;

import io.noisystudent.contracts.config.Kinds.Kind;
import java.util.List;

/** {@code schedule}: a name, or a name with what is not at its default. */
final class ScheduleSection {
    private static final Kinds<Schedule> KINDS = new Kinds<>(
            "cosine, step or staircase, for example {step: {at: [0.5, 0.75], factor: 0.1}}",
            List.of(
                    new Kind<>("cosine", ScheduleSection::cosine),
                    new Kind<>("step", ScheduleSection::step),
                    new Kind<>("staircase", ScheduleSection::staircase)));

    private ScheduleSection() {}

    static Schedule read(Section recipe) {
        return KINDS.read(recipe, "schedule", new Schedule.Cosine());
    }

    private static Schedule cosine(Section cosine) {
        cosine.refuseOthers();
        return new Schedule.Cosine();
    }

    private static Schedule step(Section step) {
        List<Double> at =
                step.list("at", "a list of shares of all steps", place -> place.number(0, Interval.of("(0, 1)")));
        Schedule.Step read = new Schedule.Step(
                step.has("at") ? at : Schedule.Step.DEFAULT.at(),
                step.number("factor", Schedule.Step.DEFAULT.factor(), "(0, 1]"));
        step.refuseOthers();
        return read;
    }

    private static Schedule staircase(Section staircase) {
        Schedule.Staircase read = new Schedule.Staircase(
                staircase.number("every", Schedule.Staircase.DEFAULT.every(), "(0, 1]"),
                staircase.number("factor", Schedule.Staircase.DEFAULT.factor(), "(0, 1]"));
        staircase.refuseOthers();
        return read;
    }
}
