package io.noisystudent.registry.report;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.Latency;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.Annotations;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.TestRegistry;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ModelCardTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[see](javascript:alert(1))",
                "[see]( JavaScript:alert(1))",
                "[see](\n<javascript:alert(1)>)",
                "![see](data:text/html;base64,PHNjcmlwdD4=)",
                "[see](vbscript:x)",
                "[see](java&#115;cript:alert(1))",
                "[see](javascript&colon;alert(1))",
                "[see](javascript\\:alert(1))",
                "[see]:\njavascript:alert(1)",
                "[see]: <javascript:alert(1)>"
            })
    void shouldMakeNoLinkOfAnotherScheme(String link) {
        assertThat(card(link, Map.of("tag", link.replace('\n', ' '))))
                .contains("see&#93;")
                .doesNotContain("see](", "see]:");
    }

    @Test
    void shouldWriteNoHtml() {
        String card = card(
                "<a href=\"javascript:x\">see</a> <!-- --> <javascript:x> <https://example.org> <mailto:a@example.org>"
                        + " 1 < 2",
                Map.of("tag", "<b>x</b>"));

        assertThat(card)
                .contains("<https://example.org>", "<mailto:a@example.org>", "1 < 2", "&lt;b>x&lt;/b>")
                .doesNotContain("<a", "</a", "<!", "<javascript");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[see](https://example.org/a_(b):c)",
                "[see](HTTP://example.org)",
                "[see](<https://example.org>)",
                "[see](mailto:a@example.org)",
                "[see](../other/card)",
                "[see](card?a=b:c&d=e)",
                "[see](#part:1)",
                "[see](card.md \"a title: b\")",
                "[see]()",
                "[see]: https://example.org",
                "[see]: other",
                "a list [0, 1] (of two): so"
            })
    void shouldKeepEveryOtherLink(String link) {
        assertThat(card(link, Map.of())).contains(link);
    }

    @Test
    void shouldNameTheStudentsThatWereTrainedAlong() {
        TrainingRequest alone = Samples.trained("1-s0").lineage().request();
        TrainingRequest request = with(
                alone,
                alone.teacher(),
                alone.data(),
                List.of(new TrainingRequest.Peer("1-s1", 1, alone.recipe().withNetwork("small-cnn"), 8)));

        assertThat(card("", Map.of(), new Lineage(request, Map.of())))
                .contains("trained along with the `small-cnn` of request `1-s1`: they learned from each other");
        assertThat(card("", Map.of(), new Lineage(alone, Map.of()))).doesNotContain("along with");
    }

    @Test
    void shouldSayFromWhatAStudentLearned() {
        TrainingRanges labeled = TrainingRanges.supervised(List.of(new LogRange("digits.labeled", 0, 0, 10)));
        TrainingRanges all = new TrainingRanges(labeled.labeled(), List.of(), List.of(), 1, 100);

        assertThat(card("", Map.of(), student(labeled)))
                .contains("a student of `digits/1`, which took part in its training on labeled images.");
        assertThat(card("", Map.of(), student(all)))
                .contains("a student of `digits/1`, whose pseudo-labels it was trained on.");
    }

    private static Lineage student(TrainingRanges data) {
        TrainingRequest alone = Samples.trained("1-s0").lineage().request();
        return new Lineage(with(alone, new ModelRef(Samples.MODEL, 1), data, null), Map.of());
    }

    private static TrainingRequest with(
            TrainingRequest request,
            @Nullable ModelRef teacher,
            TrainingRanges data,
            @Nullable List<TrainingRequest.Peer> peers) {
        return new TrainingRequest(
                request.id(),
                request.model(),
                request.generation(),
                request.student(),
                request.purpose(),
                request.recipe(),
                request.selection(),
                request.seed(),
                teacher,
                data,
                request.log(),
                peers,
                null,
                null);
    }

    @Test
    void shouldSayWithWhatEachRuleComparedAndHowFastTheVersionIs() {
        // Given
        List<Verdict.RuleResult> rules = List.of(
                new Verdict.RuleResult("max-loss", true, "max-loss: little", 3),
                new Verdict.RuleResult("not-worse", true, "not-worse: there is no incumbent"),
                new Verdict.RuleResult("max-latency", false, "max-latency: slow"));
        Verdict verdict = new Verdict(new ModelRef(Samples.MODEL, 1), Verdict.Outcome.REJECTED, rules, null);
        ModelEvaluation measured = Samples.measured(
                Samples.evaluation("e", 1, Split.VALIDATION, 80, null), new Latency(64, 32, 25, Samples.EXECUTION));

        // When
        String card = card("", Map.of(), null, List.of(measured), verdict);

        // Then
        assertThat(card)
                .contains("| passed max-loss | version 3 | max-loss: little |")
                .contains("| passed not-worse | – | not-worse: there is no incumbent |")
                .contains("| failed max-latency | no version | max-latency: slow |")
                .contains("| 2.0000 (cpu, batch of 32) |");
    }

    private static String card(String description, Map<String, String> tags) {
        return card(description, tags, null);
    }

    private static String card(String description, Map<String, String> tags, @Nullable Lineage lineage) {
        return card(description, tags, lineage, List.of(), null);
    }

    private static String card(
            String description,
            Map<String, String> tags,
            @Nullable Lineage lineage,
            List<ModelEvaluation> evidence,
            @Nullable Verdict verdict) {
        ModelVersion version = new ModelVersion(
                new ModelRef(Samples.MODEL, 1),
                "0".repeat(64),
                1,
                Samples.CLASSES,
                lineage,
                null,
                TestRegistry.NOW,
                List.of());
        return ModelCard.of(
                version,
                new Annotations(1, description, tags, "me", TestRegistry.NOW),
                evidence,
                new ControlReport(version.model(), null, List.of()),
                verdict);
    }
}
