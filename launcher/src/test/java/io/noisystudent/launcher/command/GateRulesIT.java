package io.noisystudent.launcher.command;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.contracts.registry.Verdict.RuleResult;
import io.noisystudent.networks.build.Networks;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/** Rules of the gate for smaller networks, through the real services. */
class GateRulesIT {
    private static final String SMALLER = """
            curriculum: {kind: {distillation: {transfer-set: labeled}}, control: none}
            gate:
              rules:
                - max-loss: {loss: 1, against: parent, smaller: parameters}
                - max-parameters: %d
                - max-latency: {milliseconds: 10000}
            recipes:
              - {network: mlp-w4, steps: 100, batch-size: 20, noise: none}
              - {network: mlp, steps: 1, batch-size: 10, learning-rate: 1e-6, noise: none,
                 objective: [{soft-targets: {temperature: 2}}]}
            """;
    private static final String SLOW = """
            curriculum: {kind: {distillation: {teacher: 3, transfer-set: labeled}}, control: none}
            gate:
              rules:
                - max-loss: {loss: 1, against: 1}
                - max-latency: {milliseconds: 1e-9}
            recipes: [{network: mlp, steps: 1, batch-size: 10, noise: none, objective: [cross-entropy, soft-targets]}]
            """;

    @TempDir
    private Path directory;

    /**
     * The teacher learns the glyphs but has too many parameters; its student has hardly moved from fresh weights. Under other
     * rules the next is compared with a version that is neither its teacher nor in office.
     */
    @Test
    void shouldWeighSmallerNetworksByTheirSizeSpeedAndLossAgainstANamedVersion() throws IOException {
        long most = Networks.parameterCount("mlp", GlyphPipeline.IMAGE, GlyphPipeline.CLASSES.size());
        try (GlyphPipeline pipeline = GlyphPipeline.start(directory, "small", SMALLER.formatted(most))) {
            // When
            pipeline.feed(300, 0);
            pipeline.awaitFinished();

            // Then
            assertSmallerIsPromoted(pipeline);

            // When
            pipeline.change(SLOW, "model-registry", "teacher-service");
            pipeline.importNetwork("mlp-w4");
            await().atMost(GlyphPipeline.LIMIT)
                    .untilAsserted(() -> assertThat(pipeline.registry().verdict(pipeline.ref(4)))
                            .isPresent());

            // Then
            assertSlowIsRefused(pipeline, pipeline.ref(4));
        }
    }

    private static void assertSmallerIsPromoted(GlyphPipeline pipeline) {
        Verdict large = pipeline.registry().verdict(pipeline.ref(1)).orElseThrow();
        assertThat(large.outcome()).isEqualTo(Verdict.Outcome.REJECTED);
        assertThat(large.summary()).startsWith("max-parameters: ").contains("are allowed");
        Verdict student = pipeline.registry().verdict(pipeline.ref(2)).orElseThrow();
        assertThat(student.outcome()).as(student.summary()).isEqualTo(Verdict.Outcome.PROMOTED);
        assertThat(student.rules())
                .extracting(RuleResult::rule, RuleResult::passed, RuleResult::against)
                .containsExactly(
                        tuple("max-loss", true, 1),
                        tuple("max-parameters", true, null),
                        tuple("max-latency", true, null));
        assertThat(pipeline.versionInOffice()).isEqualTo(2);
        assertThat(pipeline.registry().evaluations(pipeline.ref(2)))
                .filteredOn(evidence -> evidence.split() == Split.VALIDATION)
                .singleElement()
                .satisfies(evidence -> assertWorseAndMeasured(evidence, pipeline.ref(1)));
        assertThat(pipeline.screen("status"))
                .contains("max-loss (compares with the candidate's parent)")
                .contains("max-latency (compares with no version)");
        assertThat(pipeline.teacher().get("/status").at("/gate/0/comparesWith").asText())
                .isEqualTo("the candidate's parent");
    }

    private static void assertWorseAndMeasured(ModelEvaluation evidence, ModelRef large) {
        assertThat(evidence.comparison()).isNotNull();
        assertThat(evidence.comparison().incumbent()).isEqualTo(large);
        assertThat(evidence.comparison().difference()).isLessThan(-0.1);
        assertThat(evidence.latency()).isNotNull();
        assertThat(evidence.latency().batchMillis()).isPositive();
        assertThat(evidence.latency().batchSize()).isEqualTo(32);
        assertThat(evidence.latency().execution().provider()).isEqualTo("cpu");
    }

    private static void assertSlowIsRefused(GlyphPipeline pipeline, ModelRef slow) {
        Verdict verdict = pipeline.registry().verdict(slow).orElseThrow();
        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.REJECTED);
        assertThat(verdict.summary()).startsWith("max-latency: ").contains("1.0E-9 ms are allowed");
        assertThat(verdict.rules())
                .extracting(RuleResult::rule, RuleResult::passed, RuleResult::against)
                .containsExactly(tuple("max-loss", true, 1), tuple("max-latency", false, null));
        assertThat(pipeline.registry().evaluations(slow))
                .extracting(ModelEvaluation::id)
                .anyMatch(id -> id.endsWith("-validation-v4-against-v1"));
        assertThat(pipeline.screen("status")).contains("max-loss (compares with version 1)");
    }
}
