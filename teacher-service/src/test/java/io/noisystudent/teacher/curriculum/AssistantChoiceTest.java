package io.noisystudent.teacher.curriculum;

import io.noisystudent.teacher.curriculum.AssistantChoice.Known;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The networks are those of Mirzadeh et al. 2020, figure 5: plain networks of 10, 8, 6, 4 and 2 layers. */
class AssistantChoiceTest {
    /** The mean of 80 and 50 % is 65 %; with two assistants the first one's part ends at 70 %. */
    @ParameterizedTest
    @CsvSource({
        "0.78, 0.64, 0.51, 1, six",
        "0.78, 0.72, 0.66, 1, four",
        "0.79, 0.69, 0.64, 2, six",
        "0.75, 0.54, 0.5, 1, eight"
    })
    void shouldChooseByAccuracy(double eight, double six, double four, int remaining, String chosen) {
        // When
        AssistantChoice choice = choose(0.5, eight, six, four, remaining);

        // Then
        assertThat(choice.network()).isEqualTo(chosen);
        assertThat(choice.reason()).startsWith("chosen by accuracy");
    }

    /** The geometric mean of 100,000 and 1,000 is 10,000; of two assistants the first is at 21,544. */
    @ParameterizedTest
    @CsvSource({"1, four", "2, six"})
    void shouldChooseByParametersWhereAnAccuracyIsNotKnown(int remaining, String chosen) {
        // When
        AssistantChoice choice = choose(null, 0.75, 0.65, 0.55, remaining);

        // Then
        assertThat(choice.network()).isEqualTo(chosen);
        assertThat(choice.reason()).contains("a first guess").endsWith("accuracies are unknown of two");
    }

    @Test
    void shouldPreferTheLargerOfTwoThatAreAsNear() {
        assertThat(choose(0.5, 0.79, 0.64, 0.64, 1).network()).isEqualTo("six");
    }

    private static AssistantChoice choose(
            @Nullable Double student, double eight, double six, double four, int remaining) {
        return AssistantChoice.of(
                new Known("ten", 100_000, 0.8),
                new Known("two", 1_000, student),
                List.of(
                        new Known("eight", 50_000, eight),
                        new Known("six", 25_000, six),
                        new Known("four", 12_000, four)),
                remaining);
    }
}
