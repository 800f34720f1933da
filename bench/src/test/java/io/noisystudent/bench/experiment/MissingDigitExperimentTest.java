package io.noisystudent.bench.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/** On patterns under noise, as files of digits. */
class MissingDigitExperimentTest {
    private static final String TEACHER =
            "{network: mlp, steps: 120, batch-size: 32, learning-rate: 0.01, label-smoothing: 0, noise: none}";
    private static final String STUDENT =
            "{network: mlp, steps: 120, batch-size: 32, learning-rate: 0.01, noise: none, "
                    + "objective: [{soft-targets: {temperature: 8, weight: 1, rows: labeled}}]}";

    @TempDir
    private Path directory;

    private final StringWriter screen = new StringWriter();

    @BeforeEach
    void write() throws IOException {
        PatternFiles.write(directory, 2000, 60);
    }

    @Test
    void shouldFindWhatAStudentKnowsOfADigitThatItWasNotShown() throws IOException {
        // When
        int status = run(TEACHER, STUDENT, TEACHER);

        // Then
        assertThat(status).as(screen.toString()).isZero();
        JsonNode report =
                new ObjectMapper().readTree(directory.resolve("report.json").toFile());
        int digits = report.get("testedOfMissing").asInt();
        assertThat(report.get("transferImages").asInt()).isEqualTo(9 * 60);
        JsonNode rows = report.get("rows");
        assertThat(errors(rows, 0)).isLessThan(digits / 4);
        assertThat(errors(rows, 3)).as("labels alone").isEqualTo(digits);
        assertThat(errors(rows, 2)).as("distilled, corrected").isLessThan(digits / 2);
        assertThat(errors(rows, 4)).as("labels alone, corrected").isGreaterThan(errors(rows, 2));
        assertThat(rows.get(4).get("bias").asDouble()).isPositive();
        // As often as it occurs, up to chance.
        int predicted =
                digits - errors(rows, 2) + rows.get(2).get("takenForMissing").asInt();
        assertThat(predicted).isBetween(digits / 2, 2 * digits);
    }

    @Test
    void shouldRefuseWhatIsTooLittle() throws IOException {
        assertThat(run(TEACHER, STUDENT)).isNotZero();
        assertThat(screen.toString()).contains("2 recipes");
        assertThat(run(List.of("--validation", "5000"), TEACHER, STUDENT, TEACHER))
                .isNotZero();
        assertThat(screen.toString()).contains("fewer than 5000");
    }

    private static int errors(JsonNode rows, int row) {
        return rows.get(row).get("errorsOfMissing").asInt();
    }

    private int run(String... recipes) throws IOException {
        return run(List.of("--validation", "300"), recipes);
    }

    private int run(List<String> options, String... recipes) throws IOException {
        Path pipeline =
                Files.writeString(directory.resolve("pipeline.yaml"), """
                pipeline:
                  name: missing
                  image: {height: 8, width: 8, channels: 1}
                  classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  recipes: [%s]
                """.formatted(String.join(", ", recipes)));
        List<String> arguments = new ArrayList<>(List.of(
                "missing-digit",
                directory.toString(),
                "--prefix=p",
                "--pipeline=" + pipeline,
                "--labels=60",
                "--report=" + directory.resolve("report.json")));
        arguments.addAll(options);
        CommandLine command = new CommandLine(new ExperimentCommand())
                .setOut(new PrintWriter(screen))
                .setErr(new PrintWriter(screen));
        return command.execute(arguments.toArray(String[]::new));
    }
}
