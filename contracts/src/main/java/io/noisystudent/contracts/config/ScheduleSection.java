package io.noisystudent.contracts.config;

import java.util.List;
import java.util.Optional;

/** {@code schedule}: a name, or a name with what is not at its default. */
final class ScheduleSection {
    private static final String KINDS = "cosine, step or staircase, for example {step: {at: [0.5, 0.75], factor: 0.1}}";

    private ScheduleSection() {}

    static Schedule read(Section recipe) {
        Optional<Scalar> given = recipe.scalar("schedule");
        if (given.isEmpty() || given.get().isOneOf("cosine")) {
            return new Schedule.Cosine();
        } else if (given.get().isOneOf("step")) {
            return Schedule.Step.DEFAULT;
        } else if (given.get().isOneOf("staircase")) {
            return Schedule.Staircase.DEFAULT;
        } else if (given.get().text() != null) {
            given.get().refuse(KINDS);
            return new Schedule.Cosine();
        }
        Section named = recipe.section("schedule");
        Schedule read = named.has("step") ? step(named.section("step")) : staircase(named.section("staircase"));
        if (named.onlyKey() == null) {
            given.get().refuse(KINDS);
        }
        named.has("staircase");
        named.refuseOthers();
        return read;
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
