package io.noisystudent.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class DistillationCommandTest {
    private final StringWriter errors = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void shouldGoOnWhereItWasStopped() throws IOException {
        // Given: three generations and their ensemble
        assertThat(run("--parts=bornagain", "--seeds=1")).isZero();
        List<String> rows = rows();
        assertThat(rows).hasSize(4);
        // The last two rows are lost.
        Files.write(directory.resolve("results.jsonl"), rows.subList(0, 2));

        // When
        assertThat(run("--parts=bornagain", "--seeds=1")).isZero();

        // Then: the same accuracies again, from the networks that are there
        assertThat(rows().subList(0, 2)).isEqualTo(rows.subList(0, 2));
        assertThat(rows().stream().map(DistillationCommandTest::withoutSeconds).toList())
                .isEqualTo(rows.stream()
                        .map(DistillationCommandTest::withoutSeconds)
                        .toList());
        assertThat(errors).hasToString("");
    }

    @Test
    void shouldRefuseOptionsThatMeanNothing() {
        assertThat(run("--scale=2")).isEqualTo(1);
        assertThat(errors.toString()).contains("CONFIG_INVALID --scale: is 2.0");
        assertThat(run("--images=nowhere")).isEqualTo(1);
        assertThat(errors.toString()).contains("CONFIG_INVALID --images: nowhere has no train/");
    }

    @Test
    void shouldTrainPairsBesideTwoAlone() throws IOException {
        // Given: two alone, a pair that moves at once, and one that moves in turn
        assertThat(run("--parts=mutual", "--seeds=1")).isZero();
        List<String> rows = rows();
        assertThat(rows).hasSize(4);
        assertThat(directory.resolve("networks/resnet-8.20x2.mutual-sequential.seed-1.partner.onnx"))
                .isRegularFile();
        // A pair is lost.
        Files.write(directory.resolve("results.jsonl"), rows.subList(0, 3));

        // When
        assertThat(run("--parts=mutual", "--seeds=1", "--estimate")).isZero();
        assertThat(rows()).hasSize(3);
        assertThat(run("--parts=mutual", "--seeds=1")).isZero();

        // Then
        assertThat(rows().stream().map(DistillationCommandTest::withoutSeconds).toList())
                .isEqualTo(rows.stream()
                        .map(DistillationCommandTest::withoutSeconds)
                        .toList());
        assertThat(errors).hasToString("");
    }

    private List<String> rows() throws IOException {
        return Files.readAllLines(directory.resolve("results.jsonl")).stream()
                .filter(line -> !line.isBlank())
                .toList();
    }

    private static String withoutSeconds(String row) {
        return row.replaceFirst("\"seconds\":[0-9.E-]+", "");
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--results=" + directory, "--side=8"));
        if (List.of(arguments).stream().noneMatch(argument -> argument.startsWith("--scale"))) {
            all.add("--scale=0.001");
        }
        all.addAll(List.of(arguments));
        return Bench.commandLine(new DistillationCommand())
                .setErr(new PrintWriter(errors, true))
                .execute(all.toArray(String[]::new));
    }
}
