package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.CurriculumConfig;
import io.noisystudent.contracts.event.GenerationState.Examined;
import io.noisystudent.contracts.event.ModelRef;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** When chains of students end. */
final class ChainEnds {
    private final CurriculumConfig config;

    ChainEnds(CurriculumConfig config) {
        this.config = config;
    }

    /** Born-again networks are counted (Furlanello et al. 2018); what their ensemble would have as members is named. */
    Optional<String> bornAgain(List<Examined> chain) {
        List<ModelRef> students = ChainCourse.students(chain);
        return students.size() < config.maxGenerations()
                ? Optional.empty()
                : Optional.of("all " + config.maxGenerations() + " born-again students were weighed: "
                        + students.stream().map(ModelRef::toString).collect(Collectors.joining(", ")));
    }

    /** Labels are refined until accuracy on validation rises no more (Bagherinezhad et al. 2018). */
    Optional<String> labelRefinery(List<Examined> chain) {
        int students = ChainCourse.students(chain).size();
        if (students == 0) {
            return Optional.empty();
        }
        if (chain.stream().anyMatch(state -> state.candidate().validation() == null)) {
            return Optional.of("no labeled images of the split validation tell whether accuracy still rises; send some,"
                    + " or give splits.validation a share");
        }
        Examined best = chain.get(0);
        int since = 0;
        for (Examined state : chain.subList(1, chain.size())) {
            boolean rises = accuracy(state) > accuracy(best);
            best = rises ? state : best;
            since = rises ? 0 : since + 1;
        }
        if (since >= config.patience()) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "accuracy on validation has not risen for %d generations; the best are the %.1f %% of %s",
                    since,
                    100 * accuracy(best),
                    Course.student(best)));
        }
        return config.maxGenerations() > 0 && students >= config.maxGenerations()
                ? Optional.of("all " + config.maxGenerations() + " generations are done")
                : Optional.empty();
    }

    private static double accuracy(Examined state) {
        return state.candidate().validation() == null
                ? 0
                : state.candidate().validation().value();
    }
}
