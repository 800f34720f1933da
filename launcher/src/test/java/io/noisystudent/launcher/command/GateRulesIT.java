package io.noisystudent.launcher.command;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.contracts.registry.Verdict.RuleResult;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.launcher.console.Terminal;
import io.noisystudent.launcher.dataset.Picture;
import io.noisystudent.launcher.feed.Feeder;
import io.noisystudent.launcher.glyph.GlyphDataSet;
import io.noisystudent.launcher.stack.Addresses;
import io.noisystudent.launcher.stack.Home;
import io.noisystudent.launcher.teacher.TeacherClient;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.onnx.OnnxWriter;
import io.noisystudent.registryclient.RegistryClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/** Rules of the gate for smaller networks, through the real services. */
class GateRulesIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final ImageShape IMAGE = new ImageShape(28, 28, 1);
    private static final List<String> CLASSES = GlyphDataSet.make(1, 1, 7).classes();
    private static final ModelRef LARGE = new ModelRef("small", 1);
    private static final ModelRef STUDENT = new ModelRef("small", 2);

    @TempDir
    private Path directory;

    /** The teacher learns the glyphs but has too many parameters; its student has hardly moved from fresh weights. */
    @Test
    void shouldRefuseALargeNetworkAndPromoteItsSmallerStudentAlthoughThatIsWorse() throws IOException {
        long most = Networks.parameterCount("mlp", IMAGE, CLASSES.size());
        try (UpProcess process = UpProcess.start(directory, new Home(directory.resolve("home")), pipeline(most))) {
            Addresses addresses = Addresses.read(process.home());
            RegistryClient registry = new RegistryClient(URI.create(addresses.registry()));
            TeacherClient teacher =
                    new TeacherClient(URI.create(addresses.teacher()), Optional.empty(), Optional.empty());

            // When
            feed(addresses);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(teacher.status().finished())
                            .as(() -> teacher.status().waitingFor())
                            .isTrue());

            // Then
            Verdict large = registry.verdict(LARGE).orElseThrow();
            assertThat(large.outcome()).isEqualTo(Verdict.Outcome.REJECTED);
            assertThat(large.summary()).startsWith("max-parameters: ").contains("are allowed");
            Verdict student = registry.verdict(STUDENT).orElseThrow();
            assertThat(student.outcome()).as(student.summary()).isEqualTo(Verdict.Outcome.PROMOTED);
            assertThat(student.rules())
                    .extracting(RuleResult::rule, RuleResult::passed, RuleResult::against)
                    .containsExactly(
                            tuple("max-loss", true, 1),
                            tuple("max-parameters", true, null),
                            tuple("max-latency", true, null));
            assertThat(registry.alias("small", AliasSlot.TEACHER))
                    .hasValueSatisfying(slot -> assertThat(slot.version()).isEqualTo(2));
            assertThat(registry.evaluations(STUDENT))
                    .filteredOn(evidence -> evidence.split() == Split.VALIDATION)
                    .singleElement()
                    .satisfies(GateRulesIT::assertWorseAndMeasured);
            assertThat(status(process))
                    .contains("max-loss (compares with the candidate's parent)")
                    .contains("max-latency (compares with no version)");
            assertThat(teacher.get("/status")
                            .path("gate")
                            .path(0)
                            .path("comparesWith")
                            .asText())
                    .isEqualTo("the candidate's parent");
        }
    }

    /** The imported version has no alias: what a rule names by its number need not be the teacher. */
    @Test
    void shouldCompareWithANumberedVersionAndRefuseASlowNetwork() throws IOException {
        String pipeline = """
                pipeline:
                  name: small
                  image: {height: 28, width: 28, channels: 1}
                  classes: [%s]
                  topics: {data-partitions: 1, task-partitions: 1}
                  curriculum: {patience: 1, control: none}
                  gate:
                    rules:
                      - max-loss: {loss: 1, against: 1}
                      - max-latency: {milliseconds: 1e-9}
                  recipes: [{network: mlp, steps: 1, batch-size: 10, noise: none}]
                """.formatted(String.join(", ", CLASSES));
        try (UpProcess process = UpProcess.start(directory, new Home(directory.resolve("home")), pipeline)) {
            Addresses addresses = Addresses.read(process.home());
            RegistryClient registry = new RegistryClient(URI.create(addresses.registry()));
            Path file = Files.write(
                    directory.resolve("large.onnx"), OnnxWriter.write(Networks.build("mlp-w4", IMAGE, CLASSES, 5)));
            registry.register("small", file, new VersionDescription(null, null));

            // When
            feed(addresses);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(registry.verdict(STUDENT)).isPresent());

            // Then
            Verdict verdict = registry.verdict(STUDENT).orElseThrow();
            assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.REJECTED);
            assertThat(verdict.summary()).startsWith("max-latency: ").contains("1.0E-9 ms are allowed");
            assertThat(verdict.rules())
                    .extracting(RuleResult::rule, RuleResult::passed, RuleResult::against)
                    .containsExactly(tuple("max-loss", true, 1), tuple("max-latency", false, null));
            assertThat(registry.evaluations(STUDENT))
                    .extracting(ModelEvaluation::id)
                    .contains("0-validation-v2", "0-validation-v2-against-v1");
            assertThat(status(process)).contains("max-loss (compares with version 1)");
        }
    }

    private static void assertWorseAndMeasured(ModelEvaluation evidence) {
        assertThat(evidence.comparison()).isNotNull();
        assertThat(evidence.comparison().incumbent()).isEqualTo(LARGE);
        assertThat(evidence.comparison().difference()).isLessThan(-0.1);
        assertThat(evidence.latency()).isNotNull();
        assertThat(evidence.latency().batchMillis()).isPositive();
        assertThat(evidence.latency().batchSize()).isEqualTo(32);
        assertThat(evidence.latency().execution().provider()).isEqualTo("cpu");
    }

    private static String pipeline(long mostParameters) {
        return """
                pipeline:
                  name: small
                  image: {height: 28, width: 28, channels: 1}
                  classes: [%s]
                  topics: {data-partitions: 1, task-partitions: 1}
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
                """.formatted(String.join(", ", CLASSES), mostParameters);
    }

    private static void feed(Addresses addresses) {
        try (Feeder feeder =
                new Feeder(Map.of("bootstrap.servers", addresses.bootstrapServers()), new Topics("small"))) {
            int sent = 0;
            for (Picture picture : GlyphDataSet.make(90, 1, 7).train()) {
                Split split = sent++ % 3 == 0 ? Split.VALIDATION : Split.TRAIN;
                feeder.sendLabeled(picture, CLASSES.get(picture.label()), split, written -> {});
            }
            feeder.flush();
        }
    }

    private static String status(UpProcess process) {
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        NoisyStudent.commandLine(new Terminal(new PrintStream(screen, true, StandardCharsets.UTF_8), false))
                .execute("status", "--home", process.home().directory().toString());
        return screen.toString(StandardCharsets.UTF_8);
    }
}
