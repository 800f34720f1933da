package io.noisystudent.bench.experiment;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/** On patterns under noise, as files of digits. */
class VotesExperimentTest {
    @TempDir
    private Path directory;

    @Test
    void shouldLearnMoreOfWeighedVotesThanOfTheMajority() throws IOException {
        // Given
        PatternFiles.write(directory, 1400, 60);
        Path pipeline = Files.writeString(directory.resolve("pipeline.yaml"), """
                pipeline:
                  name: voted
                  image: {height: 8, width: 8, channels: 1}
                  classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  recipes: [{network: mlp, steps: 150, batch-size: 32, noise: none}]
                """);
        StringWriter screen = new StringWriter();
        CommandLine command = new CommandLine(new ExperimentCommand()).setOut(new PrintWriter(screen));

        // When
        int status = command.execute(
                "votes", directory.toString(), "--prefix", "p", "--pipeline", pipeline.toString(), "--labels", "30");

        // Then
        assertThat(status).isZero();
        String table = screen.toString();
        assertThat(cell(table, "dawid-skene", 2)).isGreaterThan(cell(table, "majority", 2) + 10);
        assertThat(cell(table, "dawid-skene", 3)).isGreaterThan(cell(table, "mean", 3) + 10);
        assertThat(cell(table, "dawid-skene", 4)).isGreaterThan(cell(table, "majority", 4));
        assertThat(cell(table, "true classes", 2)).isEqualTo(100);
    }

    private static double cell(String table, String row, int column) {
        String line = table.lines()
                .filter(text -> text.startsWith("| " + row + " |"))
                .findFirst()
                .orElseThrow();
        return Double.parseDouble(line.split(" *\\| *", -1)[column].replace(" %", ""));
    }
}
