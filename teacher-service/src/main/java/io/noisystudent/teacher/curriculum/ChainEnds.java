package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.CurriculumConfig;
import io.noisystudent.contracts.event.GenerationState.Examined;
import io.noisystudent.contracts.event.ModelRef;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

import static java.util.Objects.requireNonNull;

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
                : Optional.of("all " + students.size() + " born-again students were evaluated: "
                        + students.stream().map(ModelRef::toString).collect(Collectors.joining(", ")));
    }

    /** Labels are refined until accuracy on validation rises no more (Bagherinezhad et al. 2018). */
    Optional<String> labelRefinery(List<Examined> chain) {
        int students = ChainCourse.students(chain).size();
        if (students == 0) {
            return Optional.empty();
        }
        if (!isMeasured(chain.get(chain.size() - 1))) {
            return Optional.of("no labeled images of the split validation tell whether accuracy still rises; send some,"
                    + " or give splits.validation a share, and ask for a generation");
        }
        List<Examined> measured = chain.stream().filter(ChainEnds::isMeasured).toList();
        Examined best = measured.get(0);
        int since = 0;
        for (Examined state : measured.subList(1, measured.size())) {
            boolean rises = accuracy(state) > accuracy(best);
            best = rises ? state : best;
            since = rises ? 0 : since + 1;
        }
        if (since >= config.patience()) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "accuracy on validation has not risen for %d generation%s; the best is %.1f %%, of %s",
                    since,
                    since == 1 ? "" : "s",
                    100 * accuracy(best),
                    Course.student(best)));
        }
        return config.maxGenerations() > 0 && students >= config.maxGenerations()
                ? Optional.of("all " + students + " students of the refinery were evaluated")
                : Optional.empty();
    }

    private static boolean isMeasured(Examined state) {
        return state.candidate().validation() != null;
    }

    private static double accuracy(Examined state) {
        return requireNonNull(state.candidate().validation(), "not measured").value();
    }
}
