package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.event.GenerationPlan;

/** What comes next. */
public sealed interface CurriculumDecision {
    /** For people: why a generation opens, or why none does. */
    String reason();

    /** A generation opens. */
    record Open(GenerationPlan plan) implements CurriculumDecision {
        @Override
        public String reason() {
            return plan.reason();
        }
    }

    /** Nothing happens yet: what is to come will come by itself, or with the data that is still missing. */
    record Wait(String reason) implements CurriculumDecision {}

    /** Nothing more happens until new data comes or a person asks. */
    record Finished(String reason) implements CurriculumDecision {}
}
