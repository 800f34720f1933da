package io.noisystudent.bench.distillation;

import java.util.List;
import java.util.function.Function;

/** One question that trainings answer. */
public interface StudyPart {
    /** What is asked, and of what. */
    String question();

    /** Its lessons, teachers before their students. */
    List<Lesson> lessons();

    /** The answer as lines of a table. */
    List<String> table(Function<Lesson, Outcome> outcomes);
}
