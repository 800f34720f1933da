package io.noisystudent.registry.filter;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.registry.view.ModelView;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import java.time.Duration;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class VersionFieldsTest {
    private static final VersionFields FIELDS = new VersionFields(Split.VALIDATION);

    private final TestRegistry registry = new TestRegistry(new InMemoryObjectStore());

    /** Two trained versions, of which the second has evidence, and an imported one. */
    @BeforeEach
    void fill() {
        registry.register("request-1");
        registry.register("request-2");
        registry.importFile("file");
        registry.evaluations.post(Samples.evaluation("validation", 2, Split.VALIDATION, 80, null));
        registry.evaluations.post(Samples.evaluation("test", 2, Split.TEST, 60, null));
        registry.evaluations.post(Samples.under("noise", Samples.evaluation("noisy", 3, Split.VALIDATION, 10, null)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version >= 2 | 2 3",
                "size = 4 | 3",
                "generation = 1 | 1 2",
                "not generation = 1 | 3",
                "generation != 1 | none",
                "teacher > 0 or steps > 0 or parameters > 0 | none",
                "metrics.top1 = 0.8 | 2",
                "metrics.validation.top1 > 0.7 and metrics.test.top1 < 0.7 | 2",
                "metrics.train.top1 >= 0 | none",
                "metrics.samples = 100 and metrics.nll = 0.3 and metrics.ece = 0.1 and metrics.top5 = 1 | 2",
                "network = 'mlp' | 1 2",
                "request like '%-2' or version = 3 | 2 3",
                "purpose = 'student' | 1 2",
                "createdAt like '2026-01-02T%' | 1 2 3",
                "tags.stage = 'x' or description = 'x' | none",
            })
    void shouldFindVersions(String filter, String expected) {
        // When
        ModelView model = registry.view.model(Samples.MODEL).orElseThrow();
        // Then
        assertThat(matches(model, filter)).isEqualTo(expected.equals("none") ? "" : expected);
    }

    @Test
    void shouldAskForTheNewestEvidence() {
        // Given
        ModelView model = registry.view.model(Samples.MODEL).orElseThrow();
        ModelEvaluation later = Samples.evaluation("a-later-one", 2, Split.VALIDATION, 90, null);
        // When
        model.add(
                new ModelEvaluation(
                        later.id(),
                        later.model(),
                        later.split(),
                        later.metrics(),
                        null,
                        later.data(),
                        TestRegistry.NOW.plus(Duration.ofDays(1))),
                1);
        // Then
        assertThat(matches(model, "metrics.top1 = 0.9")).isEqualTo("2");
        assertThat(matches(model, "metrics.top1 = 0.8")).isEmpty();
    }

    private static String matches(ModelView model, String filter) {
        IntPredicate passes = FIELDS.condition(model, FilterParser.parse(filter, FIELDS));
        return IntStream.rangeClosed(1, model.highestVersion())
                .filter(passes)
                .mapToObj(Integer::toString)
                .reduce((a, b) -> a + " " + b)
                .orElse("");
    }
}
